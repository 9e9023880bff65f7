"""How near the fakes are to the data: counts of modes, shares of good points, and distances between the two clouds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gan_core.playground.points import Distribution

Floats = NDArray[np.float32]

NEAR = 0.25  # a point is near a centre, or near the data, within this distance
HELD = 0.01  # a mode is held with at least this share of all points near its centre
WITHIN = 3.0  # standard deviations of a mode within which a point is of high quality (arXiv:1705.07761, arXiv:1712.04086)
SAMPLES = 2500


@dataclass(frozen=True)
class Measures:
    """What one look at G says.

    Attributes:
        shares: Share of all fakes near each mode, None without known modes.
        modes: How many modes hold at least HELD of the fakes, None without known modes.
        near: Share of fakes within NEAR of a mode's centre; without modes, of a real point.
        high_quality: Share of fakes within WITHIN standard deviations of a centre, None without known modes.
        covered: Share of real points within NEAR of a fake, over the same share for other real points: 1 is as spread as the data.
    """

    shares: tuple[float, ...] | None
    modes: int | None
    near: float
    high_quality: float | None
    covered: float


def measure(distribution: Distribution, real: Floats, fake: Floats) -> Measures:
    """Counts for fakes (N, 2) against the distribution and, for what has no modes, points of it (N, 2)."""
    from scipy.spatial import cKDTree

    covered = float(np.mean(cKDTree(fake).query(real, distance_upper_bound=NEAR)[0] <= NEAR))
    if distribution.modes is None:
        near = float(np.mean(cKDTree(real).query(fake, distance_upper_bound=NEAR)[0] <= NEAR))
        return Measures(None, None, near, None, covered)
    distance, nearest = cKDTree(distribution.modes).query(fake)
    shares = np.bincount(nearest[distance <= NEAR], minlength=len(distribution.modes)) / len(fake)
    good = float(np.mean(distance <= WITHIN * distribution.sigma))
    return Measures(tuple(shares.tolist()), int((shares >= HELD).sum()), float(shares.sum()), good, covered)
