"""The HTTP side of a browser for the benches, as cheap as Python can make it: kept connections, cookies, what a browser keeps."""

from __future__ import annotations

import asyncio
import re
import time
from contextlib import suppress
from dataclasses import dataclass

CONNECTIONS = 6  # that a browser opens to one server
ANSWER_TIMEOUT_SECONDS = 60.0  # seconds after which an answer is given up
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True)
class Answer:
    """Status, headers with lower-case names, and the body as it came, compressed or not."""

    status: int
    headers: dict[str, str]
    body: bytes


class RefusedError(Exception):
    """An answer that is an error."""


class HttpClient:
    """One visitor's connections to the server."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.cookies: dict[str, str] = {}
        self.received = 0  # bytes of bodies
        self._idle: list[Connection] = []
        self._open = asyncio.Semaphore(CONNECTIONS)
        self._kept: dict[str, float] = {}  # path -> until when the browser need not ask again

    async def get(self, path: str, headers: dict[str, str] | None = None) -> Answer | None:
        """The answer; None where the browser still has it. Raises RefusedError, OSError, TimeoutError."""
        if self._kept.get(path, 0.0) > time.monotonic():
            return None
        answer = await self.ask("GET", path, headers=headers)
        if seconds := _keeping(answer.headers.get("cache-control", "")):
            self._kept[path] = time.monotonic() + seconds
        return answer

    async def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        """Any request. Raises RefusedError, OSError, TimeoutError."""
        request = self._head(method, path, len(body), headers or {}) + body
        async with self._open, asyncio.timeout(ANSWER_TIMEOUT_SECONDS):
            answer = await self._through_an_idle_one(request) or await self._through(await self._connect(), request)
        self.received += len(answer.body)
        if cookie := re.match(r"([^=]+)=([^;]*)", answer.headers.get("set-cookie", "")):
            self.cookies[cookie[1]] = cookie[2]
        if answer.status >= 400:
            raise RefusedError(f"{answer.status} {method} {path}: {answer.body[:200]!r}")
        return answer

    async def _through_an_idle_one(self, request: bytes) -> Answer | None:
        """None where the server has hung up meanwhile, as it does after five seconds: browsers then ask again, as if nothing had been."""
        while self._idle:
            try:
                return await self._through(self._idle.pop(), request)
            except (ConnectionError, asyncio.IncompleteReadError):
                continue
        return None

    async def _through(self, connection: Connection, request: bytes) -> Answer:
        reader, writer = connection
        try:
            writer.write(request)
            answer = await _read(reader)
        except BaseException:
            writer.close()
            raise
        self._idle.append(connection)
        return answer

    async def _connect(self) -> Connection:
        return await asyncio.open_connection(self.host, self.port)

    def cookie_header(self) -> str:
        """All cookies."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def aclose(self) -> None:
        """Hang up."""
        for _, writer in self._idle:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    def _head(self, method: str, path: str, length: int, headers: dict[str, str]) -> bytes:
        wants = "text/html,*/*;q=0.8" if "." not in path and path.count("/") == 1 else "*/*"
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self.host}:{self.port}",
            f"User-Agent: {AGENT}",
            f"Accept: {wants}",
            "Accept-Encoding: gzip, deflate, br, zstd",
            "Accept-Language: vi-VN,vi;q=0.9",
            f"Referer: http://{self.host}:{self.port}/",
            f"Cookie: {self.cookie_header()}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        if length:
            lines.append(f"Content-Length: {length}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _read(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    if "content-length" in headers:
        body = await reader.readexactly(int(headers["content-length"]))
    elif headers.get("transfer-encoding") == "chunked":
        body = await _chunks(reader)
    else:
        body = b""
    return Answer(int(first.split()[1]), headers, body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int(await reader.readuntil(b"\r\n"), 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return b"".join(parts)


def _keeping(control: str) -> float:
    """For how many seconds a browser uses an answer without asking; what says nothing is kept for a tenth of its age, here an hour."""
    if "no-store" in control or "no-cache" in control:
        return 0.0
    age = re.search(r"max-age=(\d+)", control)
    return float(age[1]) if age else 3600.0
