"""Answers that take a while, computed once: those who ask for one that is on its way wait for it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class OnceCache(Generic[Answer]):
    """The last `size` answers. One is computed at most once while it is remembered, by the first that asks; a failure is not kept."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._guard = Lock()
        self._entries: OrderedDict[Hashable, tuple[Lock, list[Answer]]] = OrderedDict()

    def get(self, key: Hashable, compute: Callable[[], Answer]) -> Answer:
        """The answer of `key`; `compute()` makes it when there is none yet."""
        with self._guard:
            entry = self._entries.setdefault(key, (Lock(), []))
            self._entries.move_to_end(key)
            while len(self._entries) > self.size:
                self._entries.popitem(last=False)
        lock, answer = entry
        with lock:
            if not answer:
                answer.append(compute())
            return answer[0]
