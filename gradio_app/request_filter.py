"""Which requests reach gradio: those the pages and the API are made of. No uploads, no proxy, no files but its own pictures."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gradio_app.words import preferred

MAX_BODY = 64 * 1024  # bytes; a call of the API is some hundred

END_POINTS = ("generate", "grid", "interpolate", "classes")
_API = rf"info|startup-events|app_id|queue/join|queue/data|reset|cancel|heartbeat/\w+|call/({'|'.join(END_POINTS)})(/\w+)?"
_MCP = re.compile(r"/gradio_api/mcp(/http)?/?")
_FILE = re.escape("file=") + r"[^?]*/gradio/[0-9a-f]{64}/image\.(png|gif)"
OPEN = re.compile(
    rf"/(vi|pwa_icon|config|theme\.css|favicon\.ico|robots\.txt|manifest\.json|(assets|static|svelte|fonts)/[\w./@-]+|gradio_api/({_API}|{_FILE}))?/?"
)


def is_mcp(path: str) -> bool:
    """Whether an assistant's calls come here."""
    return _MCP.fullmatch(path) is not None


class RequestFilter:
    """404 for whatever is not named in OPEN, 413 for a body beyond MAX_BODY; the page at / in the browser's language.

    Below a path of its host (`GRADIO_ROOT_PATH`) the demo is told requests without it, whether or not a proxy has taken it off.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        base = urlsplit(scope.get("root_path", "")).path.rstrip("/")  # "/gan", also of "https://example.org/gan"
        if scope["path"] == base:
            return await RedirectResponse(f"{base.rpartition('/')[2]}/")(scope, receive, send)
        if scope["path"].startswith(f"{base}/"):
            scope = {**scope, "path": scope["path"].removeprefix(base)}
        return await self._answer({**scope, "root_path": ""}, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if is_mcp(scope["path"]) and scope["method"] == "POST":  # no streams that stay open, no sessions
            await self._bounded(scope, receive, send)
        elif is_mcp(scope["path"]):
            await PlainTextResponse("For assistants: POST, JSON-RPC of the Model Context Protocol", 405, {"Allow": "POST"})(
                scope, receive, send
            )
        elif not OPEN.fullmatch(scope["path"]) or ".." in scope["path"]:
            await PlainTextResponse("Not found", 404)(scope, receive, send)
        elif elsewhere := _other_language(scope):
            await RedirectResponse(elsewhere, headers={"Vary": "Accept-Language"})(scope, receive, send)
        else:
            await self._bounded(scope, receive, send)

    async def _bounded(self, scope: Scope, receive: Receive, send: Send) -> None:
        messages, size = [], 0
        while scope["method"] == "POST":
            messages.append(await receive())
            if messages[-1]["type"] == "http.disconnect":  # in the middle of its body: there is no answer to give
                return
            size += len(messages[-1].get("body", b""))
            if size > MAX_BODY:
                await PlainTextResponse(f"Too long; accepted: at most {MAX_BODY} bytes", 413)(scope, receive, send)
                return
            if not messages[-1].get("more_body"):
                break

        async def replay() -> Message:
            return messages.pop(0) if messages else await receive()

        await self.app(scope, replay, send)


def _other_language(scope: Scope) -> str:
    """Where a browser at / that has not chosen is sent: / is English, /vi Vietnamese. Programs are left alone."""
    headers, query = dict(scope["headers"]), scope["query_string"].decode("latin-1")
    accepted = headers.get(b"accept-language", b"").decode("latin-1")
    if scope["path"] != "/" or not accepted or preferred(accepted) == "en" or "lang=" in query:
        return ""
    return f"vi?{query}" if query else "vi"
