"""A hundred visitors: do they see the first page soon, do sliders follow, and does a training suffer?

Starts the app, lets a real Chromium record what every page asks for, then lets processes full of visitors ask for the same: HTML and files
as with an empty cache, Streamlit's socket with real sessions and script runs, the components' own requests. They open the start page, all
at once; then, with time to think, they drag sliders and go from page to page. A few real browsers among them tell what a person sees. At
last a training runs while they rest and act in turn. Visitors share the machine with the server; how much of it they took is told.

    python -m benchmarks.bench_classroom [--visitors N] [--people N] [--arrive SECONDS] [--seconds N] [--rounds N]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import sync_playwright

from benchmarks.bench_viewers import training
from benchmarks.browser import chromium
from benchmarks.classroom.people import FLAGS, People
from benchmarks.classroom.recording import record
from benchmarks.classroom.room import Meter, Room, filled, memory, merged, processor
from benchmarks.classroom.visitor import Recording
from benchmarks.crowd import Log
from benchmarks.servers import app
from web.lessons import LESSONS
from web.ui.navigation import HOME, PAGES

ADDRESSES = ["" if name == HOME else name for name in PAGES if name != "selfcheck"]  # which is the presenter's
SEEN_BY_PEOPLE = ["divergences", "lsgan", "accuracy"]
WANTED = {
    "first view": 5.0,
    "browser: first heading": 5.0,
    "slider, answered by the server": 0.5,
    "browser: slider to figures painted": 0.5,
}
WARM_SECONDS = 3  # of a training before it is measured


def load_all(url: str) -> None:
    """Until the app has loaded what it loads at its start, and rests."""
    with httpx.Client(base_url=url, timeout=600) as client:
        client.get("/api/latent/neighbours?n=6").raise_for_status()
        for name in LESSONS:
            client.get(f"/api/lessons/{name}").raise_for_status()


def rest(server: int) -> None:
    """Until the server has nothing to do."""
    for _ in range(60):
        before = processor(server)
        time.sleep(1)
        if processor(server) - before < 0.1:
            return


def recorded(url: str) -> Recording:
    """What a browser asks for on each page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        recording = record(browser, url, ADDRESSES)
        browser.close()
    return recording


async def visit(room: Room, recording: Recording, people: People, folder: Path, settings: argparse.Namespace) -> dict[str, Any]:
    """All phases; what was noted, with what the server used."""
    loop = asyncio.get_running_loop()
    if settings.people:
        await loop.run_in_executor(people.thread, people.start)
    facts: dict[str, Any] = {"empty": memory(room.server)}
    async with filled(room, recording, settings.visitors - settings.people, "") as room:
        await room.tell("phase visit")
        meter = Meter(room.server)
        await asyncio.gather(room.tell(f"join {settings.arrive}"), loop.run_in_executor(people.thread, people.open))
        facts["join"] = meter.read()
        await room.tell("act")
        meter = Meter(room.server)
        await asyncio.gather(asyncio.sleep(settings.seconds), loop.run_in_executor(people.thread, people.look_around))
        facts["act"] = meter.read()
        await room.tell("rest")
        facts["full"] = memory(room.server)
        if settings.people:
            await loop.run_in_executor(people.thread, people.stop)
        if settings.rounds:
            await room.tell("phase training")
            facts["training"] = await beside_a_training(room, folder, settings)
        return facts | merged(await room.tell("end"))


async def beside_a_training(room: Room, folder: Path, settings: argparse.Namespace) -> list[tuple[float, float]]:
    """Images a second while all rest and while all act, round by round."""
    loop, rounds = asyncio.get_running_loop(), []
    course = training(f"http://localhost:{room.port}", folder, "app")
    run = await loop.run_in_executor(None, course.__enter__)
    log = Log(folder / run / "stats.jsonl")
    following = asyncio.create_task(log.follow())
    await room.tell(f"run {run}")
    while not log.written:
        await asyncio.sleep(0.2)
    await asyncio.sleep(WARM_SECONDS)
    for _ in range(settings.rounds):
        alone = await _speed(log, settings.round_seconds)
        await room.tell("act")
        watched = await _speed(log, settings.round_seconds)
        await room.tell("rest")
        rounds.append((alone, watched))
    following.cancel()
    await loop.run_in_executor(None, partial(course.__exit__, None, None, None))
    return rounds


async def _speed(log: Log, seconds: float) -> float:
    begin = time.perf_counter()
    await asyncio.sleep(seconds)
    return log.speed(begin, time.perf_counter())


def show(facts: dict[str, Any], people: People, settings: argparse.Namespace) -> None:
    """The tables."""
    seconds = dict(facts["notes"]["visit"]["seconds"])
    sliders = [name for name in seconds if name.startswith("slider: ")]
    seconds["slider, answered by the server"] = [one for name in sliders for one in seconds[name]]
    print("| milliseconds | how often | p50 | p95 | worst | wanted, p95 |")
    print("| --- | --- | --- | --- | --- | --- |")
    measured = {what: times for what, times in (people.seconds | dict(sorted(seconds.items()))).items() if times}
    for what, times in measured.items():
        wanted = f"{1000 * WANTED[what]:.0f}" if what in WANTED else ""
        print(f"| {what} | {len(times)} | {_percentile(times, 0.5)} | {_percentile(times, 0.95)} | {1000 * max(times):.0f} | {wanted} |")
    problems = [problem for notes in facts["notes"].values() for problem in notes["problems"]]
    print(f"errors: {len(problems)} {problems[:5] if problems else ''}")
    for what in ("join", "act"):
        used = facts[what]
        print(f"{what}: {used['seconds']:.1f} s, of a core the server took {used['server']:.2f}, its event loop {used['loop']:.2f}")
    each = (facts["full"] - facts["empty"]) / settings.visitors
    print(f"server's memory: {facts['empty']:.0f} MB before, {facts['full']:.0f} MB with all: {each:.2f} MB a visitor")
    print(f"the visitors' own processes: {facts['processor']:.0f} s of a core, {facts['received'] / 1e6:.0f} MB received")
    if rounds := facts.get("training"):
        ratio = statistics.median(watched / alone for alone, watched in rounds)
        listed = ", ".join(f"{watched:.0f} against {alone:.0f}" for alone, watched in rounds)
        print(f"training while they act against while they rest: {ratio:.2f} (wanted 0.85; images/s {listed})")


def _percentile(values: list[float], share: float) -> str:
    return f"{1000 * sorted(values)[int(share * len(values))]:.0f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--visitors", type=int, default=100)
    parser.add_argument("--people", type=int, default=2, help="of them, in real browsers")
    parser.add_argument("--arrive", type=float, default=0.0, help="seconds within which all come")
    parser.add_argument("--seconds", type=float, default=30, help="that they look around")
    parser.add_argument("--rounds", type=int, default=3, help="beside a training")
    parser.add_argument("--round-seconds", type=float, default=10)
    parser.add_argument("--recording", type=Path, help="keep what a browser asks for in this file, or take it from there")
    settings = parser.parse_args([] if __name__ != "__main__" else None)
    with tempfile.TemporaryDirectory() as folder, app(GAN_RUNS_DIR=folder, GAN_MAX_MINUTES="0") as server:
        load_all(server.url)
        known = settings.recording and settings.recording.exists()
        recording = json.loads(settings.recording.read_text(encoding="utf-8")) if known else recorded(server.url)
        if settings.recording and not known:
            settings.recording.write_text(json.dumps(recording), "utf-8")
        rest(server.process)
        print(f"{settings.visitors} visitors within {settings.arrive:g} s, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        people = People(f"{server.url}/?lang=en", settings.people, SEEN_BY_PEOPLE)
        show(asyncio.run(visit(Room(server.port, server.process), recording, people, Path(folder), settings)), people, settings)


if __name__ == "__main__":
    main()
