"""How much one visitor may ask for: token buckets."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable


class Allowance:
    """`rate` tokens a second for each key, of which at most `burst` are saved up. Keys unseen for longest are forgotten."""

    def __init__(self, rate: float, burst: float, *, keys: int = 10_000, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.burst, self.keys, self.clock = rate, burst, keys, clock
        self._saved: OrderedDict[str, tuple[float, float]] = OrderedDict()  # key: (tokens, when)
        self._lock = threading.Lock()

    def take(self, key: str, cost: float = 1) -> float:
        """0 when the tokens were there and are taken; else the seconds after which they will be."""
        with self._lock:
            now = self.clock()
            tokens, when = self._saved.pop(key, (self.burst, now))
            tokens = min(self.burst, tokens + (now - when) * self.rate)
            missing = cost - tokens
            self._saved[key] = (tokens if missing > 0 else tokens - cost, now)
            if len(self._saved) > self.keys:
                self._saved.popitem(last=False)
            return max(0.0, missing / self.rate)
