"""Computations in turn: few at once, and of those who wait the one who has had the least time, so that nobody can hold the others up."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from gan_core.errors import GanError
from web.server.endpoints import Endpoint
from web.server.visitors import visitor_of
from web.settings import cores

EACH = 16  # requests of one visitor that wait or are being answered; a page asks for two or three at a time
MOST = 400  # of all
REFUSED_SECONDS = 1.0  # before a refusal is sent: who asks again at once costs the server little
REMEMBERED = 10_000  # names whose time is remembered

Who = tuple[str, str]  # an address, and a visitor there


def who_asks(request: Request) -> Who:
    """A cookie can be made up, an address cannot: addresses take turns first, then the visitors of one."""
    address = request.client.host if request.client else ""
    return address, visitor_of(request.cookies) or address


@dataclass(eq=False)
class _Place:
    """A request that waits, or is being answered."""

    who: Who
    turn: asyncio.Future[None]
    began: float = 0.0  # 0 while it waits


class Turns:
    """At most `at_once` requests are answered at once; the last place is for an address that holds none, the last but one for a visitor.

    Time is what counts: who asks for one long computation waits as long as who asks for many short ones. Who comes back after a pause has
    no time saved up.
    """

    def __init__(self, at_once: int, each: int = EACH, most: int = MOST, refused_seconds: float = REFUSED_SECONDS) -> None:
        self.at_once, self.each, self.most, self.refused_seconds = at_once, each, most, refused_seconds
        self._places: list[_Place] = []
        self._used: list[dict[str, float]] = [defaultdict(float), defaultdict(float)]  # seconds: of addresses, of visitors
        self._floor = [0.0, 0.0]  # what the one had used who was let in last

    @asynccontextmanager
    async def turn(self, who: Who) -> AsyncIterator[None]:
        """Wait for a place, hold it. Raises GanError: too many of this visitor's requests are there already."""
        if sum(place.who == who for place in self._places) >= self.each:
            await asyncio.sleep(self.refused_seconds)
            raise GanError("too_many_requests", expected=self.each)
        place = self._enter(who)
        try:
            await place.turn
            yield
        finally:
            self._leave(place)

    def _enter(self, who: Who) -> _Place:
        for used, floor, name in zip(self._used, self._floor, who, strict=True):
            if len(used) > REMEMBERED:
                used.clear()
            used[name] = max(used[name], floor)
        place = _Place(who, asyncio.get_running_loop().create_future())
        self._places.append(place)
        if len(self._places) > self.most:
            self._send_away(max(self._waiting(), key=lambda one: self._had(one.who)))
        self._let_in()
        return place

    def _leave(self, place: _Place) -> None:
        if place in self._places:
            self._places.remove(place)
        if place.began:
            for used, name in zip(self._used, place.who, strict=True):
                used[name] += time.monotonic() - place.began
        self._let_in()

    def _send_away(self, place: _Place) -> None:
        self._places.remove(place)
        place.turn.set_exception(GanError("too_many_requests", expected=self.most))

    def _let_in(self) -> None:
        while len(self._places) - len(waiting := self._waiting()) < self.at_once:
            fitting = [place for place in waiting if self._may(place.who, [one.who for one in self._places if one.began])]
            if not fitting:
                return
            place = min(fitting, key=lambda one: self._had(one.who))  # the first of equals
            self._floor = list(self._had(place.who))
            place.began = time.monotonic()
            place.turn.set_result(None)

    def _waiting(self) -> list[_Place]:
        return [place for place in self._places if not place.began and not place.turn.done()]

    def _may(self, who: Who, held: list[Who]) -> bool:
        """Whether a place that is free may be theirs, too."""
        free = self.at_once - len(held)
        if free == 1 < self.at_once:
            return all(address != who[0] for address, _ in held)
        return free > 2 or self.at_once <= 2 or who not in held

    def _had(self, who: Who) -> tuple[float, float]:
        return self._used[0][who[0]], self._used[1][who[1]]


TURNS = Turns(cores() + 2)  # two that one visitor, or one address, cannot have


def in_turn(endpoint: Endpoint) -> Endpoint:
    """For what computes: it is answered when it is the visitor's turn."""

    async def answer(request: Request) -> Response:
        async with TURNS.turn(who_asks(request)):
            return await endpoint(request)

    return answer
