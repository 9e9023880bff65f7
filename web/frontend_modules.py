"""The components' ES modules, served under an address that changes when a file does, so browsers may keep them for ever."""

from __future__ import annotations

import gzip
import hashlib
import time
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

FRONTEND = Path(__file__).parent / "frontend"
BROWSER = Path(__file__).parents[1] / "gan_core" / "browser"  # the generator in the browser, as frontend/browser
KEPT = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
SERVED = {".mjs": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".wasm": "application/wasm"}

# Streamlit sends this to the browser at every run, so it only fetches the module, which the browser keeps.
LOADER = """
export default async function (component) {
  const stage = await import(new URL(component.data.module, document.baseURI));
  return stage.default(component);
}
"""


def module_url(name: str) -> str:
    """Address of a module below the app's root, for `new URL(..., document.baseURI)`; its imports stay beside it."""
    return f"frontend/{_version(int(time.monotonic()))}/{name}"


@lru_cache(1)
def _version(_second: int) -> str:
    """Looked up once a second, not several times in every visitor's every run."""
    files = [*sorted(FRONTEND.rglob("*")), *sorted(BROWSER.glob("*"))]
    stamps = [f"{path.name}:{path.stat().st_mtime_ns}" for path in files if path.suffix in SERVED]
    return hashlib.sha256("|".join(stamps).encode()).hexdigest()[:12]


@lru_cache
def _packed(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes())


def css(*names: str) -> str:
    """Style sheets of a component, one after the other."""
    return "\n".join((FRONTEND / name).read_text(encoding="utf-8") for name in names)


def _file(name: str) -> Path | None:
    """The file behind an address; None for anything that is not meant to be served."""
    folder, _, rest = name.partition("/")
    path = (BROWSER / rest if folder == "browser" else FRONTEND / name).resolve()
    wholly = path.is_relative_to(FRONTEND / "vendor") or path.is_relative_to(BROWSER)
    served = path.suffix == ".mjs" or (path.suffix in SERVED and wholly)
    inside = path.is_relative_to(FRONTEND) or path.is_relative_to(BROWSER)
    return path if served and inside and path.is_file() else None


async def serve(request: Request) -> Response:
    """One module, or a part of a vendored library. The version is for the browser's cache: any answers with the newest file."""
    path = _file(request.path_params["name"])
    if path is None:
        return PlainTextResponse("no such module", 404)
    if path.suffix == ".woff2" or "gzip" not in request.headers.get("accept-encoding", ""):  # fonts are packed already
        return Response(path.read_bytes(), media_type=SERVED[path.suffix], headers=KEPT)
    packed = _packed(path, path.stat().st_mtime_ns)
    return Response(packed, media_type=SERVED[path.suffix], headers=KEPT | {"Content-Encoding": "gzip"})


ROUTES = [Route("/frontend/{version}/{name:path}", serve)]
