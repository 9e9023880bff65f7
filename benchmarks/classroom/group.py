"""A process with some of the visitors. It is told what to do by lines on its standard input and says at the end what was noted.

The first line is JSON: {port, recording, first, numbers}. Then `join SECONDS`, `act`, `rest`, `leave`, `run NAME`, and at last `end`.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import resource
import sys
from contextlib import suppress
from typing import Any

from benchmarks.classroom.visitor import FAILURES, Notes, Visitor

NICE = 5  # in a real room the browsers are other machines


class Group:
    """Visitors that all do the same kind of thing at a time."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.first = plan["first"]
        self.visitors = [Visitor(plan["port"], number, plan["recording"]) for number in plan["numbers"]]
        self.notes: dict[str, Notes] = {}
        self._resting = asyncio.Event()
        self._acting: list[asyncio.Task[None]] = []

    async def join(self, within: float) -> None:
        """All of them open their first page, each at some moment of so many seconds."""
        await asyncio.gather(*(self._arrive(visitor, within * random.random()) for visitor in self.visitors))

    async def _arrive(self, visitor: Visitor, after: float) -> None:
        await asyncio.sleep(after)
        await visitor.arrive(self.first)

    def act(self) -> None:
        """They begin to look around."""
        self._resting.clear()
        self._acting = [asyncio.create_task(visitor.act(self._resting)) for visitor in self.visitors]

    async def rest(self) -> None:
        """They end what they do and ask for nothing any more, their tabs open."""
        self._resting.set()
        await asyncio.gather(*self._acting)
        for visitor in self.visitors:
            await visitor.look_away()

    async def leave(self) -> None:
        """They close their tabs; what the browser has kept stays."""
        for visitor in self.visitors:
            with suppress(*FAILURES):
                await visitor.go()

    def mark(self, phase: str) -> None:
        """What is noted from now on belongs to this phase."""
        notes = self.notes.setdefault(phase, Notes())
        for visitor in self.visitors:
            visitor.notes = notes

    def say(self) -> str:
        """All that was noted, this process's seconds on a core, and bytes received."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        return json.dumps(
            {
                "notes": {phase: vars(notes) for phase, notes in self.notes.items()},
                "processor": used.ru_utime + used.ru_stime,
                "received": sum(visitor.client.received for visitor in self.visitors),
            }
        )


async def main() -> None:
    """Until `end`."""
    os.nice(NICE)
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=2**24)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    group = Group(json.loads(await reader.readline()))
    while (line := (await reader.readline()).decode().split()) and line[0] != "end":
        command, *rest = line
        if command == "phase":
            group.mark(rest[0])
        elif command == "join":
            await group.join(float(rest[0]))
        elif command == "act":
            group.act()
        elif command == "rest":
            await group.rest()
        elif command == "leave":
            await group.leave()
        elif command == "run":
            for visitor in group.visitors:
                visitor.run = rest[0]
        print("done", flush=True)
    print(group.say(), flush=True)
    await group.leave()


if __name__ == "__main__":
    asyncio.run(main())
