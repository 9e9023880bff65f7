"""A straight decision boundary in the plane, real points on it, and fakes on both sides of it and far away (arXiv:1611.04076, fig. 1)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Boundary:
    """D's score is steepness * signed distance from a line; positive is "real".

    Args:
        crossing: Where the line crosses the horizontal axis.
        angle: Degrees by which the line is turned against the vertical; at 0 the real side is on the right.
        steepness: Change of the score on a way of length 1 across the line, > 0.
    """

    crossing: float = 0.0
    angle: float = 0.0
    steepness: float = 1.0

    @property
    def normal(self) -> FloatArray:
        """Unit vector towards the real side, (2,)."""
        turn = math.radians(self.angle)
        return np.array([math.cos(turn), math.sin(turn)])

    def distances(self, points: ArrayLike) -> FloatArray:
        """Signed distances (N,) of points (N, 2), positive on the real side."""
        return (np.asarray(points, dtype=np.float64) - [self.crossing, 0]) @ self.normal

    def scores(self, points: ArrayLike) -> FloatArray:
        """Scores (N,) of points (N, 2)."""
        return self.steepness * self.distances(points)

    def slopes(self, points: ArrayLike) -> FloatArray:
        """Gradients (N, 2) of the scores: the same everywhere."""
        return np.broadcast_to(self.steepness * self.normal, np.shape(points)).copy()

    def ends(self, reach: float) -> tuple[FloatArray, FloatArray]:
        """x and y of two points of the line, `reach` away from the crossing on either side."""
        along = np.array([-self.normal[1], self.normal[0]])
        points = np.array([self.crossing, 0]) + np.array([[-reach], [reach]]) * along
        return points[:, 0], points[:, 1]


def real_points(count: int = 60) -> FloatArray:
    """Real data: a tall cloud at the origin, (count, 2)."""
    return np.random.default_rng(0).standard_normal((count, 2)) * [0.4, 1.1]


def fake_points(x: float, y: float, count: int, width: float, seed: int) -> FloatArray:
    """A round cloud of fakes at (x, y), (count, 2)."""
    return np.array([x, y]) + width * np.random.default_rng([1, seed]).standard_normal((count, 2))
