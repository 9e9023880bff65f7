"""The components' ES modules, served under an address that changes when a file does, so browsers may keep them for ever.

A module's path in a checkout is its path in the address too, so its imports mean the same to a browser, to Node and to an editor."""

from __future__ import annotations

import hashlib
import time
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from gan_core.paths import project_file
from web.server.compression import Compressed, compress, compressed_response

WEB = project_file("web")
WHOLE = tuple(map(project_file, ("web/shared/vendor", "gan_core/browser", "gan_core/engine", "gan_core/image_engine")))  # served whole
CACHE_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable"}
SERVED = {".mjs": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".wasm": "application/wasm"}

# Streamlit sends this to the browser at every run, so it only fetches the module, which the browser keeps.
LOADER = """
export default async function (component) {
  const stage = await import(new URL(component.data.module, document.baseURI));
  return stage.default(component);
}
"""


def module_url(name: str) -> str:
    """Address below the app's root of a module, named by its path in the project: for `new URL(..., document.baseURI)`."""
    return f"frontend/{_version(int(time.monotonic()))}/{name}"


@lru_cache(1)
def _version(_second: int) -> str:
    """Looked up once a second, not several times in every visitor's every run."""
    files = sorted(path for folder in (*WEB.glob("*/browser"), *WHOLE) for path in folder.rglob("*"))
    stamps = [f"{path.name}:{path.stat().st_mtime_ns}" for path in files if path.suffix in SERVED]
    return hashlib.sha256("|".join(stamps).encode()).hexdigest()[:12]


@lru_cache
def _packed(path: Path, _changed: int) -> Compressed:
    return compress(path.read_bytes())


def css(*names: str) -> str:
    """Style sheets of a component, one after the other."""
    return "\n".join(read(name) for name in names)


def read(name: str) -> str:
    """A module, style sheet or page of the browser half, by its path in the project."""
    return project_file(name).read_text(encoding="utf-8")


def _file(name: str) -> Path | None:
    """The file behind an address: a module of a browser half, or any part of a vendored library or of the generator; None for all else."""
    path = project_file(name).resolve()
    wholly = any(path.is_relative_to(folder) for folder in WHOLE)
    ours = path.is_relative_to(WEB) and path.relative_to(WEB).parts[1:2] == ("browser",)
    served = path.suffix in SERVED if wholly else ours and path.suffix == ".mjs"
    return path if served and path.is_file() else None


async def serve(request: Request) -> Response:
    """One module, or a part of a vendored library. The version is for the browser's cache: any answers with the newest file."""
    path = _file(request.path_params["name"])
    if path is None:
        return PlainTextResponse("no such module", 404)
    if path.suffix == ".woff2":  # compressed already
        return Response(path.read_bytes(), media_type=SERVED[path.suffix], headers=CACHE_HEADERS)
    return compressed_response(request, _packed(path, path.stat().st_mtime_ns), SERVED[path.suffix], CACHE_HEADERS)


ROUTES = [Route("/frontend/{version}/{name:path}", serve)]
