"""Rooms: a presenting window (the host) and a class on phones (the members). Kept in memory, bounded, forgotten by themselves.

A member is a random secret that its browser made up and a number that the room gave it: nothing else is known of it. It may join as often
as it likes, and is the same member again.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gan_core.errors import GanError
from web.room.activity import Activity
from web.room.changes import Changes
from web.room.codes import new_code, normalized
from web.server.attempts import WrongAttempts

PRESENT_SECONDS = 30.0  # since a member's last request, of which one comes every LONG_POLL_SECONDS at least
IDLE_SECONDS = 30 * 60.0  # without its host, after which a room ends
LIFE_SECONDS = 4 * 3600.0  # after which it ends in any case
WINDOW_SECONDS = 60.0  # in which wrong codes are counted
MAX_TRIES_BY_ADDRESS = 100  # a class shares one
MAX_TRIES = 1000
MAX_MEMBERS = 300  # of a room
MAX_HOSTS_WAITING = 8  # requests of a host that wait at once
MAX_ROOMS_BY_VISITOR = 2  # the oldest gives way
MAX_RECORDS = 100  # activities of a room whose results are kept
SECRET = re.compile(r"[0-9a-f]{32}")


@dataclass
class Member:
    """A phone."""

    number: int  # from 1, by which the projector shows it
    seen: float


@dataclass
class Room:
    """One class."""

    code: str
    host: str  # the host's token
    owner: str  # the visitor who opened it
    opened: float
    seen: float  # the host, last
    members: dict[str, Member] = field(default_factory=dict)  # by secret
    activity: Activity | None = None
    started: int = 0  # activities
    records: dict[int, dict[str, Any]] = field(default_factory=dict)  # by the activity's number
    on_phones: Changes = field(default_factory=lambda: Changes(MAX_MEMBERS))
    on_host: Changes = field(default_factory=lambda: Changes(MAX_HOSTS_WAITING))

    def present(self, now: float) -> frozenset[int]:
        """Numbers of the members who are there."""
        return frozenset(one.number for one in self.members.values() if now - one.seen < PRESENT_SECONDS)

    def tick(self, now: float) -> None:
        """Let the activity move on; all who wait learn of it."""
        if self.activity and self.activity.tick(now, self.present(now)):
            self.changed()

    def changed(self) -> None:
        """Phones and host look again."""
        self.on_phones.notify()
        self.on_host.notify()

    def due(self, now: float) -> float:
        """Seconds until the activity changes by itself."""
        due = self.activity.due(now) if self.activity else None
        return float("inf") if due is None else due

    # ------------------------------------------------------------------------------------------------------------------------- members

    def enter(self, secret: str, now: float) -> Member:
        """A new member, or one that comes back. Raises GanError: there are too many."""
        member = self.members.get(secret)
        if member is None:
            if len(self.members) >= MAX_MEMBERS:
                raise GanError("classroom_crowded", expected=MAX_MEMBERS)
            member = self.members[secret] = Member(len(self.members) + 1, now)
        member.seen = now
        self.on_host.notify()
        return member

    def leave(self, secret: str) -> None:
        """It is not waited for any more. What it has voted counts, and it can come back."""
        self.members[secret].seen = float("-inf")
        self.on_host.notify()

    def receive(self, secret: str, message: Mapping[str, Any], now: float) -> None:
        """A member's message to the activity. Raises GanError."""
        if self.activity is None:
            raise GanError("vote_late")
        self.activity.receive(self.members[secret].number, message, now)
        self.on_host.notify()
        self.tick(now)

    def for_phone(self, secret: str, now: float) -> dict[str, Any]:
        """What a member sees."""
        member = self.members[secret]
        activity = self.activity.for_phone(member.number, now) if self.activity else None
        return {"version": self.on_phones.version, "number": member.number, "activity": activity}

    # ---------------------------------------------------------------------------------------------------------------------------- host

    def start(self, activity: Activity) -> None:
        """In place of what the room did before, of which the results stay."""
        self.activity = activity
        self.started += 1
        self.changed()

    def act(self, action: str, now: float) -> None:
        """The host's button; the results of what is over are kept. Raises GanError."""
        if self.activity is None:
            raise GanError("value", field="action", received=repr(action)[:40], expected="-")
        self.activity.act(action, now)
        if (record := self.activity.record()) is not None:
            self.records[self.started] = record
            self.records = dict(list(self.records.items())[-MAX_RECORDS:])
        self.changed()

    def for_host(self, now: float) -> dict[str, Any]:
        """What the presenting window sees."""
        activity = self.activity.for_host(now) if self.activity else None
        about = {"version": self.on_host.version, "code": self.code, "members": len(self.members), "present": sorted(self.present(now))}
        return about | {"activity": activity, "records": list(self.records.values())}


class Rooms:
    """All rooms; used in the server's event loop alone. Raises GanError for whatever is not known."""

    def __init__(self, most: int = 50, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self.clock = most, clock
        self._rooms: list[Room] = []
        self._wrong = WrongAttempts(WINDOW_SECONDS, MAX_TRIES_BY_ADDRESS, MAX_TRIES_BY_ADDRESS, MAX_TRIES, clock)

    def open(self, owner: str = "") -> Room:
        """A new room. Raises GanError where there are too many."""
        self._forget()
        own = [room for room in self._rooms if owner and room.owner == owner]
        for room in own[: max(0, len(own) + 1 - MAX_ROOMS_BY_VISITOR)]:
            self.close(room)
        if len(self._rooms) >= self.most:
            raise GanError("classrooms_full", expected=self.most)
        now = self.clock()
        room = Room(new_code(), secrets.token_urlsafe(24), owner, now, now)
        self._rooms.append(room)
        return room

    def hosted(self, token: str) -> Room:
        """The room of a host's token."""
        self._forget()
        for room in self._rooms:
            if secrets.compare_digest(room.host.encode(), token.encode()):
                room.seen = self.clock()
                return room
        raise GanError("classroom_over")

    def joined(self, secret: str) -> Room:
        """The room that a member is in, the newest it has joined."""
        self._forget()
        for room in reversed(self._rooms):
            if (member := room.members.get(secret)) is not None:
                member.seen = self.clock()
                return room
        raise GanError("classroom_over")

    def join(self, code: str, secret: str, address: str) -> Room:
        """Become a member by the room's code. Wrong codes are counted."""
        if not SECRET.fullmatch(secret):
            raise GanError("value", field="phone", received=repr(secret)[:40], expected="32 hexadecimal digits")
        room = self.named(code, address)
        room.enter(secret, self.clock())
        return room

    def named(self, code: str, address: str) -> Room:
        """The room of a code."""
        self._forget()
        client = (address, address)
        if self._wrong.others_exceeded(client):
            raise GanError("room_tries", seconds=int(WINDOW_SECONDS))
        given = normalized(code).encode()
        for room in self._rooms:
            if secrets.compare_digest(room.code.encode(), given):
                return room
        self._wrong.add(client)
        raise GanError("classroom_code", received=repr(code[:20]))

    async def phone_news(self, secret: str, after: int, seconds: float) -> dict[str, Any]:
        """What a member sees, once it is another version than `after`, or when `seconds` are over."""
        room, now = self.joined(secret), self.clock()
        room.tick(now)
        await room.on_phones.wait(after, min(seconds, room.due(now)))
        room, now = self.joined(secret), self.clock()  # it may be over
        room.tick(now)
        return room.for_phone(secret, now)

    async def host_news(self, token: str, after: int, seconds: float) -> dict[str, Any]:
        """The same of the presenting window."""
        room, now = self.hosted(token), self.clock()
        room.tick(now)
        await room.on_host.wait(after, min(seconds, room.due(now)))
        room, now = self.hosted(token), self.clock()
        room.tick(now)
        return room.for_host(now)

    def close(self, room: Room) -> None:
        """It is over for all."""
        self._rooms.remove(room)
        room.changed()

    def _forget(self) -> None:
        now = self.clock()
        for room in [one for one in self._rooms if now - one.seen > IDLE_SECONDS or now - one.opened > LIFE_SECONDS]:
            self.close(room)
