"""Densities on a line that can be moved and shaped, and integrals over a pair of them: JS, total variation, the value of the game.

A density knows where it bends (`breaks`). Integrals are Gauss-Legendre sums on the stretches between the breaks of both densities and
the points where they cross, so jumps, kinks and the steep side of a far-away discriminator cost no accuracy: about 1e-10, and with
`Points` at least 1e-7. All arithmetic is on log densities: nothing underflows to 0/0 in the tails. In nats.

Samples instead of formulas: see `gan_core.divergences`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, ndtr, xlog1py, xlogy

from gan_core.errors import ConfigError

FloatArray = NDArray[np.float64]

ORDER = 10  # Gauss-Legendre nodes on a stretch
LADDER = np.array([0.0, 1.0, 2.0, 3.5, 5.0, 7.0, 9.0, 12.0])  # stretches of a Gaussian, in widths
LONG_LADDER = np.array([0.0, 0.5, 1.0, 2.0, 4.0, 7.0, 11.0, 16.0, 22.0, 30.0, 40.0])  # of an exponential tail
STEPS = np.exp2(np.arange(-1.0, 8.0))  # around a point where something happens on a scale of its own: geometric
GOLDEN = (1 + math.sqrt(5)) / 2


def both_sides(ladder: FloatArray) -> FloatArray:
    """A ladder and its mirror image."""
    return np.concatenate((-ladder[:0:-1], ladder))


def nodes(breaks: FloatArray, order: int = ORDER) -> tuple[FloatArray, FloatArray]:
    """Where to evaluate an integrand that is smooth between sorted breaks, and the weights of its sum.

    Args:
        breaks: (..., B), sorted along the last axis; equal ones do no harm.
        order: Nodes on a stretch.

    Returns:
        x and weights, (..., (B - 1) * order): `(weights * f(x)).sum(-1)` is the integral of f from the first break to the last.
    """
    half = np.diff(breaks, axis=-1)[..., None] / 2
    places, weights = _legendre(order)
    x = breaks[..., :-1, None] + half * (1 + places)
    shape = (*breaks.shape[:-1], -1)
    return x.reshape(shape), (half * weights).reshape(shape)


@cache
def _legendre(order: int) -> tuple[FloatArray, FloatArray]:
    return np.polynomial.legendre.leggauss(order)


# ------------------------------------------------------------------------------------------------------------------------- densities


class Density(ABC):
    """A probability density on the line."""

    @abstractmethod
    def log_pdf(self, x: ArrayLike) -> FloatArray:
        """The logarithm of the density at x; -inf outside its support."""

    @abstractmethod
    def cdf(self, x: ArrayLike) -> FloatArray:
        """The probability of values up to x."""

    @abstractmethod
    def breaks(self) -> FloatArray:
        """Points that reach over all its mass but 1e-17, between which it is smooth and changes by a few orders of magnitude at most."""

    def jumps(self) -> FloatArray:
        """Where it is not continuous."""
        return np.empty(0)

    def pdf(self, x: ArrayLike) -> FloatArray:
        """The density at x."""
        return np.exp(self.log_pdf(x))


@dataclass(frozen=True)
class Gaussian(Density):
    """`exp(-(x - mean)^2 / 2 width^2) / (width sqrt(2 pi))`."""

    mean: float
    width: float

    def __post_init__(self) -> None:
        _check_width(self.width)

    def log_pdf(self, x: ArrayLike) -> FloatArray:
        """The logarithm of the density at x."""
        return -(((np.asarray(x) - self.mean) / self.width) ** 2) / 2 - math.log(self.width * math.sqrt(2 * math.pi))

    def cdf(self, x: ArrayLike) -> FloatArray:
        """The probability of values up to x."""
        return ndtr((np.asarray(x, dtype=np.float64) - self.mean) / self.width)

    def breaks(self) -> FloatArray:
        """Where to cut integrals."""
        return self.mean + self.width * both_sides(LADDER)


@dataclass(frozen=True)
class Mixture(Density):
    """Two Gaussians of one width, `separation` apart around `mean`; `share` is the weight of the left one, strictly between 0 and 1."""

    mean: float
    width: float
    separation: float
    share: float = 0.5

    def __post_init__(self) -> None:
        if not 0 < self.share < 1:
            raise ConfigError("value", field="share", received=self.share, expected="0 < … < 1")

    @property
    def parts(self) -> tuple[Gaussian, Gaussian]:
        """The left and the right Gaussian."""
        return Gaussian(self.mean - self.separation / 2, self.width), Gaussian(self.mean + self.separation / 2, self.width)

    def log_pdf(self, x: ArrayLike) -> FloatArray:
        """The logarithm of the density at x."""
        left, right = self.parts
        return np.logaddexp(math.log(self.share) + left.log_pdf(x), math.log1p(-self.share) + right.log_pdf(x))

    def cdf(self, x: ArrayLike) -> FloatArray:
        """The probability of values up to x."""
        left, right = self.parts
        return self.share * left.cdf(x) + (1 - self.share) * right.cdf(x)

    def breaks(self) -> FloatArray:
        """Where to cut integrals."""
        return np.concatenate([part.breaks() for part in self.parts])


@dataclass(frozen=True)
class Uniform(Density):
    """`1 / (2 width)` from `mean - width` to `mean + width`: the width is half the interval."""

    mean: float
    width: float

    def __post_init__(self) -> None:
        _check_width(self.width)

    def log_pdf(self, x: ArrayLike) -> FloatArray:
        """The logarithm of the density at x."""
        return np.where(np.abs(np.asarray(x) - self.mean) <= self.width, -math.log(2 * self.width), -np.inf)

    def cdf(self, x: ArrayLike) -> FloatArray:
        """The probability of values up to x."""
        return np.clip((np.asarray(x) - self.mean) / self.width / 2 + 0.5, 0, 1)

    def breaks(self) -> FloatArray:
        """Where to cut integrals."""
        return self.mean + self.width * np.array([-1.0, 0.0, 1.0])

    def jumps(self) -> FloatArray:
        """Where it is not continuous."""
        return self.mean + self.width * np.array([-1.0, 1.0])


@dataclass(frozen=True)
class Laplace(Density):
    """`exp(-|x - mean| / width) / (2 width)`."""

    mean: float
    width: float

    def __post_init__(self) -> None:
        _check_width(self.width)

    def log_pdf(self, x: ArrayLike) -> FloatArray:
        """The logarithm of the density at x."""
        return -np.abs(np.asarray(x) - self.mean) / self.width - math.log(2 * self.width)

    def cdf(self, x: ArrayLike) -> FloatArray:
        """The probability of values up to x."""
        scaled = (np.asarray(x) - self.mean) / self.width
        tail = np.exp(-np.abs(scaled)) / 2
        return np.where(scaled < 0, tail, 1 - tail)

    def breaks(self) -> FloatArray:
        """Where to cut integrals."""
        return self.mean + self.width * both_sides(LONG_LADDER)


@dataclass(frozen=True)
class Points(Density):
    """Straight lines between `heights` at even distances from `mean - 3 width` to `mean + 3 width`, scaled to area 1; 0 outside.

    Raises:
        ConfigError: fewer than 2 heights, one that is negative or not finite, or all of them 0.
    """

    mean: float
    width: float
    heights: tuple[float, ...]

    def __post_init__(self) -> None:
        _check_width(self.width)
        if len(self.heights) < 2 or not all(0 <= height < math.inf for height in self.heights) or not any(self.heights):
            raise ConfigError("heights", field="heights")

    @cached_property
    def knots(self) -> FloatArray:
        """Where the heights are."""
        return self.mean + self.width * np.linspace(-3, 3, len(self.heights))

    @cached_property
    def _scaled(self) -> FloatArray:
        heights = np.asarray(self.heights, dtype=np.float64)
        return heights / np.sum(np.diff(self.knots) * (heights[1:] + heights[:-1]) / 2)

    def pdf(self, x: ArrayLike) -> FloatArray:
        """The density at x."""
        return np.interp(np.asarray(x, dtype=np.float64), self.knots, self._scaled, left=0.0, right=0.0)

    def log_pdf(self, x: ArrayLike) -> FloatArray:
        """The logarithm of the density at x."""
        with np.errstate(divide="ignore"):
            return np.log(self.pdf(x))

    def cdf(self, x: ArrayLike) -> FloatArray:
        """The probability of values up to x."""
        inside = np.clip(x, self.knots[0], self.knots[-1])
        areas = np.diff(self.knots) * (self._scaled[1:] + self._scaled[:-1]) / 2
        index = np.clip(np.searchsorted(self.knots, inside, side="right") - 1, 0, len(areas) - 1)
        offset = inside - self.knots[index]
        before = np.concatenate(([0.0], np.cumsum(areas)))[index]
        return np.clip(before + offset * (self._scaled[index] + np.interp(inside, self.knots, self._scaled)) / 2, 0, 1)

    def breaks(self) -> FloatArray:
        """Where to cut integrals."""
        # near a height of 0 the logarithm has no Taylor series: steps that halve
        zeros = self.knots[self._scaled == 0]
        ladder = both_sides(np.concatenate(([0.0], np.diff(self.knots[:2]) * 2.0 ** -np.arange(16, 0, -1))))
        near = (zeros[:, None] + ladder).ravel()
        return np.concatenate((self.knots, near[(near > self.knots[0]) & (near < self.knots[-1])]))

    def jumps(self) -> FloatArray:
        """Where it is not continuous."""
        return self.knots[[0, -1]][self._scaled[[0, -1]] > 0]


def _check_width(width: float) -> None:
    if not 0 < width < math.inf:
        raise ConfigError("value", field="width", received=width, expected="> 0")


# ----------------------------------------------------------------------------------------------------------------------------- lemma


def lemma(a: float, b: float, x: ArrayLike) -> FloatArray:
    """`a log x + b log(1 - x)`, what the discriminator's answer x is worth at a point with a of real and b of generated.

    Largest at `a / (a + b)` (arXiv:1406.2661, proposition 1). x in [0, 1]; a, b >= 0; `0 log 0 = 0`.
    """
    return xlogy(a, x) + xlog1py(b, -np.asarray(x, dtype=np.float64))


def lemma_slope(a: float, b: float, x: ArrayLike) -> FloatArray:
    """`a / x - b / (1 - x)`, the derivative of `lemma`; x strictly between 0 and 1."""
    x = np.asarray(x, dtype=np.float64)
    return a / x - b / (1 - x)


def lemma_maximum(a: float, b: float) -> float:
    """Where `lemma` is largest, found by search on the function's values alone: it halves the interval of a maximum on its logit.

    Right to about 1e-8, as far as values tell. a, b >= 0, not both 0: with one of them 0 it ends at 0 or 1.
    """
    if a == 0 or b == 0:
        return float(b == 0)
    low, high = -40.0, 40.0
    for _ in range(120):  # golden section
        one, other = high - (high - low) / GOLDEN, low + (high - low) / GOLDEN
        if lemma(a, b, expit(one)) >= lemma(a, b, expit(other)):
            high = other
        else:
            low = one
    return float(expit((low + high) / 2))


# ----------------------------------------------------------------------------------------------------------------------------- pairs


class Pair:
    """The data's density and the generator's, and what the discriminator's game is worth on them."""

    def __init__(self, real: Density, generated: Density) -> None:
        self.real, self.generated = real, generated
        self._breaks = np.unique(np.concatenate((real.breaks(), generated.breaks())))

    # ---- the discriminator

    def optimal_logits(self, x: ArrayLike) -> FloatArray:
        """`log p_data(x) - log p_g(x)`, the logit of `D* = p_data / (p_data + p_g)`; NaN where neither density lives: any D is as good."""
        with np.errstate(invalid="ignore"):
            return self.real.log_pdf(x) - self.generated.log_pdf(x)

    def logits(self, x: ArrayLike, sharpness: float = 1.0, offset: float = 0.0) -> FloatArray:
        """The logit of a discriminator bent away from D*: `sharpness * logit D*(x) + offset`; (1, 0) is D* itself."""
        optimal = self.optimal_logits(x)
        if sharpness == 0:  # 0 times infinity: a D that does not look at x
            return np.where(np.isnan(optimal), np.nan, offset)
        with np.errstate(over="ignore"):  # a D too sure for numbers is certain
            return sharpness * optimal + offset

    def _ratio(self, x: FloatArray) -> FloatArray:
        """The optimal logits, and 0 where neither density lives: no integral asks there."""
        optimal = self.optimal_logits(x)
        return np.where(np.isnan(optimal), 0.0, optimal)

    # ---- what it is worth

    def value(self, sharpness: float = 1.0, offset: float = 0.0) -> float:
        """`V(D, G) = E_data[log D] + E_g[log(1 - D)]` of the (bent) optimal discriminator, in (-inf, 0] (arXiv:1406.2661, eq. 1)."""
        x, weights = self._nodes(sharpness, offset)
        return float(weights @ self.integrand(x, sharpness, offset))

    def integrand(self, x: ArrayLike, sharpness: float = 1.0, offset: float = 0.0) -> FloatArray:
        """`p_data log D + p_g log(1 - D)` at x (arXiv:1406.2661, eq. 3)."""
        logits = np.nan_to_num(self.logits(x, sharpness, offset), posinf=np.inf, neginf=-np.inf)
        with np.errstate(over="ignore"):
            return -_times(self.real.pdf(x), np.logaddexp(0, -logits)) - _times(self.generated.pdf(x), np.logaddexp(0, logits))

    def values(self, sharpness: FloatArray, offset: FloatArray) -> FloatArray:
        """`value` on a map: (len(offset), len(sharpness)), to about four digits."""
        x, weights = self._nodes(1.0, 0.0)
        optimal = self._ratio(x)
        real, generated = weights * self.real.pdf(x), weights * self.generated.pdf(x)
        chosen = real + generated > 1e-9
        optimal, real, generated = np.clip(optimal[chosen], -700, 700), real[chosen], generated[chosen]
        with np.errstate(over="ignore"):
            logits = np.clip(sharpness[:, None] * optimal + offset[:, None, None], -1e300, 1e300)
        lost = np.logaddexp(0, -logits)  # softplus(-l), and softplus(l) = softplus(-l) + l
        return -(lost @ (real + generated) + logits @ generated)

    def accuracy(self, sharpness: float = 1.0, offset: float = 0.0) -> float:
        """Share of real and generated samples, half of each, that D (threshold 1/2) tells right; where D = 1/2 it guesses.

        Of D* it is `(1 + TV) / 2`: 1/2 where both densities are the same, however good or bad the samples look.
        """
        x, weights = self._nodes(sharpness, offset)
        side = np.sign(np.nan_to_num(self.logits(x, sharpness, offset)))
        return float(0.5 + weights @ (side * (self.real.pdf(x) - self.generated.pdf(x))) / 4)

    # ---- how far apart the two are

    def js(self) -> float:
        """Jensen-Shannon divergence `1/2 KL(p_data || m) + 1/2 KL(p_g || m)`, m the average of both; in [0, log 2]."""
        x, weights = self._nodes()
        both = self.real.pdf(x) + self.generated.pdf(x)
        return float(weights @ _times(both, js_share(self._ratio(x))))

    def kl(self) -> float:
        """`KL(p_data || p_g)`, in [0, inf]; infinite where p_data lives and p_g does not."""
        x, weights = self._nodes()
        return max(0.0, float(weights @ _times(self.real.pdf(x), self._ratio(x))))

    def pearson_chi2(self, extra: Iterable[float] = ()) -> float:
        """`chi2_P(p_data || p_g) = integral (p_g - p_data)^2 / p_data`, the *first* density divides; in [0, inf].

        Args:
            extra: Further breaks, where `p_g^2 / p_data` lives if that is beyond both densities. An integral that diverges in the
                tails of both is not found out: see `gan_core.theory.divergence_curves`.
        """
        x, weights = nodes(np.unique(np.concatenate((self._broken(0.0), np.asarray(list(extra), dtype=np.float64)))))
        ratio = -self._ratio(x)
        if np.isposinf(ratio).any():
            return math.inf
        with np.errstate(divide="ignore", over="ignore"):
            log_difference = np.maximum(0, ratio) + np.log(-np.expm1(-np.abs(ratio)))  # log |q/p - 1|
            return float(weights @ np.exp(2 * log_difference + self.real.log_pdf(x)))

    def lsgan(self) -> float:
        """`integral (p_g - p_data)^2 / (p_data + p_g)`, LSGAN's own divergence, in [0, 2] (arXiv:1611.04076, section 3.2)."""
        x, weights = self._nodes()
        return float(weights @ _times(self.real.pdf(x) + self.generated.pdf(x), np.tanh(self._ratio(x) / 2) ** 2))

    def total_variation(self) -> float:
        """`1/2 integral |p_data - p_g|`, in [0, 1]."""
        x, weights = self._nodes()
        return min(1.0, float(weights @ np.abs(self.real.pdf(x) - self.generated.pdf(x))) / 2)

    def wasserstein1(self) -> float:
        """Earth mover's distance: the integral of the distance of both distribution functions, >= 0, in the units of x."""

        def difference(x: FloatArray) -> FloatArray:
            return self.real.cdf(x) - self.generated.cdf(x)

        x, weights = nodes(_with_crossings(self._breaks, difference)[0])
        return float(weights @ np.abs(difference(x)))

    # ---- where to look

    def _nodes(self, sharpness: float = 1.0, offset: float = 0.0) -> tuple[FloatArray, FloatArray]:
        """Nodes with breaks where the discriminator passes 1/2."""
        return nodes(self._broken(-offset / sharpness if sharpness else 0.0))

    def _broken(self, level: float) -> FloatArray:
        if level == 0 or math.isinf(level):  # D never passes it
            return self._crossed
        return np.unique(np.concatenate((self._crossed, self._cross(level))))

    @cached_property
    def _crossed(self) -> FloatArray:
        return self._cross(0.0)

    def _cross(self, level: float) -> FloatArray:
        breaks, crossings = _with_crossings(self._breaks, lambda x: self.optimal_logits(x) - level)
        # D* changes around a crossing within 1 / slope, however narrow that is
        small = 1e-7 * (1 + np.abs(crossings))
        with np.errstate(divide="ignore", invalid="ignore"):
            slopes = (self.optimal_logits(crossings + small) - self.optimal_logits(crossings - small)) / small / 2
            steps = 1 / np.abs(slopes)
        usual = np.isfinite(steps)
        near = (crossings[usual, None] + steps[usual, None] * both_sides(STEPS)).ravel()
        return np.unique(np.concatenate((breaks, near[(near > breaks[0]) & (near < breaks[-1])])))


def _with_crossings(breaks: FloatArray, function: Callable[[FloatArray], FloatArray]) -> tuple[FloatArray, FloatArray]:
    """The breaks with the points between them where the function changes its sign, and those points."""
    x, _ = nodes(breaks)
    sign = np.sign(function(x))
    known = np.flatnonzero(sign != 0)
    known = known[~np.isnan(sign[known])]
    changes = np.flatnonzero(sign[known[1:]] != sign[known[:-1]])
    low, high, left = x[known[changes]], x[known[changes + 1]], sign[known[changes]]
    for _ in range(60):
        middle = (low + high) / 2
        before = np.sign(function(middle)) == left
        low, high = np.where(before, middle, low), np.where(before, high, middle)
    return np.unique(np.concatenate((breaks, high))), high


def js_share(ratio: FloatArray) -> FloatArray:
    """What a unit of p + q adds to their Jensen-Shannon divergence where `log p/q` is `ratio`; in [0, 1/2 log 2], even.

    With u = (p - q) / (p + q) = tanh(ratio / 2): `1/4 ((1 + u) log(1 + u) + (1 - u) log(1 - u))`, never negative: nothing cancels.
    """
    size = np.abs(ratio)
    u = np.tanh(size / 2)
    log_more = math.log(2) - np.logaddexp(0, -size)  # log(1 + u)
    log_less = log_more - np.minimum(size, 1e300)
    # near 0 both logarithms cancel: their series
    return np.where(size < 1e-3, u**2 + u**4 / 6, (1 + u) * log_more + (1 - u) * log_less) / 4


def _times(weight: FloatArray, values: FloatArray) -> FloatArray:
    """weight * values, and 0 where the weight is 0 even if the value is infinite or undefined."""
    return weight * np.where(weight > 0, values, 0.0)
