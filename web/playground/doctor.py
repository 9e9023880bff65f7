"""The doctor at a playground: looks at fixed steps, so that the same game gets the same finding however fast it was played."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gan_core.playground import Playground
from gan_core.training.diagnostics import Finding, Look, diagnose

LOOK_STEPS = 50  # between two looks at first
MOST_LOOKS = 48  # then every other one is dropped, and they are half as often
LOOKED = 800  # points of a look


class Doctor:
    """Looks at a game now and then, and names what is seen since its settings last changed."""

    def __init__(self) -> None:
        self.looks: list[Look] = []
        self.stride = LOOK_STEPS
        self.since = 0  # the step after which it is this game and no other

    def next_look(self, step: int) -> int:
        """Steps until the next look."""
        return self.stride - step % self.stride

    def watch(self, game: Playground) -> None:
        """Look, if it is time."""
        if game.step_count % self.stride or (self.looks and self.looks[-1].step == game.step_count):
            return
        seen = look(game)
        if seen is None:
            return
        self.looks.append(seen)
        if len(self.looks) >= MOST_LOOKS:
            self.stride *= 2
            self.looks = [one for one in self.looks if one.step % self.stride == 0]

    def turn(self, game: Playground) -> None:
        """The settings have changed: what was seen before says nothing of what comes."""
        self.since, self.looks, self.stride = game.step_count, [], LOOK_STEPS

    def examine(self, game: Playground) -> dict[str, Any]:
        """The finding, as JSON."""
        curves = game.history.arrays()
        if curves:
            rows = curves["step"] > self.since
            curves = {name: values[rows] for name, values in curves.items()}
            curves["step"] = curves["step"] - self.since
        state, code = ("running", "") if game.finite else ("failed", "not_finite")
        looks = [Look(one.step - self.since, one.shares, one.diversity, one.quality) for one in self.looks if one.step > self.since]
        unseen = game.finite and not looks
        finding = (Finding("too_early", 0, advice=("patience",)) if unseen else diagnose(game.config, curves, looks, state, code)).to_json()
        return finding | {"step": finding["step"] + self.since}


def look(game: Playground) -> Look | None:
    """Shares of the modes, diversity and quality of LOOKED points; None when they are not finite."""
    with np.errstate(all="ignore"):
        real, fake = game.samples(LOOKED)
    if not np.isfinite(fake).all():
        return None
    modes, radius = game.distribution.modes, game.distribution.near
    if modes is None:
        return Look(game.step_count, None, _within(real, fake, radius), _within(fake, real, radius))
    squared = np.square(fake[:, None, :] - modes[None]).sum(axis=2)
    nearest = squared.argmin(axis=1)[squared.min(axis=1) <= radius**2]
    counts = np.bincount(nearest, minlength=len(modes))
    return Look(game.step_count, _shares(counts), _spread(counts), len(nearest) / len(fake))


def _within(points: NDArray[Any], others: NDArray[Any], radius: float) -> float:
    """Share of points with one of the others that near."""
    from scipy.spatial import cKDTree

    return float(np.mean(cKDTree(others).query(points, distance_upper_bound=radius)[0] <= radius))


def _shares(counts: NDArray[np.int64]) -> tuple[float, ...] | None:
    total = counts.sum()
    return tuple((counts / total).tolist()) if total else None


def _spread(counts: NDArray[np.int64]) -> float:
    """Effective number of modes (exp of the entropy), from 0 for one mode, or none, to 1 for all alike."""
    total, count = counts.sum(), len(counts)
    if not total or count < 2:
        return 0.0
    shares = counts[counts > 0] / total
    return float((np.exp(-(shares * np.log(shares)).sum()) - 1) / (count - 1))
