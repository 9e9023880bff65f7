"""Scores of a run's checkpoints as part of its record: `scores.jsonl`, a line for each, so that they outlive the checkpoints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gan_core.evaluation.examiner import Examiner
from gan_core.evaluation.pictures import generated
from gan_core.files import write_atomic
from gan_core.inference import TrainedGenerator
from gan_core.training.run_directory import RunDirectory

RECORD = "scores.jsonl"


def read_record(run: Path) -> list[dict[str, Any]]:
    """Lines of a run's record, by step: an `Evaluation` as JSON with `step`, `n`, `seed` and `extractor`. None when it has none."""
    path = run / RECORD
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []


def score_every(run: RunDirectory, examiner: Examiner, *, seed: int, extractor: str) -> Iterator[dict[str, Any]]:
    """Score every kept checkpoint that is not in the record yet, write it down at once, and yield its line.

    N is that of the examiner's real pictures. Raises GanError.
    """
    lines = read_record(run.path)
    known = {_about(line) for line in lines}
    for step in run.checkpoint_steps():
        about = {"step": step, "n": examiner.real.count, "seed": seed, "extractor": extractor}
        if _about(about) in known:
            continue
        fake = generated(TrainedGenerator.load(run.checkpoint_path(step)), examiner.real.count, seed, run.path.name)
        line = about | examiner.examine(fake, extractor=extractor).to_json()
        lines = sorted([*lines, line], key=_about)
        write_atomic(run.path / RECORD, "".join(f"{json.dumps(one)}\n" for one in lines).encode())
        yield line


def _about(line: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(line[name] for name in ("step", "n", "seed", "extractor"))
