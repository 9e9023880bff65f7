from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from gan_core.errors import ConfigError
from gan_core.theory.densities import Density, Pair
from gan_core.theory.divergence_curves import (
    DIVERGENCES,
    FAMILIES,
    cached_curve,
    chi2_breaks,
    curve,
    densities,
    flat_from,
    force,
    has_closed_form,
    is_infinite,
    log10_value,
)

SMOOTH = ("gaussian", "laplace")
SYMMETRIC = ("js", "lsgan", "total_variation", "wasserstein")
WIDTHS = [(1.0, 1.0), (0.3, 0.3), (1.0, 1.3), (2.0, 1.0), (0.2, 3.0), (3.0, 0.2), (1.0, 1.0 + 1e-9)]
widths = st.floats(0.2, 3)


def value(name: str, family: str, distance: float, s: float, t: float) -> float:
    return float(curve(name, family, distance, s, t).value)


def slope(name: str, family: str, distance: float, s: float, t: float) -> float:
    return float(curve(name, family, distance, s, t).slope)


# --------------------------------------------------------------------------------------------------------------------- closed forms


@given(st.floats(-30, 30), widths, widths)
def test_kl_of_gaussians(mu, s, t):
    assert value("kl", "gaussian", mu, s, t) == pytest.approx(math.log(t / s) + (s**2 + mu**2) / (2 * t**2) - 0.5, rel=1e-9, abs=1e-9)
    assert slope("kl", "gaussian", mu, s, t) == pytest.approx(mu / t**2, rel=1e-12)
    assert value("reverse_kl", "gaussian", mu, s, t) == pytest.approx(value("kl", "gaussian", mu, t, s), rel=1e-12)


@given(st.floats(0, 26), st.floats(1, 3))
def test_chi2_of_equal_gaussians_is_exp_of_the_square(ratio, width):
    for name in ("pearson", "neyman"):
        assert value(name, "gaussian", ratio * width, width, width) == pytest.approx(math.expm1(ratio**2), rel=1e-9)
        assert slope(name, "gaussian", ratio * width, width, width) == pytest.approx(2 * ratio / width * math.exp(ratio**2), rel=1e-9)


def test_chi2_of_gaussians_is_infinite_from_twice_the_variance_on():
    assert value("pearson", "gaussian", 1, 1, 1.5) == math.inf
    assert is_infinite("pearson", "gaussian", 1, 1, math.sqrt(2) * (1 + 1e-12))
    assert not is_infinite("pearson", "gaussian", 1, 1, 1.41)
    assert is_infinite("neyman", "gaussian", 0, 1.5, 1)
    assert value("pearson", "gaussian", 0, 2, 1) == pytest.approx(4 / math.sqrt(7) - 1, rel=1e-12)
    assert math.isnan(slope("pearson", "gaussian", 1, 1, 1.5))  # no value, no slope


def test_too_large_is_not_infinite():
    assert value("pearson", "gaussian", 30, 1, 1) == slope("pearson", "gaussian", 30, 1, 1) == math.inf
    assert not is_infinite("pearson", "gaussian", 30, 1, 1)
    assert log10_value("pearson", "gaussian", 30, 1, 1) == pytest.approx(900 / math.log(10))
    for family, name in (("gaussian", "pearson"), ("laplace", "pearson"), ("gaussian", "neyman"), ("laplace", "neyman")):
        for s, t in ((1.0, 1.0), (1.2, 1.0), (1.0, 1.2)):
            assert log10_value(name, family, 18, s, t) == pytest.approx(math.log10(value(name, family, 18, s, t)), rel=1e-6)


@pytest.mark.parametrize("mu", [0, 0.01, 1, 5, 30])
def test_total_variation_and_wasserstein_of_equal_widths(mu):
    assert value("total_variation", "gaussian", mu, 2, 2) == pytest.approx(math.erf(mu / 2 / math.sqrt(8)), abs=1e-15)
    assert value("total_variation", "laplace", mu, 2, 2) == pytest.approx(1 - math.exp(-mu / 4), abs=1e-15)
    for family in FAMILIES:
        assert value("wasserstein", family, mu, 2, 2) == mu
        assert slope("wasserstein", family, mu, 2, 2) == 1


@given(st.floats(0, 30), widths, widths)
def test_wasserstein_is_the_mean_distance_of_the_quantiles(mu, s, t):
    """E |mu + (t - s) Z|: of Gaussians a folded normal, of Laplace and uniform densities elementary."""
    for family, law in {"gaussian": stats.norm, "laplace": stats.laplace, "uniform": stats.uniform(-1, 2)}.items():
        z = law.ppf((np.arange(20_000) + 0.5) / 20_000)
        assert value("wasserstein", family, mu, s, t) == pytest.approx(np.abs(mu + (t - s) * z).mean(), abs=2e-3)
    if abs(s - t) > 1e-6:
        assert value("wasserstein", "gaussian", mu, s, t) == pytest.approx(stats.foldnorm.mean(mu / abs(s - t)) * abs(s - t), rel=1e-9)


@pytest.mark.parametrize("mu", [0, 0.4, 3, 30])
def test_kl_of_laplace_densities(mu):
    assert value("kl", "laplace", mu, 1, 1) == pytest.approx(mu + math.exp(-mu) - 1, abs=1e-14)
    assert slope("kl", "laplace", mu, 1, 1) == pytest.approx(1 - math.exp(-mu), abs=1e-14)
    assert value("pearson", "laplace", mu, 1, 1) == pytest.approx((2 * math.exp(mu) + math.exp(-2 * mu)) / 3 - 1, rel=1e-13, abs=1e-14)


def test_uniform_densities():
    """[-1, 1] and [mu - 1/2, mu + 1/2]: inside until mu = 1/2, apart from mu = 3/2 on."""
    log = math.log
    assert value("kl", "uniform", 0.2, 0.5, 1) == pytest.approx(log(2))
    assert value("kl", "uniform", 0.2, 1, 0.5) == math.inf
    assert value("reverse_kl", "uniform", 0.5, 1, 0.5) == pytest.approx(log(2))
    assert value("reverse_kl", "uniform", 0.51, 1, 0.5) == math.inf
    assert value("pearson", "uniform", 0.2, 1, 0.5) == pytest.approx(1)  # integral q^2/p - 1
    assert value("neyman", "uniform", 0.2, 1, 0.5) == math.inf
    assert value("total_variation", "uniform", 0.2, 1, 0.5) == pytest.approx(0.5)
    assert value("total_variation", "uniform", 1.0, 1, 0.5) == pytest.approx(0.75)
    assert slope("total_variation", "uniform", 1.0, 1, 0.5) == pytest.approx(0.5)
    assert slope("total_variation", "uniform", 0.2, 1, 0.5) == 0
    for name, bound in (("js", log(2)), ("lsgan", 2), ("total_variation", 1)):
        assert value(name, "uniform", 1.5, 1, 0.5) == bound
        assert slope(name, "uniform", 1.5, 1, 0.5) == 0
    assert value("js", "uniform", 1, 1, 1) == pytest.approx(log(2) / 2)
    assert value("lsgan", "uniform", 1, 1, 1) == pytest.approx(1)
    assert value("wasserstein", "uniform", 1.5, 1, 0.5) == 1.5
    # where both ends meet only up to rounding
    assert value("reverse_kl", "uniform", 0.5, 0.7, 0.2) < math.inf


# ----------------------------------------------------------------------------------------------------------- limits, growth, flatness


@pytest.mark.parametrize("family", SMOOTH)
@pytest.mark.parametrize(("s", "t"), WIDTHS)
def test_limits_far_apart(family, s, t):
    far = 40 * (s + t) * (3 if family == "laplace" else 1)
    for name, bound in (("js", math.log(2)), ("lsgan", 2), ("total_variation", 1)):
        assert value(name, family, far, s, t) == pytest.approx(bound, abs=1e-12)
        assert 0 <= slope(name, family, far, s, t) < 1e-12
    assert slope("wasserstein", family, far, s, t) == pytest.approx(1, abs=1e-12)
    assert value("kl", family, 2 * far, s, t) / value("kl", family, far, s, t) == pytest.approx(4 if family == "gaussian" else 2, rel=0.05)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("name", DIVERGENCES)
def test_of_a_density_with_itself_is_zero(name, family):
    for width in (0.2, 1.0, 2.9):
        assert value(name, family, 0, width, width) == 0
        # a kink at 0 has its slope outwards; what is smooth has none
        if family != "uniform" and name not in ("total_variation", "wasserstein"):
            assert slope(name, family, 0, width, width) == 0


@given(st.sampled_from(SYMMETRIC), st.sampled_from(list(FAMILIES)), st.floats(0.01, 30), widths, widths)
def test_symmetry_and_range(name, family, mu, s, t):
    one, other, mirrored = curve(name, family, mu, s, t), curve(name, family, mu, t, s), curve(name, family, -mu, s, t)
    assert one.value == pytest.approx(other.value, rel=1e-9, abs=1e-12)
    assert one.slope == pytest.approx(other.slope, rel=1e-7, abs=1e-12)
    assert mirrored.value == one.value
    assert mirrored.slope == -one.slope
    assert -1e-12 <= one.value <= DIVERGENCES[name] + 1e-12


@given(st.sampled_from(list(FAMILIES)), widths, widths, st.sampled_from(list(DIVERGENCES)))
@settings(max_examples=60)
def test_never_falls_and_never_without_a_number(family, s, t, name):
    mu = np.linspace(0, 40, 81)
    values, slopes = curve(name, family, mu, s, t)
    assert not np.isnan(values).any()
    finite = np.isfinite(values)
    assert (np.diff(values[finite]) >= -1e-12 * np.maximum(1, values[finite][1:])).all()
    assert (slopes[finite] >= -1e-12).all()
    assert not np.isnan(slopes[finite]).any()


def test_lsgan_flattens_like_js_while_pearson_explodes():
    mu = np.linspace(0, 12, 241)
    flat = {name: flat_from(mu, curve(name, "gaussian", mu, 1, 1).slope) for name in DIVERGENCES}
    assert flat["js"] == pytest.approx(6.63, abs=0.01)
    assert flat["lsgan"] == pytest.approx(6.41, abs=0.01)
    assert flat["total_variation"] == pytest.approx(math.sqrt(8 * math.log(100)), abs=1e-3)
    assert {name for name, start in flat.items() if start is None} == {"pearson", "kl", "reverse_kl", "neyman", "wasserstein"}


def test_flat_from():
    x = np.array([0.0, 1, 2, 3])
    assert flat_from(x, np.array([0.0, 1, 0.1, 1e-3])) == pytest.approx(2.5)
    assert flat_from(x, np.array([0.5, 0.5, 0, 0])) == 2
    assert flat_from(x, np.array([0.0, 1, 2, 3])) is None
    assert flat_from(x, np.zeros(4)) is None
    assert flat_from(x, np.array([0, 1, np.nan, np.nan])) is None


# ------------------------------------------------------------------------------------------------------------------ values by SciPy


def log_middle(log_p: float, log_q: float) -> float:
    return float(np.logaddexp(log_p, log_q)) - math.log(2)


def chi2(log_p: float, log_q: float) -> float:
    """(q - p)^2 / p."""
    if log_p == log_q:
        return 0.0
    return math.exp(2 * (max(log_p, log_q) + math.log(-math.expm1(-abs(log_p - log_q)))) - log_p)


INTEGRANDS: dict[str, Callable[[float, float], float]] = {
    "js": lambda p, q: (math.exp(p) * (p - log_middle(p, q)) + math.exp(q) * (q - log_middle(p, q))) / 2,
    "kl": lambda p, q: math.exp(p) * (p - q),
    "reverse_kl": lambda p, q: math.exp(q) * (q - p),
    "pearson": lambda p, q: chi2(p, q),
    "neyman": lambda p, q: chi2(q, p),
    "lsgan": lambda p, q: 2 * math.exp(log_middle(p, q)) * math.tanh((p - q) / 2) ** 2,
    "total_variation": lambda p, q: abs(math.exp(p) - math.exp(q)) / 2,
}


def by_scipy(name: str, family: str, mu: float, s: float, t: float) -> float:
    """SciPy's quadrature of the definition, stretch by stretch, on log densities."""
    p, q = densities(family, mu, s, t)
    breaks = [p.breaks(), q.breaks(), chi2_breaks(family, mu, s, t), mu - chi2_breaks(family, mu, t, s)]
    points = np.unique(np.concatenate(breaks))
    crossings = Pair(p, q)._crossed
    points = np.unique(np.concatenate((points, crossings)))

    def integrand(x: float) -> float:
        if name == "wasserstein":
            return abs(float(p.cdf(x) - q.cdf(x)))
        return INTEGRANDS[name](float(p.log_pdf(x)), float(q.log_pdf(x)))

    return math.fsum(integrate.quad(integrand, low, high, epsabs=1e-300, epsrel=1e-9)[0] for low, high in pairwise(points))


@pytest.mark.filterwarnings("ignore::scipy.integrate.IntegrationWarning")  # of stretches that hold next to nothing
@pytest.mark.parametrize("family", SMOOTH)
@pytest.mark.parametrize("name", DIVERGENCES)
@pytest.mark.parametrize(("mu", "s", "t"), [(0.3, 1, 1), (2.7, 1, 1.3), (5, 0.8, 1.1), (6, 0.4, 0.45)])
def test_values_are_scipys(name, family, mu, s, t):
    assert value(name, family, mu, s, t) == pytest.approx(by_scipy(name, family, mu, s, t), rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("s", "t"), WIDTHS)
def test_curves_are_the_integrals_of_pairs(family, s, t):
    """Two ways to the same number: the formulas and sums of curves, and the integrals of two densities."""
    for mu in (0.0, 0.05, 1.0, 3.0, 12.0, 30.0):
        p, q = densities(family, mu, s, t)
        pair, mirrored = Pair(p, q), Pair(q, p)
        integrals = {
            "js": pair.js(),
            "kl": pair.kl(),
            "reverse_kl": mirrored.kl(),
            "lsgan": pair.lsgan(),
            "total_variation": pair.total_variation(),
            "wasserstein": pair.wasserstein1(),
        }
        if not is_infinite("pearson", family, mu, s, t):
            integrals["pearson"] = pair.pearson_chi2(chi2_breaks(family, mu, s, t))
        if not is_infinite("neyman", family, mu, s, t):
            integrals["neyman"] = mirrored.pearson_chi2(mu - chi2_breaks(family, mu, t, s))
        for name, integral in integrals.items():
            assert value(name, family, mu, s, t) == pytest.approx(integral, rel=1e-9, abs=1e-9), name


# ------------------------------------------------------------------------------------------------------------------------- derivatives


@given(st.sampled_from(list(DIVERGENCES)), st.sampled_from(SMOOTH), st.floats(0.05, 20), widths, widths)
@settings(max_examples=150)
def test_slopes_are_central_differences(name, family, mu, s, t):
    if is_infinite(name, family, mu, s, t):
        assert math.isnan(slope(name, family, mu, s, t))
        return
    step = 1e-4 * min(s, t)
    low, high = (value(name, family, mu + way * step, s, t) for way in (-1, 1))
    if math.isinf(high) or max(abs(math.log(high / low)) if low > 0 else 0, 0) > 0.01:
        return  # it explodes within a step
    here = slope(name, family, mu, s, t)
    assert here == pytest.approx((high - low) / (2 * step), rel=1e-4, abs=1e-6 * max(1, abs(high)))


@pytest.mark.parametrize("mu", [0.0, 0.5, 2.0, 5.0])
def test_slopes_are_autograds(mu):
    x = torch.linspace(-30, 40, 70_001, dtype=torch.float64)
    for s, t in ((1.0, 1.0), (1.0, 1.3), (2.0, 0.7)):
        distance = torch.tensor(mu, dtype=torch.float64, requires_grad=True)
        p, q = (
            torch.distributions.Normal(mean, torch.tensor(width, dtype=torch.float64)) for mean, width in ((0 * distance, s), (distance, t))
        )
        log_p, log_q = p.log_prob(x), q.log_prob(x)
        middle = torch.logaddexp(log_p, log_q) - math.log(2)
        by_name = {
            "js": (log_p.exp() * (log_p - middle) + log_q.exp() * (log_q - middle)) / 2,
            "lsgan": (log_p.exp() + log_q.exp()) * torch.tanh((log_p - log_q) / 2) ** 2,
        }
        for name, integrand in by_name.items():
            integral = torch.trapezoid(integrand, x)
            (expected,) = torch.autograd.grad(integral, distance, retain_graph=True)
            assert value(name, "gaussian", mu, s, t) == pytest.approx(float(integral.detach()), abs=1e-10)
            assert slope(name, "gaussian", mu, s, t) == pytest.approx(float(expected), abs=1e-10)


@pytest.mark.parametrize("mu", [12.0, 30.0, 50.0])
def test_slopes_in_the_far_tails(mu):
    """Equal unit Gaussians: by symmetry around mu/2, exp(-mu^2/8) times an integral that SciPy can do."""
    offset = math.exp(-(mu**2) / 8) / math.sqrt(2 * math.pi)

    def q_over_offset(y: float) -> float:  # q at mu/2 + y, over `offset`
        return math.exp(-(y**2) / 2 + y * mu / 2)

    def scaled(share: Callable[[float], float]) -> float:
        """-integral dq/dmu share(log p/q) dx over offset, with x = mu/2 + y and log p/q = -mu y."""
        points = np.concatenate((np.linspace(-9, -1, 30), np.linspace(-1, 1, 200), np.linspace(1, 9, 30)[1:]))

        def integrand(y: float) -> float:
            return -q_over_offset(y) * (y - mu / 2) * share(-mu * y)

        return math.fsum(integrate.quad(integrand, low, high, epsabs=1e-20, epsrel=1e-10)[0] for low, high in pairwise(points))

    js = scaled(lambda ratio: float(np.logaddexp(0, ratio))) / 2
    lsgan = 4 * scaled(lambda ratio: math.exp(-2 * float(np.logaddexp(0, -ratio))))
    assert slope("js", "gaussian", mu, 1, 1) == pytest.approx(js * offset, rel=1e-7)
    assert slope("lsgan", "gaussian", mu, 1, 1) == pytest.approx(lsgan * offset, rel=1e-7)


# ------------------------------------------------------------------------------------------------------------------------------ use


def test_shapes_and_memory():
    mu = np.linspace(-3, 3, 12).reshape(3, 4)
    for name in DIVERGENCES:
        for family in FAMILIES:
            values, slopes = curve(name, family, mu, 1, 1)
            assert values.shape == slopes.shape == (3, 4)
    kept = cached_curve("js", "gaussian", 12, 241, 1.0, 1.2)
    assert kept is cached_curve("js", "gaussian", 12, 241, 1.0, 1.2)
    with pytest.raises(ValueError, match="read-only"):
        kept.value[0] = 1


def test_closed_forms_are_named():
    assert not has_closed_form("js", "gaussian")
    assert not has_closed_form("lsgan", "laplace")
    assert has_closed_form("js", "uniform")
    assert has_closed_form("pearson", "laplace")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: curve("hellinger", "gaussian", 0, 1, 1), "name: got hellinger"),
        (lambda: curve("js", "cauchy", 0, 1, 1), "family: got cauchy"),
        (lambda: curve("js", "gaussian", 0, 0, 1), "width: got 0"),
        (lambda: curve("js", "gaussian", 0, 1, math.nan), "width: got nan"),
        (lambda: curve("js", "gaussian", math.inf, 1, 1), "distance: holds something"),
    ],
)
def test_wrong_input_says_what_to_change(call, message):
    with pytest.raises(ConfigError, match=message):
        call()


def test_densities_stand_where_they_say():
    one, other = densities("laplace", 3, 1, 2)
    assert isinstance(one, Density)
    assert (one.cdf(0.0), other.cdf(3.0)) == (0.5, 0.5)


@pytest.mark.parametrize("family", ["gaussian", "laplace"])
def test_with_d_fixed_lsgan_pulls_by_its_own_loss(family):
    """The mean of (c - D*) D*' over the fakes, by torch, towards the data; and the numbers of unit Gaussians."""
    distances, widths = np.array([0.5, 1.0, 3.0]), (1.0, 1.3)
    kind = {"gaussian": stats.norm, "laplace": stats.laplace}[family]
    for distance, found in zip(distances, force("lsgan", family, distances, *widths), strict=True):
        x = np.linspace(-25, 30, 400_001)
        p, q = kind.pdf(x, 0, widths[0]), kind.pdf(x, distance, widths[1])
        d_star = (p - q) / (p + q)
        assert found == pytest.approx(np.trapezoid(q * d_star * np.gradient(d_star, x), x), abs=2e-4)
    unit = force("lsgan", "gaussian", distances, 1.0, 1.0)
    assert unit == pytest.approx([0.0125, 0.060, 0.110], abs=5e-4)
    assert curve("lsgan", "gaussian", distances, 1.0, 1.0).slope == pytest.approx([0.446, 0.676, 0.371], abs=5e-4)


@pytest.mark.parametrize("name", ["js", "wasserstein"])
def test_a_shared_objective_pulls_by_the_divergences_slope(name):
    assert force(name, "gaussian", 2.0, 1.0, 1.5) == curve(name, "gaussian", 2.0, 1.0, 1.5).slope
    with pytest.raises(ConfigError):
        force("pearson", "gaussian", 2.0, 1.0, 1.5)


def test_with_d_fixed_of_uniform_densities_only_the_ends_count():
    """q moves by a little: D* of the old place at its two ends."""
    for distance, widths in ((1.0, (1.0, 1.0)), (0.7, (1.0, 0.6)), (3.0, (1.0, 1.0)), (0.2, (1.0, 0.5))):
        p, q = 1 / (2 * widths[0]), 1 / (2 * widths[1])

        def d_star(x, p=p, q=q, distance=distance, widths=widths):
            real, fake = p * (abs(x) < widths[0]), q * (abs(x - distance) < widths[1])
            return (real - fake) / (real + fake)

        ends = [d_star(distance + sign * widths[1] * (1 - 1e-9)) ** 2 for sign in (1, -1)]
        assert force("lsgan", "uniform", distance, *widths) == pytest.approx(q * (ends[0] - ends[1]) / 2)
