"""What a frozen run holds, read from its directory; bounded, whatever the run's length."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gan_core.config import TrainingConfig
from gan_core.evaluation.record import are_scores, read_record
from gan_core.training.doctor import examine
from gan_core.training.history import History
from gan_core.training.run_directory import RunDirectory

POINTS = 1000  # of a curve
MOMENTS = 60  # at which the doctor is asked
EVENTS = 200  # the newest


@dataclass(frozen=True)
class Verdict:
    """What the doctor said from one step to another."""

    name: str  # one of gan_core.training.diagnostics.FINDINGS
    first: int
    last: int
    evidence: tuple[tuple[str, float], ...]  # as of its last moment


@dataclass(frozen=True)
class Contents:
    """A run as numbers."""

    name: str
    config: TrainingConfig
    status: dict[str, Any]
    totals: dict[str, float]  # the newest line: step, epoch, images_seen, seconds, ...
    curves: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]
    verdicts: tuple[Verdict, ...]
    events: tuple[dict[str, Any], ...]
    fid: dict[str, list[dict[str, float]]] = field(default_factory=dict)  # what can be compared -> {step, value, low, high}, by step
    scores: tuple[dict[str, Any], ...] = ()  # the newest of each extractor: metric, value, interval, step, and what it takes to compare it

    @property
    def changed(self) -> list[int]:
        """Steps at which settings changed."""
        return sorted({event["step"] for event in self.events if event["event"] in ("changed", "forked")})


def read_contents(run: RunDirectory) -> Contents:
    """Raises CheckpointError (this is no run, or a damaged one) or ConfigError."""
    config, history = run.read_config(), History(run)
    history.refresh()
    record = read_record(run.path)
    return Contents(
        name=run.path.resolve().name,
        config=config,
        status=run.read_status(),
        totals=history.last,
        curves=history.curves(points=POINTS),
        verdicts=tuple(_verdicts(history, config, run.read_status())),
        events=tuple(history.events[-EVENTS:]),
        fid=_fid(record),
        scores=tuple(_scores(record, run)),
    )


def _verdicts(history: History, config: TrainingConfig, status: dict[str, Any]) -> list[Verdict]:
    """Asked at moments evenly spread over the measurements, or over the log where there are none; the same ones in a row are one."""
    moments = [sample.step for sample in history.statistics] or ([int(step) for step in history.column("step")] if len(history) else [])
    chosen = sorted({moments[round(at)] for at in np.linspace(0, len(moments) - 1, min(MOMENTS, len(moments)))})
    found: list[Verdict] = []
    for moment in chosen:
        last = moment == chosen[-1]
        finding = examine(history, config, status["state"], status.get("code", ""), None if last else moment)
        first = found.pop().first if found and found[-1].name == finding.name else found[-1].last if found else 0
        found.append(Verdict(finding.name, first, moment, finding.evidence))
    return found


def _fid(record: list[dict[str, Any]]) -> dict[str, list[dict[str, float]]]:
    curves: dict[str, list[dict[str, float]]] = {}
    for line in record:
        if (score := line["scores"].get("fid")) is not None and score["value"] is not None:
            low, high = score.get("interval") or (score["value"], score["value"])
            point = {"step": line["step"], "value": score["value"], "low": low, "high": high}
            about = f"{score['extractor']}, N = {score['n_generated']}, {score['resize']}, {line.get('real', '')}"
            curves.setdefault(about, []).append(point)
    return curves


def _scores(record: list[dict[str, Any]], run: RunDirectory) -> list[dict[str, Any]]:
    """The record's newest of each extractor, and those of a shipped model's card that it has not."""
    rows = [row for line in record for row in _rows(line, line["step"])]  # by step, so that the last one stays
    return list({(row["extractor"], row["metric"]): row for row in [*rows, *_published(run)]}.values())


def _published(run: RunDirectory) -> list[dict[str, Any]]:
    """Of metrics.json, which shipped models have."""
    try:
        metrics = json.loads((run.path / "metrics.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    kinds = [metrics.get(kind) for kind in ("classifier", "inception")] if isinstance(metrics, dict) else []
    found = [kind["generated"] for kind in kinds if isinstance(kind, dict) and isinstance(kind.get("generated"), dict)]
    return [row for evaluation in found if are_scores(evaluation.get("scores")) for row in _rows(evaluation, metrics.get("step"))]


def _rows(evaluation: dict[str, Any], step: object) -> list[dict[str, Any]]:
    return [
        {"metric": metric, "value": score["value"], "interval": score.get("interval"), "n": score["n_generated"]}
        | {"better": score["better"], "step": step, "real": str(evaluation.get("real", ""))}
        | {name: score[name] for name in ("extractor", "resize")}
        for metric, score in evaluation["scores"].items()
    ]
