"""Addresses that no page has."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from web.navigation import HOME, PAGES

KNOWN = ({"", "notes"} | set(PAGES)) - {HOME}


class UnknownPage:
    """Middleware: a visit to an unknown address goes to the start page, which says so in the visitor's language.

    Streamlit would answer any address with the start page and an English dialog.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect visits; everything else (files, end points, sockets) passes."""
        if scope["type"] == "http" and _is_visit(Request(scope)):
            request = Request(scope)
            query = dict(parse_qsl(request.url.query)) | {"missing": request.url.path.strip("/")}
            await RedirectResponse(f"/?{urlencode(query)}", 302)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _is_visit(request: Request) -> bool:
    """Whether a browser asks for a page that does not exist, rather than for a file."""
    name = request.url.path.strip("/")
    wants_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    return wants_page and name not in KNOWN and "." not in name and not name.startswith(("_stcore", "api/", "app/", "frontend/", "media/"))
