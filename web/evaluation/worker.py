"""A process that scores models, one after the other: `python -m web.evaluation.worker`, orders on stdin, progress and scores on stdout.

One thread, low priority: neither the server nor a training waits for it. It ends when its stdin is closed.
"""

from __future__ import annotations

import os
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
from web.workers.child import Server
from web.workers.priority import lower_priority

NICE = 10
PROGRESS_SECONDS = 0.2  # between two reports of progress, at least

Report = Callable[[Mapping[str, Any]], None]


class Scorer:
    """Scores what is ordered; the real pictures of the last order are kept, as the next model often is to be held against the same."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._reported = 0.0
        self._examined: tuple[object, Examiner] | None = None

    def score(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """An `Evaluation` as JSON. Raises GanError."""
        generator = TrainedGenerator.load(Path(order["checkpoint"]))
        weights = Path(order["inception_weights"]) if order["inception_weights"] else None
        fake = generated(generator, order["n"], order["seed"], order["model"])
        examiner = self._examiner(generator.config, order["n"], weights)
        return examiner.examine(fake, extractor=order["extractor"]).to_json()

    def _examiner(self, config: TrainingConfig, n: int, weights: Path | None) -> Examiner:
        wanted = (config.dataset, config.data_dir, config.image_size, config.image_channels, config.background, n)
        if self._examined is None or self._examined[0] != wanted:
            self._examined = None  # gone before the next one comes
            self._examined = wanted, Examiner(reference_pictures(config, n), inception_weights=weights, progress=self._progress)
        return self._examined[1]

    def _progress(self, stage: str, done: int, total: int) -> None:
        """At the end of each stage, and a few times a second."""
        now = time.monotonic()
        if done < total and now - self._reported < PROGRESS_SECONDS and stage not in METRICS:
            return
        self._reported = now
        real = self._examined is not None and stage.endswith(f": {self._examined[1].real.title}")
        kind = stage if stage in METRICS else "real" if real else "generated"
        self._report({"stage": kind, "done": done, "total": total})


def answer(scorer: Scorer, order: Mapping[str, Any]) -> dict[str, Any]:
    """Scores, or why there are none."""
    try:
        return {"scores": scorer.score(order)}
    except GanError as error:
        return {"error": error.to_json()}


def main() -> None:
    """The process."""
    lower_priority(NICE)
    torch.set_num_threads(1)
    server = Server()
    scorer = Scorer(server.send)
    try:
        while (order := server.receive()) is not None:
            server.send(answer(scorer, order))
    except OSError:  # the server is gone
        os._exit(0)


if __name__ == "__main__":
    main()
