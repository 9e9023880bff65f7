"""Sixty who play with GANs in the plane: what of a training's speed is left once their pages are there?

A real Chromium opens the playground, plays and turns its knobs; everything it says to the server meanwhile is counted, and the bench ends
where that is not nothing. Then processes full of visitors open the page as it did, files and Streamlit's socket, and keep it open: what
they compute would be computed on machines of their own. Rounds without and with them alternate beside one running training.

    python -m benchmarks.bench_players [--visitors N] [--seconds N] [--rounds N]
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.bench_classroom import load_all, rest
from benchmarks.bench_viewers import training
from benchmarks.browser import chromium
from benchmarks.classroom.people import FLAGS
from benchmarks.classroom.recording import record
from benchmarks.classroom.room import Meter, Room, filled, merged
from benchmarks.classroom.visitor import Recording
from benchmarks.crowd import Log
from benchmarks.servers import app

PAGE = "playground"
WANTED = 0.97
PLAYING_MILLISECONDS = 3000  # between two knobs
SETTLE_SECONDS = 2.0


@dataclass
class Rounds:
    """Images a second, and shares of a core that the server took, without and with the visitors: one more without, at the end."""

    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    server: dict[str, list[float]] = field(default_factory=lambda: {"alone": [], "beside": []})

    def ratio(self) -> float:
        """Each round with them against the two without them around it; the median."""
        around = [statistics.mean(pair) for pair in itertools.pairwise(self.alone)]
        return statistics.median(beside / alone for beside, alone in zip(self.beside, around, strict=True))


def said_while_playing(browser: Browser, url: str) -> list[str]:
    """Requests and messages of a page that plays while its knobs are turned."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    said: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: said.append("a message over the socket")))
    page.goto(f"{url}/{PAGE}?lang=en&pause=1")
    page.wait_for_selector("[data-testid=playground-a][data-step]")
    page.wait_for_load_state("networkidle")
    said.clear()
    page.on("request", lambda request: said.append(f"{request.method} {request.url}"))
    stage = page.get_by_test_id("playground-stage")
    stage.locator("[data-action=run]").click()
    for knob in stage.locator("input[type=range]:visible").all()[:2]:
        knob.press("ArrowRight")
        page.wait_for_timeout(PLAYING_MILLISECONDS)
    step = int(page.get_by_test_id("playground-step").get_attribute("data-step") or 0)
    page.close()
    if not step:
        raise RuntimeError("the page did not play")
    return [one for one in said if not one.startswith("GET blob:")]


async def measure(room: Room, recording: Recording, folder: Path, settings: argparse.Namespace) -> tuple[Rounds, list[str]]:
    """All rounds, and what went wrong."""
    loop, rounds = asyncio.get_running_loop(), Rounds()
    async with filled(room, recording, settings.visitors, PAGE) as room:
        course = training(f"http://localhost:{room.port}", folder, "app")
        log = Log(folder / await loop.run_in_executor(None, course.__enter__) / "stats.jsonl")
        following = asyncio.create_task(log.follow())
        while len(log.written) < 5:
            await asyncio.sleep(0.2)
        for _ in range(settings.rounds):
            rounds.alone.append(await _speed(log, room, rounds.server["alone"], settings.seconds))
            await room.tell("join 0")
            rounds.beside.append(await _speed(log, room, rounds.server["beside"], settings.seconds))
            await room.tell("leave")
        rounds.alone.append(await _speed(log, room, rounds.server["alone"], settings.seconds))
        following.cancel()
        problems = merged(await room.tell("end"))["notes"]["start"]["problems"]
        await loop.run_in_executor(None, partial(course.__exit__, None, None, None))
    return rounds, problems


async def _speed(log: Log, room: Room, used: list[float], seconds: float) -> float:
    await asyncio.sleep(SETTLE_SECONDS)
    begin, meter = time.perf_counter(), Meter(room.server)
    await asyncio.sleep(seconds)
    used.append(meter.read()["server"])
    return log.speed(begin, time.perf_counter())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--visitors", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=10)
    settings = parser.parse_args([] if __name__ != "__main__" else None)
    with tempfile.TemporaryDirectory() as folder, app(GAN_RUNS_DIR=folder, GAN_MAX_MINUTES="0") as server:
        load_all(server.url)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            recording = record(browser, server.url, [PAGE])
            said = said_while_playing(browser, server.url)
            browser.close()
        print(f"{settings.visitors} visitors of the playground, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        print(f"said to the server while a real one plays and turns knobs: {said or 'nothing'}")
        if said:
            raise SystemExit("the visitors of this bench say nothing: not the same")
        rest(server.process)
        room = Room(server.port, server.process)
        rounds, problems = asyncio.run(measure(room, recording, Path(folder), settings))
    listed = "; ".join(f"{name} {' '.join(f'{speed:.0f}' for speed in getattr(rounds, name))}" for name in ("alone", "beside"))
    shares = {when: f"{100 * statistics.median(used):.1f} %" for when, used in rounds.server.items()}
    print(f"training beside them against alone: {rounds.ratio():.2f} (wanted {WANTED}; images/s {listed})")
    print(
        f"the server's share of a core: {shares['alone']} alone, {shares['beside']} with them; errors: {len(problems)} {problems[:3] or ''}"
    )


if __name__ == "__main__":
    main()
