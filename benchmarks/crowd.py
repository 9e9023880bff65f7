"""Viewers of a training as cheap as Python can make them: what is measured is the server, not they."""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import time
from pathlib import Path
from typing import Any

from benchmarks.http_client import HttpClient

POLL_SECONDS = 0.5  # web/training/browser/server.mjs


class Viewer:
    """One browser on the Training page: a look every half second, a picture when there is a new one."""

    def __init__(self, host: str, port: int, run: str) -> None:
        self.client, self.run = HttpClient(host, port), run
        self.looks: list[float] = []  # seconds from question to answer
        self.seen: list[tuple[float, int]] = []  # when, up to which step
        self._picture = -1

    async def watch(self, stop: asyncio.Event) -> None:
        """Until `stop`, beginning at any moment of the half second."""
        self.client.cookies["gan_classroom_visitor"] = random.randbytes(16).hex()
        tag = ""
        await asyncio.sleep(random.random() * POLL_SECONDS)
        while not stop.is_set():
            began = time.perf_counter()
            answer = await self.client.ask("GET", f"/api/runs/{self.run}/progress", headers={"If-None-Match": tag} if tag else {})
            now = time.perf_counter()
            self.looks.append(now - began)
            if answer.status == 200:
                tag = answer.headers["etag"]
                status = _status(answer.body)
                self.seen.append((now, int(status["last"].get("step", 0))))
                if (picture := status["sample_steps"][-1]) != self._picture:
                    self._picture = picture
                    await self.client.ask("GET", f"/api/runs/{self.run}/samples/{picture}")
            await asyncio.sleep(max(0.0, POLL_SECONDS - (time.perf_counter() - began)))
        await self.client.aclose()


def _status(body: bytes) -> dict[str, Any]:
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
