"""Viewers of a training as cheap as Python can make them: what is measured is the server, not they."""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import time
from pathlib import Path

POLL_SECONDS = 0.5  # web/training/browser/server.mjs
REQUEST = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: gan_classroom_visitor={visitor}; _streamlit_xsrf=2|0123|4567\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36\r\n"
    "Accept: */*\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: vi,en;q=0.9\r\nReferer: http://{host}/train\r\n"
    "Sec-Fetch-Dest: empty\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Site: same-origin\r\n"
)


class Viewer:
    """One browser on the Training page: a connection that is kept, a look every half second, a picture when there is a new one."""

    def __init__(self, host: str, port: int, run: str) -> None:
        self.host, self.port, self.run = host, port, run
        self.looks: list[float] = []  # seconds from question to answer
        self.seen: list[tuple[float, int]] = []  # when, up to which step
        self._tag, self._picture = b"", -1

    async def watch(self, stop: asyncio.Event) -> None:
        """Until `stop`, beginning at any moment of the half second."""
        visitor = random.randbytes(16).hex()
        ask = lambda path: REQUEST.format(path=path, host=f"{self.host}:{self.port}", visitor=visitor).encode()  # noqa: E731
        self._reader, self._writer = await asyncio.open_connection(self.host, self.port)
        look = ask(f"/api/runs/{self.run}/look")
        await asyncio.sleep(random.random() * POLL_SECONDS)
        while not stop.is_set():
            began = time.perf_counter()
            body = await self._get(look + (b"If-None-Match: " + self._tag + b"\r\n" if self._tag else b""), tagged=True)
            now = time.perf_counter()
            self.looks.append(now - began)
            if body:
                status = _status(body)
                self.seen.append((now, int(status["last"].get("step", 0))))
                picture = status["sample_steps"][-1]
                if picture != self._picture:
                    self._picture = picture
                    await self._get(ask(f"/api/runs/{self.run}/samples/{picture}"))
            await asyncio.sleep(max(0.0, POLL_SECONDS - (time.perf_counter() - began)))
        self._writer.close()

    async def _get(self, request: bytes, tagged: bool = False) -> bytes:
        self._writer.write(request + b"\r\n")
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        if tagged:
            self._tag = _field(head, b"\r\netag: ")
        length = _field(head, b"\r\ncontent-length: ")
        return await self._reader.readexactly(int(length)) if length else b""


def _field(head: bytes, name: bytes) -> bytes:
    at = head.find(name)
    return head[at + len(name) : head.index(b"\r\n", at + len(name))] if at >= 0 else b""


def _status(body: bytes) -> dict:
    content = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
    return json.loads(content[4 : 4 + int.from_bytes(content[:4], "little")])


class Log:
    """When each line of a run's numbers was written, as seen by looking at the file two hundred times a second."""

    def __init__(self, path: Path) -> None:
        self.path, self._size = path, 0
        self.written: list[tuple[float, int, int]] = []  # when, step, images seen

    async def follow(self) -> None:
        """For ever."""
        while True:
            self._look()
            await asyncio.sleep(0.005)

    def _look(self) -> None:
        now = time.perf_counter()
        if not self.path.exists() or self.path.stat().st_size == self._size:
            return
        with self.path.open("rb") as file:
            file.seek(self._size)
            new = file.read()
        complete = new[: new.rfind(b"\n") + 1]
        self._size += len(complete)
        lines = [json.loads(line) for line in complete.splitlines()]
        self.written += [(now, line["step"], line["images_seen"]) for line in lines if "event" not in line]

    def speed(self, begin: float, end: float) -> float:
        """Images a second between two moments, each taken at the line before it."""
        (first, _, before), (last, _, after) = ([line for line in self.written if line[0] <= moment][-1] for moment in (begin, end))
        return (after - before) / (last - first)

    def delays(self, viewers: list[Viewer], begin: float, end: float) -> list[float]:
        """Seconds from a line's writing to a viewer's having it, for every line and viewer."""
        waits = []
        for viewer in viewers:
            place = 0
            for when, step, _ in self.written:
                while place < len(viewer.seen) and viewer.seen[place][1] < step:
                    place += 1
                if place < len(viewer.seen) and viewer.seen and begin <= when <= end:
                    waits.append(viewer.seen[place][0] - when)
        return waits
