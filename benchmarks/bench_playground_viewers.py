"""The playground with many visitors, each with a game of their own: view updates a second that reach them, and steps a second of each game.

The app itself, and viewers that ask as the page does: the next frame as soon as the last has come, 70 ms apart at least.

    python -m benchmarks.bench_playground_viewers [--seconds N] [--viewers 1 10 30]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field

from benchmarks.browser import free_port

FRAME_SECONDS = 0.07  # web/playground/browser/player.mjs
PACES = {"page's own, 300 steps/s": 300, "full speed": 0}
WARM_SECONDS = 3.0


@dataclass
class Visitor:
    """One browser: a kept connection, a game of its own."""

    port: int
    number: int
    waits: list[float] = field(default_factory=list)  # seconds from question to frame
    steps: int = 0

    async def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        """The answer's body."""
        head = (
            f"{method} /api/playground{path} HTTP/1.1\r\nHost: localhost\r\nCookie: gan_classroom_visitor={self.number:032x}\r\n"
            f"X-GAN-Classroom: 1\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.writer.write(head.encode() + body)
        answer = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        at = answer.find(b"\r\ncontent-length: ")
        return await self.reader.readexactly(int(answer[at + 18 : answer.index(b"\r\n", at + 18)])) if at >= 0 else b""

    async def play(self, pace: int, begin: asyncio.Event, stop: asyncio.Event) -> None:
        """Watch a game until `stop`; what comes before `begin` does not count."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        asked = json.dumps({"running": True, "pace": pace, "config": {"seed": self.number}}).encode()
        name = json.loads(await self.ask("POST", "", asked))["name"]
        after, first = -1, None
        while not stop.is_set():
            began = time.perf_counter()
            body = await self.ask("GET", f"/{name}/frame?after={after}")
            took = time.perf_counter() - began
            frame = json.loads(body[4 : 4 + int.from_bytes(body[:4], "little")])
            after = frame["version"]
            if begin.is_set():
                first = frame["step"] if first is None else first
                self.waits.append(took)
                self.steps = frame["step"] - first
            await asyncio.sleep(max(0.0, FRAME_SECONDS - took))
        await self.ask("DELETE", f"/{name}")
        self.writer.close()


async def crowd(port: int, count: int, pace: int, seconds: float) -> str:
    """A row of the table."""
    begin, stop = asyncio.Event(), asyncio.Event()
    visitors = [Visitor(port, number) for number in range(count)]
    tasks = [asyncio.create_task(visitor.play(pace, begin, stop)) for visitor in visitors]
    await asyncio.sleep(WARM_SECONDS)
    begin.set()
    await asyncio.sleep(seconds)
    stop.set()
    await asyncio.gather(*tasks)
    updates = [len(visitor.waits) / seconds for visitor in visitors]
    steps = [visitor.steps / seconds for visitor in visitors]
    waits = sorted(wait for visitor in visitors for wait in visitor.waits)
    return (
        f"{count:>3} visitors: {statistics.median(updates):5.1f} updates/s each (least {min(updates):.1f}), "
        f"{statistics.median(steps):6.0f} steps/s each (least {min(steps):.0f}), "
        f"a frame after {1000 * waits[int(0.95 * len(waits))]:.0f} ms (p95)"
    )


def main() -> None:
    """Start the app, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--viewers", type=int, nargs="+", default=[1, 10, 30])
    settings = parser.parse_args([] if __name__ != "__main__" else None)
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.headless", "true"]
        environment = os.environ | {"GAN_RUNS_DIR": folder, "OMP_WAIT_POLICY": "passive"}
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
            try:
                asyncio.run(measure(port, settings))
            finally:
                server.terminate()


async def measure(port: int, settings: argparse.Namespace) -> None:
    """All rows."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            break
        except OSError:
            await asyncio.sleep(0.2)
    await asyncio.sleep(WARM_SECONDS)
    for name, pace in PACES.items():
        print(name, flush=True)
        for count in settings.viewers:
            print(await crowd(port, count, pace, settings.seconds), flush=True)


if __name__ == "__main__":
    main()
