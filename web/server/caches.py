"""Work done once for all requests: a lecture hall of browsers looks at the same run twice a second."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")
B = TypeVar("B", bound=bytes)

RACY_NANOSECONDS = 100_000_000  # a file younger than this may change again without a new time stamp
MAX_ENTRIES = 200
FILES = 5000  # whose content is kept at most: one for each run of a full folder


class Coalesced:
    """One computation for all requests of the same key within `seconds`, and for those that come while it runs."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._entries: dict[Any, tuple[float, asyncio.Task[Any]]] = {}

    async def get(self, key: Any, make: Callable[[], T]) -> T:
        """`make()`, run in a thread. Raises what it raises."""
        return await self.get_awaited(key, lambda: asyncio.to_thread(make))

    async def get_awaited(self, key: Any, begin: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The same of a coroutine."""
        task = self.fresh(key)
        if task is None:
            task = asyncio.create_task(begin())
            if len(self._entries) >= MAX_ENTRIES:
                self._entries.clear()
            self._entries[key] = time.monotonic(), task
        return task.result() if task.done() else await asyncio.shield(task)  # a request that is cancelled does not cancel it for the others

    def fresh(self, key: Any) -> asyncio.Task[Any] | None:
        """The entry, unless it is too old, or was a failure."""
        began, task = self._entries.get(key, (0.0, None))
        if task is None or (task.done() and (task.cancelled() or task.exception() or time.monotonic() - began >= self.seconds)):
            return None
        return task


class ByteBoundedCache(Generic[B]):
    """Answers that hold for ever, the oldest dropped first; for any thread."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self._answers: dict[Any, B] = {}
        self._size = 0
        self._changing = threading.Lock()

    def get(self, key: Any) -> B | None:
        """The answer; None where there is none."""
        return self._answers.get(key)

    def put(self, key: Any, answer: B) -> B:
        """Keep it, and give it back."""
        with self._changing:
            self._size += len(answer) - len(self._answers.pop(key, b""))
            self._answers[key] = answer
            while self._size > self.max_bytes:
                self._size -= len(self._answers.pop(next(iter(self._answers))))
        return answer


class FileCache(Generic[T]):
    """What was read of a file, or of the list of a folder: read again when it has changed."""

    def __init__(self, read: Callable[[Path], T]) -> None:
        self._read = read
        self._entries: dict[Path, tuple[tuple[int, int], T]] = {}

    def __call__(self, path: Path) -> T:
        """`read(path)`, or what it gave the last time. Raises what it raises."""
        try:
            status = path.stat()
        except OSError:
            return self._read(path)
        stamp = status.st_ino, status.st_mtime_ns
        known = self._entries.get(path)
        if known is not None and known[0] == stamp:
            return known[1]
        value = self._read(path)
        if time.time_ns() - status.st_mtime_ns > RACY_NANOSECONDS:
            if len(self._entries) >= FILES:
                self._entries.clear()
            self._entries[path] = stamp, value
        return value
