"""What one visitor does: open a page as a cold browser does, look at it, move sliders, go to other pages."""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from websockets.exceptions import WebSocketException

from benchmarks.classroom.moves import after_drag, drag, drag_without_wasm
from benchmarks.classroom.session import Session
from benchmarks.http_client import HttpClient, RefusedError

THINK = (2.0, 8.0)  # seconds between two doings
DRAG = 1.0  # seconds
DRAWING = 0.03  # seconds a browser draws figures for, before the thumb's next place is asked for
WITHOUT_WASM = 0.1  # of all visitors
PAGE_TURNS = 0.4  # of all doings
WALL = 4  # seconds between the start page's rows: web/start/browser/wall.mjs
LOOK = 0.5  # seconds: web/training/browser/server.mjs
FAILURES = (RefusedError, OSError, TimeoutError, WebSocketException, asyncio.IncompleteReadError)

Recording = dict[str, dict[str, list[str]]]  # page -> {"before" | "after" the script's run: addresses}


@dataclass
class Notes:
    """Seconds of everything that was waited for, by what it was, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    problems: list[str] = field(default_factory=list)


class Visitor:
    """One browser. `notes` may be exchanged at any time."""

    def __init__(self, port: int, number: int, recording: Recording) -> None:
        self.recording, self.pages = recording, list(recording)
        self.run = ""  # the training that is watched on its page
        self.notes = Notes()
        self.luck = random.Random(number)
        self.client = HttpClient("127.0.0.1", port)
        self.session = Session(self.client)
        self.page = ""
        self.here = False  # whether the app could be opened
        self._looking: asyncio.Task[None] | None = None

    async def arrive(self, page: str) -> None:
        """Open the app at a page, with nothing in the browser's cache."""
        with self._noting("first view"):
            await self.client.get(f"/{page}")
            await self._fetch(self.recording[page]["before"])
            await self.session.open()
            await self._turn_to(page)
            self.here = True
            self._look()

    async def act(self, resting: asyncio.Event) -> None:
        """Think, then move a slider or go to another page, again and again until `resting`."""
        if not self.here:
            return
        if not self._looking:
            self._look()
        while not await _comes_within(resting, self.luck.uniform(*THINK)):
            if self.luck.random() < PAGE_TURNS or not await self._slide():
                await self.leave_for(self.luck.choice(self.pages))

    async def leave_for(self, page: str) -> None:
        """Follow a link of the side bar."""
        await self.look_away()
        with self._noting("page change"):
            await self._turn_to(page)
        self._look()

    async def go(self) -> None:
        """Close the tab."""
        await self.look_away()
        await self.session.aclose()
        await self.client.aclose()

    async def _turn_to(self, page: str) -> None:
        run = await self.session.run(page)
        self.notes.problems += run.problems
        self.page = page
        await self._fetch(self.recording[page]["after"])

    async def _fetch(self, paths: list[str]) -> None:
        """All at once, over the few connections a browser opens."""
        await asyncio.gather(*(self.client.get(path) for path in paths))

    async def _slide(self) -> bool:
        """Drag a slider of this page, if there is one."""
        moves = drag(self.page, self.luck)
        if self.page == "latent":
            if self.luck.random() >= WITHOUT_WASM:
                return await self._slide_here()
            moves = drag_without_wasm(self.luck)
        if moves is None:
            return False
        await self._drag(f"slider: {'Latent without WebAssembly' if self.page == 'latent' else self.page}", moves)
        return True

    async def _slide_here(self) -> bool:
        """The browser draws; the server is asked once the thumb rests."""
        await asyncio.sleep(DRAG)
        for path in after_drag(self.luck):
            with self._noting(f"Latent, after a drag: {path.split('?')[0].rpartition('/')[2]}"):
                await self.client.get(path)
        return True

    async def _drag(self, what: str, moves: Iterator[str]) -> None:
        """One question at a time, the thumb's newest place: web/shared/browser/latest_request.mjs."""
        end = time.perf_counter() + DRAG
        while time.perf_counter() < end:
            with self._noting(what):
                await self.client.get(next(moves))
            await asyncio.sleep(DRAWING)

    # -------------------------------------------------------------------------------------------- what pages ask by themselves

    def _look(self) -> None:
        looks = {"": self._wall, "train": self._training}
        if self.page in looks:
            self._looking = asyncio.create_task(looks[self.page]())

    async def look_away(self) -> None:
        """What the page asks by itself ends."""
        if self._looking:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
            self._looking = None

    async def _wall(self) -> None:
        """The start page: a new row every few seconds, everybody's at the same moment."""
        rows = [int(time.time() // WALL) - ago for ago in (2, 1, 0)]
        while True:
            for row in rows:
                with self._noting("wall of pictures"):
                    await self.client.get(f"/api/latent/sheet?seed={row % 10_000}&n=10")
            await asyncio.sleep(WALL - time.time() % WALL)
            rows = [int(time.time() // WALL)]

    async def _training(self) -> None:
        """The Training page: a look twice a second at what trains."""
        tag = ""
        while self.run:
            with self._noting("look at a training"):
                answer = await self.client.ask("GET", f"/api/runs/{self.run}/progress", headers={"If-None-Match": tag} if tag else {})
                tag = answer.headers.get("etag", tag)
            await asyncio.sleep(LOOK)

    def _noting(self, what: str) -> _Noting:
        return _Noting(self.notes, what)


@dataclass
class _Noting:
    """Notes how long its block took, or why it failed."""

    notes: Notes
    what: str

    def __enter__(self) -> None:
        self.began = time.perf_counter()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> bool:
        if error is None:
            self.notes.seconds[self.what].append(time.perf_counter() - self.began)
        elif isinstance(error, FAILURES):
            self.notes.problems.append(f"{self.what}: {type(error).__name__} {error}")
            return True
        return False


async def _comes_within(event: asyncio.Event, seconds: float) -> bool:
    """Whether it is set before so many seconds have passed."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
