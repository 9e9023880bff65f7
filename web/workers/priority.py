"""The priority of worker processes: lower than the server's and its trainings'."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

OWN_GROUP = Path("/proc/self/autogroup")


def lower_priority(nice: int) -> None:
    """Lower this process's priority by `nice` (0 to 19), to last. Does nothing on a system without `nice` (Windows).

    Linux shares processors out between sessions first (autogroup, see sched(7)), and `nice` counts inside of one only: a worker in a
    session of its own would take a whole share whatever its own niceness. So the session steps back, too, where there is such a thing.
    """
    if step_back := getattr(os, "nice", None):
        step_back(nice)
    with suppress(OSError):
        OWN_GROUP.write_text(str(nice), encoding="ascii")
