"""Nearest-neighbour balls in the plane, to be looked at: who lies in whose ball, and what precision, recall, density and coverage count."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gan_core.errors import ConfigError
from gan_core.toys.clouds import real_cloud

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

FAKES = ("good", "collapsed", "scattered", "missing", "apart", "edge")
FAR, EDGE = np.array([6.0, 0.0]), np.array([-1.5, 0.0])  # where fakes are that have nothing to do with the data, or touch it only


@dataclass(frozen=True, eq=False)
class Balls:
    """Real points (N, 2), generated points (M, 2), and a ball around each that reaches to its k-th nearest fellow."""

    real: FloatArray
    fake: FloatArray
    k: int = 3

    def __post_init__(self) -> None:
        most = min(len(self.real), len(self.fake)) - 1
        if not 1 <= self.k <= most:
            raise ConfigError("value", field="k", received=self.k, expected=f"1 to {most}, one less than the points there are")

    @cached_property
    def real_radii(self) -> FloatArray:
        """(N,)."""
        return _radii(self.real, self.k)

    @cached_property
    def fake_radii(self) -> FloatArray:
        """(M,)."""
        return _radii(self.fake, self.k)

    @cached_property
    def _between(self) -> FloatArray:
        return _distances(self.real, self.fake)

    @cached_property
    def depth(self) -> NDArray[np.int64]:
        """How many real balls hold each fake, (M,); their mean over k is the density."""
        return np.sum(self._between < self.real_radii[:, None], axis=0)

    @cached_property
    def looks_real(self) -> BoolArray:
        """Fakes in some real ball, (M,); their share is the precision."""
        return np.any(self._between <= self.real_radii[:, None], axis=0)

    @cached_property
    def reached(self) -> BoolArray:
        """Real points in some fake's ball, (N,); their share is the recall."""
        return np.any(self._between <= self.fake_radii, axis=1)

    @cached_property
    def covered(self) -> BoolArray:
        """Real points whose own ball holds a fake, (N,); their share is the coverage."""
        return np.any(self._between < self.real_radii[:, None], axis=1)


def equal_coverage(count: int, k: int) -> float:
    """Mean coverage when `count` real and `count` fake points are of one distribution, whichever (arXiv:2002.09797, section 3).

    1 - product over j = 1..k of (N - j) / (2 N - j).
    """
    j = np.arange(1, k + 1)
    return float(1 - np.prod((count - j) / (2 * count - j)))


def two_clouds(real: str, fakes: str, count: int, seed: int = 0) -> tuple[FloatArray, FloatArray]:
    """`count` real points of `gan_core.toys.clouds`, or of one round Gaussian ("round"); and as many fakes.

    Args:
        real: "round", "moons", "eight" or "line".
        fakes: "good" (another draw of the same), "collapsed" (all near one real point), "scattered" (with much noise), "missing" (the
            right half only), "apart" (far away), or "edge" (all on the left edge of the round Gaussian).
        count: How many of each.
        seed: Of the random numbers.

    Raises:
        ConfigError: no such cloud.
    """
    points, again, more = (_cloud(real, count, 3 * seed + draw) for draw in range(3))
    noise = np.random.default_rng([seed, 2]).standard_normal((count, 2))
    match fakes:
        case "good":
            return points, again
        case "collapsed":
            densest = np.argmin(np.sort(_distances(points, points), axis=1)[:, min(5, count - 1)])
            return points, points[densest] + 0.06 * noise
        case "scattered":
            return points, again + 1.6 * noise
        case "missing":
            both = np.concatenate([again, more, *(_cloud(real, count, 3 * seed + draw) for draw in (100, 101, 102))])
            return points, both[both[:, 0] > np.median(points[:, 0])][:count]
        case "apart":
            return points, FAR + 0.5 * noise
        case "edge":
            return points, EDGE + 0.12 * noise
        case _:
            raise ConfigError("value", field="fakes", received=repr(fakes), expected=", ".join(FAKES))


def _cloud(name: str, count: int, seed: int) -> FloatArray:
    return np.random.default_rng([seed, 3]).standard_normal((count, 2)) if name == "round" else real_cloud(name, count, seed)


def _distances(a: ArrayLike, b: ArrayLike) -> FloatArray:
    """(N, M) from points (N, 2) to points (M, 2)."""
    return np.linalg.norm(np.asarray(a)[:, None] - np.asarray(b)[None], axis=2)


def _radii(points: FloatArray, k: int) -> FloatArray:
    """Distance from each point to its k-th nearest other one."""
    return np.partition(_distances(points, points), k, axis=1)[:, k]
