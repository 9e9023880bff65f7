"""How near the fakes are to the data: counts of modes, shares of good points, and distances between two clouds of equally many points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gan_core.errors import ConfigError
from gan_core.playground.points import Distribution

Floats = NDArray[np.floating]

SAMPLES = 2500  # real points and fakes that are looked at
HELD = 0.01  # a mode is held with at least this share of all fakes near its centre
WITHIN = 3.0  # standard deviations of a mode within which a fake is of high quality (arXiv:1705.07761, arXiv:1712.04086)
CELLS = 25  # the common grid has CELLS x CELLS cells over the box, and one more for all that lies outside
PSEUDO = 0.01  # added to every cell's count for KL, which is infinite where a cell holds real points and no fake
PAIRED = 256  # points matched for W1


@dataclass(frozen=True)
class Measures:
    """What one look at G says, from SAMPLES real points and as many fakes.

    Attributes:
        shares: Share of all fakes near each mode, None without known modes.
        modes: How many modes hold at least HELD of the fakes, None without known modes.
        near: Share of fakes within `Distribution.near` of a mode's centre; without modes, of a real point. Higher is better.
        high_quality: Share of fakes within WITHIN standard deviations of a centre, None without known modes.
        covered: Share of real points within `Distribution.near` of a fake: about 1 for real points in the fakes' place.
        kl: `kullback_leibler` from real to fake on the common grid, nats, >= 0; a few hundredths for real points in the fakes' place.
        js: `jensen_shannon` on the same grid, nats, in [0, ln 2]; biased upwards likewise.
        w1: `wasserstein` of the first PAIRED points of each, in the data's units; 0.1 to 0.7 for real points in the fakes' place.

    What real points score in the fakes' place (the floor of kl, js and w1) is in `Playground.floor`.
    """

    shares: tuple[float, ...] | None
    modes: int | None
    near: float
    high_quality: float | None
    covered: float
    kl: float
    js: float
    w1: float


def measure(distribution: Distribution, real: Floats, fake: Floats) -> Measures:
    """All measures of fakes (N, 2) against as many points of the distribution, all finite. Raises ConfigError."""
    from scipy.spatial import cKDTree

    def within(radius: float, points: Floats, others: Floats) -> float:
        return float(np.mean(cKDTree(others).query(points, distance_upper_bound=radius)[0] <= radius))

    shares, modes, near, good = None, None, within(distribution.near, fake, real), None
    if distribution.modes is not None:
        distance, nearest = cKDTree(distribution.modes).query(fake)
        counts = np.bincount(nearest[distance <= distribution.near], minlength=len(distribution.modes))
        shares, modes = tuple((counts / len(fake)).tolist()), int((counts >= HELD * len(fake)).sum())
        near, good = float(counts.sum() / len(fake)), float(np.mean(distance <= WITHIN * distribution.sigma))
    p, q = (cell_counts(points, distribution.box) for points in (real, fake))
    return Measures(
        shares=shares,
        modes=modes,
        near=near,
        high_quality=good,
        covered=within(distribution.near, real, fake),
        kl=kullback_leibler(p, q),
        js=jensen_shannon(p, q),
        w1=wasserstein(real[:PAIRED], fake[:PAIRED]),
    )


def cell_counts(points: Floats, box: float) -> NDArray[np.int64]:
    """How many points (N, 2) lie in each cell of the grid over [-box, box]^2, row by row; last, how many lie outside it."""
    cells = np.floor((np.asarray(points, np.float64) + box) * (CELLS / (2 * box))).clip(-1, CELLS).astype(np.int64)
    inside = ((cells >= 0) & (cells < CELLS)).all(axis=1)
    index = np.where(inside, cells[:, 1] * CELLS + cells[:, 0], CELLS * CELLS)
    return np.bincount(index, minlength=CELLS * CELLS + 1)


def kullback_leibler(real_counts: NDArray[np.int64], fake_counts: NDArray[np.int64]) -> float:
    """KL(p || q) in nats of two histograms of the same cells, PSEUDO added to each count first."""
    p, q = (counts + PSEUDO for counts in (real_counts, fake_counts))
    p, q = p / p.sum(), q / q.sum()
    return float(np.sum(p * np.log(p / q)))


def jensen_shannon(real_counts: NDArray[np.int64], fake_counts: NDArray[np.int64]) -> float:
    """JS(p, q) in nats of two histograms of the same cells; needs no smoothing: in [0, ln 2]."""
    p, q = real_counts / real_counts.sum(), fake_counts / fake_counts.sum()
    middle = (p + q) / 2
    parts = [one[one > 0] * np.log(one[one > 0] / middle[one > 0]) for one in (p, q)]
    return max(0.0, float(sum(part.sum() for part in parts)) / 2)


def wasserstein(real: Floats, fake: Floats, order: int = 1) -> float:
    """W1 or W2 of two clouds of equally many points (N, 2): exact, by the cheapest matching; N^2 memory, about N^3 time.

    Raises:
        ConfigError: the clouds have different sizes.
    """
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial.distance import cdist

    if len(real) != len(fake):
        raise ConfigError("value", field="fake", came=f"{len(fake)} points", accepted=f"{len(real)}, as many as real ones")
    cost = cdist(real, fake) ** order
    return float(cost[linear_sum_assignment(cost)].mean() ** (1 / order))
