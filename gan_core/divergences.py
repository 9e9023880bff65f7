"""How far apart two densities on a line are, the discriminator that tells them apart best, and the value of the game. In nats.

Every function takes densities sampled on an increasing grid `x`, all of shape (N,), and scales each to area 1 on it, so that no
value passes its bound because the grid is coarse. Integrals are trapezoid sums: exact to rounding for smooth densities whose tails
lie within the grid, with an error that falls with the square of the spacing where a density has a kink, and with the spacing where
it jumps. The grid must reach wherever the *integrand* lives: chi-square of two unit Gaussians a distance mu apart peaks 2 mu out.

All arithmetic is on log densities. Where a sampled density underflows (below 1e-300) its logarithm is continued as a parabola, which
is exact for Gaussian and exponential tails; a density that drops to 0 from an ordinary value ends there, and a divergence that
asks for it is infinite. So are integrals whose integrand still grows at the end of the grid without bending down.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gan_core.errors import ConfigError

FloatArray = NDArray[np.float64]

AREA_TOLERANCE = 0.1  # a density's area on the grid may be this far from 1 before it is refused
UNDERFLOW = 1e-300  # below it float64 loses digits, and soon everything
DEEP_TAIL = 1e-150  # the tail between UNDERFLOW and this tells how the logarithm goes on
CUT_TAIL = 1e-4  # share of its peak that an integrand may still have where the grid ends and the densities are gone


def kl(p: ArrayLike, q: ArrayLike, x: ArrayLike) -> float:
    """Kullback-Leibler divergence `KL(p || q) = integral p log(p/q)`, in [0, inf]; infinite where p lives and q does not.

    Args:
        p: Density on the grid, (N,).
        q: Density on the grid, (N,).
        x: Grid, (N,), increasing.

    Raises:
        ConfigError: the grid or a density is not one.
    """
    x, log_p, log_q = _log_densities(x, p=p, q=q)
    return max(0.0, _integral(_times(np.exp(log_p), _log_ratio(log_p, log_q)), x))


def js(p: ArrayLike, q: ArrayLike, x: ArrayLike) -> float:
    """Jensen-Shannon divergence `1/2 KL(p || m) + 1/2 KL(q || m)`, m = (p + q)/2, in [0, log 2]; symmetric.

    What the generator of the original GAN minimises against an optimal discriminator (Goodfellow et al. 2014, arXiv:1406.2661, theorem 1).

    Args:
        p: Density on the grid, (N,).
        q: Density on the grid, (N,).
        x: Grid, (N,), increasing.

    Raises:
        ConfigError: the grid or a density is not one.
    """
    x, log_p, log_q = _log_densities(x, p=p, q=q)
    ratio = _log_ratio(log_p, log_q)
    # log(p/m) = log 2 - log(1 + q/p): never infinite where p > 0
    from_p = _times(np.exp(log_p), math.log(2) - np.logaddexp(0, -ratio))
    from_q = _times(np.exp(log_q), math.log(2) - np.logaddexp(0, ratio))
    return max(0.0, _integral(from_p + from_q, x) / 2)


def pearson_chi2(p: ArrayLike, q: ArrayLike, x: ArrayLike) -> float:
    """Pearson's chi-square `chi2_P(p || q) = integral (q - p)^2 / p`, in [0, inf]: the *first* density divides.

    Texts differ in the orientation; this is the one of LSGAN (Mao et al. 2016, arXiv:1611.04076, section 3.2). Unit Gaussians a
    distance mu apart: `exp(mu^2) - 1`.

    Args:
        p: Density on the grid, (N,); infinite where it is 0 and q is not.
        q: Density on the grid, (N,).
        x: Grid, (N,), increasing, wide enough for `q^2 / p`.

    Raises:
        ConfigError: the grid or a density is not one, or the grid ends before the integrand has died away.
    """
    x, log_p, log_q = _log_densities(x, p=p, q=q)
    ratio = _log_ratio(log_q, log_p)
    with np.errstate(divide="ignore"):
        log_difference = np.maximum(0, ratio) + np.log(-np.expm1(-np.abs(ratio)))  # log |q/p - 1|, without overflow
    # where only q lives, 2 inf wins over log p = -inf
    log_integrand = 2 * log_difference + np.where(np.isposinf(ratio), 0, log_p)
    if _grows_at_an_end(log_p, log_q, float(log_integrand.max()), x):
        return math.inf
    with np.errstate(over="ignore"):
        return _integral(np.exp(log_integrand), x)


def neyman_chi2(p: ArrayLike, q: ArrayLike, x: ArrayLike) -> float:
    """Neyman's chi-square `integral (q - p)^2 / q = chi2_P(q || p)`, in [0, inf]: the *second* density divides.

    Args:
        p: Density on the grid, (N,).
        q: Density on the grid, (N,); infinite where it is 0 and p is not.
        x: Grid, (N,), increasing, wide enough for `p^2 / q`.

    Raises:
        ConfigError: the grid or a density is not one, or the grid ends before the integrand has died away.
    """
    return pearson_chi2(q, p, x)


def lsgan_divergence(p_data: ArrayLike, p_gen: ArrayLike, x: ArrayLike) -> float:
    """LSGAN's own divergence `chi2_P(p_d + p_g || 2 p_g) = integral (p_g - p_d)^2 / (p_d + p_g)`, in [0, 2]; symmetric.

    What the generator minimises, up to a factor 1/2, against an optimal discriminator with b - c = 1 and b - a = 2
    (Mao et al. 2016, arXiv:1611.04076, section 3.2). Bounded, so it flattens like JS when the two do not overlap.

    Args:
        p_data: Density of the data on the grid, (N,).
        p_gen: Density of the generator on the grid, (N,).
        x: Grid, (N,), increasing.

    Raises:
        ConfigError: the grid or a density is not one.
    """
    x, log_data, log_gen = _log_densities(x, p_data=p_data, p_gen=p_gen)
    # (g - d)/(g + d) = tanh of half the log ratio
    return _integral((np.exp(log_data) + np.exp(log_gen)) * np.tanh(_log_ratio(log_gen, log_data) / 2) ** 2, x)


def total_variation(p: ArrayLike, q: ArrayLike, x: ArrayLike) -> float:
    """Total variation distance `1/2 integral |p - q|`, in [0, 1]; symmetric.

    Args:
        p: Density on the grid, (N,).
        q: Density on the grid, (N,).
        x: Grid, (N,), increasing.

    Raises:
        ConfigError: the grid or a density is not one.
    """
    x, log_p, log_q = _log_densities(x, p=p, q=q)
    return min(1.0, _absolute_integral(np.exp(log_p) - np.exp(log_q), x) / 2)


def wasserstein1(p: ArrayLike, q: ArrayLike, x: ArrayLike) -> float:
    """Wasserstein-1 (earth mover's) distance on the line, `integral |P - Q|` of the distribution functions; in the units of x, >= 0.

    Stays linear in the distance of disjoint densities (Arjovsky et al. 2017, arXiv:1701.07875, example 1).

    Args:
        p: Density on the grid, (N,).
        q: Density on the grid, (N,).
        x: Grid, (N,), increasing.

    Raises:
        ConfigError: the grid or a density is not one.
    """
    x, log_p, log_q = _log_densities(x, p=p, q=q)
    difference = np.exp(log_p) - np.exp(log_q)
    width = np.diff(x)
    # Euler-Maclaurin: a trapezoid sum that ends inside a hump is off by h^2/12 of the slope there
    cells = width * (difference[1:] + difference[:-1]) / 2 - width**2 / 12 * np.diff(np.gradient(difference, x))
    return _absolute_integral(np.concatenate(([0.0], np.cumsum(cells))), x)


def optimal_discriminator(p_data: ArrayLike, p_gen: ArrayLike) -> FloatArray:
    """The best discriminator for a fixed generator, `D*(x) = p_data / (p_data + p_gen)`, in [0, 1] (arXiv:1406.2661, proposition 1).

    Right in the tails too, where both densities underflow on an evenly spaced grid. 1/2 where neither density lives: no data say otherwise.

    Args:
        p_data: Density of the data on a grid, (N,).
        p_gen: Density of the generator on the same grid, (N,).

    Returns:
        (N,).

    Raises:
        ConfigError: a density is not one, or their shapes differ.
    """
    p_data = _density("p_data", p_data, None)
    p_gen = _density("p_gen", p_gen, p_data.shape)
    index = np.arange(len(p_data), dtype=np.float64)
    return _sigmoid(_log_ratio(_log(p_data, index), _log(p_gen, index)))


def value_function(p_data: ArrayLike, p_gen: ArrayLike, discriminator: ArrayLike, x: ArrayLike) -> float:
    """The game's value `V(D, G) = integral p_data log D + p_gen log(1 - D)`, in [-inf, 0] (arXiv:1406.2661, eq. 3).

    At `D*` it is `2 JS(p_data || p_gen) - log 4`; a discriminator that is certain and wrong makes it -inf.

    Args:
        p_data: Density of the data on the grid, (N,).
        p_gen: Density of the generator on the grid, (N,).
        discriminator: Probability of "real" on the grid, (N,) or one number, in [0, 1].
        x: Grid, (N,), increasing.

    Raises:
        ConfigError: the grid or a density is not one, or a probability is outside [0, 1].
    """
    x, log_data, log_gen = _log_densities(x, p_data=p_data, p_gen=p_gen)
    d = _numbers("discriminator", discriminator)
    if d.ndim and d.shape != x.shape:
        raise ConfigError("density_shape", field="discriminator", received=d.shape, expected=x.shape)
    if not ((d >= 0) & (d <= 1)).all():
        raise ConfigError("value", field="discriminator", received=_first(d, ~((d >= 0) & (d <= 1))), expected="0 ... 1")
    d = np.broadcast_to(d, x.shape)

    ratio = _log_ratio(log_data, log_gen)
    best = _sigmoid(ratio)
    with np.errstate(divide="ignore"):
        log_real, log_fake = np.log(d), np.log1p(-d)
    # A D of 0 or 1 may be D* rounded, deep in a tail where the other density is tiny but not 0: then D*'s own logarithm holds.
    log_real = np.where((d == 0) & (best == 0), -np.logaddexp(0, -ratio), log_real)
    log_fake = np.where((d == 1) & (best == 1), -np.logaddexp(0, ratio), log_fake)
    return _integral(_times(np.exp(log_data), log_real) + _times(np.exp(log_gen), log_fake), x)


# ------------------------------------------------------------------------------------------------------------------------- integrals


def _integral(values: FloatArray, x: FloatArray) -> float:
    return float(np.sum(np.diff(x) * (values[1:] + values[:-1])) / 2)


def _absolute_integral(values: FloatArray, x: FloatArray) -> float:
    """The integral of |values|, with the kink put right wherever the sign changes, between grid points or on one."""
    width, size = np.diff(x), np.abs(values)
    both = size[:-1] + size[1:]
    crosses = values[:-1] * values[1:] < 0
    on_point = (values[1:-1] == 0) & (values[:-2] * values[2:] < 0)
    # Two triangles instead of a trapezoid where the sign changes, and the Euler-Maclaurin term h^2/12 |slope| of the sums that end there.
    triangles = (size[:-1] ** 2 + size[1:] ** 2) / np.where(crosses, both, 1) / 2 + both / 6
    ends = np.where(on_point, width[:-1] * size[:-2] + width[1:] * size[2:], 0) / 12
    return float(np.sum(width * np.where(crosses, triangles, both / 2)) + np.sum(ends))


def _grows_at_an_end(log_p: FloatArray, log_q: FloatArray, log_peak: float, x: FloatArray) -> bool:
    """Whether q^2/p goes on growing at an end of the grid where both densities are gone, so that its integral diverges.

    Raises:
        ConfigError: it is still large there but bends down: a wider grid would hold it.
    """
    if not -math.inf < log_peak < math.log(np.finfo(np.float64).max):
        return False  # zero everywhere, or infinite already
    last = max(2, len(x) // 50)
    for chosen in (np.array([0, last // 2, last]), -1 - np.array([0, last // 2, last])):
        near_p, near_q = log_p[chosen], log_q[chosen]
        if not np.isfinite(near_p + near_q).all() or max(near_p[0] - log_p.max(), near_q[0] - log_q.max()) > math.log(CUT_TAIL):
            continue
        log_share = 2 * near_q - near_p - log_peak
        if log_share[0] < math.log(CUT_TAIL):
            continue
        slope, curvature = _parabola(x[chosen], log_share)
        outward = x[chosen[0]] - x[chosen[2]]
        if slope * outward > -1e-9 and curvature * outward**2 > -1e-9:
            return True
        raise ConfigError("grid_narrow", received=f"{x[chosen[0]]:g}")
    return False


# ----------------------------------------------------------------------------------------------------------------------- logarithms


def _log(density: FloatArray, x: FloatArray) -> FloatArray:
    """log(density), continued as a parabola where the density underflowed and -inf where it ends."""
    with np.errstate(divide="ignore"):
        log_density = np.log(density)
    lost = density < UNDERFLOW
    if not lost.any():
        return log_density
    log_density[lost] = -np.inf
    if lost.all():
        return log_density
    known = log_density.copy()
    edges = np.flatnonzero(np.diff(lost)) + 1
    for start, stop in zip([0, *edges], [*edges, len(x)], strict=True):
        if not lost[start]:
            continue
        hole = slice(start, stop)
        # from the left neighbour rightwards and from the right neighbour leftwards
        for nearest, step in ((start - 1, -1), (stop, 1)):
            if 0 <= nearest < len(x):
                log_density[hole] = np.logaddexp(log_density[hole], _continued(known, x, nearest, step, x[hole]))
    return log_density


def _continued(log_density: FloatArray, x: FloatArray, nearest: int, step: int, at: FloatArray) -> FloatArray:
    """The log density `at` points beyond index `nearest`, from the deep tail that reaches from there in direction `step`."""
    inward = log_density[nearest::step]
    shallow = np.flatnonzero((inward > math.log(DEEP_TAIL)) | np.isneginf(inward))
    length = int(shallow[0]) if len(shallow) else len(inward)
    if length < 3:  # falls from an ordinary value to 0: the support ends
        return np.full(len(at), -np.inf)
    chosen = nearest + step * np.array([0, length // 2, length - 1])
    slope, curvature = _parabola(x[chosen], log_density[chosen])
    offset = at - x[nearest]
    return log_density[nearest] + offset * (slope + min(curvature, 0.0) * offset)


def _parabola(x: FloatArray, y: FloatArray) -> tuple[float, float]:
    """Slope at the first of three points, and the coefficient of the square, of the parabola through them."""
    first, second = (y[1] - y[0]) / (x[1] - x[0]), (y[2] - y[1]) / (x[2] - x[1])
    curvature = (second - first) / (x[2] - x[0])
    return float(first + curvature * (x[0] - x[1])), float(curvature)


def _log_ratio(log_a: FloatArray, log_b: FloatArray) -> FloatArray:
    """log(a/b), and 0 where both are 0."""
    neither = np.isneginf(log_a) & np.isneginf(log_b)
    return np.where(neither, 0.0, np.where(neither, 0.0, log_a) - np.where(neither, 0.0, log_b))


def _times(weight: FloatArray, values: FloatArray) -> FloatArray:
    """weight * values, and 0 where the weight is 0 even if the value is infinite."""
    return weight * np.where(weight > 0, values, 0.0)


def _sigmoid(logit: FloatArray) -> FloatArray:
    return np.exp(-np.logaddexp(0.0, -logit))


# ------------------------------------------------------------------------------------------------------------------------ validation


def _log_densities(x: ArrayLike, **densities: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The checked grid and the logarithms of both densities, scaled to area 1."""
    grid = _numbers("x", x)
    if grid.ndim != 1 or len(grid) < 3 or not np.isfinite(grid).all() or not (np.diff(grid) > 0).all():
        raise ConfigError("grid")
    logs = []
    for field, values in densities.items():
        density = _density(field, values, grid.shape)
        area = _integral(density, grid)
        if not abs(area - 1) <= AREA_TOLERANCE:
            raise ConfigError("density_area", field=field, received=f"{area:.4g}")
        logs.append(_log(density, grid) - math.log(area))
    return grid, logs[0], logs[1]


def _density(field: str, values: ArrayLike, shape: tuple[int, ...] | None) -> FloatArray:
    density = _numbers(field, values)
    if density.ndim != 1 or (shape is not None and density.shape != shape):
        raise ConfigError("density_shape", field=field, received=density.shape, expected=shape or "(N,)")
    wrong = ~(np.isfinite(density) & (density >= 0))
    if wrong.any():
        raise ConfigError("density_values", field=field, received=_first(density, wrong), index=int(np.argmax(wrong)))
    return density


def _numbers(field: str, values: ArrayLike) -> FloatArray:
    try:
        array = np.asarray(values)
    except ValueError:  # rows of different lengths
        raise ConfigError("numbers", field=field) from None
    if array.dtype.kind not in "iuf":
        raise ConfigError("numbers", field=field)
    return array.astype(np.float64)


def _first(values: FloatArray, wrong: Any) -> str:
    return f"{np.atleast_1d(values)[np.argmax(np.atleast_1d(wrong))]:g}"
