"""Scores of a run's checkpoints as part of its record: `scores.jsonl`, a line for each, so that they outlive the checkpoints."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gan_core.errors import CheckpointError
from gan_core.evaluation.examiner import Examiner
from gan_core.evaluation.pictures import generated
from gan_core.files import write_atomic
from gan_core.inference import TrainedGenerator
from gan_core.training.run_directory import RunDirectory

RECORD = "scores.jsonl"
KINDS: dict[str, type] = {"step": int, "n": int, "seed": int, "extractor": str}
SCORE_KINDS: dict[str, type] = {"better": str, "extractor": str, "resize": str, "n_real": int, "n_generated": int}


def read_record(run: Path) -> list[dict[str, Any]]:
    """Lines of a run's record, by step: an `Evaluation` as JSON with `step`, `n`, `seed` and `extractor`. None when it has none.

    Raises CheckpointError: a line is none of these.
    """
    path = run / RECORD
    if not path.is_file():
        return []
    lines = []
    for number, text in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        try:
            line = json.loads(text)
        except (ValueError, RecursionError):
            line = None
        if not isinstance(line, dict) or not _is_about_scores(line):
            raise CheckpointError("checkpoint_damaged", received=RECORD, reason=f"line {number}")
        lines.append(line)
    return lines


def _is_about_scores(line: dict[str, Any]) -> bool:
    return all(type(line.get(name)) is kind for name, kind in KINDS.items()) and are_scores(line.get("scores"))


def are_scores(values: object) -> bool:
    """Whether JSON is the `scores` of an `Evaluation`, one at least: by name a value, its interval, and which way is better."""
    return isinstance(values, dict) and bool(values) and all(map(_is_score, values.values()))


def _is_score(score: object) -> bool:
    if not isinstance(score, dict) or not all(type(score.get(name)) is kind for name, kind in SCORE_KINDS.items()):
        return False
    interval = score.get("interval", ())
    ends = [] if interval is None else interval
    return isinstance(ends, list) and len(ends) in (0, 2) and all(map(_is_number, (score.get("value"), *ends)))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


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
