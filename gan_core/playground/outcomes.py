"""What came of a game, and whether that is what its preset says."""

from __future__ import annotations

import math

from gan_core.playground.engine import Playground
from gan_core.playground.presets import Goal


def result(game: Playground) -> dict[str, float]:
    """The numbers that goals bound: measures, losses and gradient norms; a game whose numbers ended has no point where data are."""
    measures = game.measure()
    numbers = {name: value for name, value in game.numbers().items() if math.isfinite(value)}
    if measures is None:
        return {"finite": 0, "modes": 0, "near": 0, "high_quality": 0, "covered": 0, **numbers}
    counts = {name: getattr(measures, name) for name in ("modes", "near", "high_quality", "covered")}
    return {"finite": float(game.finite), **{name: value for name, value in counts.items() if value is not None}, **numbers}


def meets(goal: Goal, numbers: dict[str, float]) -> bool:
    """Whether every bound holds; a number that is missing holds none."""
    return all(low <= numbers.get(name, math.nan) <= high for name, (low, high) in goal.items())
