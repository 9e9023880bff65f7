"""Wrong codes, counted by visitor, by address and in all, so that a short code stays hard to guess."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from web.server.fair_scheduler import Client


@dataclass
class WrongAttempts:
    """Those of the last `seconds`, and how many a visitor, an address and all together may have."""

    seconds: float
    of_visitor: int
    of_address: int
    of_all: int
    clock: Callable[[], float] = time.monotonic
    recent: deque[tuple[float, Client]] = field(default_factory=deque)

    def add(self, client: Client) -> None:
        """Count one."""
        self.recent.append((self.clock(), client))

    def visitor_exceeded(self, client: Client) -> bool:
        """Whether the visitor has had too many."""
        return self._count(lambda one: one == client) >= self.of_visitor

    def others_exceeded(self, client: Client) -> bool:
        """Whether the visitor's address, or all together, have had too many."""
        return self._count(lambda one: one[0] == client[0]) >= self.of_address or len(self.recent) >= self.of_all

    def _count(self, counts: Callable[[Client], bool]) -> int:
        while self.recent and self.clock() - self.recent[0][0] >= self.seconds:
            self.recent.popleft()
        return sum(counts(client) for _, client in self.recent)
