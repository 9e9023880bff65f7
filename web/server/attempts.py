"""Wrong codes, counted by visitor, by address and in all, so that a short code stays hard to guess."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from web.server.fair_scheduler import Who


@dataclass
class WrongAttempts:
    """Those of the last `seconds`, and how many a visitor, an address and all together may have."""

    seconds: float
    of_visitor: int
    of_address: int
    of_all: int
    clock: Callable[[], float] = time.monotonic
    recent: deque[tuple[float, Who]] = field(default_factory=deque)

    def add(self, who: Who) -> None:
        """Count one."""
        self.recent.append((self.clock(), who))

    def visitor_exceeded(self, who: Who) -> bool:
        """Whether the visitor has had too many."""
        return self._count(lambda one: one == who) >= self.of_visitor

    def others_exceeded(self, who: Who) -> bool:
        """Whether the visitor's address, or all together, have had too many."""
        return self._count(lambda one: one[0] == who[0]) >= self.of_address or len(self.recent) >= self.of_all

    def _count(self, counts: Callable[[Who], bool]) -> int:
        while self.recent and self.clock() - self.recent[0][0] >= self.seconds:
            self.recent.popleft()
        return sum(counts(who) for _, who in self.recent)
