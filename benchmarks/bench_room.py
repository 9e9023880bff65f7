"""A class of phones through whole rounds of *Real or fake?*: does each get in and vote soon, is every vote counted once?

Starts the app, opens a room, lets the phones join within a few seconds, and plays one round: each phone waits for the next picture as a
real one does (a request that is answered when something changes) and votes at a random moment of its time; some send a vote twice, as a
phone does whose answer was lost; some come late, some leave without a word. Then the counts of the server are held against those of the
phones. Phones share the machine with the server.

    python -m benchmarks.bench_room [--phones N] [--seconds N] [--arrive SECONDS]
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import random
import statistics
import time
from dataclasses import dataclass, field
from typing import Any

from benchmarks.bench_classroom import rest
from benchmarks.http_client import HttpClient, RefusedError
from benchmarks.servers import app

WANTED_SECONDS = {"join": 0.3, "vote": 0.3}  # at the 95th percentile
OWN = {"X-GAN-Classroom": "1", "Content-Type": "application/json"}
ROUND = {"model": "cgan-fashion-mnist", "step": 12181, "n": 12}
LATE, LEAVING, REPEATING = 0.1, 0.1, 0.2  # shares of the phones


@dataclass
class Times:
    """Seconds from question to answer, by what was asked."""

    join: list[float] = field(default_factory=list)
    vote: list[float] = field(default_factory=list)
    told: list[float] = field(default_factory=list)  # from the host's button to a phone's having the first picture


class Asking:
    """End points of rooms, asked by one browser."""

    def __init__(self, port: int) -> None:
        self.client, self.token = HttpClient("localhost", port), ""

    async def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer's JSON. Raises RefusedError."""
        headers = OWN | ({"X-GAN-Room": self.token} if self.token else {})
        sent = json.dumps(body).encode() if body is not None else b""
        content = (await self.client.ask(method, f"/api/classroom{path}", sent, headers)).body
        answer: dict[str, Any] = json.loads(gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content)
        return answer


class Phone(Asking):
    """One member."""

    def __init__(self, port: int, times: Times, *, leaves: bool) -> None:
        super().__init__(port)
        self.times, self.leaves = times, leaves
        self.secret = random.randbytes(16).hex()
        self.votes: dict[int, int] = {}  # accepted, by question
        self.refused = 0
        self.first_seen = 0.0

    async def join(self, code: str) -> None:
        """Come in."""
        began = time.perf_counter()
        await self.ask("POST", "/join", {"code": code, "phone": self.secret})
        self.times.join.append(time.perf_counter() - began)
        self.token = self.secret

    async def play(self) -> None:
        """Until the round is revealed, or, of one that leaves, half of it."""
        version, done = 0, -1
        while True:
            room = await self.ask("GET", f"/phone?after={version}")
            version, activity = room["version"], room["activity"]
            if activity is None or activity["phase"] == "ready":
                continue
            self.first_seen = self.first_seen or time.perf_counter()
            if activity["phase"] == "revealed" or (self.leaves and activity["question"] >= activity["questions"] // 2):
                return
            if activity["phase"] == "open" and activity["question"] > done:
                done = activity["question"]
                await asyncio.sleep(random.uniform(0.1, 0.9) * activity["left"])
                await self.vote(done, again=random.random() < REPEATING)

    async def vote(self, question: int, *, again: bool) -> None:
        """A random answer; `again`: sent twice, as after an answer that was lost."""
        option = random.randrange(2)
        for _ in range(1 + again):
            began = time.perf_counter()
            try:
                await self.ask("POST", "/vote", {"question": question, "option": option})
            except RefusedError:  # the time was over
                self.refused += 1
                return
            self.times.vote.append(time.perf_counter() - began)
            self.votes[question] = option


async def measure(port: int, phones: int, seconds: int, arrive: float) -> tuple[Times, list[Phone], dict[str, Any]]:
    """One round; the times, the phones, and the room as its host sees it at the end."""
    host, times = Asking(port), Times()
    opened = await host.ask("POST", "", {"join": f"http://localhost:{port}/join"})
    host.token = opened["token"]
    late = round(LATE * phones)
    crowd = [Phone(port, times, leaves=number < LEAVING * phones) for number in range(phones)]

    async def come(phone: Phone, after: float) -> None:
        await asyncio.sleep(after)
        await phone.join(opened["code"])
        await phone.play()

    playing = [asyncio.create_task(come(phone, random.uniform(0, arrive))) for phone in crowd[:-late]]
    await asyncio.sleep(arrive + 1)
    await host.ask("POST", "/start", {"kind": "real_or_fake", "settings": ROUND | {"seconds": seconds}})
    began = time.perf_counter()
    await host.ask("POST", "/act", {"action": "next"})
    playing += [asyncio.create_task(come(phone, random.uniform(0, 2 * seconds))) for phone in crowd[-late:]]
    version = 0
    while True:  # the projector
        room = await host.ask("GET", f"/host?after={version}")
        version = room["version"]
        if room["activity"]["phase"] == "closed":
            break
        await asyncio.sleep(0.15)
    room = await host.ask("POST", "/act", {"action": "reveal"})
    await asyncio.gather(*playing)
    times.told = [phone.first_seen - began for phone in crowd[:-late]]
    for one in (host, *crowd):
        await one.client.aclose()
    return times, crowd, room


def check(crowd: list[Phone], room: dict[str, Any]) -> int:
    """How many votes were lost or counted twice."""
    counted = room["activity"]["result"]["votes"]
    wrong = 0
    for question, counts in enumerate(counted):
        sent = [sum(phone.votes.get(question) == option for phone in crowd) for option in range(2)]
        wrong += sum(abs(one - other) for one, other in zip(sent, counts, strict=True))
    return wrong


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--phones", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=5, help="a picture is shown")
    parser.add_argument("--arrive", type=float, default=3.0, help="seconds within which the class comes in")
    settings = parser.parse_args()
    with app(ready="/api/real-or-fake/models") as server:
        rest(server.process)
        times, crowd, room = asyncio.run(measure(server.port, settings.phones, settings.seconds, settings.arrive))
    print(f"a class of {settings.phones} phones through a round of {ROUND['n']} pictures, {settings.seconds} s each")
    print(f"{'':34}{'median':>9}{'95 %':>9}{'worst':>9}")
    names = {"join": "join", "vote": "vote", "told": "first picture after the button"}
    for name, title in names.items():
        values = sorted(getattr(times, name))
        limit = statistics.quantiles(values, n=20)[-1]
        wanted = WANTED_SECONDS.get(name, limit)
        mark = "" if limit <= wanted else f"   wanted: {1000 * wanted:.0f} ms"
        print(f"{title:34}{1000 * statistics.median(values):6.0f} ms{1000 * limit:6.0f} ms{1000 * values[-1]:6.0f} ms{mark}")
    accepted, refused = sum(len(phone.votes) for phone in crowd), sum(phone.refused for phone in crowd)
    counted = sum(map(sum, room["activity"]["result"]["votes"]))
    print(f"votes accepted {accepted}, counted {counted}, lost or counted twice {check(crowd, room)}, refused as late {refused}")


if __name__ == "__main__":
    main()
