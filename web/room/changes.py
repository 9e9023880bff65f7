"""Long polling: a version that grows, and the requests that wait for the next one."""

from __future__ import annotations

import asyncio


class Changes:
    """Used in the server's event loop alone. At most `max_waiting` requests wait; more are answered at once."""

    def __init__(self, max_waiting: int) -> None:
        self.max_waiting = max_waiting
        self.version = 1
        self._waiting: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        """Another version; answers those who wait."""
        self.version += 1
        for one in self._waiting:
            if not one.done():
                one.set_result(None)

    async def wait(self, after: int, seconds: float) -> None:
        """Until there is another version than `after`, or `seconds` are over."""
        if self.version != after or len(self._waiting) >= self.max_waiting or seconds <= 0:
            return
        change = asyncio.get_running_loop().create_future()
        self._waiting.add(change)
        try:
            await asyncio.wait_for(change, seconds)
        except TimeoutError:
            pass
        finally:
            self._waiting.discard(change)
