from __future__ import annotations

import math
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from gan_core.divergences import js, lsgan_divergence, optimal_discriminator, total_variation, value_function, wasserstein1
from gan_core.errors import ConfigError
from gan_core.theory.densities import (
    Density,
    Gaussian,
    Laplace,
    Mixture,
    Pair,
    Points,
    Uniform,
    lemma,
    lemma_maximum,
    lemma_slope,
    nodes,
)

LOG_2, LOG_4 = math.log(2), math.log(4)
HEIGHTS = (0.0, 0.1, 0.3, 0.6, 0.9, 1.0, 0.8, 0.5, 0.3, 0.2, 0.3, 0.2, 0.0)
DENSITIES = [
    Gaussian(-1, 0.8),
    Gaussian(5, 0.2),
    Mixture(0, 0.5, 5, 0.3),
    Uniform(1, 1.5),
    Uniform(-4, 0.7),
    Laplace(0.5, 0.6),
    Laplace(-3, 2),
    Points(0, 1, HEIGHTS),
    Points(1, 0.5, (0, 0, 0.2, 0.8, 0, 0, 1, 0.4)),
    Points(1, 0.5, (1, 0.8, 0.1)),
]
PAIRS = list(product(DENSITIES, DENSITIES))


def kinds() -> st.SearchStrategy[Density]:
    means, widths = st.floats(-6, 6), st.floats(0.2, 2.5)
    heights = st.lists(st.floats(0, 1), min_size=13, max_size=13).filter(lambda values: sum(values) > 0.1)
    return st.one_of(
        st.builds(Gaussian, means, widths),
        st.builds(Laplace, means, widths),
        st.builds(Uniform, means, widths),
        st.builds(Mixture, means, widths, st.floats(0.5, 8), st.floats(0.05, 0.95)),
        st.builds(Points, means, widths, heights.map(tuple)),
    )


def quadrature(integrand, *densities: Density) -> float:
    """SciPy on every stretch between the breaks."""
    breaks = np.unique(np.concatenate([one.breaks() for one in densities]))
    fine = np.unique(np.concatenate([np.linspace(low, high, 4) for low, high in pairwise(breaks)]))
    parts = [integrate.quad(integrand, low, high, epsabs=1e-12, epsrel=1e-10, limit=200)[0] for low, high in pairwise(fine)]
    return math.fsum(parts)


# ------------------------------------------------------------------------------------------------------------------------ densities


@pytest.mark.parametrize(
    ("one", "oracle"),
    [
        (Gaussian(1, 0.7), stats.norm(1, 0.7)),
        (Laplace(-2, 1.3), stats.laplace(-2, 1.3)),
        (Uniform(0.5, 2), stats.uniform(-1.5, 4)),
    ],
)
def test_densities_are_scipys(one, oracle):
    x = np.linspace(-9, 9, 301)
    np.testing.assert_allclose(one.pdf(x), oracle.pdf(x), rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(one.cdf(x), oracle.cdf(x), rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(one.log_pdf(x), oracle.logpdf(x), rtol=1e-12)


@pytest.mark.parametrize("one", DENSITIES)
def test_area_and_distribution_function(one):
    x, weights = nodes(np.unique(one.breaks()))
    assert weights @ one.pdf(x) == pytest.approx(1, abs=1e-13)
    for at in (-3.0, -0.7, 0.0, 1.1, 4.9):
        inner = np.unique(np.concatenate((one.breaks()[one.breaks() < at], [at])))
        x, weights = nodes(inner) if len(inner) > 1 else (np.zeros(0), np.zeros(0))
        assert one.cdf(at) == pytest.approx(weights @ one.pdf(x) if len(x) else 0, abs=1e-11)
    assert one.cdf(-1e3) == pytest.approx(0, abs=1e-15)
    assert one.cdf(1e3) == 1


def test_log_density_knows_tails_that_underflow():
    assert Gaussian(0, 1).pdf(60) == 0
    assert Gaussian(0, 1).log_pdf(60) == pytest.approx(-1800 - math.log(2 * math.pi) / 2)
    assert Mixture(0, 0.2, 8, 0.5).log_pdf(40) == pytest.approx(math.log(0.5) + Gaussian(4, 0.2).log_pdf(40))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Gaussian(0, 0),
        lambda: Laplace(0, -1),
        lambda: Uniform(0, math.inf),
        lambda: Mixture(0, 1, 2, 1.0),
        lambda: Points(0, 1, (0.0, 0.0)),
        lambda: Points(0, 1, (0.5,)),
        lambda: Points(0, 1, (0.5, -0.1, 1)),
        lambda: Points(0, 1, (0.5, math.nan, 1)),
    ],
)
def test_what_is_no_density_is_refused(make):
    with pytest.raises(ConfigError):
        make()


# ---------------------------------------------------------------------------------------------------------------------------- lemma


@given(st.floats(0.01, 5), st.floats(0.01, 5))
def test_lemma_is_largest_at_a_over_a_plus_b(a, b):
    best = a / (a + b)
    assert lemma_maximum(a, b) == pytest.approx(best, abs=1e-6)
    assert lemma_slope(a, b, best) == pytest.approx(0, abs=1e-9 * (a + b) ** 2 / min(a, b))
    x = np.linspace(0, 1, 1001)
    assert (lemma(a, b, x) <= lemma(a, b, best) + 1e-12).all()
    at, step = 0.37, 1e-6
    assert lemma_slope(a, b, at) == pytest.approx((lemma(a, b, at + step) - lemma(a, b, at - step)) / 2 / step, rel=1e-6, abs=1e-6)


def test_lemma_with_nothing_on_one_side():
    assert lemma_maximum(1, 0) == 1
    assert lemma_maximum(0, 1) == 0
    assert lemma(1, 0, 1.0) == lemma(0, 1, 0.0) == 0
    assert lemma(1, 1, 0.0) == -math.inf


# ----------------------------------------------------------------------------------------------------------------------------- pairs


@pytest.mark.parametrize(("real", "generated"), PAIRS)
def test_value_at_the_optimal_discriminator_is_2_js_minus_log_4(real, generated):
    pair = Pair(real, generated)
    assert pair.value() == pytest.approx(2 * pair.js() - LOG_4, abs=1e-12)
    assert pair.accuracy() == pytest.approx((1 + pair.total_variation()) / 2, abs=1e-12)
    assert 0 <= pair.js() <= LOG_2 + 1e-12
    assert 0 <= pair.lsgan() <= 2 + 1e-12


@pytest.mark.parametrize(("real", "generated"), PAIRS[::7])
def test_integrals_are_scipys(real, generated):
    pair = Pair(real, generated)

    def js_integrand(x: float) -> float:
        p, q = float(real.pdf(x)), float(generated.pdf(x))
        middle = (p + q) / 2
        return sum(one * math.log(one / middle) for one in (p, q) if one > 1e-290) / 2

    assert pair.js() == pytest.approx(quadrature(js_integrand, real, generated), abs=1e-8)
    assert pair.total_variation() == pytest.approx(
        quadrature(lambda x: abs(float(real.pdf(x) - generated.pdf(x))) / 2, real, generated), abs=1e-7
    )
    assert pair.wasserstein1() == pytest.approx(quadrature(lambda x: abs(float(real.cdf(x) - generated.cdf(x))), real, generated), abs=1e-6)


@given(kinds(), kinds(), st.floats(0, 3), st.floats(-4, 4))
@settings(max_examples=60)
def test_no_discriminator_beats_the_optimal_one(real, generated, sharpness, offset):
    pair = Pair(real, generated)
    best = pair.value()
    assert best == pytest.approx(2 * pair.js() - LOG_4, abs=1e-7)
    assert -LOG_4 - 1e-9 <= best <= 1e-9
    assert pair.value(sharpness, offset) <= best + 1e-7
    assert pair.accuracy(sharpness, offset) <= pair.accuracy() + 1e-7
    assert pair.accuracy() == pytest.approx((1 + pair.total_variation()) / 2, abs=1e-9)


@given(kinds(), kinds())
@settings(max_examples=30)
def test_symmetry(real, generated):
    pair, mirrored = Pair(real, generated), Pair(generated, real)
    for name in ("js", "lsgan", "total_variation", "wasserstein1", "value", "accuracy"):
        assert getattr(pair, name)() == pytest.approx(getattr(mirrored, name)(), abs=1e-9)


@pytest.mark.parametrize("one", DENSITIES)
def test_against_itself(one):
    pair = Pair(one, one)
    assert pair.js() == pair.lsgan() == pair.kl() == pair.pearson_chi2() == pair.total_variation() == pair.wasserstein1() == 0
    assert pair.value() == pytest.approx(-LOG_4, abs=1e-12)
    assert pair.accuracy() == 0.5


def test_disjoint_supports():
    pair = Pair(Uniform(-2, 1), Uniform(2, 1))
    assert pair.value() == pytest.approx(0, abs=1e-14)
    assert pair.js() == pytest.approx(LOG_2)
    assert pair.lsgan() == pytest.approx(2)
    assert pair.accuracy() == pytest.approx(1)
    assert pair.wasserstein1() == pytest.approx(4)
    assert pair.kl() == pair.pearson_chi2() == math.inf
    assert pair.value(0.0, 0.0) == pytest.approx(-LOG_4)  # a D that does not look
    assert np.isnan(pair.optimal_logits(0.0))  # outside both supports
    assert list(pair.optimal_logits([-2.0, 2.0])) == [math.inf, -math.inf]


def test_steep_discriminators_far_apart():
    """A hundred widths apart D* is a step of width 1/5000 between two humps: V is 0 but for the overlap, and JS log 2."""
    pair = Pair(Gaussian(-5, 0.1), Gaussian(5, 0.1))
    assert pair.value() == pytest.approx(0, abs=1e-14)
    assert pair.js() == pytest.approx(LOG_2, abs=1e-14)
    assert pair.kl() == pytest.approx(5000, rel=1e-12)
    assert pair.wasserstein1() == pytest.approx(10, rel=1e-12)
    # a D that is sure that all is generated pays for it
    assert pair.value(0.0, -4.0) == pytest.approx(-np.logaddexp(0, 4) - np.logaddexp(0, -4), rel=1e-12)


def test_a_discriminator_that_hardly_looks_is_worth_what_one_that_does_not_look_is():
    pair = Pair(Gaussian(0, 1), Gaussian(1, 2))
    assert pair.value(5e-324, 1.0) == pytest.approx(pair.value(0.0, 1.0), abs=1e-12)
    inside = 2 * Gaussian(0, 1).cdf(1) - 1  # where only the Gaussian lives any D that looks is certain
    expected = -np.logaddexp(0, -1) - inside * np.logaddexp(0, 1)
    assert Pair(Uniform(0, 1), Gaussian(0, 1)).value(5e-324, 1.0) == pytest.approx(expected, abs=1e-12)


EXTREMES = [sign * size for size in (0.0, 5e-324, 1e-310, 1e-200, 1.0, 1e200, 1.7e308) for sign in (1, -1)]


@pytest.mark.parametrize(
    ("real", "generated"), [(Uniform(0, 1), Gaussian(0, 1)), (Gaussian(3, 0.01), Laplace(1, 0.5)), (Points(0, 1, HEIGHTS), Uniform(1, 1.5))]
)
def test_discriminators_beyond_all_measure_are_worth_a_number(real, generated):
    pair = Pair(real, generated)
    for sharpness, offset in product(EXTREMES, EXTREMES):
        assert pair.value(sharpness, offset) <= 1e-9  # -inf where D is certain and wrong; never NaN
        assert 0 <= pair.accuracy(sharpness, offset) <= 1
    assert (pair.values(np.array(EXTREMES), np.array(EXTREMES)) <= 1e-6).all()


def test_map_of_bent_discriminators_is_the_value():
    for pair in (
        Pair(Gaussian(-1.5, 1), Gaussian(1.5, 1.3)),
        Pair(Uniform(0, 1), Uniform(1, 1.5)),
        Pair(Points(0, 1, HEIGHTS), Laplace(1, 1)),
    ):
        sharpness, offset = np.array([0.0, 1.0, 2.5]), np.array([-3.0, 0.0, 1.5])
        expected = [[pair.value(k, m) for k in sharpness] for m in offset]
        if type(pair.real) is Uniform:  # where one density ends D* is certain whatever the sharpness, but for 0
            sharpness, expected = sharpness[1:], [row[1:] for row in expected]
        np.testing.assert_allclose(pair.values(sharpness, offset), expected, rtol=2e-3, atol=2e-3)


def test_agrees_with_sampled_densities():
    x = np.linspace(-40, 40, 40_001)
    real, generated = Mixture(-1, 0.8, 4, 0.4), Gaussian(1, 1.7)
    p, q = real.pdf(x), generated.pdf(x)
    pair = Pair(real, generated)
    assert pair.js() == pytest.approx(js(p, q, x), abs=1e-9)
    assert pair.lsgan() == pytest.approx(lsgan_divergence(p, q, x), abs=1e-9)
    assert pair.total_variation() == pytest.approx(total_variation(p, q, x), abs=1e-9)
    assert pair.wasserstein1() == pytest.approx(wasserstein1(p, q, x), abs=1e-9)
    assert pair.value() == pytest.approx(value_function(p, q, optimal_discriminator(p, q), x), abs=1e-9)


@pytest.mark.parametrize(("heights", "ends"), [((1, 2, 0), [-2]), ((0, 2, 1), [4]), ((1, 0, 1), [-2, 4]), ((0, 1, 0), [])])
def test_points_jump_at_an_end_that_is_above_0(heights, ends):
    assert Points(1.0, 1.0, heights).jumps().tolist() == ends
