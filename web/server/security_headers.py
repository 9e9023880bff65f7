"""Around every answer: headers that tell a browser what a page of this app may do, and no path that a file system would choke on."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_PART, MAX_PATH = 255, 1024  # bytes: of a file's name, as Linux has it, and of all

# A page loads nothing from elsewhere and sends nothing elsewhere. Streamlit writes styles and scripts into its page,
# makes modules of components from strings, and draws into pictures of its own.
POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    ]
)
ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


class SecurityHeaders:
    """ASGI middleware. `embed_origins`: sites that may show the app in a frame, beside itself; `*` lets all."""

    def __init__(self, app: ASGIApp, embed_origins: tuple[str, ...] = ()) -> None:
        self.app = app
        ancestors = " ".join(embed_origins) if "*" in embed_origins else " ".join(["'self'", *embed_origins])
        self.policy = f"{POLICY}; frame-ancestors {ancestors}"
        self.old_browsers = {} if embed_origins else {"X-Frame-Options": "SAMEORIGIN"}  # which can name no other site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add to what is answered."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def add_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in (ALWAYS | self._of_pages(headers)).items():
                    headers.setdefault(name, value)
            await send(message)

        answer = self.app if _fits(scope["path"]) else PlainTextResponse("no such address", 404)
        return await answer(scope, receive, add_headers)

    def _of_pages(self, headers: Headers) -> dict[str, str]:
        page = headers.get("content-type", "").startswith("text/html")
        return {"Content-Security-Policy": self.policy} | self.old_browsers if page else {}


def _fits(path: str) -> bool:
    """Whether files could have these names: no control characters, nothing longer than a name may be."""
    raw = path.encode(errors="replace")
    return len(raw) <= MAX_PATH and path.isprintable() and all(len(part) <= MAX_PART for part in raw.split(b"/"))
