"""Immutable responses, answered from memory: compressed once, and before anything that stands in front of an end point.

Streamlit sends the 3 MB of its browser side as they are, each of 70 files by way of several threads: most of what a visitor with an empty
cache cost. Every response that calls itself immutable is cached at its first request; compressed, those are 0.9 MB. A request for a file
that is being fetched waits for it: else a full room that opens the app just after its start would have each file read for each.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.server.compression import accepts_gzip, compress

FOR_EVER = "public, immutable, max-age=31536000"
FONTS = "/app/static/fonts/"  # another font has another name, which Streamlit cannot know
COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg")  # the others are compressed already
CACHE_BYTES = 48_000_000  # the least recently used goes first
MAX_RESPONSE_BYTES = 8_000_000

CachedResponse = tuple[list[tuple[bytes, bytes]], bytes]


class ImmutableResponseCache:
    """ASGI middleware, to be the outermost. Requests for a part of a file, or whether it has changed, pass."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._cache: OrderedDict[str, CachedResponse] = OrderedDict()
        self._size = 0
        self._compressor = ThreadPoolExecutor(1, thread_name_prefix="compression")
        self._fetching: dict[str, asyncio.Event] = {}  # files asked for, of which it is not known yet whether they are cached

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the cache, or pass the request on and look at the response."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["query_string"] or not _usual(scope):
            return await self.app(scope, receive, send)
        path = scope["path"]
        if path in self._fetching:  # a full room, a moment after the server's start
            await self._fetching[path].wait()
        if path in self._cache:
            self._cache.move_to_end(path)
        cached = self._cache.get(path) or await self._fetch(scope, receive, send)
        if cached is not None:
            await send({"type": "http.response.start", "status": 200, "headers": list(cached[0])})
            await send({"type": "http.response.body", "body": cached[1]})
        return None

    async def _fetch(self, scope: Scope, receive: Receive, send: Send) -> CachedResponse | None:
        """Pass the request on: a response that is cached from now on and still to be sent, or None when it has been sent."""
        path, known = scope["path"], asyncio.Event()
        if "." in path.rpartition("/")[2]:
            self._fetching[path] = known
        answer = _Collector(path, send, known.set)
        try:
            await self.app(scope, receive, answer.send)
            if not answer.whole:
                return None
            cached = await asyncio.get_running_loop().run_in_executor(self._compressor, _compressed, answer.headers, answer.body)
            self._put(path, cached)
            return cached
        finally:
            self._fetching.pop(path, None)
            known.set()

    def _put(self, path: str, response: CachedResponse) -> None:
        if path in self._cache:
            return
        self._cache[path] = response
        self._size += len(response[1])
        while self._size > CACHE_BYTES:
            _, (_, gone) = self._cache.popitem(last=False)
            self._size -= len(gone)


class _Collector:
    """Collects a response that never changes, at the disk's pace and not at a visitor's; passes any other on and says so at its start."""

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


def _compressed(headers: MutableHeaders, body: bytes) -> CachedResponse:
    if headers.get("content-type", "").startswith(COMPRESSIBLE) and "content-encoding" not in headers:
        body = compress(body)
        headers["content-encoding"] = "gzip"
        headers.add_vary_header("Accept-Encoding")
    headers["content-length"] = str(len(body))
    return headers.raw, body


def _never_changes(headers: Headers) -> bool:
    """And is the same for all visitors, and not too large."""
    known = headers.get("content-length", "")
    small = known.isdigit() and int(known) <= MAX_RESPONSE_BYTES
    return "immutable" in headers.get("cache-control", "") and "set-cookie" not in headers and small


def _usual(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return accepts_gzip(headers.get("accept-encoding", "")) and "range" not in headers and "if-none-match" not in headers
