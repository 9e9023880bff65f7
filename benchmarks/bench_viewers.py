"""How much a training slows down when many watch it: the app itself, a real training, viewers that poll as the Training page does.

Rounds without and with viewers alternate on one running training, so whatever else the machine does falls on all alike. The viewers' own
time is on the same cores as the training's; it is told. `--trainer alone` has the command line train, into the folder that the app shows.

    python -m benchmarks.bench_viewers [--seconds N] [--rounds N] [--viewers 8 30] [--trainer app]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks.crowd import Log, Viewer
from benchmarks.servers import Server, app

MARK = {"X-GAN-Classroom": "1"}
SETTLE_SECONDS = 1.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Count:
    """What was measured with so many viewers, over all rounds."""

    speeds: list[float] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    seconds: float = 0.0
    server: float = 0.0  # seconds of its event loop's thread on a core
    clients: float = 0.0  # seconds of this process on a core


def busy(process: int) -> float:
    """Seconds that the first thread of a process, the server's event loop, has had a core."""
    numbers = Path(f"/proc/{process}/task/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(numbers[11]) + int(numbers[12])) / TICKS


async def measure_once(count: Count, viewers: list[Viewer], log: Log, server: int, seconds: float) -> None:
    """One round."""
    stop = asyncio.Event()
    tasks = [asyncio.create_task(viewer.watch(stop)) for viewer in viewers]
    await asyncio.sleep(SETTLE_SECONDS)
    begin, served, own = time.perf_counter(), busy(server), time.process_time()
    await asyncio.sleep(seconds)
    end = time.perf_counter()
    count.seconds += end - begin
    count.server += busy(server) - served
    count.clients += time.process_time() - own
    await asyncio.sleep(SETTLE_SECONDS)  # the last lines are seen, too
    stop.set()
    await asyncio.gather(*tasks)
    count.speeds.append(log.speed(begin, end))
    count.delays += log.delays(viewers, begin, end)
    count.looks += [look for viewer in viewers for look in viewer.looks]


async def measure(server: Server, folder: Path, run: str, settings: argparse.Namespace) -> dict[int, Count]:
    """All rounds, the counts of viewers in turn."""
    log = Log(folder / run / "stats.jsonl")
    following = asyncio.create_task(log.follow())
    while len(log.written) < 5:
        await asyncio.sleep(0.2)
    counts = {number: Count() for number in (0, *settings.viewers)}
    for _ in range(settings.rounds):
        for number, count in counts.items():
            crowd = [Viewer("127.0.0.1", server.port, run) for _ in range(number)]
            await measure_once(count, crowd, log, server.process, settings.seconds)
    following.cancel()
    return counts


def show(counts: dict[int, Count]) -> None:
    """The table."""
    print(f"  {'viewers':>8} {'images/s':>9} {'ratio':>6} {'one look, ms':>14} {'step to viewer, ms':>19} {'server':>7} {'viewers':>8}")
    for number, count in counts.items():
        ratio = statistics.median(mine / alone for mine, alone in zip(count.speeds, counts[0].speeds, strict=True))
        looks, delays = (_percentiles(values) if values else "" for values in (count.looks, count.delays))
        shares = [f"{100 * used / count.seconds:.1f} %" for used in (count.server, count.clients)]
        print(f"  {number:8} {statistics.median(count.speeds):9.0f} {ratio:6.2f} {looks:>14} {delays:>19} {shares[0]:>7} {shares[1]:>8}")
    print("  p50 / p95; server and viewers: share of one core that the server's event loop and these viewers themselves took")


def _percentiles(values: list[float]) -> str:
    ordered = sorted(values)
    return " / ".join(f"{1000 * ordered[int(share * len(ordered))]:.0f}" for share in (0.5, 0.95))


@contextmanager
def training(url: str, folder: Path, trainer: str) -> Iterator[str]:
    """A training of the app's, or of the command line's; its run's name."""
    if trainer == "app":
        with httpx.Client(base_url=url, timeout=120) as client:
            client.get("/")  # brings the cookie
            answer = client.post("/api/runs", json={"preset": "cgan-quick", "settings": {"epochs": 1000, "log_every": 1}}, headers=MARK)
            yield answer.json()["name"]
            client.post(f"/api/runs/{answer.json()['name']}/stop", headers=MARK)
        return
    command = [sys.executable, "-m", "gan_core", "train", "--preset", "cgan-quick", "--epochs", "1000", "--set", "log_every=1"]
    threads = str(max(1, (os.cpu_count() or 2) - 1))  # as in the app
    more = ["--threads", threads, "--set", "sample_every=10", "--json", "--out", str(folder / "alone")]
    with subprocess.Popen([*command, *more], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        yield "alone"
        process.terminate()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--viewers", type=int, nargs="+", default=[8, 30])
    parser.add_argument("--trainer", choices=("app", "alone"), default="app")
    settings = parser.parse_args()
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, load {load:.1f} at the start; {settings.rounds} rounds of {settings.seconds:g} s each, in turn")
    print(f"cgan-quick, trainer: {settings.trainer}, a line of numbers every step")
    with (
        tempfile.TemporaryDirectory() as name,
        app(GAN_RUNS_DIR=name, GAN_MAX_MINUTES="0") as server,
        training(server.url, Path(name), settings.trainer) as run,
    ):
        show(asyncio.run(measure(server, Path(name), run, settings)))


if __name__ == "__main__":
    main()
