"""What G is to imitate: distributions in the plane, each drawn from without end."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Random = np.random.Generator

MOST_POINTS = 2000  # drawn by hand, or of an outline
MOST_LETTERS = 12
REACH = 3.0  # drawn points lie within +-REACH
PEN = 0.03  # width of the pen that drawn points and letters are made with: each point is a Gaussian


@dataclass(frozen=True, eq=False)
class Distribution:
    """A distribution in the plane.

    Attributes:
        draw: (random, count) -> points (count, 2).
        modes: Centres (K, 2) when it is a mixture of equal, round Gaussians, else None.
        sigma: Their standard deviation.
        box: What is shown is [-box, box] squared.
    """

    draw: Callable[[Random, int], Floats]
    modes: Floats | None = None
    sigma: float = 0.0
    box: float = 3.0

    @property
    def near(self) -> float:
        """How far from a mode's centre counts as near it; without modes, from a real point."""
        return 0.15 if self.modes is None else max(0.25, 3 * self.sigma)


def mixture(modes: NDArray[np.floating], sigma: float, box: float = 3.0) -> Distribution:
    """Equal, round Gaussians at `modes` (K, 2)."""
    centres = np.asarray(modes, np.float32)

    def draw(random: Random, count: int) -> Floats:
        points = random.standard_normal((count, 2), np.float32)
        points *= np.float32(sigma)
        points += centres[random.integers(len(centres), size=count)]
        return points

    return Distribution(draw, centres, sigma, box)


def _ring(count: int, radius: float, sigma: float) -> Distribution:
    """Gaussians on a circle, none of them twice."""
    angle = np.arange(count) * (2 * math.pi / count)
    return mixture(radius * np.stack([np.cos(angle), np.sin(angle)], axis=1), sigma)


def _grid(side: int, spacing: float, sigma: float) -> Distribution:
    """side x side Gaussians."""
    ticks = spacing * (np.arange(side) - (side - 1) / 2)
    return mixture(np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2), sigma, box=ticks[-1] + 1)


def _curve(place: Callable[[Random, int], tuple[NDArray[np.float64], NDArray[np.float64]]], width: float) -> Distribution:
    """Points of a curve (or an area) with a Gaussian pen."""

    def draw(random: Random, count: int) -> Floats:
        points = np.stack(place(random, count), axis=1) + width * random.standard_normal((count, 2))
        return points.astype(np.float32)

    return Distribution(draw)


def _line(random: Random, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    along = random.uniform(-2, 2, count)
    return along, 0.5 * along


def _moons(random: Random, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    angle, side = random.uniform(0, math.pi, count), random.choice([-1.0, 1.0], count)
    return side * (1.6 * np.cos(angle) - 0.8), side * (1.6 * np.sin(angle) - 0.4)


def _swiss_roll(random: Random, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The usual roll seen from its side: angle uniform in [1.5 pi, 4.5 pi], radius in proportion."""
    angle = 1.5 * math.pi * (1 + 2 * random.random(count))
    return 0.17 * angle * np.cos(angle), 0.17 * angle * np.sin(angle)


def _spiral(random: Random, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Two arms, uniform along their angle's root, so about uniform along their length."""
    angle, side = 3 * math.pi * np.sqrt(random.uniform(0.02, 1, count)), random.choice([-1.0, 1.0], count)
    return side * 0.25 * angle * np.cos(angle), side * 0.25 * angle * np.sin(angle)


def _checkerboard(random: Random, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The 8 dark fields of a 4 x 4 board of side 4.8."""
    row = random.integers(4, size=count)
    column = 2 * random.integers(2, size=count) + row % 2
    return 1.2 * (column + random.random(count) - 2), 1.2 * (row + random.random(count) - 2)


def pen(points: NDArray[np.floating]) -> Distribution:
    """Given points (K, 2), each a Gaussian of width PEN."""
    centres = np.asarray(points, np.float32)
    return Distribution(mixture(centres, PEN).draw)


DATA: dict[str, Distribution] = {
    "ring": _ring(8, 2.0, 0.02),
    "grid": _grid(5, 2.0, 0.05),
    "line": _curve(_line, 0.03),
    "moons": _curve(_moons, 0.08),
    "swiss_roll": _curve(_swiss_roll, 0.05),
    "blobs": mixture(np.array([[-1.7, 1.2], [1.7, 1.0], [0.2, -1.7]]), 0.25),
    "spiral": _curve(_spiral, 0.05),
    "checkerboard": _curve(_checkerboard, 0.0),
}
