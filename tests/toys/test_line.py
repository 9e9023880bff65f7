from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from gan_core.divergences import wasserstein1
from gan_core.errors import ConfigError
from gan_core.losses import LOSSES
from gan_core.losses.least_squares import LeastSquares
from gan_core.toys.line import TwoGaussians, answers
from gan_core.toys.slopes import pull

ALONE = [name for name, loss in LOSSES.items() if not loss.paired]  # what one fake feels by itself
X = np.linspace(-3, 8, 111)
width = st.floats(0.3, 2)


def test_densities_are_scipys():
    two = TwoGaussians(3, 0.7, 1.2)
    np.testing.assert_allclose(two.real_density(X), stats.norm(0, 0.7).pdf(X), rtol=1e-12)
    np.testing.assert_allclose(two.fake_density(X), stats.norm(3, 1.2).pdf(X), rtol=1e-12)


def test_samples_are_quantiles():
    real, fake = TwoGaussians(3, 0.7, 1.2).samples(100)
    np.testing.assert_allclose(fake, stats.norm(3, 1.2).ppf((np.arange(100) + 0.5) / 100), rtol=1e-12)
    assert abs(real.mean()) < 1e-12


@given(st.floats(0, 6), width, width)
@settings(max_examples=40)
def test_optimal_discriminators_have_their_closed_forms(distance, real_width, fake_width):
    two = TwoGaussians(distance, real_width, fake_width)
    real, fake = stats.norm(0, real_width), stats.norm(distance, fake_width)
    ratio = real.logpdf(X) - fake.logpdf(X)
    logits, slopes = answers(two.best("minimax"), X)
    np.testing.assert_allclose(logits, ratio, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(slopes, (X - distance) / fake_width**2 - X / real_width**2, rtol=1e-9, atol=1e-9)
    best = answers(two.best("lsgan", LeastSquares(a=-1, b=1, c=0)), X)[0]
    np.testing.assert_allclose(best, np.tanh(ratio / 2), rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize(("name", "labels"), [("non_saturating", None), ("lsgan", LeastSquares(a=0.2, b=0.9, c=0.5)), ("hinge", None)])
def test_no_other_answer_makes_ds_loss_smaller(name, labels):
    """At any x, D's loss weighted by both densities is least at D*(x)."""
    two, loss = TwoGaussians(1.0, 0.8, 1.1), labels or LOSSES[name]
    at = torch.tensor([-1.5, 0.3, 1.2, 3.0], dtype=torch.float64)
    real, fake = (torch.tensor(density(at.numpy())) for density in (two.real_density, two.fake_density))

    def lost(answer: torch.Tensor, where: int) -> float:
        # the loss of one real and one fake is the sum of two terms; each is weighted by its density
        calm = torch.zeros(1, dtype=torch.float64) + (labels.a if labels else -1e9)
        sure = torch.zeros(1, dtype=torch.float64) + (labels.b if labels else 1e9)
        return float(real[where] * loss.discriminator_loss(answer, calm) + fake[where] * loss.discriminator_loss(sure, answer))

    best = two.best(name, labels)(at)
    for where in range(len(at)):
        least = lost(best[where : where + 1], where)
        for shift in (-0.5, -0.01, 0.01, 0.5):
            assert lost(best[where : where + 1] + shift, where) >= least - 1e-12


@given(st.floats(0, 6), width, width)
@settings(max_examples=40)
def test_the_potential_reaches_w1_with_slope_one(distance, real_width, fake_width):
    two = TwoGaussians(distance, real_width, fake_width)
    wide = np.linspace(-25, 30, 5501)
    values, slopes = answers(two.wasserstein_potential, wide)
    assert np.abs(slopes).max() <= 1 + 1e-12
    gained = np.trapezoid(values * (two.real_density(wide) - two.fake_density(wide)), wide)
    assert gained == pytest.approx(wasserstein1(two.real_density(wide), two.fake_density(wide), wide), abs=2e-4)


def test_what_vanishes_with_an_optimal_d_and_what_does_not():
    two = TwoGaussians(6, 0.5, 0.5)
    fakes = two.samples(200)[1]
    mean = {name: float(-pull(LOSSES[name], *answers(two.best(name), fakes)).mean()) for name in ALONE}
    assert abs(mean["minimax"]) < 1e-6
    assert abs(mean["lsgan"]) < 1e-6  # errata: an optimal D leaves LSGAN nothing either
    assert mean["hinge"] == 0
    assert mean["wgan"] == pytest.approx(1)
    assert mean["non_saturating"] == pytest.approx(6 / 0.25, rel=1e-6)  # mu / sigma^2


def test_the_same_two_leave_nothing_to_feel():
    two = TwoGaussians(0, 0.6, 0.6)
    for name in ALONE:
        np.testing.assert_allclose(pull(LOSSES[name], *answers(two.best(name), X)), 0, atol=1e-12)


def test_mean_pull_of_minimax_is_the_derivative_of_the_jensen_shannon_divergence():
    """By the envelope theorem: d/d mu of E_g log(1 - D*) for a D* held fixed is d/d mu 2 JS."""

    def twice_js(distance: float) -> float:
        real, fake = stats.norm(0, 0.8), stats.norm(distance, 0.8)

        def integrand(x: float) -> float:
            p, q = real.pdf(x), fake.pdf(x)
            return p * np.log(2 * p / (p + q)) + q * np.log(2 * q / (p + q)) if p > 0 and q > 0 else 0.0

        return integrate.quad(integrand, -8, 12, epsabs=1e-12, limit=400)[0]

    two, wide = TwoGaussians(2, 0.8, 0.8), np.linspace(-8, 12, 4001)
    force = pull(LOSSES["minimax"], *answers(two.best("minimax"), wide))
    slope = -np.trapezoid(two.fake_density(wide) * force, wide)
    assert slope == pytest.approx((twice_js(2.001) - twice_js(1.999)) / 0.002, rel=1e-5)


@pytest.mark.parametrize("wrong", [(1, 0, 1), (1, 1, -2), (np.inf, 1, 1), (1, np.nan, 1)])
def test_refused(wrong):
    with pytest.raises(ConfigError):
        TwoGaussians(*wrong)
    with pytest.raises(ConfigError, match="nothing"):
        TwoGaussians(1, 1, 1).best("nothing")
