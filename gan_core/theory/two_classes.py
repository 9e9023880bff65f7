"""Two classes on a line, modelled both ways: generatively, p(x, y) = p(x | y) p(y), and discriminatively, p(y | x) alone.

Class 0 and class 1 are Gaussian, with a mean, a width (standard deviation) and a prior each. The generative model follows by Bayes' rule to
the same question that the discriminative one answers, `p(y = 1 | x) = p(x | 1) p(1) / p(x)`, and can do more: draw x, say how likely x
is at all, and go on when x is missing (then what is left is the prior).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gan_core.errors import ConfigError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

SMALLEST_WIDTH = 0.05  # of a fitted class: one sample alone has none
RIDGE = 0.01  # on the weights of the logistic regression, in units of one sample: classes that do not overlap have no finite best weight


@dataclass(frozen=True)
class TwoClasses:
    """The generative model: means and widths (standard deviations > 0) of class 0 and 1, and the prior of class 1, strictly in (0, 1).

    Raises:
        ConfigError: a number is out of its range.
    """

    means: tuple[float, float]
    widths: tuple[float, float]
    prior: float

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, self.means)):
            raise ConfigError("value", field="means", received=self.means, expected="finite")
        if not all(0 < width < math.inf for width in self.widths):
            raise ConfigError("value", field="widths", received=self.widths, expected="> 0")
        if not 0 < self.prior < 1:
            raise ConfigError("value", field="prior", received=self.prior, expected="0 < prior < 1")

    def log_joint(self, x: ArrayLike) -> FloatArray:
        """log p(x, y) for y = 0 and 1, (2, ...)."""
        at = np.asarray(x, dtype=np.float64)
        shares = (1 - self.prior, self.prior)
        return np.stack(
            [
                math.log(share) - ((at - mean) / width) ** 2 / 2 - math.log(width * math.sqrt(2 * math.pi))
                for mean, width, share in zip(self.means, self.widths, shares, strict=True)
            ]
        )

    def joint(self, x: ArrayLike) -> FloatArray:
        """p(x, y) for y = 0 and 1, (2, ...)."""
        return np.exp(self.log_joint(x))

    def density(self, x: ArrayLike) -> FloatArray:
        """p(x) = p(x, 0) + p(x, 1), (...)."""
        return self.joint(x).sum(axis=0)

    def posterior(self, x: ArrayLike) -> FloatArray:
        """p(y = 1 | x) by Bayes' rule, (...); right in the far tails too."""
        zero, one = self.log_joint(x)
        return np.exp(-np.logaddexp(0.0, zero - one))

    def log_odds(self) -> tuple[float, float, float]:
        """`log p(1 | x)/p(0 | x) = c0 + c1 x + c2 x^2`: (c0, c1, c2). With equal widths c2 = 0: exactly a logistic regression."""
        (m0, m1), (s0, s1) = self.means, self.widths
        constant = math.log(self.prior / (1 - self.prior)) + math.log(s0 / s1) + m0**2 / (2 * s0**2) - m1**2 / (2 * s1**2)
        return constant, m1 / s1**2 - m0 / s0**2, (1 / s0**2 - 1 / s1**2) / 2

    def boundaries(self) -> list[float]:
        """Where p(1 | x) = 1/2, rising: none, one or two places."""
        return sorted(_roots(*self.log_odds()))

    def bayes_error(self) -> float:
        """The share of mistakes of the best classifier, `integral min(p(x, 0), p(x, 1)) dx`, exact by the normal distribution function."""
        edges = [-math.inf, *self.boundaries(), math.inf]
        error = 0.0
        for low, high in pairwise(edges):
            zero, one = self.log_joint(_inside(low, high))
            error += self.mass(0 if one > zero else 1, low, high)
        return error

    def mass(self, label: int, low: float, high: float) -> float:
        """P(y = label, low < x < high), exact."""
        share, mean, width = (1 - self.prior, self.prior)[label], self.means[label], self.widths[label]
        return share * (_cdf((high - mean) / width) - _cdf((low - mean) / width))

    def sample(self, count: int, rng: np.random.Generator, *, both: bool = False) -> tuple[FloatArray, IntArray]:
        """Draw y from the prior, then x given y: x (count,) and y (count,). Equal streams move smoothly with the parameters.

        `both`: should all have drawn one class, the last is given the other.
        """
        labels = (rng.random(count) < self.prior).astype(np.int64)
        if both and (labels == labels[0]).all():
            labels[-1] = 1 - labels[0]
        noise = rng.standard_normal(count)
        return np.asarray(self.means)[labels] + np.asarray(self.widths)[labels] * noise, labels


def fit_generative(x: ArrayLike, labels: ArrayLike) -> TwoClasses:
    """Maximum likelihood: each class's mean and width, the share of class 1 (counted with one half added to each class).

    Args:
        x: (N,).
        labels: 0 or 1, (N,), each at least once.

    Raises:
        ConfigError: a class is missing.
    """
    at, y = np.asarray(x, dtype=np.float64), np.asarray(labels)
    parts = [at[y == label] for label in (0, 1)]
    if not all(map(len, parts)):
        raise ConfigError(
            "value", field="labels", received=f"{len(parts[0])} + {len(parts[1])}", expected="at least one sample of each class"
        )
    means = (float(parts[0].mean()), float(parts[1].mean()))
    widths = (max(float(parts[0].std()), SMALLEST_WIDTH), max(float(parts[1].std()), SMALLEST_WIDTH))
    return TwoClasses(means, widths, (len(parts[1]) + 0.5) / (len(at) + 1))


def fit_logistic(x: ArrayLike, labels: ArrayLike, degree: int) -> FloatArray:
    """Logistic regression: coefficients c0 ... c_degree of `log p(1 | x)/p(0 | x)`, (degree + 1,).

    Minimises the cross-entropy `sum log(1 + exp(-(2 y - 1) c(x)))`, plus `RIDGE/2` times the squared weights of the standardised x,
    by Newton steps. It learns p(y | x) only: where the x lie, it never asks.

    Args:
        x: (N,).
        labels: 0 or 1, (N,).
        degree: 1 (one boundary) or 2 (up to two).

    Raises:
        ConfigError: the degree is neither.
    """
    if degree not in (1, 2):
        raise ConfigError("value", field="degree", received=degree, expected="1, 2")
    at, y = np.asarray(x, dtype=np.float64), np.asarray(labels, dtype=np.float64)
    middle, spread = float(at.mean()), float(at.std()) or 1.0
    features = np.vander((at - middle) / spread, degree + 1, increasing=True)
    ridge = np.diag([1e-6, *[RIDGE] * degree])
    weights = np.zeros(degree + 1)
    for _ in range(50):
        probability = 1 / (1 + np.exp(-np.clip(features @ weights, -500, 500)))
        slope = features.T @ (probability - y) + ridge @ weights
        curvature = features.T @ (features * (probability * (1 - probability))[:, None]) + ridge
        step = np.linalg.solve(curvature, slope)
        # Half the step until the loss does not grow: Newton may overshoot
        size, here = 1.0, _logistic_loss(features, y, weights, ridge)
        while size > 1e-6 and _logistic_loss(features, y, weights - size * step, ridge) > here:
            size /= 2
        weights = weights - size * step
        if np.abs(step).max() < 1e-10:
            break
    # from the standardised x back to x
    polynomial = np.polynomial.Polynomial(weights)(np.polynomial.Polynomial([-middle / spread, 1 / spread]))
    return np.pad(polynomial.coef, (0, degree + 1 - len(polynomial.coef)))


def logistic(coefficients: ArrayLike, x: ArrayLike) -> FloatArray:
    """The logistic regression's p(y = 1 | x), (...)."""
    log_odds = np.polynomial.polynomial.polyval(np.asarray(x, dtype=np.float64), np.asarray(coefficients, dtype=np.float64))
    return np.exp(-np.logaddexp(0.0, -log_odds))


def crossings(coefficients: ArrayLike) -> list[float]:
    """Where a logistic regression's p(y = 1 | x) is 1/2, rising."""
    c0, c1, c2 = np.pad(np.asarray(coefficients, dtype=np.float64), (0, 3 - len(np.atleast_1d(coefficients))))
    return sorted(_roots(float(c0), float(c1), float(c2)))


def _logistic_loss(features: FloatArray, y: FloatArray, weights: FloatArray, ridge: FloatArray) -> float:
    return float(np.logaddexp(0.0, -(2 * y - 1) * (features @ weights)).sum() + weights @ ridge @ weights / 2)


def _roots(c0: float, c1: float, c2: float) -> list[float]:
    """The real roots of c0 + c1 x + c2 x^2 without cancellation; a double root changes no sign and is left out."""
    if abs(c2) < 1e-12:
        return [-c0 / c1] if abs(c1) > 1e-12 else []
    inside = c1**2 - 4 * c2 * c0
    if inside <= 0:
        return []
    far = -(c1 + math.copysign(math.sqrt(inside), c1)) / 2
    return [far / c2, c0 / far]


def _inside(low: float, high: float) -> float:
    if math.isinf(low) and math.isinf(high):
        return 0.0
    if math.isinf(low):
        return high - 1
    return low + 1 if math.isinf(high) else (low + high) / 2


def _cdf(z: float) -> float:
    return math.erfc(-z / math.sqrt(2)) / 2
