"""What a room does together: the interface that a capability implements, and how one is found by its name."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from gan_core.errors import GanError


class Activity(Protocol):
    """Called in the server's event loop alone. `now` is the room's clock in seconds, `member` a phone's number in the room, from 1."""

    def tick(self, now: float, present: frozenset[int]) -> bool:
        """Move on where time is up or all who are present have answered; whether anything changed that phones see."""

    def due(self, now: float) -> float | None:
        """Seconds until it changes by itself; None: it waits for a phone or the host."""

    def for_phone(self, member: int, now: float) -> dict[str, Any]:
        """What one phone sees, as JSON. `view` names what draws it."""

    def for_host(self, now: float) -> dict[str, Any]:
        """What the presenting window sees, as JSON."""

    def receive(self, member: int, message: Mapping[str, Any], now: float) -> None:
        """A phone's message. The same message once more changes nothing. Raises GanError."""

    def act(self, action: str, now: float) -> None:
        """The host's button. Raises GanError."""

    def record(self) -> dict[str, Any] | None:
        """What is kept of it while the room lasts, as JSON, without anything of a single phone; None while it is not over."""


@dataclass(frozen=True)
class Kind:
    """What can be put to a room: a module with `async def open_activity(settings)`, which returns an Activity or raises GanError."""

    module: str


async def open_activity(kinds: Mapping[str, Kind], name: object, settings: Mapping[str, Any]) -> Activity:
    """An activity by the name of its kind; its module is imported at the first. Raises GanError."""
    if not isinstance(name, str) or name not in kinds:
        raise GanError("value", field="kind", received=repr(name)[:40], expected=", ".join(kinds))
    module = await asyncio.to_thread(import_module, kinds[name].module)
    activity: Activity = await module.open_activity(settings)
    return activity
