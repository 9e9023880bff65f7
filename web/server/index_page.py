"""The HTML every page starts with: Streamlit's own, told where its server is, and whether the link asks for presenter mode.

Streamlit's browser side does not know that `/latent` is a page of the app at `/`: it first looks for its server below `/latent`, which
costs a round trip and leaves two errors in the console. Told the address, it looks once, and opens its socket without waiting.

Over a slow network the first picture waits for what the browser learns of late and for what nothing draws with. So the page names the
scripts of a stage, which Streamlit would ask for one after the other once its first element has come, and leaves out a font that the
theme has replaced.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from web.server.visitors import remember

# The pages lie beside each other, wherever a proxy has put them: the app is where a page's address ends with its last slash. A proxy may
# leave that slash off for the start page alone. Without the two settings of HOST_CONFIG Streamlit waits for the server's own before it
# opens the socket.
_SCRIPT = """<script>
  if (%s && !location.pathname.endsWith("/")) location.replace(`${location.pathname}/${location.search}${location.hash}`);
  const base = new URL(".", location.href).href;
  window.__streamlit = {BACKEND_BASE_URL: base, HOST_CONFIG: {allowedOrigins: [location.origin], useExternalAuthToken: false}};
  document.documentElement.toggleAttribute("data-presenting", new URLSearchParams(location.search).get("present") === "1");
</script>
"""

# Its own chunks first, then what the page will need
_EARLY = """<script>addEventListener("DOMContentLoaded", () => import(`${base}%s`));</script>
"""


# Kinds of elements that stand on nearly every page, each in a script of its own
_ELEMENTS = ("Html", "BidiComponent")
_FONT = re.compile(r'<link\s+rel="preload"[^>]*\bas="font"[^>]*>')
_STATIC = files("streamlit") / "static"


@cache
def html(*, start: bool, early: str = "") -> str:
    """Streamlit's index.html with that script at its head, for the start page or another one; `early` is a module to begin with."""
    index = (_STATIC / "index.html").read_text(encoding="utf-8")
    soon = "".join(f'<link rel="modulepreload" crossorigin fetchpriority="low" href="./static/js/{name}">\n' for name in _soon(index))
    head = "<head>\n" + _SCRIPT % str(start).lower() + (early and _EARLY % early)
    return _FONT.sub("", index).replace("<head>", head, 1).replace("</head>", soon + "</head>", 1)


def _soon(index: str) -> Iterator[str]:
    """The scripts of those elements, and what those import, that the page does not name."""
    folder = _STATIC / "static" / "js"
    waiting = [one.name for one in folder.iterdir() if one.name.split(".")[0] in _ELEMENTS and one.name.endswith(".js")]
    seen = set(re.findall(r"[\w.-]+\.js", index))
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += re.findall(r'(?:from|import)"\./([\w.-]+\.js)"', (folder / name).read_text(encoding="utf-8"))
            yield name


def routes(pages: tuple[str, ...], early: Callable[[], str] = lambda: "") -> list[Route]:
    """The start page at / and the others, each below its name. `early` gives the address of a module that the start page begins with."""

    async def index(request: Request) -> Response:
        """Never kept by the browser without asking: the files it names change with Streamlit's version."""
        start = request.scope["path"] == "/"
        response = HTMLResponse(html(start=start, early=early() if start else ""), headers={"Cache-Control": "no-cache"})
        remember(request, response)
        return response

    return [Route(f"/{name}", index) for name in ("", *pages)]
