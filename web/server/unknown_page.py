"""Addresses that no page has."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class UnknownPage:
    """Middleware: a visit to an unknown address goes to the start page, which says so in the visitor's language.

    Streamlit would answer any address with the start page and an English dialog. A page with a slash behind its name goes to the page:
    browsers find everything beside the page they show. Redirects are relative, since a proxy may have taken a part off the path.
    """

    def __init__(self, app: ASGIApp, pages: Collection[str]) -> None:
        self.app, self.pages = app, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect visits; everything else (files, end points, sockets) passes."""
        if scope["type"] != "http" or not (there := self._elsewhere(Request(scope))):
            return await self.app(scope, receive, send)
        return await RedirectResponse(there, 302)(scope, receive, send)

    def _elsewhere(self, request: Request) -> str:
        """Where a browser that asks for a page, rather than for a file, is sent; empty where it is right."""
        path: str = request.scope["path"]
        name = path.strip("/")
        if request.method != "GET" or "text/html" not in request.headers.get("accept", ""):
            return ""
        if name in self.pages:
            target, query = name, request.url.query
        elif "." in name or name.startswith(("_stcore", "api/", "app/", "frontend/", "media/")):
            return ""
        else:
            target, query = "", urlencode(dict(parse_qsl(request.url.query)) | {"missing": name})
        encoded = request.scope.get("raw_path", b"").lower().count(b"%2f")  # to a browser no part of the path's levels
        up = "../" * (path.count("/") - encoded - 1) or "./"
        return "" if path == f"/{target}" else f"{up}{target}{f'?{query}' if query else ''}"
