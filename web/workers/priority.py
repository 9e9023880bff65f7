"""The priority of worker processes: lower than the server's and its trainings'."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import psutil

OWN_GROUP = Path("/proc/self/autogroup")


def lower_priority(nice: int) -> None:
    """Lower this process's priority by `nice` (0 to 19), to last; on Windows, which has classes only, to the one below normal.

    Linux shares processors out between sessions first (autogroup, see sched(7)), and `nice` counts inside of one only: a worker in a
    session of its own would take a whole share whatever its own niceness. So the session steps back, too, where there is such a thing.
    """
    process = psutil.Process()
    process.nice(getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", None) or min(19, process.nice() + nice))
    with suppress(OSError):
        OWN_GROUP.write_text(str(nice), encoding="ascii")
