"""Divergences of two densities of one family against the distance of their means: values and derivatives, exact. In nats.

The first density (the data) stands at 0, the second (the generator) at `distance`; `width_p` and `width_q` are their widths: the
standard deviation of a Gaussian, the scale b of a Laplace density, half the interval of a uniform one. All functions are even in the
distance. Closed forms are used wherever they exist. JS and LSGAN's divergence of Gaussians and of Laplace densities have none: they
are Gauss-Legendre sums between the densities' own breaks, on log densities, and differentiated under the integral; right to 1e-12
however far apart the means are.

`inf` is infinite, or beyond 1e308 (`is_infinite` tells which). Where a curve has a kink (total variation and Wasserstein at distance
0, all of uniform densities where their ends meet) its slope is the one outwards; where a value is infinite there is no slope: NaN.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import erf, expit

from gan_core.errors import ConfigError
from gan_core.theory.densities import LADDER, LONG_LADDER, STEPS, Density, Gaussian, Laplace, Uniform, both_sides, js_share, nodes

FloatArray = NDArray[np.float64]

FAMILIES: dict[str, type[Gaussian] | type[Laplace] | type[Uniform]] = {"gaussian": Gaussian, "laplace": Laplace, "uniform": Uniform}
# name -> its least upper bound
DIVERGENCES = {
    "js": math.log(2),
    "pearson": math.inf,
    "lsgan": 2.0,
    "kl": math.inf,
    "reverse_kl": math.inf,
    "neyman": math.inf,
    "total_variation": 1.0,
    "wasserstein": math.inf,
}
MIRRORED = {"reverse_kl": "kl", "neyman": "pearson"}  # the same with the densities exchanged
FORCES = ("js", "lsgan", "wasserstein")  # divergences of a loss that trains here
ORDER = 8  # nodes on a stretch
ROUNDING = 1e-12  # ends of intervals this close are one
FLAT = 0.01  # a curve is flat where its slope has fallen below this share of its steepest


class Curve(NamedTuple):
    """A divergence and its derivative, both of the distances' shape."""

    value: FloatArray
    slope: FloatArray


def curve(name: str, family: str, distance: ArrayLike, width_p: float, width_q: float) -> Curve:
    """A divergence of `p` at 0 and `q` at `distance`, and its derivative with respect to the distance.

    Args:
        name: One of `DIVERGENCES`: `kl` is KL(p || q), `reverse_kl` KL(q || p), `pearson` integral (q - p)^2 / p, `neyman` integral
            (q - p)^2 / q, `lsgan` integral (q - p)^2 / (p + q), `wasserstein` in the units of the distance.
        family: One of `FAMILIES`.
        distance: Any shape, finite.
        width_p: Width of p, > 0.
        width_q: Width of q, > 0.

    Raises:
        ConfigError: no such divergence or family, a width or a distance that is not finite.
    """
    if name not in DIVERGENCES:
        raise ConfigError("value", field="name", received=name, expected=", ".join(DIVERGENCES))
    if family not in FAMILIES:
        raise ConfigError("value", field="family", received=family, expected=", ".join(FAMILIES))
    FAMILIES[family](0.0, width_p)
    FAMILIES[family](0.0, width_q)
    signed = np.asarray(distance, dtype=np.float64)
    if not np.isfinite(signed).all():
        raise ConfigError("numbers", field="distance")
    if name in MIRRORED:
        name, width_p, width_q = MIRRORED[name], width_q, width_p

    with np.errstate(over="ignore"):
        value, slope = _FORMULAS[family][name](np.abs(signed).ravel(), width_p, width_q)
    slope = np.where(np.isposinf(value) & ~np.isnan(slope), np.inf, slope).reshape(signed.shape)
    return Curve(value.reshape(signed.shape), np.where(signed < 0, -slope, slope))


def force(name: str, family: str, distance: ArrayLike, width_p: float, width_q: float) -> FloatArray:
    """The mean force on the fakes, towards the data, of a loss whose optimal discriminator stands still, in `distance`'s shape.

    For an objective that both players share, minimax (`js`, at its scale `(V + log 4)/2`) and the critic's (`wasserstein`), it is the
    derivative of the divergence itself (the envelope theorem). For LSGAN it is not: G's loss `1/2 E_q[(D* - c)^2]` is not D's, and its
    force with (a, b, c) = (-1, 1, 0) is `1/2 integral dq/dmu D*^2`, D* = (p - q)/(p + q).

    Args:
        name: One of `FORCES`; the others are the value of no loss here.
        family: As for `curve`, as are the others.

    Raises:
        ConfigError: no such force, or as `curve`.
    """
    if name not in FORCES:
        raise ConfigError("value", field="name", received=name, expected=", ".join(FORCES))
    slope = curve(name, family, distance, width_p, width_q).slope  # refuses what is none
    if name != "lsgan":
        return slope
    mu = np.asarray(distance, dtype=np.float64)
    if family == "uniform":
        partly = (np.abs(mu) < width_p + width_q - ROUNDING) & (np.abs(mu) >= abs(width_p - width_q) - ROUNDING) & (mu != 0)
        inside = (width_q - width_p) / (width_p + width_q)  # D* where both live; beyond p it is -1
        return np.where(partly, np.sign(mu) * (1 - inside**2) / (4 * width_q), 0.0)
    weights, _, _, ratio, moved = _sampled(family, np.abs(mu).ravel().tobytes(), width_p, width_q)
    return np.sign(mu) * ((weights * moved * np.tanh(ratio / 2) ** 2).sum(-1) / 2).reshape(mu.shape)


@lru_cache(256)
def cached_curve(name: str, family: str, reach: float, count: int, width_p: float, width_q: float) -> Curve:
    """`curve` at `count` even distances from 0 to `reach`, remembered; not to be written to."""
    kept = curve(name, family, np.linspace(0, reach, count), width_p, width_q)
    for array in kept:
        array.flags.writeable = False
    return kept


def has_closed_form(name: str, family: str) -> bool:
    """Whether `curve` is a formula there, and not a quadrature."""
    return family == "uniform" or name not in ("js", "lsgan")


def is_infinite(name: str, family: str, distance: float, width_p: float, width_q: float) -> bool:
    """Whether the divergence is infinite there, and not merely too large for a float64.

    KL of uniform densities where the first is not inside the second. Chi-square also where the tails of the density above grow faster
    than those below fall: Gaussians with `width_q^2 >= 2 width_p^2`, Laplace densities with `width_q >= 2 width_p` (Pearson).
    """
    if name in MIRRORED:
        name, width_p, width_q = MIRRORED[name], width_q, width_p
    if name not in ("kl", "pearson"):
        return False
    if family == "uniform":
        return abs(distance) > (width_q - width_p if name == "kl" else width_p - width_q) + ROUNDING
    return name == "pearson" and (width_q**2 >= 2 * width_p**2 if family == "gaussian" else width_q >= 2 * width_p)


def log10_value(name: str, family: str, distance: float, width_p: float, width_q: float) -> float:
    """Decimal logarithm of a chi-square that is large but finite, beyond 1e308 too; the 1 subtracted in it is left out."""
    if name in MIRRORED:
        name, width_p, width_q = MIRRORED[name], width_q, width_p
    if name == "pearson" and family == "gaussian":
        room = 2 * width_p**2 - width_q**2
        return (distance**2 / room + math.log(width_p**2 / width_q) - math.log(room) / 2) / math.log(10)
    if name == "pearson" and family == "laplace":
        factor = 2 * width_p**3 / (width_q * (2 * width_p - width_q) * (2 * width_p + width_q))
        return (abs(distance) / width_p + math.log(factor)) / math.log(10)
    return math.log10(float(curve(name, family, distance, width_p, width_q).value))


def flat_from(distance: FloatArray, slope: FloatArray) -> float | None:
    """The distance from which on the slope stays below `FLAT` of its steepest, None if it does not within these distances.

    Args:
        distance: Increasing, (N,).
        slope: Not negative, (N,); a curve with a slope that is infinite or missing does not flatten.
    """
    if not np.isfinite(slope).all() or slope.max() <= 0:
        return None
    limit = FLAT * slope.max()
    steep = int(np.flatnonzero(slope >= limit)[-1])
    if steep == len(slope) - 1:
        return None
    before, after = float(slope[steep]), float(slope[steep + 1])
    # between both points as an exponential falls; a slope that drops to 0 does so at the second
    share = math.log(before / limit) / math.log(before / after) if after > 0 else 1.0
    return float(distance[steep] + share * (distance[steep + 1] - distance[steep]))


def densities(family: str, distance: float, width_p: float, width_q: float) -> tuple[Density, Density]:
    """The two densities."""
    return FAMILIES[family](0.0, width_p), FAMILIES[family](distance, width_q)


def chi2_breaks(family: str, distance: float, width_p: float, width_q: float) -> FloatArray:
    """Points between which `q^2 / p` is easy to integrate, where that is finite: it lives beyond q, seen from p."""
    if family == "gaussian" and 2 * width_p**2 > width_q**2:
        precision = 2 / width_q**2 - 1 / width_p**2
        return 2 * distance / width_q**2 / precision + both_sides(LADDER) / math.sqrt(precision)
    if family == "laplace" and 2 * width_p > width_q:
        ladder = both_sides(LONG_LADDER) / (2 / width_q - 1 / width_p)
        return np.concatenate((ladder, distance + ladder))
    return np.empty(0)


# -------------------------------------------------------------------------------------------------------------------- closed forms
# Each takes distances >= 0, (N,), and the widths of p and q.

Formula = Callable[[FloatArray, float, float], tuple[FloatArray, FloatArray]]


def _gaussian_kl(mu: FloatArray, s: float, t: float) -> tuple[FloatArray, FloatArray]:
    return mu**2 / (2 * t**2) + (math.log(t / s) + math.expm1(2 * math.log(s / t)) / 2), mu / t**2


def _gaussian_pearson(mu: FloatArray, s: float, t: float) -> tuple[FloatArray, FloatArray]:
    """`s^2 / (t sqrt(2 s^2 - t^2)) exp(mu^2 / (2 s^2 - t^2)) - 1`, infinite unless `2 s^2 > t^2`."""
    room = 2 * s**2 - t**2
    if room <= 0:
        return np.full_like(mu, np.inf), np.full_like(mu, np.nan)
    exponent = mu**2 / room - math.log1p(-((1 - (t / s) ** 2) ** 2)) / 2
    return np.expm1(exponent), 2 * mu / room * np.exp(exponent)


def _gaussian_total_variation(mu: FloatArray, s: float, t: float) -> tuple[FloatArray, FloatArray]:
    if s == t:
        return erf(mu / (s * math.sqrt(8))), np.exp(-(mu**2) / (8 * s**2)) / (s * math.sqrt(2 * math.pi))
    low, high = np.sort(_gaussian_crossings(mu, s, t), axis=0)
    return _between(Gaussian(0, s), Gaussian(0, t), mu, low, high)


def _between(p: Density, q: Density, mu: FloatArray, low: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Total variation and slope from the two points where q, moved by mu, crosses p."""
    inside = (p.cdf(high) - p.cdf(low)) - (q.cdf(high - mu) - q.cdf(low - mu))
    return np.abs(inside), np.sign(inside) * (q.pdf(high - mu) - q.pdf(low - mu))


def _gaussian_crossings(mu: FloatArray, s: float, t: float) -> FloatArray:
    """Both points where the densities of different widths are equal, (2, N)."""
    square = (1 / t - 1 / s) * (1 / t + 1 / s) / 2
    linear = -mu / t**2
    constant = mu**2 / (2 * t**2) + math.log(t / s)
    root = np.sqrt(np.maximum(0, linear**2 - 4 * square * constant))
    # linear is never positive: no cancellation in (-linear + root); the other is their product over it
    sum_ = (root - linear) / 2
    return np.stack((sum_ / square, constant / sum_))


def _wasserstein(
    mu: FloatArray, s: float, t: float, *, mean_of: Callable[[FloatArray], tuple[FloatArray, FloatArray]]
) -> tuple[FloatArray, FloatArray]:
    """`E |mu + (t - s) Z|` and `P(Z < mu / |t - s|) - P(Z > mu / |t - s|)`, Z of the family with width 1: quantile by quantile."""
    gap = abs(t - s)
    if gap == 0:
        return mu.copy(), np.ones_like(mu)
    value, slope = mean_of(mu / gap)
    return gap * value, slope


def _gaussian_mean_of(u: FloatArray) -> tuple[FloatArray, FloatArray]:
    return math.sqrt(2 / math.pi) * np.exp(-(u**2) / 2) + u * erf(u / math.sqrt(2)), erf(u / math.sqrt(2))


def _laplace_mean_of(u: FloatArray) -> tuple[FloatArray, FloatArray]:
    return u + np.exp(-u), -np.expm1(-u)


def _uniform_mean_of(u: FloatArray) -> tuple[FloatArray, FloatArray]:
    return np.where(u < 1, (u**2 + 1) / 2, u), np.minimum(u, 1)


def _laplace_kl(mu: FloatArray, s: float, t: float) -> tuple[FloatArray, FloatArray]:
    return math.log(t / s) + (s - t) / t + (mu + s * np.expm1(-mu / s)) / t, -np.expm1(-mu / s) / t


def _laplace_pearson(mu: FloatArray, s: float, t: float) -> tuple[FloatArray, FloatArray]:
    """`s/t^2 (a exp(b mu) + b exp(-a mu)) / (a^2 - b^2) - 1`, a = 2/t, b = 1/s, infinite unless `2 s > t`."""
    if 2 * s <= t:
        return np.full_like(mu, np.inf), np.full_like(mu, np.nan)
    a, b = 2 / t, 1 / s
    factor = s / t**2 / ((a - b) * (a + b))
    value = factor * (a * np.expm1(b * mu) + b * np.expm1(-a * mu)) + (s - t) ** 2 / (t * (2 * s - t))
    return value, factor * a * b * np.exp(b * mu) * -np.expm1(-(a + b) * mu)


def _laplace_total_variation(mu: FloatArray, s: float, t: float) -> tuple[FloatArray, FloatArray]:
    if s == t:
        return -np.expm1(-mu / (2 * s)), np.exp(-mu / (2 * s)) / (2 * s)
    s, t = min(s, t), max(s, t)  # symmetric: let p be the narrow one
    low, high = _laplace_crossings(mu, s, t)
    return _between(Laplace(0, s), Laplace(0, t), mu, low, high)


def _laplace_crossings(mu: FloatArray, s: float, t: float) -> FloatArray:
    """Both points where the densities are equal, the left first, (2, N); s < t."""
    log_ratio = math.log(t / s)
    low = -(log_ratio + mu / t) / (1 / s - 1 / t)
    near, far = (log_ratio + mu / t) / (1 / s + 1 / t), (log_ratio - mu / t) / (1 / s - 1 / t)
    return np.stack((low, np.where(near <= mu, near, far)))


# ----------------------------------------------------------------------------------------------------------------- uniform densities


def _overlap(mu: FloatArray, s: float, t: float) -> tuple[FloatArray, FloatArray]:
    """Length of the common interval and its slope outwards."""
    length = np.clip(s + t - mu, 0, 2 * min(s, t))
    return length, np.where((mu >= abs(s - t) - ROUNDING) & (mu < s + t - ROUNDING), -1.0, 0.0)


def _uniform_linear(
    mu: FloatArray, s: float, t: float, *, lost: Callable[[float, float], tuple[float, float]]
) -> tuple[FloatArray, FloatArray]:
    """A divergence that is `bound - loss * overlap`."""
    bound, loss = lost(1 / (2 * s), 1 / (2 * t))
    length, slope = _overlap(mu, s, t)
    # where one lies inside the other at equal widths the value is 0 exactly
    return np.maximum(0, bound - loss * length), loss * np.abs(slope)


def _lost_js(p: float, q: float) -> tuple[float, float]:
    return math.log(2), -(p * math.log(p / (p + q)) + q * math.log(q / (p + q))) / 2


def _lost_lsgan(p: float, q: float) -> tuple[float, float]:
    return 2.0, 4 * p * q / (p + q)


def _lost_total_variation(p: float, q: float) -> tuple[float, float]:
    return 1.0, min(p, q)


def _uniform_inside(
    mu: FloatArray, s: float, t: float, *, value: Callable[[float, float], float], q_inside: bool
) -> tuple[FloatArray, FloatArray]:
    """A divergence that is constant while one lies inside the other, and infinite as soon as it looks out."""
    inside = mu <= ((s - t) if q_inside else (t - s)) + ROUNDING
    return np.where(inside, value(s, t), np.inf), np.where(inside, 0.0, np.nan)


# ------------------------------------------------------------------------------------------------------------------------ quadrature


def _layout(family: str, mu: FloatArray, s: float, t: float) -> tuple[FloatArray, FloatArray]:
    """Nodes for every distance, (N, K), and their weights: finer around each density's mean and where the two cross."""
    ladder = both_sides(LADDER if family == "gaussian" else LONG_LADDER)
    if s == t:
        crossings = mu[None] / 2
    elif family == "gaussian":
        crossings = _gaussian_crossings(mu, s, t)
    elif s < t:
        crossings = _laplace_crossings(mu, s, t)
    else:
        crossings = mu - _laplace_crossings(mu, t, s)
    # around a crossing D* changes within 1 / slope of the log ratio
    with np.errstate(divide="ignore"):
        if family == "gaussian":
            steps = 1 / np.abs(crossings / s**2 - (crossings - mu) / t**2)
        else:
            steps = 1 / np.abs(np.sign(crossings) / s - np.sign(crossings - mu) / t)
    steps = np.minimum(steps, s + t)
    near = crossings[..., None] + steps[..., None] * both_sides(STEPS)  # (crossings, N, steps)
    own = np.concatenate((np.broadcast_to(s * ladder, (len(mu), len(ladder))), mu[:, None] + t * ladder), axis=-1)
    low, high = own.min(-1, keepdims=True), own.max(-1, keepdims=True)
    near = np.clip(np.moveaxis(near, 0, 1).reshape(len(mu), -1), low, high)
    return nodes(np.sort(np.concatenate((own, near), axis=-1), axis=-1), ORDER)


@lru_cache(1)
def _sampled(family: str, mu: bytes, s: float, t: float) -> tuple[FloatArray, ...]:
    """What both quadratures need, all (N, K): weights, p, q, the log ratio r = log p/q and dq/dmu."""
    distance = np.frombuffer(mu)
    x, weights = _layout(family, distance, s, t)
    make = FAMILIES[family]
    offset = x - distance[:, None]
    log_p, log_q = make(0.0, s).log_pdf(x), make(0.0, t).log_pdf(offset)
    q = np.exp(log_q)
    score = offset / t**2 if family == "gaussian" else np.sign(offset) / t
    return weights, np.exp(log_p), q, log_p - log_q, q * score


def _js(mu: FloatArray, s: float, t: float, *, family: str) -> tuple[FloatArray, FloatArray]:
    """The slope is `-1/2 integral dq/dmu log(1 + p/q)`."""
    weights, p, q, ratio, moved = _sampled(family, mu.tobytes(), s, t)
    slope = -(weights * moved * np.logaddexp(0, ratio)).sum(-1) / 2
    return (weights * (p + q) * js_share(ratio)).sum(-1), np.where(mu == 0, 0.0, slope)


def _lsgan(mu: FloatArray, s: float, t: float, *, family: str) -> tuple[FloatArray, FloatArray]:
    """`integral (p + q) tanh(r/2)^2`; its slope is `-4 integral dq/dmu (p / (p + q))^2`."""
    weights, p, q, ratio, moved = _sampled(family, mu.tobytes(), s, t)
    slope = -4 * (weights * moved * expit(ratio) ** 2).sum(-1)
    return (weights * (p + q) * np.tanh(ratio / 2) ** 2).sum(-1), np.where(mu == 0, 0.0, slope)


_FORMULAS: dict[str, dict[str, Formula]] = {
    "gaussian": {
        "kl": _gaussian_kl,
        "pearson": _gaussian_pearson,
        "total_variation": _gaussian_total_variation,
        "wasserstein": partial(_wasserstein, mean_of=_gaussian_mean_of),
        "js": partial(_js, family="gaussian"),
        "lsgan": partial(_lsgan, family="gaussian"),
    },
    "laplace": {
        "kl": _laplace_kl,
        "pearson": _laplace_pearson,
        "total_variation": _laplace_total_variation,
        "wasserstein": partial(_wasserstein, mean_of=_laplace_mean_of),
        "js": partial(_js, family="laplace"),
        "lsgan": partial(_lsgan, family="laplace"),
    },
    "uniform": {
        "kl": partial(_uniform_inside, value=lambda s, t: math.log(t / s), q_inside=False),
        "pearson": partial(_uniform_inside, value=lambda s, t: s / t - 1, q_inside=True),
        "total_variation": partial(_uniform_linear, lost=_lost_total_variation),
        "wasserstein": partial(_wasserstein, mean_of=_uniform_mean_of),
        "js": partial(_uniform_linear, lost=_lost_js),
        "lsgan": partial(_uniform_linear, lost=_lost_lsgan),
    },
}
