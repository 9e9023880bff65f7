"""A few computations at once, and of those that wait the one whose client has used the least time: none can hold the others up."""

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

MAX_EACH = 16  # requests of one visitor that wait or are being answered; a page asks for two or three at a time
MAX_ALL = 400
REFUSED_SECONDS = 1.0  # before a refusal is sent: a client that asks again at once costs the server little
MAX_NAMES = 10_000  # whose time is remembered

Client = tuple[str, str]  # an address, and a visitor there


def client_of(request: Request) -> Client:
    """A cookie can be made up, an address cannot: time is shared between addresses first, then between the visitors of one."""
    address = request.client.host if request.client else ""
    return address, visitor_of(request.cookies) or address


@dataclass(eq=False)
class _Entry:
    """A request that waits, or is being answered."""

    client: Client
    admitted: asyncio.Future[None]
    began: float = 0.0  # 0 while it waits


class FairScheduler:
    """At most `at_once` requests are answered at once; the last slot is for an address that holds none, the last but one for a visitor.

    Time is what counts: a client that asks for one long computation waits as long as one that asks for many short ones. One that comes
    back after a pause has no time saved up.
    """

    def __init__(self, at_once: int, max_each: int = MAX_EACH, max_all: int = MAX_ALL, refused_seconds: float = REFUSED_SECONDS) -> None:
        self.at_once, self.max_each, self.max_all, self.refused_seconds = at_once, max_each, max_all, refused_seconds
        self._entries: list[_Entry] = []
        self._used: list[dict[str, float]] = [defaultdict(float), defaultdict(float)]  # seconds: of addresses, of visitors
        self._floor = [0.0, 0.0]  # what the one had used that was admitted last

    @asynccontextmanager
    async def slot(self, client: Client) -> AsyncIterator[None]:
        """Wait for a slot, hold it. Raises GanError: too many of this visitor's requests are there already."""
        if sum(entry.client == client for entry in self._entries) >= self.max_each:
            await asyncio.sleep(self.refused_seconds)
            raise GanError("too_many_requests", expected=self.max_each)
        entry = self._enter(client)
        try:
            await entry.admitted
            yield
        finally:
            self._leave(entry)

    def _enter(self, client: Client) -> _Entry:
        for used, floor, name in zip(self._used, self._floor, client, strict=True):
            if len(used) > MAX_NAMES:
                used.clear()
            used[name] = max(used[name], floor)
        entry = _Entry(client, asyncio.get_running_loop().create_future())
        self._entries.append(entry)
        if len(self._entries) > self.max_all:
            self._refuse(max(self._waiting(), key=lambda one: self._time(one.client)))
        self._admit()
        return entry

    def _leave(self, entry: _Entry) -> None:
        if entry in self._entries:
            self._entries.remove(entry)
        if entry.began:
            for used, name in zip(self._used, entry.client, strict=True):
                used[name] += time.monotonic() - entry.began
        self._admit()

    def _refuse(self, entry: _Entry) -> None:
        self._entries.remove(entry)
        entry.admitted.set_exception(GanError("too_many_requests", expected=self.max_all))

    def _admit(self) -> None:
        while len(self._entries) - len(waiting := self._waiting()) < self.at_once:
            running = [entry.client for entry in self._entries if entry.began]
            fitting = [entry for entry in waiting if self._may_run(entry.client, running)]
            if not fitting:
                return
            entry = min(fitting, key=lambda one: self._time(one.client))  # the first of equals
            self._floor = list(self._time(entry.client))
            entry.began = time.monotonic()
            entry.admitted.set_result(None)

    def _waiting(self) -> list[_Entry]:
        return [entry for entry in self._entries if not entry.began and not entry.admitted.done()]

    def _may_run(self, client: Client, running: list[Client]) -> bool:
        """Whether a free slot may be the client's, too."""
        free = self.at_once - len(running)
        if free == 1 < self.at_once:
            return all(address != client[0] for address, _ in running)
        return free > 2 or self.at_once <= 2 or client not in running

    def _time(self, client: Client) -> tuple[float, float]:
        return self._used[0][client[0]], self._used[1][client[1]]


SCHEDULER = FairScheduler(cores() + 2)  # two that one visitor, or one address, cannot have


def scheduled(endpoint: Endpoint) -> Endpoint:
    """For what computes: it is answered when the scheduler admits the client."""

    async def answer(request: Request) -> Response:
        async with SCHEDULER.slot(client_of(request)):
            return await endpoint(request)

    return answer
