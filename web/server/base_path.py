"""The path that the app lies at below its host, as in https://example.org/gan/."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from gan_core.errors import ConfigError
from web.server.streamlit_internals import BASE_PATH

EXPECTED = "gan, courses/gan"
PART = re.compile(r"[\w~-][\w.~-]*")


def read_base_path(received: str) -> str:
    """The option's value as "/gan", or "" for the root. Raises SystemExit with one sentence."""
    parts = [part for part in received.split("/") if part]
    if not all(map(PART.fullmatch, parts)):
        raise SystemExit(str(ConfigError("value", field=BASE_PATH, received=repr(received[:60]), expected=EXPECTED)))
    return "".join(f"/{part}" for part in parts)


class BasePath:
    """ASGI middleware, to be the outermost: takes the base path off every request, so that for all others the app lies at /.

    A request without it passes as it is: a proxy may have taken it off, and a check of the server's health need not know it. What is sent
    to browsers names no path from the host's root, so no other module has to know it.
    """

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self.app, self.base = app, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """`root_path` is the same path where the ASGI server knows it: `uvicorn --root-path`, or an app that this one is mounted in."""
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        path: str = scope["path"]
        for base in filter(None, (scope.get("root_path"), self.base)):
            if path == base and scope["type"] == "http":
                query = Request(scope).url.query
                there = f"{base.rpartition('/')[2]}/{f'?{query}' if query else ''}"
                return await RedirectResponse(there)(scope, receive, send)
            if path.startswith(f"{base}/"):
                path = path.removeprefix(base)
        return await self.app({**scope, "path": path, "root_path": ""}, receive, send)
