"""What came of a game, and whether that is what its preset says."""

from __future__ import annotations

import math
from dataclasses import asdict

from gan_core.playground.game import Playground
from gan_core.playground.presets import Goal, Remedy


def result(game: Playground) -> dict[str, float]:
    """The numbers that goals bound: measures, losses and gradient norms; a game whose numbers ended has no point where data are."""
    measures = game.measure()
    numbers = {name: value for name, value in game.numbers().items() if math.isfinite(value)}
    if measures is None:
        return {"finite": 0, **dict.fromkeys(("modes", "near", "high_quality", "covered"), 0), **numbers}
    counts = {name: value for name, value in asdict(measures).items() if name != "shares"}
    return {"finite": float(game.finite), **{name: value for name, value in counts.items() if value is not None}, **numbers}


def meets(goal: Goal, numbers: dict[str, float]) -> bool:
    """Whether every bound holds; a number that is missing holds none."""
    return all(low <= numbers.get(name, math.nan) <= high for name, (low, high) in goal.items())


def mend(game: Playground, remedy: Remedy) -> Playground:
    """The game that goes on with the remedy: the same one, changed, or a new one. Raises ConfigError."""
    if remedy.anew:
        return Playground(game.config.changed(**remedy.changes))
    game.change(**remedy.changes)
    return game
