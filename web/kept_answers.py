"""Answers that never change, given to everybody from memory: packed once, and past everything that stands before an end point.

Streamlit sends the 3 MB of its browser side as they are, each of 70 files by way of several threads: most of what a visitor with an empty
cache cost. Whatever says of itself that it is immutable is kept here after it has been given once; packed, those are 0.9 MB.
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOR_EVER = "public, immutable, max-age=31536000"
FONTS = "/app/static/fonts/"  # another font has another name, which Streamlit cannot know
LOOSE = ("text/", "application/javascript", "application/json", "image/svg")  # the other kinds are packed already
MOST = 48_000_000  # bytes of all that is kept; what was not asked for longest goes first
LARGEST = 8_000_000  # of one

Kept = tuple[list[tuple[bytes, bytes]], bytes]


class KeptAnswers:
    """ASGI middleware, to be the outermost. Questions for a part of a file, or whether it has changed, are not its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._size = 0
        self._packer = ThreadPoolExecutor(1, thread_name_prefix="packing")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or pass the question on and look at the answer."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["query_string"] or not _usual(scope):
            return await self.app(scope, receive, send)
        kept = self._kept.get(scope["path"])
        if kept is None:
            return await self.app(scope, receive, _Listener(scope["path"], send, self._keep_soon).send)
        self._kept.move_to_end(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": list(kept[0])})
        return await send({"type": "http.response.body", "body": kept[1]})

    def _keep_soon(self, path: str, headers: MutableHeaders, body: bytes) -> None:
        """Pack and keep it, behind the visitor's back."""
        self._packer.submit(self._keep, path, headers, body)

    def _keep(self, path: str, headers: MutableHeaders, body: bytes) -> None:
        if path in self._kept:
            return
        if headers.get("content-type", "").startswith(LOOSE) and "content-encoding" not in headers:
            body = gzip.compress(body, mtime=0)
            headers["content-encoding"] = "gzip"
            headers.add_vary_header("Accept-Encoding")
        headers["content-length"] = str(len(body))
        self._kept[path] = headers.raw, body
        self._size += len(body)
        while self._size > MOST:
            _, (_, gone) = self._kept.popitem(last=False)
            self._size -= len(gone)


class _Listener:
    """Passes an answer on; tells `keep` of it when it is whole and never changes."""

    def __init__(self, path: str, send: Send, keep: Callable[[str, MutableHeaders, bytes], None]) -> None:
        self.path, self._send, self._keep = path, send, keep
        self._headers: MutableHeaders | None = None
        self._parts: list[bytes] = []

    async def send(self, message: Message) -> None:
        """One message of the answer."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if message["status"] == 200 and self.path.startswith(FONTS):
                headers.setdefault("cache-control", FOR_EVER)
            if message["status"] == 200 and _never_changes(headers):
                self._headers = MutableHeaders(raw=list(headers.raw))
        elif self._headers is not None:
            self._parts.append(message.get("body", b""))
            if not message.get("more_body"):
                self._keep(self.path, self._headers, b"".join(self._parts))
        await self._send(message)


def _never_changes(headers: Headers) -> bool:
    """And is the same for everybody, and not too large."""
    known = headers.get("content-length", "")
    small = known.isdigit() and int(known) <= LARGEST
    return "immutable" in headers.get("cache-control", "") and "set-cookie" not in headers and small


def _usual(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return "gzip" in headers.get("accept-encoding", "") and "range" not in headers and "if-none-match" not in headers
