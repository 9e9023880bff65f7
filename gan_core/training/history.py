"""The numbers of a run as its log grows: read once each, kept in NumPy, handed out thinned and packed.

Everything that shows a run (live view, spectator, replay, comparison) reads through `History`, whichever process trains it.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tsdownsample import MinMaxDownsampler

from gan_core.errors import CheckpointError
from gan_core.training.diagnostics import SampleStatistics
from gan_core.training.log_lines import read_line
from gan_core.training.run_directory import RunDirectory

POINTS = 200  # of a thinned curve: the least and the greatest of 100 stretches; with the status an update stays below 16 kB
ALL = slice(None)
COMMON = ("step", "epoch", "images_seen", "seconds")  # what a line says beside its numbers
DRAWN = ("diversity", "label_share", "label_accuracy")  # of the measurements, beside the numbers


@dataclass(frozen=True)
class Snapshot:
    """A run's numbers up to a step. `packed` is the same for all who look: see `History.snapshot`."""

    step: int
    packed: bytes


class History:
    """Tails `stats.jsonl`. Not for two threads at once."""

    def __init__(self, directory: RunDirectory) -> None:
        self.directory = directory
        self._forget()

    def _forget(self) -> None:
        self.events: list[dict[str, Any]] = []  # but measurements
        self.statistics: list[SampleStatistics] = []
        self._columns: dict[str, NDArray[np.float64]] = {}
        self._length, self._offset, self._file = 0, 0, 0
        self._snapshot: Snapshot | None = None

    def __len__(self) -> int:
        return self._length

    def refresh(self) -> bool:
        """Read what was written since the last call; whether anything did. A log that was cut short or replaced is read anew.

        Raises CheckpointError: a line is damaged, or the file cannot be read.
        """
        try:
            status = self.directory.stats_path.stat()
        except (FileNotFoundError, NotADirectoryError):
            changed = self._length > 0
            self._forget()
            return changed
        except OSError as error:
            raise CheckpointError("run_unreadable", received=self.directory.path, reason=error.strerror) from None
        if status.st_ino != self._file or status.st_size < self._offset:
            self._forget()
            self._file = status.st_ino
        if status.st_size == self._offset:
            return False
        try:
            with self.directory.stats_path.open("rb") as file:
                file.seek(self._offset)
                new = file.read()
        except OSError as error:
            raise CheckpointError("run_unreadable", received=self.directory.path, reason=error.strerror) from None
        complete = new[: new.rfind(b"\n") + 1]  # the last line may be half written
        lines = [read_line(line) for line in complete.splitlines()]  # all or, when one is damaged, none
        self._offset += len(complete)
        for line in lines:
            self._add(line)
        self._snapshot = None
        return bool(complete)

    def _add(self, line: dict[str, Any]) -> None:
        if line.get("event") == "look":
            self.statistics.append(SampleStatistics.from_json(line))
            return
        if "event" in line:
            self.events.append(line)
            return
        for name in line:
            if name not in self._columns:  # a name that comes later (another loss) was not there before
                self._columns[name] = np.full(max(1024, 2 * self._length), np.nan)
        if self._length == len(self._columns["step"]):
            self._columns = {name: np.concatenate([column, np.full_like(column, np.nan)]) for name, column in self._columns.items()}
        for name, value in line.items():
            self._columns[name][self._length] = value
        self._length += 1

    def column(self, name: str) -> NDArray[np.float64]:
        """All values of one number so far, (len(self),), NaN where a line did not have it. Raises KeyError."""
        view = self._columns[name][: self._length]
        view.flags.writeable = False
        return view

    @property
    def names(self) -> list[str]:
        """The numbers there are, without COMMON."""
        return [name for name in self._columns if name not in COMMON]

    @property
    def last(self) -> dict[str, float]:
        """The newest line; empty before the first."""
        return {name: float(column[self._length - 1]) for name, column in self._columns.items()} if self._length else {}

    def epochs_at(self, steps: Sequence[int]) -> list[float]:
        """Epochs gone through by each of some steps, between and beyond the lines that say so: a resumed run's need not be even."""
        if not self._length:
            return [0.0] * len(steps)
        known, epochs = ([0.0, *self.column(name)] for name in ("step", "epoch"))
        pace = (epochs[-1] - epochs[-2]) / max(known[-1] - known[-2], 1)
        return [round(float(np.interp(step, known, epochs)) + max(0.0, step - known[-1]) * pace, 4) for step in steps]

    def speed(self, lines: int = 20) -> float | None:
        """Real images a second over the last lines; None before there are two."""
        first = max(0, self._length - lines)
        if self._length - first < 2:
            return None
        images, seconds = (self.column(name)[[first, -1]] for name in ("images_seen", "seconds"))
        return float((images[1] - images[0]) / max(seconds[1] - seconds[0], 1e-9))

    def snapshot(self) -> Snapshot:
        """Every curve thinned to at most POINTS, least and greatest values kept; made once, then shared.

        Packed little-endian: uint32 length of a JSON header `{"step": last, "curves": [[name, points], ...]}`, the header padded with
        blanks to a multiple of four bytes, then for each curve its steps (uint32) and values (float32).
        """
        if self._snapshot is None:
            self._snapshot = self._pack()
        return self._snapshot

    def stretch(self, low: int, high: int) -> bytes:
        """The curves from step `low` to step `high`, both included, thinned to as many points as the whole; packed like a snapshot."""
        if not self._length:
            return _packed(0, {})
        first, last = np.searchsorted(self.column("step"), [low, high + 1])
        return _packed(int(self.column("step")[-1]), self.curves(slice(first, last)))

    def _pack(self) -> Snapshot:
        if not self._length:
            return Snapshot(0, _packed(0, {}))
        step = int(self.column("step")[-1])
        return Snapshot(step, _packed(step, self.curves()))

    def curves(self, rows: slice = ALL, points: int = POINTS) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
        """Steps and values of every curve, thinned to at most `points` of those that some lines of the log have."""
        steps, curves = self.column("step")[rows] if self._length else np.zeros(0), {}
        for name in self.names:
            values = self.column(name)[rows]
            there = np.flatnonzero(np.isfinite(values))
            if len(there) > points:
                there = there[MinMaxDownsampler().downsample(values[there], n_out=points)]
            curves[name] = (steps[there], values[there])
        first, last = (steps[0], steps[-1]) if len(steps) else (0, -1)
        samples = [sample for sample in self.statistics if first <= sample.step <= last]
        for name in DRAWN:
            measured = [(sample.step, value) for sample in samples if (value := getattr(sample, name)) is not None]
            if measured:
                curves[name] = tuple(np.array(measured, dtype=float).T)
        return curves


def _packed(step: int, curves: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]) -> bytes:
    header = json.dumps({"step": step, "curves": [[name, len(x)] for name, (x, _) in curves.items()]}, separators=(",", ":")).encode()
    header += b" " * (-len(header) % 4)
    parts = [struct.pack("<I", len(header)), header]
    for x, y in curves.values():
        parts += [x.astype("<u4").tobytes(), y.astype("<f4").tobytes()]
    return b"".join(parts)
