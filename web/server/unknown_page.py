"""Addresses that no page has."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class UnknownPage:
    """Middleware: a visit to an unknown address goes to the start page, which says so in the visitor's language.

    Streamlit would answer any address with the start page and an English dialog.
    """

    def __init__(self, app: ASGIApp, pages: Collection[str]) -> None:
        self.app, self.pages = app, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect visits; everything else (files, end points, sockets) passes."""
        if scope["type"] == "http" and self._is_unknown(Request(scope)):
            request = Request(scope)
            query = dict(parse_qsl(request.url.query)) | {"missing": request.url.path.strip("/")}
            await RedirectResponse(f"/?{urlencode(query)}", 302)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _is_unknown(self, request: Request) -> bool:
        """Whether a browser asks for a page that does not exist, rather than for a file."""
        name = request.url.path.strip("/")
        wants_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
        return (
            wants_page
            and name not in self.pages
            and "." not in name
            and not name.startswith(("_stcore", "api/", "app/", "frontend/", "media/"))
        )
