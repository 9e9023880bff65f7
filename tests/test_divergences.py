from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from gan_core.divergences import (
    js,
    kl,
    lsgan_divergence,
    neyman_chi2,
    optimal_discriminator,
    pearson_chi2,
    total_variation,
    value_function,
    wasserstein1,
)
from gan_core.errors import ConfigError

X = np.linspace(-40, 80, 24_001)
ALL = [kl, js, pearson_chi2, neyman_chi2, lsgan_divergence, total_variation, wasserstein1]
SYMMETRIC = [js, lsgan_divergence, total_variation, wasserstein1]
BOUNDS = {js: math.log(2), lsgan_divergence: 2.0, total_variation: 1.0}
LOG_4 = math.log(4)


def normal(mean: float = 0, width: float = 1, x: np.ndarray = X) -> np.ndarray:
    return stats.norm.pdf(x, mean, width)


def laplace(mean: float = 0, width: float = 1, x: np.ndarray = X) -> np.ndarray:
    return stats.laplace.pdf(x, mean, width)


def uniform(low: float, high: float, x: np.ndarray = X) -> np.ndarray:
    return stats.uniform.pdf(x, low, high - low)


# --------------------------------------------------------------------------------------------------------------------- closed forms


@given(st.floats(-20, 20), st.floats(0.5, 3), st.floats(0.5, 3))
def test_kl_of_gaussians(mean: float, width_p: float, width_q: float) -> None:
    expected = math.log(width_q / width_p) + (width_p**2 + mean**2) / (2 * width_q**2) - 0.5
    assert kl(normal(0, width_p), normal(mean, width_q), X) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(st.floats(-15, 15))
def test_chi2_of_unit_gaussians(mean: float) -> None:
    expected = math.expm1(mean**2)
    assert pearson_chi2(normal(), normal(mean), X) == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert neyman_chi2(normal(mean), normal(), X) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("mean", [0.01, 0.5, 1, 2, 3.1234, 7, 30])
def test_total_variation_and_wasserstein_of_unit_gaussians(mean: float) -> None:
    assert total_variation(normal(), normal(mean), X) == pytest.approx(2 * stats.norm.cdf(mean / 2) - 1, abs=1e-9)
    assert wasserstein1(normal(), normal(mean), X) == pytest.approx(mean, abs=1e-9)


def test_wasserstein_where_the_distribution_functions_cross() -> None:
    """N(0, 1) against N(0, 4): |1 - 2| E|z|."""
    assert wasserstein1(normal(), normal(0, 2), X) == pytest.approx(math.sqrt(2 / math.pi), abs=1e-9)


def test_kl_of_laplace_densities() -> None:
    """Equal widths a distance t apart: t + exp(-t) - 1; the kinks cost the square of the spacing."""
    x = np.linspace(-40, 60, 100_001)
    for distance in (0.5, 3.0, 30.0):
        assert kl(laplace(distance, 1, x), laplace(0, 1, x), x) == pytest.approx(distance + math.exp(-distance) - 1, abs=1e-6)


def test_pearson_chi2_is_the_orientation_it_names() -> None:
    """First wider: 4/sqrt(7) - 1 for widths 2 and 1; the other way round the integral diverges."""
    assert pearson_chi2(normal(0, 2), normal(), X) == pytest.approx(4 / math.sqrt(7) - 1, rel=1e-9)
    assert neyman_chi2(normal(), normal(0, 2), X) == pytest.approx(4 / math.sqrt(7) - 1, rel=1e-9)


def test_lsgan_divergence_is_pearson_of_the_sum_and_twice_the_generator() -> None:
    """chi2_P(p_d + p_g || 2 p_g), both halved to be densities: a factor 2 comes back out."""
    p, q = normal(), normal(1.5)
    assert lsgan_divergence(p, q, X) == pytest.approx(2 * pearson_chi2((p + q) / 2, q, X), rel=1e-12)


# ----------------------------------------------------------------------------------------------------------------------- quadrature


def quadrature(integrand: Callable[[float], float], low: float = -30, high: float = 30) -> float:
    points = np.linspace(low, high, 25)[1:-1]
    return integrate.quad(integrand, low, high, points=points, limit=1000, epsabs=1e-12, epsrel=1e-12)[0]


@given(st.floats(0, 4), st.floats(0.7, 1.5), st.floats(-6, -1), st.floats(0.2, 0.8))
@settings(max_examples=15)
def test_values_are_scipys_for_mixtures(mean: float, width: float, second: float, share: float) -> None:
    def p(x: float) -> float:
        return math.exp(-(x**2) / 4.5) / math.sqrt(4.5 * math.pi)

    def q(x: float) -> float:
        first_part = share * math.exp(-(((x - mean) / width) ** 2) / 2) / width
        return (first_part + (1 - share) * math.exp(-((x - second) ** 2) / 2)) / math.sqrt(2 * math.pi)

    p_grid, q_grid = np.vectorize(p)(X), np.vectorize(q)(X)
    for function, integrand in {
        js: lambda x: (p(x) * math.log(2 * p(x) / (p(x) + q(x))) + q(x) * math.log(2 * q(x) / (p(x) + q(x)))) / 2,
        lsgan_divergence: lambda x: (p(x) - q(x)) ** 2 / (p(x) + q(x)),
        total_variation: lambda x: abs(p(x) - q(x)) / 2,
    }.items():
        assert function(p_grid, q_grid, X) == pytest.approx(quadrature(integrand, -25, 25), abs=1e-6)
    assert kl(p_grid, q_grid, X) == pytest.approx(quadrature(lambda x: p(x) * math.log(p(x) / q(x)), -25, 25), rel=1e-6, abs=1e-6)
    expected = quadrature(lambda x: (q(x) - p(x)) ** 2 / p(x), -30, 30)
    assert pearson_chi2(p_grid, q_grid, X) == pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_values_are_scipys_across_a_kink() -> None:
    x = np.linspace(-30, 30, 60_001)
    p, q = laplace(0, 1, x), normal(0.7, 1, x)
    expected = quadrature(lambda v: stats.norm.pdf(v, 0.7) ** 2 / stats.laplace.pdf(v)) - 1
    assert pearson_chi2(p, q, x) == pytest.approx(expected, abs=1e-6)
    expected = quadrature(lambda v: stats.norm.pdf(v, 0.7) * (stats.norm.logpdf(v, 0.7) - stats.laplace.logpdf(v)))
    assert kl(q, p, x) == pytest.approx(expected, abs=1e-6)
    expected = quadrature(lambda v: abs(stats.laplace.cdf(v) - stats.norm.cdf(v, 0.7)))
    assert wasserstein1(p, q, x) == pytest.approx(expected, abs=1e-6)


def test_an_uneven_grid_will_do() -> None:
    x = np.sinh(np.linspace(-4, 4, 8001))
    p, q = normal(0, 1, x), normal(1.3, 1, x)
    assert kl(p, q, x) == pytest.approx(1.3**2 / 2, abs=1e-5)
    assert js(p, q, x) == pytest.approx(js(normal(), normal(1.3), X), abs=1e-5)
    assert wasserstein1(p, q, x) == pytest.approx(1.3, abs=1e-5)


# ------------------------------------------------------------------------------------------------------- tails, limits and infinities


def test_underflowed_tails_are_continued() -> None:
    """At these distances one density is exactly 0 in float64 where the other has its mass."""
    assert normal(60)[np.argmax(normal())] == 0
    assert kl(normal(), normal(60), X) == pytest.approx(1800, rel=1e-9)
    assert kl(laplace(), laplace(75, 0.1), X) == pytest.approx(750 + math.log(0.1) - 1, rel=1e-5)
    assert pearson_chi2(normal(), normal(25), X) == pytest.approx(math.exp(625), rel=1e-9)


def test_gap_between_the_humps_of_a_mixture_is_continued_from_both_sides() -> None:
    mixture = (normal(-30) + normal(70)) / 2
    assert mixture[np.searchsorted(X, 20)] == 0
    between = kl(normal(20), mixture, X)
    expected = quadrature(
        lambda v: (
            stats.norm.pdf(v, 20)
            * (stats.norm.logpdf(v, 20) + math.log(2) - np.logaddexp(stats.norm.logpdf(v, -30), stats.norm.logpdf(v, 70)))
        ),
        5,
        35,
    )
    assert between == pytest.approx(expected, rel=1e-6)


def test_far_apart_bounded_ones_sit_on_their_bound() -> None:
    for p, q in [(normal(), normal(50)), (uniform(0, 1), uniform(2, 3)), (laplace(-20), uniform(40, 50))]:
        for function, bound in BOUNDS.items():
            assert function(p, q, X) == pytest.approx(bound, abs=1e-9)


def test_lsgan_flattens_like_js_while_pearson_explodes() -> None:
    distances = (6, 8, 10)
    assert all(2 - lsgan_divergence(normal(), normal(d), X) < 0.03 for d in distances)
    assert all(math.log(2) - js(normal(), normal(d), X) < 0.01 for d in distances)
    assert pearson_chi2(normal(), normal(10), X) > 1e43


def test_supports_that_do_not_match_are_infinite() -> None:
    assert kl(uniform(0, 2), uniform(0, 1), X) == math.inf
    assert kl(normal(), uniform(-3, 3), X) == math.inf
    assert pearson_chi2(uniform(-3, 3), normal(), X) == math.inf
    assert neyman_chi2(normal(), uniform(-3, 3), X) == math.inf
    # the other way round nothing is missing
    assert kl(uniform(0, 1), uniform(0, 2), X) == pytest.approx(math.log(2), abs=0.005)
    assert pearson_chi2(normal(), uniform(-3, 3), X) < math.inf


@pytest.mark.parametrize(
    ("p", "q"),
    [
        (normal(), normal(0, 2)),  # grows like exp(+x^2)
        (normal(), normal(0, math.sqrt(2))),  # the border: a constant integrand
        (normal(), laplace()),
        (laplace(0, 1), laplace(0, 2)),
        (normal(), normal(38)),  # finite, but larger than float64 holds
    ],
)
def test_divergent_chi2_is_infinite(p: np.ndarray, q: np.ndarray) -> None:
    assert pearson_chi2(p, q, X) == math.inf


def test_equal_tails_where_the_grid_cuts_them_are_not_taken_for_divergence() -> None:
    x = np.linspace(0, 1, 2001)
    p, q = 2 * x, np.ones_like(x)
    assert neyman_chi2(p, q, x) == pytest.approx(1 / 3, abs=1e-6)


# ------------------------------------------------------------------------------------------------------------------------ properties


@pytest.mark.parametrize("function", ALL)
@given(mean=st.floats(-10, 10), width=st.floats(0.3, 3))
@settings(max_examples=10)
def test_of_a_density_with_itself_is_zero(function: Callable[..., float], mean: float, width: float) -> None:
    p = normal(mean, width)
    assert function(p, p, X) == 0


@pytest.mark.parametrize("function", ALL)
@given(distance=st.floats(-8, 8), width=st.floats(0.8, 1.2))
@settings(max_examples=15)
def test_range_symmetry_and_mirror(function: Callable[..., float], distance: float, width: float) -> None:
    x = np.linspace(-60, 60, 12_001)
    p, q = normal(0, 1, x), normal(distance, width, x)
    value = function(p, q, x)
    assert 0 <= value <= BOUNDS.get(function, math.inf) + 1e-12
    assert function(p[::-1], q[::-1], x) == pytest.approx(value, rel=1e-9, abs=1e-12)
    if function in SYMMETRIC:
        assert function(q, p, x) == pytest.approx(value, rel=1e-12, abs=1e-14)


@given(st.floats(-30, 30), st.floats(0.3, 3))
def test_value_at_the_optimal_discriminator_is_2_js_minus_log_4(mean: float, width: float) -> None:
    p, q = normal(), normal(mean, width)
    value = value_function(p, q, optimal_discriminator(p, q), X)
    assert value == pytest.approx(2 * js(p, q, X) - LOG_4, abs=1e-12)
    assert value_function(p, q, np.clip(optimal_discriminator(p, q) + 0.01, 0, 1), X) < value


def test_value_of_a_coin_and_of_certainty() -> None:
    p, q = normal(), normal(3)
    assert value_function(p, q, 0.5, X) == pytest.approx(-LOG_4, abs=1e-14)
    assert value_function(p, q, np.ones_like(X), X) == -math.inf
    assert value_function(p, q, 0.0, X) == -math.inf
    apart = uniform(0, 1), uniform(2, 3)
    assert value_function(*apart, optimal_discriminator(*apart), X) == pytest.approx(0, abs=1e-12)


def test_optimal_discriminator() -> None:
    d = optimal_discriminator([0.2, 0.5, 0.0, 0.0], [0.6, 0.5, 1.0, 0.0])
    assert d == pytest.approx([0.25, 0.5, 0.0, 0.5], abs=1e-15)


def test_optimal_discriminator_in_the_tails_is_the_logistic_of_the_log_ratio() -> None:
    """Both densities are exactly 0 at x = 45 and beyond, and D* still is exp(-mu x + mu^2/2)."""
    p, q = normal(0), normal(0.02)
    assert p[np.searchsorted(X, 45)] == q[np.searchsorted(X, 45)] == 0
    np.testing.assert_allclose(optimal_discriminator(p, q), 1 / (1 + np.exp(0.02 * X - 0.0002)), rtol=1e-6)


# ----------------------------------------------------------------------------------------------------------------------- wrong input


GOOD = normal()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: kl(GOOD, GOOD[:-1], X), r"q: got shape \(24000,\); accepted: \(24001,\)"),
        (lambda: kl(GOOD[None], GOOD, X), r"p: got shape \(1, 24001\)"),
        (lambda: js(-GOOD, GOOD, X), "p: got -.*; a density is finite and never negative"),
        (lambda: js(GOOD, np.where(X > 79.9975, np.nan, GOOD), X), "q: got nan at index 24000; a density is finite and never negative"),
        (lambda: lsgan_divergence(GOOD, 2 * GOOD, X), "p_gen: the area under it is 2 on this grid, not 1"),
        (lambda: wasserstein1(normal(200), GOOD, X), "p: the area under it is 0 on this grid, not 1"),
        (lambda: kl(GOOD, GOOD, X[::-1]), "x: not a grid"),
        (lambda: kl([1.0, 1.0], [1.0, 1.0], [0.0, 1.0]), "x: not a grid; give at least 3"),
        (lambda: kl(["a"] * 3, [1, 1, 1], [0, 1, 2]), "p: holds something that is not a number"),
        (lambda: kl([[1], [1, 2]], [1, 1, 1], [0, 1, 2]), "p: holds something that is not a number"),
        (lambda: value_function(GOOD, GOOD, 1.5, X), "discriminator: got 1.5; accepted: 0 ... 1"),
        (lambda: value_function(GOOD, GOOD, [0.5, 0.5], X), r"discriminator: got shape \(2,\)"),
        (lambda: optimal_discriminator([1.0, 2.0], [1.0]), r"p_gen: got shape \(1,\); accepted: \(2,\)"),
        (lambda: optimal_discriminator([1.0, -2.0], [1.0, 1.0]), "p_data: got -2 at index 1"),
        (lambda: pearson_chi2(normal(60), normal(69), X), "x: the grid ends at 80, where the integrand is still large; take a wider grid"),
    ],
)
def test_wrong_input_says_what_to_change(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        call()


def test_every_function_checks_its_densities() -> None:
    for function in ALL:
        with pytest.raises(ConfigError, match="the area under it"):
            function(GOOD, 3 * GOOD, X)
