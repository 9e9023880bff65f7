"""Clouds of points in the plane: real data, and fakes that a generator might have made."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gan_core.errors import ConfigError

FloatArray = NDArray[np.float64]

REAL_CLOUDS = ("eight", "moons", "line")
FAKE_CLOUDS = ("noisy", "blob")


def real_cloud(name: str, count: int, seed: int = 0) -> FloatArray:
    """Points (count, 2) of the real data, about within (-3, 3).

    Args:
        name: "eight" (Gaussians on a ring of radius 2, width 0.1), "moons" (two half circles), or "line" (a bar from (-2, 0) to (2, 0)).
        count: How many.
        seed: Of the random numbers.

    Raises:
        ConfigError: no such cloud.
    """
    random = np.random.default_rng([seed, 0])
    if name == "eight":
        angle = np.arange(count) % 8 * (math.pi / 4)
        points = 2 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    elif name == "moons":
        angle, lower = random.uniform(0, math.pi, count), np.arange(count) % 2 == 1
        upper_moon = np.stack([1.6 * np.cos(angle) - 0.8, 1.6 * np.sin(angle) - 0.4], axis=1)
        points = np.where(lower[:, None], -upper_moon, upper_moon)
    elif name == "line":
        points = np.stack([random.uniform(-2, 2, count), np.zeros(count)], axis=1)
    else:
        raise ConfigError("value", field="name", received=repr(name), expected=", ".join(REAL_CLOUDS))
    return points + 0.1 * random.standard_normal((count, 2))


def fake_cloud(name: str, real: FloatArray, seed: int = 0) -> FloatArray:
    """As many fakes: "noisy", the real points plus unit Gaussian noise (arXiv:1704.00028 section 3), or "blob", one Gaussian.

    Raises:
        ConfigError: no such cloud.
    """
    noise = np.random.default_rng([seed, 1]).standard_normal(real.shape)
    if name == "noisy":
        return real + noise
    if name == "blob":
        return np.array([0.3, -0.2]) + 0.35 * noise
    raise ConfigError("value", field="name", received=repr(name), expected=", ".join(FAKE_CLOUDS))


@dataclass(frozen=True)
class Plane:
    """Which real cloud, and which fakes against it."""

    real: str = "eight"
    fake: str = "noisy"
    seed: int = 0

    def samples(self, count: int) -> tuple[FloatArray, FloatArray]:
        """`count` real and `count` fake points. Raises ConfigError."""
        real = real_cloud(self.real, count, self.seed)
        return real, fake_cloud(self.fake, real, self.seed)


def between(real: FloatArray, fake: FloatArray, seed: int = 0) -> FloatArray:
    """x_hat (N, dimension): one point at random on the line from each real point to a random fake (arXiv:1704.00028, algorithm 1)."""
    random = np.random.default_rng([seed, 2])
    mix = random.uniform(size=(len(real), 1))
    return mix * real + (1 - mix) * random.permutation(fake)
