"""Files that browsers send are held in memory by Streamlit until their visit ends: only so many, of a visit and in all."""

from __future__ import annotations

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from web.server.streamlit_internals import UPLOADS, held_uploads
from web.settings import SETTINGS

MAX_FILES = 2000  # of a visit: a folder of more comes as a zip
MAX_VISIT = 3  # times the largest, of a visit: the page asks for one, and replaces it
MAX_UPLOADS = 10  # times the largest, of all visits together
MEGABYTE = 1_000_000


class UploadLimit:
    """ASGI middleware: a file for which there is no room is refused before it is read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything else on."""
        upload = scope["type"] == "http" and scope["method"] == "PUT" and scope["path"].startswith(UPLOADS)
        if upload and not has_room(held_uploads(), scope["path"].removeprefix(UPLOADS).partition("/")[0]):
            return await PlainTextResponse("no room for more files", 413)(scope, receive, send)
        return await self.app(scope, receive, send)


def has_room(sizes: dict[str, list[int]], visit: str) -> bool:
    """Whether one more file of this visit may come."""
    largest, own = SETTINGS.max_upload_mb * MEGABYTE, sizes.get(visit, [])
    return len(own) < MAX_FILES and sum(own) < MAX_VISIT * largest and sum(map(sum, sizes.values())) < MAX_UPLOADS * largest
