"""How often a discriminator is right, from one that has learned nothing to one that knows its samples by heart, and what that says of G."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from gan_core.errors import ConfigError

FloatArray = NDArray[np.float64]

LOW, HIGH = -18.0, 26.0  # where everything lives
GRID = np.linspace(LOW, HIGH, 17601)
GENERATORS = ("copy", "narrow", "collapsed", "blurred")


@dataclass(frozen=True)
class Crowd:
    """Equally many samples around each mode, Gaussian with one width (standard deviation > 0)."""

    modes: tuple[float, ...]
    width: float

    def density(self, x: ArrayLike) -> FloatArray:
        """At x, any shape."""
        z = (np.asarray(x, dtype=np.float64)[..., None] - self.modes) / self.width
        return np.exp(-(z**2) / 2).mean(axis=-1) / (self.width * np.sqrt(2 * np.pi))

    def below(self, x: ArrayLike) -> FloatArray:
        """The share of samples below x."""
        return ndtr((np.asarray(x, dtype=np.float64)[..., None] - self.modes) / self.width).mean(axis=-1)

    def draw(self, count: int, seed: int) -> FloatArray:
        """Samples (count,)."""
        random = np.random.default_rng(seed)
        return random.choice(self.modes, count) + self.width * random.standard_normal(count)


REAL = Crowd((-4.0, 0.0, 4.0), 0.25)


def generator(name: str, shift: float = 0.0) -> Crowd:
    """A generator of `GENERATORS`, all of it moved by `shift`.

    Args:
        name: "copy" (as the data), "narrow" (each mode a third as wide), "collapsed" (the middle mode only), or "blurred" (one wide hill).
        shift: how far.

    Raises:
        ConfigError: no such generator.
    """
    match name:
        case "copy":
            modes, width = REAL.modes, REAL.width
        case "narrow":
            modes, width = REAL.modes, REAL.width / 3
        case "collapsed":
            modes, width = (0.0,), REAL.width
        case "blurred":
            modes, width = (0.0,), 3.3
        case _:
            raise ConfigError("value", field="generator", received=repr(name), expected=", ".join(GENERATORS))
    return Crowd(tuple(mode + shift for mode in modes), width)


@lru_cache(64)
def _on_grid(crowd: Crowd) -> tuple[FloatArray, FloatArray]:
    """Density and distribution function at GRID."""
    return crowd.density(GRID), crowd.below(GRID)


def best_accuracy(real: Crowd, fake: Crowd) -> float:
    """How often the best D is right, real and fake samples being equally likely: 1/2 integral max(p, q) = 1/2 + TV/2.

    By the masses between the points where the densities cross; there a wrong place costs no more than its square.
    """
    gap = _on_grid(real)[0] - _on_grid(fake)[0]
    x, gap = GRID[gap != 0], gap[gap != 0]
    at = np.flatnonzero(np.sign(gap[:-1]) != np.sign(gap[1:]))
    crossings = x[at] - gap[at] * (x[at + 1] - x[at]) / (gap[at + 1] - gap[at])
    edges = np.concatenate([[-np.inf], crossings, [np.inf]])
    return 0.5 + float(np.abs(np.diff(real.below(edges)) - np.diff(fake.below(edges))).sum()) / 4


def transport_distance(real: Crowd, fake: Crowd) -> float:
    """How far the fakes have to move on average to become real data: W1, the integral of |F_real - F_fake|."""
    return float(np.trapezoid(np.abs(_on_grid(real)[1] - _on_grid(fake)[1]), GRID))


def reached(who: Crowd, by: Crowd, level: float = 0.99) -> float:
    """The share of `who` in the smallest region that holds `level` of `by`: of fakes by real data: precision; the other way: recall."""
    density = _on_grid(by)[0]
    order = np.argsort(-density)
    held = np.cumsum(density[order]) * (GRID[1] - GRID[0])
    region = np.zeros(len(GRID), dtype=bool)
    region[order[: np.searchsorted(held, level) + 1]] = True
    return float(np.trapezoid(np.where(region, _on_grid(who)[0], 0.0), GRID))


@dataclass(frozen=True, eq=False)
class Judge:
    """A D that knows the line only as cells, and in each says what most of its training samples there were."""

    edges: FloatArray  # (cells + 1,)
    real_counts: NDArray[np.int64]  # (cells,)
    fake_counts: NDArray[np.int64]

    @property
    def answers(self) -> FloatArray:
        """D in each cell, (cells,): n_real / (n_real + n_fake), 1/2 where it has seen nothing."""
        total = self.real_counts + self.fake_counts
        return np.where(total > 0, self.real_counts / np.maximum(total, 1), 0.5)

    @property
    def on_seen(self) -> float:
        """How often it is right about the samples it was trained on; where it says 1/2 it is right half the time."""
        return float(np.maximum(self.real_counts, self.fake_counts).sum() / (self.real_counts.sum() + self.fake_counts.sum()))

    def on_new(self, real: Crowd, fake: Crowd) -> float:
        """How often it is right about new samples: exact, by the masses of the cells."""
        edges = np.concatenate([[-np.inf], self.edges[1:-1], [np.inf]])
        masses = [np.diff(crowd.below(edges)) for crowd in (real, fake)]
        side = np.sign(self.real_counts - self.fake_counts)
        says_real = (1 + side) / 2
        return float((says_real @ masses[0] + (1 - says_real) @ masses[1]) / 2)


def train_judge(real: Crowd, fake: Crowd, cells: int, count: int, seed: int = 0) -> Judge:
    """The judge with that many equal cells from -8 to 8 (what lies beyond is in the outer ones), trained on `count` samples of each.

    Raises:
        ConfigError: no cells or no samples.
    """
    for field, received in (("cells", cells), ("count", count)):
        if received < 1:
            raise ConfigError("value", field=field, received=received, expected="1 or more")
    edges = np.linspace(-8, 8, cells + 1)
    counts = [np.histogram(np.clip(crowd.draw(count, 2 * seed + which), -8, 8), edges)[0] for which, crowd in enumerate((real, fake))]
    return Judge(edges, *counts)
