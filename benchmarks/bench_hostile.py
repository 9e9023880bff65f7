"""One hostile client at full speed beside a normal visitor: how long the normal visitor waits, with and without.

The hostile client keeps many requests open and asks for what costs most: trainings of a critic, long animations, large convolutions. Once
it is one visitor, once it makes up a cookie for every request and comes from another address.

    python -m benchmarks.bench_hostile [--seconds N] [--at-once N] [--url http://...]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import secrets
import statistics
from collections import Counter
from time import perf_counter

import httpx

from benchmarks.servers import app
from web.server.visitors import COOKIE

NORMAL = (
    "",
    "_stcore/health",
    "api/convolution/trace?x=1,2;3,4&w=1,1;1,1&stride={number}",
    "api/lessons/divergences",
    "api/latent/image?seed={random}",
    "api/runs/failure-convergence/progress",
)
HOSTILE = (
    "api/lessons/wgan?clip={real:.2f}&gp_weight={number}.5&distance={number}",
    "api/latent/animation?format=gif&frames=96&scale=12&seed={random}",
    "api/latent/sheet?kind=plane&n=12&scale=8&seed={random}",
    "api/convolution/trace?x="
    + ";".join([",".join("987654321"[:8])] * 8)
    + "&w="
    + ";".join(["1,2,3,4,5"] * 5)
    + "&stride=3&padding={number}",
    "api/convolution/checkerboard?seed={random}",
    "api/evaluations/pictures?model=cgan-fashion-mnist&seed={random}",
)
TIMEOUT = httpx.Timeout(120.0)


def address(pattern: str) -> str:
    return pattern.format(number=random.randint(1, 4), random=random.randint(0, 10**6), real=random.uniform(0.01, 0.1))


async def visit(url: str, seconds: float) -> dict[str, list[float]]:
    """Milliseconds of a visitor who looks at one thing after the other."""
    taken: dict[str, list[float]] = {pattern: [] for pattern in NORMAL}
    async with httpx.AsyncClient(base_url=url, timeout=TIMEOUT, cookies={COOKIE: secrets.token_hex(16)}) as client:
        end = perf_counter() + seconds
        while perf_counter() < end:
            for pattern in NORMAL:
                began = perf_counter()
                answer = await client.get(address(pattern))
                taken[pattern].append((perf_counter() - began) * 1000)
                assert answer.status_code == 200, answer.text
                await asyncio.sleep(0.05)
    return taken


async def flood(url: str, at_once: int, made_up: bool, statuses: Counter[int]) -> None:
    """Ask for what costs most, `at_once` at a time, until cancelled. With made-up cookies it comes from another address, as it would."""
    own = secrets.token_hex(16)
    transport = httpx.AsyncHTTPTransport(local_address="127.0.0.2", limits=httpx.Limits(max_connections=at_once))
    async with httpx.AsyncClient(base_url=url, timeout=TIMEOUT, transport=transport) as client:

        async def one() -> None:
            while True:
                cookie = secrets.token_hex(16) if made_up else own
                answer = await client.get(address(random.choice(HOSTILE)), headers={"cookie": f"{COOKIE}={cookie}"})
                statuses[answer.status_code] += 1

        await asyncio.gather(*(one() for _ in range(at_once)))


async def measure(url: str, seconds: float, at_once: int) -> None:
    await visit(url, 3)
    async with httpx.AsyncClient(base_url=url, timeout=TIMEOUT) as client:  # everything is loaded
        for pattern in HOSTILE:
            await client.get(address(pattern))
    quiet = await visit(url, seconds)
    show("alone", quiet, quiet, Counter())
    for name, made_up in (("beside one hostile visitor", False), ("beside one who makes up cookies", True)):
        statuses: Counter[int] = Counter()
        hostile = asyncio.create_task(flood(url, at_once, made_up, statuses))
        await asyncio.sleep(1)
        beside = await visit(url, seconds)
        hostile.cancel()
        await asyncio.gather(hostile, return_exceptions=True)
        show(name, beside, quiet, statuses)
        await asyncio.sleep(3)  # what was begun ends


def show(name: str, taken: dict[str, list[float]], quiet: dict[str, list[float]], statuses: Counter[int]) -> None:
    all_taken, all_quiet = (sorted(value for values in one.values() for value in values) for one in (taken, quiet))
    p95, before = (values[int(0.95 * (len(values) - 1))] for values in (all_taken, all_quiet))
    answered = ", ".join(f"{count} x {status}" for status, count in sorted(statuses.items())) or "-"
    times = f"median {statistics.median(all_taken):.0f} ms, 95 % {p95:.0f} ms, {p95 / before:.1f} x alone"
    print(f"{name}: {times}; the hostile one was answered {answered}", flush=True)
    for pattern, values in taken.items():
        print(f"    {statistics.median(values):7.0f} ms median {max(values):7.0f} ms worst  /{pattern.partition('?')[0]}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", help="of a server that runs already; default: one is started")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--at-once", type=int, default=64)
    asked = parser.parse_args()
    if asked.url:
        asyncio.run(measure(asked.url, asked.seconds, asked.at_once))
        return
    with app(ready="/api/latent/model") as server:
        asyncio.run(measure(server.url, asked.seconds, asked.at_once))


if __name__ == "__main__":
    main()
