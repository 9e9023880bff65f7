"""Distributions in the plane with mean 0 and covariance 1, as the standard Gaussian's: a Fréchet distance of 0, whatever they look like."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from gan_core.errors import ConfigError

FloatArray = NDArray[np.float64]

SHAPES = ("triangle", "ring", "two", "square", "corners")
APART = 0.97  # of the two blobs: the rest of the variance, 1 - APART^2, is their width


def same_moments(shape: str, count: int, mix: float = 0.0, seed: int = 0) -> FloatArray:
    """Points (count, 2) of a distribution with mean 0 and the identity as covariance.

    Args:
        shape: "triangle" (three single points), "corners" (four), "ring" (of radius sqrt 2), "two" (blobs side by side), "square" (filled).
        count: How many.
        mix: Share of the variance, 0 to 1, that comes from Gaussian noise instead: sqrt(1 - mix) shape + sqrt(mix) noise.
        seed: Of the random numbers.

    Raises:
        ConfigError: no such shape, or `mix` out of range.
    """
    if not 0 <= mix <= 1:
        raise ConfigError("value", field="mix", received=mix, expected="0 <= mix <= 1")
    random = np.random.default_rng([seed, 0])
    points = _points(shape, count, random)
    return math.sqrt(1 - mix) * points + math.sqrt(mix) * np.random.default_rng([seed, 1]).standard_normal((count, 2))


def _points(shape: str, count: int, random: np.random.Generator) -> FloatArray:
    match shape:
        case "triangle" | "corners":
            corners = 3 if shape == "triangle" else 4
            angle = random.permutation(np.arange(count) % corners) * (2 * math.pi / corners) + math.pi / (2 if corners == 3 else 4)
            return math.sqrt(2) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        case "ring":
            angle = random.uniform(0, 2 * math.pi, count)
            return math.sqrt(2) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        case "two":
            side = APART * random.choice([-1.0, 1.0], count)
            noise = random.standard_normal((count, 2))
            return np.stack([side + math.sqrt(1 - APART**2) * noise[:, 0], noise[:, 1]], axis=1)
        case "square":
            return random.uniform(-math.sqrt(3), math.sqrt(3), (count, 2))
        case _:
            raise ConfigError("value", field="shape", received=repr(shape), expected=", ".join(SHAPES))
