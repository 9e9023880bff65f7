"""Bayes' rule against SciPy, the logistic regression against torch, and what only the generative model can do."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from gan_core.errors import ConfigError
from gan_core.theory.two_classes import RIDGE, TwoClasses, crossings, fit_generative, fit_logistic, logistic

models = st.builds(
    lambda m0, m1, s0, s1, prior: TwoClasses((m0, m1), (s0, s1), prior),
    *[st.floats(-3, 3)] * 2,
    *[st.floats(0.3, 3)] * 2,
    st.floats(0.05, 0.95),
)


@given(models, st.floats(-6, 6))
def test_posterior_is_bayes_rule_and_the_logistic_of_the_log_odds(model: TwoClasses, x: float) -> None:
    one = model.prior * stats.norm.pdf(x, model.means[1], model.widths[1])
    zero = (1 - model.prior) * stats.norm.pdf(x, model.means[0], model.widths[0])
    assert model.posterior(x) == pytest.approx(one / (one + zero), abs=1e-12)
    assert model.joint(x) == pytest.approx([zero, one])
    assert model.density(x) == pytest.approx(zero + one)
    assert logistic(model.log_odds(), x) == pytest.approx(one / (one + zero), abs=1e-9)


@given(models)
@settings(max_examples=30)
def test_bayes_error_is_the_overlap(model: TwoClasses) -> None:
    error = integrate.quad(
        lambda x: model.joint(x).min(), -30, 30, points=[*model.means, *np.clip(model.boundaries(), -29, 29)], limit=500
    )[0]
    assert model.bayes_error() == pytest.approx(error, abs=1e-6)
    for x in model.boundaries():
        assert model.posterior(x) == pytest.approx(0.5, abs=1e-6)


def test_equal_widths_and_priors() -> None:
    model = TwoClasses((-1, 1), (1, 1), 0.5)
    assert model.boundaries() == [0]
    assert model.bayes_error() == pytest.approx(stats.norm.cdf(-1))
    assert model.log_odds() == pytest.approx((0, 2, 0))
    assert TwoClasses((-1, 1), (1, 1), 0.8).boundaries() == pytest.approx([-math.log(4) / 2])


def test_shapes_of_the_decision() -> None:
    assert len(TwoClasses((0, 0), (1, 2), 0.5).boundaries()) == 2  # the narrow one wins in the middle
    assert TwoClasses((0, 0), (1, 2), 0.95).boundaries() == []
    assert TwoClasses((0, 0), (1, 2), 0.95).bayes_error() == pytest.approx(0.05)
    assert TwoClasses((0, 0), (1, 1), 0.5).boundaries() == []


def test_posterior_in_the_far_tails() -> None:
    model = TwoClasses((-1, 1), (1, 1), 0.5)
    assert model.density(60.0) == 0.0  # underflows
    assert model.posterior(60.0) == pytest.approx(1)
    assert model.posterior(-60.0) == pytest.approx(math.exp(-120), rel=1e-9)


def test_generative_fit_finds_what_drew_the_samples_and_can_draw() -> None:
    truth = TwoClasses((-1, 2), (0.5, 1.5), 0.3)
    x, labels = truth.sample(40_000, np.random.default_rng(1))
    fitted = fit_generative(x, labels)
    assert fitted.means == pytest.approx(truth.means, abs=0.03)
    assert fitted.widths == pytest.approx(truth.widths, abs=0.03)
    assert fitted.prior == pytest.approx(truth.prior, abs=0.01)
    drawn, _ = fitted.sample(40_000, np.random.default_rng(2))
    assert stats.ks_2samp(drawn, x).statistic < 0.02
    assert stats.kstest(x, lambda at: 0.7 * stats.norm.cdf(at, -1, 0.5) + 0.3 * stats.norm.cdf(at, 2, 1.5)).pvalue > 0.001


@pytest.mark.parametrize("degree", [1, 2])
def test_logistic_regression_is_at_its_minimum(degree: int) -> None:
    x, labels = TwoClasses((-1, 1), (0.8, 1.4), 0.4).sample(300, np.random.default_rng(3))
    scaled = torch.tensor((x - x.mean()) / x.std())
    coefficients = fit_logistic(x, labels, degree)
    # the polynomial in the standardised x, differentiated by autograd
    inner = np.polynomial.Polynomial(coefficients)(np.polynomial.Polynomial([x.mean(), x.std()])).coef
    weights = torch.tensor(inner, requires_grad=True)
    logits = sum(weights[power] * scaled**power for power in range(degree + 1))
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, torch.tensor(labels, dtype=torch.float64), reduction="sum")
    loss = loss + RIDGE / 2 * (weights[1:] ** 2).sum()
    loss.backward()
    assert weights.grad.abs().max() < 1e-4


def test_both_agree_with_bayes_on_many_samples() -> None:
    truth = TwoClasses((-1, 1.5), (1, 1.6), 0.4)
    x, labels = truth.sample(50_000, np.random.default_rng(4))
    at = np.linspace(-4, 5, 50)
    np.testing.assert_allclose(logistic(fit_logistic(x, labels, 2), at), truth.posterior(at), atol=0.03)
    np.testing.assert_allclose(fit_generative(x, labels).posterior(at), truth.posterior(at), atol=0.03)
    assert crossings(fit_logistic(x, labels, 2)) == pytest.approx(truth.boundaries(), abs=0.3)


def test_separated_classes_have_a_finite_answer() -> None:
    x, labels = TwoClasses((-5, 5), (0.1, 0.1), 0.5).sample(50, np.random.default_rng(5))
    for degree in (1, 2):
        coefficients = fit_logistic(x, labels, degree)
        assert np.isfinite(coefficients).all()
        assert ((logistic(coefficients, x) > 0.5) == labels).all()


def test_mass_is_probability_and_both_classes_when_asked() -> None:
    model = TwoClasses((-1, 2), (0.5, 1.5), 0.3)
    assert model.mass(1, -math.inf, math.inf) == pytest.approx(0.3)
    assert model.mass(0, -1, math.inf) == pytest.approx(0.35)
    rare = TwoClasses((0, 0), (1, 1), 1e-6)
    assert rare.sample(10, np.random.default_rng(0))[1].sum() == 0
    assert rare.sample(10, np.random.default_rng(0), both=True)[1].sum() == 1


def test_smooth_in_the_parameters() -> None:
    """The same stream: moving a mean moves its samples by as much."""
    one, labels = TwoClasses((-1, 1), (1, 1), 0.5).sample(100, np.random.default_rng(6))
    two, _ = TwoClasses((-1, 1.5), (1, 1), 0.5).sample(100, np.random.default_rng(6))
    np.testing.assert_allclose(two - one, 0.5 * labels, atol=1e-12)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: TwoClasses((0, 1), (0, 1), 0.5), "widths"),
        (lambda: TwoClasses((0, math.inf), (1, 1), 0.5), "means"),
        (lambda: TwoClasses((0, 1), (1, 1), 1.0), "prior"),
        (lambda: fit_generative([1.0, 2.0], [1, 1]), "0 \\+ 2"),
        (lambda: fit_logistic([1.0, 2.0], [0, 1], 3), "degree"),
    ],
)
def test_mistakes_are_named(call, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        call()
