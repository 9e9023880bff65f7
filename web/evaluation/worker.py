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
from gan_core.data import load_for
from gan_core.errors import GanError
from gan_core.evaluation import Examiner, Sets, all_training_pictures, copies_sheet, generated, reference_pictures
from gan_core.files import write_atomic
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
        """An `Evaluation` as JSON; the pictures nearest to training pictures go into the file `order["copies"]`. Raises GanError."""
        generator = TrainedGenerator.load(Path(order["checkpoint"]))
        fake = generated(generator, order["n"], order["seed"], order["model"])
        examiner = self._examiner(generator.config, order)
        result = examiner.examine(fake, extractor=order["extractor"])
        scores = result.to_json()
        if "authenticity" in result.scores:
            write_atomic(Path(order["copies"]), copies_sheet(Sets(examiner.real, fake, examiner.training), result))
            del scores["scores"]["authenticity"]["details"]["closest"]  # they are on that sheet
        return scores

    def _examiner(self, config: TrainingConfig, order: Mapping[str, Any]) -> Examiner:
        n = order["n"]
        wanted = (config.dataset, config.data_dir, config.image_size, config.image_channels, config.crop, config.background, n)
        if self._examined is None or self._examined[0] != wanted:
            self._examined = None  # gone before the next one comes
            examiner = Examiner(
                reference_pictures(config, n),
                training=all_training_pictures(load_for(config)),
                inception_weights=_path(order["weights"].get("inception")),
                dinov2_weights=_path(order["weights"].get("dinov2")),
                real_cache=Path(order["features"]),
                progress=self._progress,
            )
            self._examined = wanted, examiner
        return self._examined[1]

    def _progress(self, stage: str, done: int, total: int) -> None:
        """At the end of each stage, and a few times a second."""
        now = time.monotonic()
        if done < total and now - self._reported < PROGRESS_SECONDS and stage not in METRICS:
            return
        self._reported = now
        self._report({"stage": stage if stage in METRICS else self._whose(stage), "done": done, "total": total})

    def _whose(self, stage: str) -> str:
        """Which of the sets is looked at."""
        examiner = self._examined[1] if self._examined else None
        sets = {"real": examiner.real, "training": examiner.training} if examiner else {}
        return next((name for name, pictures in sets.items() if pictures and stage.endswith(f": {pictures.title}")), "generated")


def _path(name: str | None) -> Path | None:
    return Path(name) if name else None


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
