"""Answers that never change, given to everybody from memory: packed once, and past everything that stands before an end point.

Streamlit sends the 3 MB of its browser side as they are, each of 70 files by way of several threads: most of what a visitor with an empty
cache cost. Whatever says of itself that it is immutable is kept here once somebody has asked for it; packed, those are 0.9 MB. Who asks for
a file while it is on its way waits for that: else a full room that opens the app just after its start would have each file read for each.
"""

from __future__ import annotations

import asyncio
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
        self._coming: dict[str, asyncio.Event] = {}  # files asked for, of which it is not known yet whether they are kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or pass the question on and look at the answer."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["query_string"] or not _usual(scope):
            return await self.app(scope, receive, send)
        path = scope["path"]
        if path in self._coming:  # a full room, a moment after the server's start
            await self._coming[path].wait()
        if path in self._kept:
            self._kept.move_to_end(path)
        kept = self._kept.get(path) or await self._fetch(scope, receive, send)
        if kept is not None:
            await send({"type": "http.response.start", "status": 200, "headers": list(kept[0])})
            await send({"type": "http.response.body", "body": kept[1]})
        return None

    async def _fetch(self, scope: Scope, receive: Receive, send: Send) -> Kept | None:
        """Have the question answered: an answer that is kept from now on and still to be given, or None when it has been given."""
        path, known = scope["path"], asyncio.Event()
        if "." in path.rpartition("/")[2]:
            self._coming[path] = known
        answer = _Answer(path, send, known.set)
        try:
            await self.app(scope, receive, answer.send)
            if not answer.whole:
                return None
            kept = await asyncio.get_running_loop().run_in_executor(self._packer, _packed, answer.headers, answer.body)
            self._keep(path, kept)
            return kept
        finally:
            self._coming.pop(path, None)
            known.set()

    def _keep(self, path: str, kept: Kept) -> None:
        if path in self._kept:
            return
        self._kept[path] = kept
        self._size += len(kept[1])
        while self._size > MOST:
            _, (_, gone) = self._kept.popitem(last=False)
            self._size -= len(gone)


class _Answer:
    """Collects an answer that never changes, at the disk's pace and not at a visitor's; passes any other on and says so at its start."""

    def __init__(self, path: str, send: Send, passes: Callable[[], None]) -> None:
        self.path, self._send, self._passes = path, send, passes
        self.headers = MutableHeaders()
        self.whole = self._collects = False
        self._parts: list[bytes] = []

    @property
    def body(self) -> bytes:
        """So far."""
        return b"".join(self._parts)

    async def send(self, message: Message) -> None:
        """One message of the answer."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if message["status"] == 200 and self.path.startswith(FONTS):
                headers.setdefault("cache-control", FOR_EVER)
            self._collects = message["status"] == 200 and _never_changes(headers)
            if self._collects:
                self.headers = MutableHeaders(raw=list(headers.raw))
            else:
                self._passes()
        elif self._collects:
            self._parts.append(message.get("body", b""))
            self.whole = not message.get("more_body")
        if not self._collects:
            await self._send(message)


def _packed(headers: MutableHeaders, body: bytes) -> Kept:
    if headers.get("content-type", "").startswith(LOOSE) and "content-encoding" not in headers:
        body = gzip.compress(body, mtime=0)
        headers["content-encoding"] = "gzip"
        headers.add_vary_header("Accept-Encoding")
    headers["content-length"] = str(len(body))
    return headers.raw, body


def _never_changes(headers: Headers) -> bool:
    """And is the same for everybody, and not too large."""
    known = headers.get("content-length", "")
    small = known.isdigit() and int(known) <= LARGEST
    return "immutable" in headers.get("cache-control", "") and "set-cookie" not in headers and small


def _usual(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return "gzip" in headers.get("accept-encoding", "") and "range" not in headers and "if-none-match" not in headers
