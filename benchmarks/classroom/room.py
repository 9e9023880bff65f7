"""The server, the processes with the visitors, and what they take of the machine."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.bench_viewers import TICKS, busy
from benchmarks.classroom.visitor import Recording

GROUPS = 2  # processes full of visitors


class Group:
    """A process with some of the visitors."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def tell(self, command: str) -> str:
        """The answer, once it is done."""
        self.process.stdin.write(command.encode() + b"\n")
        return (await self.process.stdout.readline()).decode().strip()


@dataclass
class Room:
    """The server's port and process, and all visitors."""

    port: int
    server: int
    groups: list[Group] = field(default_factory=list)

    async def tell(self, command: str) -> list[str]:
        """All groups."""
        return await asyncio.gather(*(group.tell(command) for group in self.groups))


@asynccontextmanager
async def filled(room: Room, recording: Recording, visitors: int, first: str) -> AsyncIterator[Room]:
    """The visitors' processes, before any has opened a page."""
    for index in range(GROUPS):
        numbers = list(range(index, visitors, GROUPS))
        plan = {"port": room.port, "recording": recording, "first": first, "numbers": numbers}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.classroom.group", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**26
        )
        process.stdin.write(json.dumps(plan).encode() + b"\n")
        room.groups.append(Group(process))
    await room.tell("phase start")  # answers once Python has imported everything
    try:
        yield room
    finally:
        for group in room.groups:
            if group.process.returncode is None:
                group.process.terminate()
            await group.process.wait()
        room.groups.clear()


class Meter:
    """Seconds since its making, and seconds on a core of the server's process and of its event loop's thread."""

    def __init__(self, server: int) -> None:
        self.server, self._began, self._used, self._looped = server, time.perf_counter(), processor(server), busy(server)

    def read(self) -> dict[str, float]:
        """Until now; the latter two as shares of one core."""
        seconds = time.perf_counter() - self._began
        used, looped = processor(self.server) - self._used, busy(self.server) - self._looped
        return {"seconds": seconds, "server": used / seconds, "loop": looped / seconds}


def memory(process: int) -> float:
    """MB of a process's own that are in the machine's memory."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines())
    return int(lines["VmRSS"].split()[0]) / 1024


def processor(process: int) -> float:
    """Seconds that a process has had a core, all threads."""
    numbers = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(numbers[11]) + int(numbers[12])) / TICKS


def merged(answers: list[str]) -> dict[str, Any]:
    """What all groups said at the end: {"notes": {phase: {"seconds": {what: list}, "problems": list}}, "processor", "received"}."""
    whole: dict[str, Any] = {"notes": {}, "processor": 0.0, "received": 0}
    for answer in map(json.loads, answers):
        whole["processor"] += answer["processor"]
        whole["received"] += answer["received"]
        for phase, notes in answer["notes"].items():
            target = whole["notes"].setdefault(phase, {"seconds": {}, "problems": []})
            target["problems"] += notes["problems"]
            for what, seconds in notes["seconds"].items():
                target["seconds"].setdefault(what, []).extend(seconds)
    return whole
