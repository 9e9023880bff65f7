"""The HTML every page starts with: Streamlit's own, told where its server is, and whether the link asks for presenter mode.

Streamlit's browser side does not know that `/latent` is a page of the app at `/`: it first looks for its server below `/latent`, which
costs a round trip and leaves two errors in the console. Told the address, it looks once, and opens its socket without waiting.
"""

from __future__ import annotations

from collections.abc import Callable
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


@cache
def html(*, start: bool, early: str = "") -> str:
    """Streamlit's index.html with that script at its head, for the start page or another one; `early` is a module to begin with."""
    index = (files("streamlit") / "static" / "index.html").read_text(encoding="utf-8")
    return index.replace("<head>", "<head>\n" + _SCRIPT % str(start).lower() + (early and _EARLY % early), 1)


def routes(pages: tuple[str, ...], early: Callable[[], str] = lambda: "") -> list[Route]:
    """The start page at / and the others, each below its name. `early` gives the address of a module that the start page begins with."""

    async def index(request: Request) -> Response:
        """Never kept by the browser without asking: the files it names change with Streamlit's version."""
        start = request.scope["path"] == "/"
        response = HTMLResponse(html(start=start, early=early() if start else ""), headers={"Cache-Control": "no-cache"})
        remember(request, response)
        return response

    return [Route(f"/{name}", index) for name in ("", *pages)]
