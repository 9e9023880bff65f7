"""What a run writes, for TensorBoard too: event files beside stats.jsonl, so that `tensorboard --logdir runs` opens it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from gan_core.files import remove
from gan_core.training.loop import StepReport
from gan_core.training.run_directory import RunDirectory, steps_of

EVENTS = "events.out.tfevents.*"
PLACE = ("step", "seconds")  # of a line: where it stands, no number of its own


def with_tensorboard(reports: Generator[StepReport], directory: RunDirectory, every: int) -> Generator[StepReport]:
    """The same reports; what the run has written meanwhile goes into an event file of its directory, every `every` steps and at the end.

    The log is the truth: a run that is resumed gets one event file with all of it, which replaces those from before.
    Needs the package tensorboard (`pip install gan-classroom[tensorboard]`).
    """
    with closing(reports), _mirror(directory) as mirror:
        for report in reports:
            if report.step % every == 0:
                mirror.catch_up()
            yield report


@contextmanager
def _mirror(directory: RunDirectory) -> Iterator[_Mirror]:
    from torch.utils.tensorboard import SummaryWriter

    directory.path.mkdir(parents=True, exist_ok=True)
    for old in directory.path.glob(EVENTS):
        remove(old)
    with SummaryWriter(directory.path) as writer:
        mirror = _Mirror(directory, writer)
        try:
            yield mirror
        finally:
            mirror.catch_up()


class _Mirror:
    """Reads a run directory as it grows."""

    def __init__(self, directory: RunDirectory, writer: Any) -> None:
        self.directory, self.writer = directory, writer
        self._lines = 0
        self._pictures: set[Path] = set()

    def catch_up(self) -> None:
        """Write what is new."""
        for number, line in enumerate(self.directory.read_stats()):
            if number >= self._lines:
                self._write(line)
                self._lines = number + 1
        for name, folder in (("samples", self.directory.samples), ("samples_raw", self.directory.raw_samples)):
            for step, path in steps_of(folder, "png").items():
                if path not in self._pictures:
                    self._pictures.add(path)
                    self.writer.add_image(name, np.asarray(Image.open(path).convert("RGB")), step, dataformats="HWC")
        self.writer.flush()

    def _write(self, line: dict[str, Any]) -> None:
        """A line of numbers; of a measurement its numbers; of any other event its words."""
        event, step = line.get("event"), line["step"]
        if event not in (None, "look"):
            self.writer.add_text("events", ", ".join(f"{name}: {value}" for name, value in line.items() if name != "step"), step)
            return
        for name, value in line.items():
            if name not in PLACE and isinstance(value, int | float):
                self.writer.add_scalar(name, value, step)
