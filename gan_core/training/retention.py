"""Which runs give way to new ones: the oldest of those that the app named, so that their folder is bounded."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from pathlib import Path

from gan_core.files import remove
from gan_core.training.run_directory import RunDirectory, list_runs

NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{6}")  # as `Runner` gives; a run of another name was put or renamed by a person, and stays
MEGABYTE = 1_000_000
ACTIVE = ("queued", "running", "paused")


class Retention:
    """Bounds on the runs of a folder; 0 means without limit.

    Args:
        folder: Of the runs.
        count: Of runs in all.
        megabytes: Of them together.
        forget: Called with the name of every run that has been deleted.
    """

    def __init__(self, folder: Path, count: int, megabytes: int, forget: Callable[[str], None]) -> None:
        self.folder, self.count, self.megabytes, self.forget = folder, count, megabytes, forget
        self._sizes: dict[str, tuple[int, int]] = {}  # name -> (status.json's time, bytes): a run that is over no longer grows

    def make_room(self, size: int, own: Collection[str] = (), own_count: int = 0, keep: str = "") -> None:
        """Delete the oldest runs until one more of `size` bytes fits, beside `own` too. Runs that are not over, and `keep`, stay."""
        if not (self.count or self.megabytes or (own_count and len(own) >= own_count)):
            return
        runs = [run for run in reversed(list_runs(self.folder)) if NAME.fullmatch(run.path.name) and run.path.name != keep]
        mine = [run for run in runs if run.path.name in own]
        gone = self._delete_oldest(mine, len(mine) - own_count + 1 if own_count else 0)
        runs = [run for run in runs if run not in gone]
        if self.count:
            gone = self._delete_oldest(runs, len(runs) - self.count + 1)
            runs = [run for run in runs if run not in gone]
        if self.megabytes:
            self._fit(runs, self.megabytes * MEGABYTE - size)

    def _delete_oldest(self, runs: list[RunDirectory], count: int) -> list[RunDirectory]:
        gone: list[RunDirectory] = []
        for run in runs:
            if len(gone) >= count:
                break
            if self._may_go(run):
                self.delete(run)
                gone.append(run)
        return gone

    def _fit(self, runs: list[RunDirectory], room: int) -> None:
        sizes = {run.path.name: self._size(run) for run in runs}
        excess = sum(sizes.values()) - room
        for run in runs:
            if excess <= 0:
                return
            if self._may_go(run):
                self.delete(run)
                excess -= sizes[run.path.name]

    def _may_go(self, run: RunDirectory) -> bool:
        return run.read_status()["state"] not in ACTIVE

    def delete(self, run: RunDirectory) -> None:
        """All its files; first the one that makes it a run, so that no half run is listed."""
        remove(run.path / "config.json")
        remove(run.path)
        self._sizes.pop(run.path.name, None)
        self.forget(run.path.name)

    def _size(self, run: RunDirectory) -> int:
        try:
            time = (run.path / "status.json").stat().st_mtime_ns
        except OSError:
            time = 0
        known = self._sizes.get(run.path.name)
        if known is None or known[0] != time:
            known = time, sum(path.stat().st_size for path in run.path.rglob("*") if path.is_file())
            self._sizes[run.path.name] = known
        return known[1]
