from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from gan_core.divergences import lsgan_divergence, pearson_chi2
from gan_core.errors import ConfigError
from gan_core.losses.least_squares import LeastSquares
from gan_core.theory.least_squares import (
    Labels,
    best_answer,
    force_of_descent,
    force_of_objective,
    full_objective,
    objective_by_divergence,
    own_objective,
)
from gan_core.toys.line import TwoGaussians, answers

X = np.linspace(-20, 28, 4801)
label, width = st.floats(-2, 2), st.floats(0.3, 2)


def densities(distance=2.0, real_width=1.0, fake_width=1.0):
    two = TwoGaussians(distance, real_width, fake_width)
    return two.real_density(X), two.fake_density(X)


@given(label, label, label, st.floats(0, 8), width, width)
@settings(max_examples=40)
def test_for_any_labels_the_objective_is_the_divergence_lifted_and_scaled(a, b, c, distance, real_width, fake_width):
    labels, (real, fake) = Labels(a, b, c), densities(distance, real_width, fake_width)
    value = full_objective(labels, real, fake, X)
    assert value == pytest.approx(objective_by_divergence(labels, real, fake, X), abs=1e-9)
    assert labels.constant - 1e-9 <= value <= labels.constant + 2 * labels.factor + 1e-9  # Delta is in [0, 2]


@given(st.floats(-1, 1), st.floats(0, 8), width, width)
@settings(max_examples=40)
def test_with_both_conditions_it_is_pearsons_chi_square(c, distance, real_width, fake_width):
    """chi2_P(p + q || 2 q) is twice that of their halves, which have area 1."""
    labels, (real, fake) = Labels(c - 1, c + 1, c), densities(distance, real_width, fake_width)
    assert labels.holds
    assert full_objective(labels, real, fake, X) == pytest.approx(2 * pearson_chi2((real + fake) / 2, fake, X), abs=1e-9)
    assert full_objective(labels, real, fake, X) == pytest.approx(lsgan_divergence(real, fake, X), abs=1e-9)


def test_against_scipy_and_the_papers_own_form():
    """integral ((b - c)(p_d + p_g) - (b - a) p_g)^2 / (p_d + p_g), eq. 9."""
    a, b, c = 0.3, 0.9, 1.4
    real, fake = stats.norm(0, 0.8), stats.norm(2.5, 1.3)

    def integrand(x: float) -> float:
        p, q = real.pdf(x), fake.pdf(x)
        return ((b - c) * (p + q) - (b - a) * q) ** 2 / (p + q)

    expected = integrate.quad(integrand, -10, 14, points=[0, 1.2, 2.5], epsabs=1e-12, limit=500)[0]
    assert full_objective(Labels(a, b, c), *densities(2.5, 0.8, 1.3), X) == pytest.approx(expected, abs=1e-8)


def test_presets():
    pearson, zero_one = Labels(-1, 1, 0), Labels(0, 1, 1)
    assert pearson.conditions == (1, 2)
    assert (pearson.constant, pearson.factor) == (0, 1)
    assert zero_one.conditions == (0, 1)
    assert not zero_one.holds
    assert (zero_one.constant, zero_one.factor) == (0.5, 0.25)


@pytest.mark.parametrize("labels", [Labels(-1, 1, 0), Labels(0, 1, 1), Labels(0.5, -1, 2)])
def test_limits(labels):
    same, apart = densities(0), densities(8, 0.3, 0.3)
    assert full_objective(labels, *same, X) == pytest.approx(labels.constant, abs=1e-12)
    assert full_objective(labels, *apart, X) == pytest.approx(labels.constant + 2 * labels.factor, abs=1e-6)
    assert own_objective(labels, *apart, X) == pytest.approx((labels.a - labels.c) ** 2, abs=1e-6)


def test_equal_labels_leave_g_nothing():
    labels = Labels(0.5, 0.5, 1.0)
    assert labels.factor == 0
    assert full_objective(labels, *densities(1), X) == pytest.approx(full_objective(labels, *densities(6), X))


@given(label, label)
@settings(max_examples=40)
def test_d_star_lies_between_its_labels_and_is_the_formula(a, b):
    real, fake = densities(1.5)
    best = best_answer(Labels(a, b, 0), real, fake)
    assert (best >= min(a, b) - 1e-12).all()
    assert (best <= max(a, b) + 1e-12).all()
    middle = slice(1500, 3000)
    np.testing.assert_allclose(best[middle], ((b * real + a * fake) / (real + fake))[middle], atol=1e-9)


def test_no_other_answer_serves_d_better():
    labels, (real, fake) = Labels(-1, 1, 0), densities(1.0)
    best = best_answer(labels, real, fake)

    def lost(answer):
        return np.trapezoid(real * (answer - labels.b) ** 2 + fake * (answer - labels.a) ** 2, X)

    for bump in (0.1, -0.1):
        assert lost(best + bump * np.exp(-(X**2))) > lost(best)


@pytest.mark.parametrize("labels", [Labels(-1, 1, 0), Labels(0, 1, 1), Labels(0, 1, 0)])
def test_descending_the_objective_is_its_derivative_along_the_distance(labels):
    """-E_g of the force is dC/dmu when all fakes move together; C is half of `full_objective`."""
    small = 1e-4
    slope = (full_objective(labels, *densities(2 + small), X) - full_objective(labels, *densities(2 - small), X)) / (4 * small)
    two = TwoGaussians(2, 1, 1)
    best = answers(two.best("lsgan", LeastSquares(a=labels.a, b=labels.b, c=labels.c)), X)
    force = force_of_objective(labels, *best)
    assert -np.trapezoid(two.fake_density(X) * force, X) == pytest.approx(slope, rel=1e-5)


def test_a_real_step_is_not_a_step_down_the_objective():
    """LSGAN is no zero-sum game: (0, 1, 0) has the objective of (0, 1, 1), but its steps lead away from the data."""
    right, wrong = Labels(0, 1, 1), Labels(0, 1, 0)
    assert full_objective(right, *densities(2), X) == pytest.approx(full_objective(wrong, *densities(2), X))
    two = TwoGaussians(2, 1, 1)
    best = answers(two.best("lsgan"), X)
    towards = {labels: -np.trapezoid(two.fake_density(X) * force_of_descent(labels, *best), X) for labels in (right, wrong)}
    assert towards[right] > 0.05
    assert towards[wrong] < -0.05
    assert wrong.pushes_away
    assert not right.pushes_away
    assert not Labels(-1, 1, 0).pushes_away


@given(label, label, label)
@settings(max_examples=40)
def test_the_conditions_are_told_as_they_are(a, b, c):
    labels = Labels(a, b, c)
    assert labels.conditions == (b - c, b - a)
    assume(abs(b - c - 1) > 1e-6 or abs(b - a - 2) > 1e-6)
    assert not labels.holds


@pytest.mark.parametrize("wrong", [(np.nan, 1, 0), (0, np.inf, 0)])
def test_refused(wrong):
    with pytest.raises(ConfigError):
        Labels(*wrong)
