"""The doctor: reads a run's numbers and looks, and names what it sees, with evidence and remedies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gan_core.config import TrainingConfig

Curves = Mapping[str, NDArray[np.float64]]  # name of stats.jsonl (`step` among them) -> a value a log line, NaN where it had none

FINDINGS = (
    "healthy",
    "too_early",
    "discriminator_too_strong",
    "generator_loss_rising",
    "generator_wins",
    "partial_collapse",
    "complete_collapse",
    "oscillation",
    "not_finite",
)


@dataclass(frozen=True)
class Look:
    """One look at what G draws."""

    step: int
    shares: tuple[float, ...] | None = None  # of samples per class (images) or mode (2-D); None when no classifier fits the data
    diversity: float | None = None  # effective number of different samples relative to as many real ones: about 1 = as diverse as real
    quality: float | None = None  # share of samples that look real
    duplicates: float | None = None  # share of samples nearer to another sample than real ones are; about 0 for real data

    def to_json(self) -> dict[str, object]:
        """What a line of stats.jsonl says of it, beside step and event."""
        shares = {} if self.shares is None else {"shares": [round(share, 4) for share in self.shares]}
        numbers = {name: getattr(self, name) for name in ("diversity", "quality", "duplicates")}
        return shares | {name: round(value, 4) for name, value in numbers.items() if value is not None}

    @classmethod
    def from_json(cls, line: Mapping[str, Any]) -> Look:
        """Inverse of `to_json`, from a line with its step."""
        numbers = {name: line.get(name) for name in ("diversity", "quality", "duplicates")}
        return cls(int(line["step"]), tuple(line["shares"]) if "shares" in line else None, **numbers)


@dataclass(frozen=True)
class Finding:
    """What the doctor says of a run at a step."""

    name: str  # one of FINDINGS
    step: int
    evidence: tuple[tuple[str, float], ...] = ()  # (key of a sentence, number)
    remedies: tuple[Mapping[str, object], ...] = ()  # settings to change, each usable as `Run.change(**remedy)`
    advice: tuple[str, ...] = ()  # keys of what cannot be changed while a run goes on


def diagnose(config: TrainingConfig, curves: Curves, looks: Sequence[Look], state: str = "running", reason: str = "") -> Finding:
    """The one finding that explains most of what is seen. Never raises, whatever the curves.

    Args:
        config: with the loss, whose scale the curves are read in; the settings that remedies start from.
        curves: columns of stats.jsonl, equally long.
        looks: oldest first; may be empty, then what only pictures show is not seen.
        state: of the run, one of STATES.
        reason: why it failed, if it did.
    """
    steps = curves.get("step")
    return Finding("too_early", int(steps[-1]) if steps is not None and len(steps) else 0)
