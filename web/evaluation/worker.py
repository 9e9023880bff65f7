"""A process that scores models, one after the other: `python -m web.evaluation.worker`, orders on stdin, progress and scores on stdout.

One thread, low priority: neither the server nor a training waits for it. It ends when its stdin is closed.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch

from gan_core.config import TrainingConfig
from gan_core.errors import GanError
from gan_core.evaluation import Examiner, generated, reference_pictures
from gan_core.inference import TrainedGenerator
from gan_core.metrics import METRICS
from web.workers.channel import receive, send
from web.workers.priority import give_way

NICE = 10
TELL_SECONDS = 0.2  # between two words of progress, at least

Tell = Callable[[Mapping[str, Any]], None]


class Bench:
    """Scores what is ordered; the real pictures of the last order are kept, as the next model often is to be held against the same."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._told = 0.0
        self._kept: tuple[object, Examiner] | None = None

    def score(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """An `Evaluation` as JSON. Raises GanError."""
        generator = TrainedGenerator.load(Path(order["checkpoint"]))
        weights = Path(order["inception_weights"]) if order["inception_weights"] else None
        fake = generated(generator, order["n"], order["seed"], order["model"])
        examiner = self._examiner(generator.config, order["n"], weights)
        return examiner.examine(fake, extractor=order["extractor"]).to_json()

    def _examiner(self, config: TrainingConfig, n: int, weights: Path | None) -> Examiner:
        wanted = (config.dataset, config.data_dir, config.image_size, config.image_channels, config.background, n)
        if self._kept is None or self._kept[0] != wanted:
            self._kept = None  # gone before the next one comes
            self._kept = wanted, Examiner(reference_pictures(config, n), inception_weights=weights, progress=self._progress)
        return self._kept[1]

    def _progress(self, stage: str, done: int, total: int) -> None:
        """At the end of each stage, and a few times a second."""
        now = time.monotonic()
        if done < total and now - self._told < TELL_SECONDS and stage not in METRICS:
            return
        self._told = now
        real = self._kept is not None and stage.endswith(f": {self._kept[1].real.title}")
        kind = stage if stage in METRICS else "real" if real else "generated"
        self._tell({"stage": kind, "done": done, "total": total})


def answer(bench: Bench, order: Mapping[str, Any]) -> dict[str, Any]:
    """Scores, or why there are none."""
    try:
        return {"scores": bench.score(order)}
    except GanError as error:
        return {"error": error.to_json()}


def main() -> None:
    """The process."""
    give_way(NICE)
    torch.set_num_threads(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends it
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    bench = Bench(lambda told: send(output, told))
    try:
        while (message := receive(sys.stdin.buffer)) is not None:
            send(output, answer(bench, message[0]))
    except BrokenPipeError:  # the server is gone
        os._exit(0)


if __name__ == "__main__":
    main()
