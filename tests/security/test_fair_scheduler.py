"""Computations in turn: no visitor takes all places, and time, not the number of requests, is what is shared."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from gan_core.errors import GanError
from web.server import fair_scheduler
from web.server.fair_scheduler import FairScheduler

HOSTILE, NORMAL = ("10.0.0.9", "hostile"), ("10.0.0.1", "normal")


@pytest.fixture
def now(monkeypatch) -> list[float]:
    """The clock, in its first item."""
    clock = [1000.0]
    monkeypatch.setattr(fair_scheduler.time, "monotonic", lambda: clock[0])
    return clock


class Log:
    """Requests in the order in which they were let in; each ends when it is told to."""

    def __init__(self, scheduler: FairScheduler, now: list[float]) -> None:
        self.scheduler, self.now = scheduler, now
        self.let_in: list[tuple[str, str]] = []
        self.refused: list[tuple[str, str]] = []
        self.ends: list[asyncio.Event] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def ask(self, client: tuple[str, str], times: int = 1) -> None:
        self.tasks += [asyncio.create_task(self._request(client)) for _ in range(times)]
        await self.settle()

    async def _request(self, client: tuple[str, str]) -> None:
        try:
            async with self.scheduler.slot(client):
                self.let_in.append(client)
                self.ends.append(end := asyncio.Event())
                await end.wait()
        except GanError:
            self.refused.append(client)

    async def end(self, number: int, seconds: float = 1.0) -> None:
        self.now[0] += seconds
        self.ends[number].set()
        await self.settle()

    async def settle(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)

    async def all_over(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


def play(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(story)


def test_one_place_is_left_for_others_and_a_flood_is_refused(now):
    async def story() -> None:
        log = Log(FairScheduler(2, max_each=5, refused_seconds=0), now)
        await log.ask(HOSTILE, times=50)
        assert (log.let_in, len(log.refused)) == ([HOSTILE], 45)
        await log.ask(NORMAL)
        assert log.let_in == [HOSTILE, NORMAL]  # at once
        await log.all_over()

    play(story())


def test_of_four_places_one_visitor_has_two_and_one_address_three(now):
    async def story() -> None:
        log = Log(FairScheduler(4, refused_seconds=0), now)
        await log.ask(HOSTILE, times=10)
        assert log.let_in == [HOSTILE] * 2
        await log.ask((HOSTILE[0], "made up"), times=3)
        assert log.let_in[2:] == [(HOSTILE[0], "made up")]
        await log.ask(NORMAL)
        assert log.let_in[3:] == [NORMAL]
        await log.all_over()

    play(story())


def test_who_has_had_least_time_comes_first(now):
    async def story() -> None:
        log = Log(FairScheduler(1, refused_seconds=0), now)
        await log.ask(HOSTILE, times=4)
        await log.ask(NORMAL, times=2)
        await log.end(0, seconds=3.0)
        assert log.let_in == [HOSTILE, NORMAL]
        await log.end(1, seconds=0.1)
        assert log.let_in[-1] == NORMAL  # 0.1 s are less than 3
        await log.end(2, seconds=0.1)
        assert log.let_in[-1] == HOSTILE  # no other waits
        await log.all_over()

    play(story())


def test_made_up_cookies_share_their_address_s_time(now):
    async def story() -> None:
        log = Log(FairScheduler(1, refused_seconds=0), now)
        for number in range(20):
            await log.ask((HOSTILE[0], f"cookie-{number}"))
        await log.ask(NORMAL)
        await log.end(0)
        assert log.let_in[-1] == NORMAL
        await log.all_over()

    play(story())


def test_a_pause_saves_up_no_time(now):
    async def story() -> None:
        log = Log(FairScheduler(1, refused_seconds=0), now)
        await log.ask(HOSTILE)
        await log.end(0, seconds=100.0)
        await log.ask(HOSTILE, times=2)
        await log.ask(NORMAL, times=3)  # new, and yet not 100 s ahead
        for number in range(1, 5):
            await log.end(number)
        assert log.let_in.count(NORMAL) <= 3
        assert HOSTILE in log.let_in[2:5]
        await log.all_over()

    play(story())


def test_when_it_is_full_the_one_who_had_most_gives_way(now):
    async def story() -> None:
        log = Log(FairScheduler(1, max_each=100, max_all=10, refused_seconds=0), now)
        await log.ask(HOSTILE)
        await log.end(0, seconds=5.0)
        await log.ask(HOSTILE, times=10)
        await log.ask(NORMAL)
        assert log.refused == [HOSTILE]
        await log.end(1)
        assert log.let_in[-1] == NORMAL
        await log.all_over()

    play(story())


def test_a_place_is_free_again_after_an_error_and_after_who_left(now):
    async def story() -> None:
        scheduler = FairScheduler(1, refused_seconds=0)
        with pytest.raises(ZeroDivisionError):
            async with scheduler.slot(NORMAL):
                raise ZeroDivisionError
        log = Log(scheduler, now)
        await log.ask(HOSTILE, times=3)
        log.tasks[0].cancel()
        log.tasks[1].cancel()  # while it waits
        await log.settle()
        assert len(log.let_in) == 2
        await log.end(1)
        async with asyncio.timeout(5), scheduler.slot(NORMAL):
            pass

    play(story())


def test_names_are_not_remembered_for_ever(now):
    async def story() -> None:
        scheduler = FairScheduler(1, refused_seconds=0)
        for number in range(3 * fair_scheduler.MAX_NAMES):
            async with scheduler.slot((f"{number}", f"{number}")):
                pass
        assert all(len(used) <= fair_scheduler.MAX_NAMES + 1 for used in scheduler._used)

    play(story())
