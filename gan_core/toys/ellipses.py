"""Gaussians in the plane, the Fréchet distance between two of them in closed form, and the way that carries one onto the other."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gan_core.errors import ConfigError

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Gaussian:
    """N(mean, covariance) in the plane, its covariance as two widths (standard deviations) and a correlation.

    Raises:
        ConfigError: a width is not positive, or the correlation is not strictly between -1 and 1.
    """

    mean: tuple[float, float] = (0.0, 0.0)
    widths: tuple[float, float] = (1.0, 1.0)
    correlation: float = 0.0

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, self.mean)):
            raise ConfigError("value", field="mean", received=self.mean, expected="two finite numbers")
        if not all(0 < width < math.inf for width in self.widths):
            raise ConfigError("value", field="widths", received=self.widths, expected="> 0")
        if not -1 < self.correlation < 1:
            raise ConfigError("value", field="correlation", received=self.correlation, expected="-1 < correlation < 1")

    @classmethod
    def of_moments(cls, mean: ArrayLike, covariance: ArrayLike) -> Gaussian:
        """Of a mean (2,) and a regular covariance (2, 2)."""
        (first, shared), (_, second) = np.asarray(covariance, dtype=np.float64)
        x, y = map(float, np.asarray(mean))
        return cls((x, y), (math.sqrt(first), math.sqrt(second)), float(shared / math.sqrt(first * second)))

    @property
    def covariance(self) -> FloatArray:
        """(2, 2)."""
        first, second = self.widths
        shared = self.correlation * first * second
        return np.array([[first**2, shared], [shared, second**2]])

    @property
    def moments(self) -> tuple[FloatArray, FloatArray]:
        """Mean (2,) and covariance (2, 2)."""
        return np.array(self.mean), self.covariance

    @property
    def factor(self) -> FloatArray:
        """L with L L^T = covariance, lower triangular (2, 2)."""
        first, second = self.widths
        return np.array([[first, 0], [self.correlation * second, second * math.sqrt(1 - self.correlation**2)]])

    def spread(self, noise: ArrayLike) -> FloatArray:
        """Samples (N, 2) made of standard normal noise (N, 2): the same noise moves with the Gaussian."""
        return np.asarray(self.mean) + np.asarray(noise, dtype=np.float64) @ self.factor.T

    def contour(self, radius: float, count: int = 72) -> FloatArray:
        """Points (count, 2) at Mahalanobis distance `radius`: an ellipse."""
        angle = np.linspace(0, 2 * math.pi, count, endpoint=False)
        return self.spread(radius * np.stack([np.cos(angle), np.sin(angle)], axis=1))


def frechet_terms(one: Gaussian, other: Gaussian) -> tuple[float, float]:
    """The two terms of the Fréchet distance, each >= 0 and symmetric (arXiv:1706.08500, equation 6), in closed form.

        |m1 - m2|^2   and   tr(S1) + tr(S2) - 2 sqrt(tr(S1 S2) + 2 sqrt(det S1 det S2))

    For 2 x 2 matrices tr(M^(1/2)) = sqrt(tr M + 2 sqrt(det M)), so no root of a matrix is needed.
    """
    means = sum((a - b) ** 2 for a, b in zip(one.mean, other.mean, strict=True))
    s1, s2 = one.covariance, other.covariance
    root = math.sqrt(np.trace(s1 @ s2) + 2 * math.sqrt(np.linalg.det(s1) * np.linalg.det(s2)))
    return means, max(0.0, float(np.trace(s1) + np.trace(s2)) - 2 * root)


def carry(source: Gaussian, target: Gaussian, points: ArrayLike) -> FloatArray:
    """Where the cheapest transport takes points (N, 2) of `source` so that they become samples of `target`.

    `T(x) = m2 + A (x - m1)`, `A = S1^(-1/2) (S1^(1/2) S2 S1^(1/2))^(1/2) S1^(-1/2)`; the mean of |T(x) - x|^2 over `source` is the
    Fréchet distance, the square of Wasserstein-2 (Dowson and Landau 1982, doi:10.1016/0047-259X(82)90077-X).
    """
    root = _root(source.covariance)
    back = np.linalg.inv(root)
    turn = back @ _root(root @ target.covariance @ root) @ back
    return np.asarray(target.mean) + (np.asarray(points, dtype=np.float64) - source.mean) @ turn.T


def _root(matrix: FloatArray) -> FloatArray:
    """Symmetric square root of a symmetric positive definite matrix."""
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
