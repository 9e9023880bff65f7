"""The app's own HTTP end points, beside Streamlit's."""

from __future__ import annotations

import asyncio
from importlib import import_module

from starlette.routing import BaseRoute, Route, Router
from starlette.types import Receive, Scope, Send

from web.latent import packed
from web.presenter import api as tours_api
from web.room import api as room_api
from web.room.activity import Kind
from web.selfcheck import api as selfcheck_api
from web.server import browser_modules as frontend_modules
from web.server import index_page
from web.start.wall import early_module
from web.ui.navigation import ADDRESSES


class Later:
    """The routes of a module that takes seconds to import (torch): imported beside the server, at the first request at the latest."""

    def __init__(self, module: str) -> None:
        self.module = module
        self._router: Router | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, once the module is there."""
        if self._router is None:
            self._router = Router((await asyncio.to_thread(import_module, self.module)).ROUTES)
        await self._router(scope, receive, send)


KINDS = {
    "real_or_fake": Kind("web.real_or_fake.ballots"),
    "predict": Kind("web.predict.ballot"),
    "experiment": Kind("web.training.experiment"),
}  # what can be put to a room

ROUTES: list[BaseRoute] = [
    *index_page.routes(ADDRESSES, early_module),
    *frontend_modules.ROUTES,
    *tours_api.ROUTES,
    *room_api.routes(KINDS),
    *packed.ROUTES,
    Route("/api/latent/{rest:path}", Later("web.latent.api")),
    Route("/api/architecture/{rest:path}", Later("web.architecture.api")),
    Route("/exercises", Later("web.predict.api")),
    Route("/api/questions", Later("web.predict.api")),
    Route("/api/questions/{rest:path}", Later("web.predict.api")),
    Route("/api/convolution/{rest:path}", Later("web.convolution.api")),
    Route("/api/lessons/{rest:path}", Later("web.lessons.api")),
    Route("/api/real-or-fake/{rest:path}", Later("web.real_or_fake.api"), methods=["GET", "POST"]),
    *selfcheck_api.ROUTES,
    Route("/api/evaluations", Later("web.evaluation.api"), methods=["GET", "POST"]),
    Route("/api/evaluations/{rest:path}", Later("web.evaluation.api"), methods=["GET", "POST"]),
    Route("/api/browser-runs/{rest:path}", Later("web.training.local_api"), methods=["GET", "POST"]),
    Route("/api/runs", Later("web.training.api"), methods=["GET", "POST"]),
    Route("/api/runs/{rest:path}", Later("web.training.api"), methods=["GET", "POST"]),
]
