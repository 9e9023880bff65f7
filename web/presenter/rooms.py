"""Rooms: a presenting window and the phone of the one who presents look at the same stop of a tour. Kept in memory, bounded, forgotten.

A room is opened by the presenting window, which gets a token. For a phone it asks for a code, which is right once and for a few minutes;
the phone that gives it gets a token of its own. Only with a token can the stop be seen or changed.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from gan_core.errors import GanError
from web.room.changes import Changes
from web.room.codes import new_code, normalized
from web.server.attempts import WrongAttempts

CODE_SECONDS = 600.0
IDLE_SECONDS = 4 * 3600.0
WINDOW_SECONDS = 60.0  # in which wrong codes are counted
MAX_TRIES_BY_ADDRESS = 10  # wrong codes of one address
MAX_TRIES = 100  # of everybody together
MAX_ROOMS_BY_VISITOR = 4  # rooms of one visitor; the oldest gives way
MAX_PHONES = 8  # of a room; the oldest gives way
MAX_WAITING = 12  # requests that wait at once in a room


@dataclass
class Room:
    """What all who have a token see: the tour and the stop (from 1)."""

    host: str
    tour: str
    stop: int
    seen: float
    owner: str = ""
    code: str = ""
    code_until: float = 0.0
    phones: list[str] = field(default_factory=list)
    changes: Changes = field(default_factory=lambda: Changes(MAX_WAITING))

    def show(self, tour: str, stop: int) -> None:
        """Everybody who waits learns it."""
        if (tour, stop) != (self.tour, self.stop):
            self.tour, self.stop = tour, stop
            self.changes.notify()

    def to_json(self) -> dict[str, object]:
        """What is told of it."""
        return {"version": self.changes.version, "tour": self.tour, "stop": self.stop, "phones": len(self.phones)}


class Rooms:
    """All rooms; used in the server's event loop alone. Raises GanError for whatever is not known."""

    def __init__(self, most: int = 50, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self.clock = most, clock
        self._rooms: list[Room] = []
        self._wrong = WrongAttempts(WINDOW_SECONDS, MAX_TRIES_BY_ADDRESS, MAX_TRIES_BY_ADDRESS, MAX_TRIES, clock)

    def open(self, tour: str, stop: int, owner: str = "") -> Room:
        """A new room; the one idle for longest goes where there are too many, unless it is in use."""
        self._forget()
        own = [room for room in self._rooms if owner and room.owner == owner]
        for room in own[: max(0, len(own) + 1 - MAX_ROOMS_BY_VISITOR)]:
            self._close(room)
        if len(self._rooms) >= self.most:
            oldest = min(self._rooms, key=lambda room: room.seen)
            if self.clock() - oldest.seen < CODE_SECONDS:
                raise GanError("rooms_full", expected=self.most)
            self._close(oldest)
        room = Room(secrets.token_urlsafe(24), tour, stop, self.clock(), owner)
        self._rooms.append(room)
        return room

    def invite(self, room: Room) -> str:
        """A code for one phone; the one before is no longer right."""
        room.code = new_code()
        room.code_until = self.clock() + CODE_SECONDS
        return room.code

    def join(self, code: str, address: str) -> tuple[str, Room]:
        """A phone's token and its room. Wrong codes are counted, for each address and for all together."""
        client, now = (address, address), self.clock()
        if self._wrong.others_exceeded(client):
            raise GanError("room_tries", seconds=int(WINDOW_SECONDS))
        given = normalized(code).encode()
        for room in self._rooms:
            if room.code and now < room.code_until and secrets.compare_digest(room.code.encode(), given):
                return self._welcome(room), room
        self._wrong.add(client)
        raise GanError("room_code", received=repr(code[:20]))

    def _welcome(self, room: Room) -> str:
        room.code = ""  # right once
        room.phones = [*room.phones[-(MAX_PHONES - 1) :], secrets.token_urlsafe(24)]
        room.seen = self.clock()
        room.changes.notify()  # the presenting window sees the phone
        return room.phones[-1]

    def find(self, token: str) -> Room:
        """The room of a token."""
        self._forget()
        given = token.encode()
        for room in self._rooms:
            if any(secrets.compare_digest(known.encode(), given) for known in (room.host, *room.phones)):
                room.seen = self.clock()
                return room
        raise GanError("room_gone")

    def close(self, token: str) -> None:
        """The presenting window ends it for all; a phone leaves."""
        room = self.find(token)
        if token == room.host:
            self._close(room)
        else:
            room.phones.remove(token)
            room.changes.notify()

    def _close(self, room: Room) -> None:
        self._rooms.remove(room)
        room.changes.notify()

    def _forget(self) -> None:
        now = self.clock()
        for room in [room for room in self._rooms if now - room.seen > IDLE_SECONDS]:
            self._close(room)

    async def news(self, token: str, after: int, seconds: float) -> Room:
        """The room, once it has another version than `after`, or when `seconds` are over."""
        await self.find(token).changes.wait(after, seconds)
        return self.find(token)
