"""The doctor at a run's bedside: what `follow` says of a run directory's numbers, now or as of an earlier step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gan_core.config import TrainingConfig
from gan_core.training.diagnostics import Finding, follow
from gan_core.training.history import History

SETTINGS_EVENTS = ("changed", "forked")  # events after which a run is another game: what was seen before says nothing of it
LENGTH = {"epochs", "max_steps"}  # settings that change only when a run ends


def examine(history: History, config: TrainingConfig, state: str = "running", code: str = "", until: int | None = None) -> Finding:
    """The finding at the end of `history`, or as it would have been at step `until`: of what came since settings last changed."""
    last = int(history.last.get("step", 0))
    end = last if until is None else until
    begin = max((event["step"] for event in history.events if _turns(event) and event["step"] <= end), default=0)
    curves = {}
    if len(history):
        steps = history.column("step")
        rows = (steps > begin) & (steps <= end)
        curves = {name: history.column(name)[rows] for name in ("step", *history.names)}
        curves["step"] = curves["step"] - begin
    statistics = [replace(sample, step=sample.step - begin) for sample in history.statistics if begin < sample.step <= end]
    finding = follow(config, curves, statistics, *(("running", "") if end < last else (state, code)))
    return replace(finding, step=finding.step + begin)


def _turns(event: dict[str, Any]) -> bool:
    return event["event"] in SETTINGS_EVENTS and bool(event.get("settings", {}).keys() - LENGTH)
