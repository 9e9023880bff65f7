"""The components' ES modules, served under an address that changes when a file does, so browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

FRONTEND = Path(__file__).parent / "frontend"

# Streamlit sends this to the browser at every run, so it only fetches the module, which the browser keeps.
LOADER = """
export default async function (component) {
  const stage = await import(new URL(component.data.module, document.baseURI));
  return stage.default(component);
}
"""


def module_url(name: str) -> str:
    """Address of a module below the app's root, for `new URL(..., document.baseURI)`; its imports stay beside it."""
    stamps = [f"{path.name}:{path.stat().st_mtime_ns}" for path in sorted(FRONTEND.rglob("*.mjs"))]
    return f"frontend/{hashlib.sha256('|'.join(stamps).encode()).hexdigest()[:12]}/{name}"


async def serve(request: Request) -> Response:
    """One module. Any version answers with the newest file; the version is there for the browser's cache only."""
    path = (FRONTEND / request.path_params["name"]).resolve()
    if path.suffix != ".mjs" or not path.is_relative_to(FRONTEND) or not path.is_file():
        return PlainTextResponse("no such module", 404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return FileResponse(path, media_type="text/javascript", headers=headers)


ROUTES = [Route("/frontend/{version}/{name:path}", serve)]
