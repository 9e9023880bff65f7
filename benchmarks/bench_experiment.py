"""A class of browsers that train and tell the room how it goes: is anything lost, and how fast does the server's own training stay?

Starts the app and a room; each client joins, is dealt its settings, tells every four seconds what a browser tells, every third time
with ten small pictures; the projector looks at the wall every two seconds. The clients train nothing: the load is the room's. Beside it the
server trains, once alone and once with the class. Then the wall is held against what the clients told.

    python -m benchmarks.bench_experiment [--clients N] [--seconds N]
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import gzip
import json
import random
import time
from typing import Any

from benchmarks.bench_classroom import rest
from benchmarks.bench_room import Asking, Phone, Times
from benchmarks.servers import app

REPORT_SECONDS, WALL_SECONDS, PICTURE_EVERY, STEPS = 4.0, 2.0, 3, 3000
OWN = {"X-GAN-Classroom": "1", "Content-Type": "application/json"}
TRAINING = {"preset": "cgan-browser", "settings": {"epochs": 1000}}


class Client(Phone):
    """One browser that trains."""

    def __init__(self, port: int, times: Times) -> None:
        super().__init__(port, times, leaves=False)
        self.told: dict[str, Any] = {}

    async def report(self, until: float) -> None:
        """What is dealt, then a message every four seconds."""
        room = await self.ask("GET", "/phone?after=0")
        identity, count = room["activity"]["identity"], 0
        await asyncio.sleep(random.uniform(0, REPORT_SECONDS))
        while time.perf_counter() < until:
            self.told = {"identity": identity, "step": 10 * count, "finding": "developing", "diversity": 0.5, "accuracy": None}
            picture = "data:image/jpeg;base64," + base64.b64encode(random.randbytes(5000)).decode()
            await self.ask("POST", "/vote", self.told | ({"picture": picture} if count % PICTURE_EVERY == 0 else {}))
            count += 1
            await asyncio.sleep(REPORT_SECONDS)


class Server(Asking):
    """The other end points."""

    async def get(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer's JSON."""
        headers = OWN | ({"X-GAN-Room": self.token} if self.token else {})
        sent, method = (b"", "GET") if body is None else (json.dumps(body).encode(), "POST")
        content = (await self.client.ask(method, path, sent, headers)).body
        answer: dict[str, Any] = json.loads(gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content)
        return answer


async def steps_in(server: Server, run: str, seconds: float) -> float:
    """Steps a second of the server's own training."""
    first, began = (await server.get(f"/api/runs/{run}"))["step"], time.perf_counter()
    await asyncio.sleep(seconds)
    return ((await server.get(f"/api/runs/{run}"))["step"] - first) / (time.perf_counter() - began)


async def measure(port: int, clients: int, seconds: float) -> tuple[float, float, int, int]:
    """Steps a second alone and beside the class, messages told, and members whose last message the wall has not."""
    host = Server(port)
    run = (await host.get("/api/runs", TRAINING))["name"]
    while (await host.get(f"/api/runs/{run}"))["step"] < 20:
        await asyncio.sleep(1)
    alone = await steps_in(host, run, seconds)
    opened = await host.ask("POST", "", {"join": f"http://localhost:{port}/join"})
    host.token = opened["token"]
    crowd = [Client(port, Times()) for _ in range(clients)]
    await asyncio.gather(*(one.join(opened["code"]) for one in crowd))
    await host.ask("POST", "/start", {"kind": "experiment", "settings": {"question": "r1", "steps": STEPS}})
    until = time.perf_counter() + seconds
    telling = [asyncio.create_task(one.report(until)) for one in crowd]

    async def project() -> dict[str, Any]:
        version, wall = 0, {}
        while time.perf_counter() < until + WALL_SECONDS:
            wall = await host.get(f"/api/browser-runs/wall?after={version}")
            version = wall["version"]
            await asyncio.sleep(WALL_SECONDS)
        return wall

    projector = asyncio.create_task(project())
    beside = await steps_in(host, run, seconds)
    await asyncio.gather(*telling)
    await projector
    wall = await host.get("/api/browser-runs/wall?after=0")
    shown = sorted(row["step"] for row in wall["rows"])
    told = sorted(one.told["step"] for one in crowd)
    lost = sum(one != other for one, other in zip(shown, told, strict=True)) if len(shown) == len(told) else abs(len(shown) - len(told))
    for one in (host, *crowd):
        await one.client.aclose()
    return alone, beside, sum(one.told["step"] // 10 + 1 for one in crowd), lost + clients - len(wall["pictures"])


def main() -> None:
    """Print the numbers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=30.0, help="alone, and again with the class")
    settings = parser.parse_args()
    with app(ready="/api/browser-runs/clothes") as server:
        rest(server.process)
        alone, beside, told, lost = asyncio.run(measure(server.port, settings.clients, settings.seconds))
    print(f"{settings.clients} clients that train and tell a room of it, {settings.seconds:g} s")
    print(f"messages {told}, lost {lost}; the server's training {beside / alone:.3f} of alone ({alone:.1f} steps/s; wanted: 0.97)")


if __name__ == "__main__":
    main()
