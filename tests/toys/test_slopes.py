from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gan_core.losses import LOSSES
from gan_core.losses.least_squares import LeastSquares
from gan_core.toys.slopes import generator_slopes, probability_slopes, pull

ALONE = [name for name, loss in LOSSES.items() if not loss.paired]  # what one fake feels by itself
number = st.floats(-5, 5)


def closed_form(name: str, logit: np.ndarray) -> np.ndarray:
    chance = 1 / (1 + np.exp(-logit))
    return {
        "minimax": -chance,
        "non_saturating": chance - 1,
        "lsgan": logit - 1,
        "wgan": -np.ones_like(logit),
        "wgan_gp": -np.ones_like(logit),
        "hinge": -np.ones_like(logit),
    }[name]


@pytest.mark.parametrize("name", ALONE)
def test_slopes_have_their_closed_forms(name):
    logits = np.linspace(-12, 12, 97)
    values, slopes = generator_slopes(LOSSES[name], logits)
    assert values.shape == slopes.shape == logits.shape
    np.testing.assert_allclose(slopes, closed_form(name, logits), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", ALONE)
def test_values_are_those_of_the_loss_one_by_one(name):
    logits = np.array([-3.0, 0.0, 0.7, 4.0])
    expected = [LOSSES[name].generator_loss(torch.tensor([one], dtype=torch.float64)).item() for one in logits]
    np.testing.assert_allclose(generator_slopes(LOSSES[name], logits)[0], expected, rtol=1e-14)


@given(number, number, number, st.floats(-20, 20))
@settings(max_examples=40)
def test_least_squares_pulls_to_c_whatever_the_labels(a, b, c, logit):
    value, slope = generator_slopes(LeastSquares(a=a, b=b, c=c), [logit])
    assert value[0] == pytest.approx((logit - c) ** 2 / 2, abs=1e-12)
    assert slope[0] == pytest.approx(logit - c, abs=1e-12)


def test_early_in_training_minimax_is_flat_and_the_others_are_not():
    slopes = {name: generator_slopes(LOSSES[name], [-10.0])[1][0] for name in ALONE}
    assert abs(slopes["minimax"]) < 1e-4
    assert all(slope < -0.99 for name, slope in slopes.items() if name != "minimax")


def test_against_the_probability_minimax_slopes_by_one_and_the_other_without_bound():
    chances = np.array([0.001, 0.02, 0.5, 0.98])
    np.testing.assert_allclose(probability_slopes(LOSSES["minimax"], chances)[1], -1 / (1 - chances), rtol=1e-10)
    np.testing.assert_allclose(probability_slopes(LOSSES["non_saturating"], chances)[1], -1 / chances, rtol=1e-10)
    np.testing.assert_allclose(probability_slopes(LOSSES["non_saturating"], chances)[0], -np.log(chances), rtol=1e-10)


@pytest.mark.parametrize("name", ["minimax", "non_saturating"])
@given(chance=st.floats(0.001, 0.999))
@settings(max_examples=40)
def test_chain_rule_between_probability_and_logit(name, chance):
    by_logit = generator_slopes(LOSSES[name], [math.log(chance / (1 - chance))])[1][0]
    by_chance = probability_slopes(LOSSES[name], [chance])[1][0]
    assert by_logit == pytest.approx(by_chance * chance * (1 - chance), rel=1e-8)


@pytest.mark.parametrize("name", ALONE)
def test_the_pull_is_what_autograd_finds_through_d_and_loss_together(name):
    def discriminator(x: torch.Tensor) -> torch.Tensor:
        return torch.sin(x) * 3 - x

    x = torch.linspace(-4, 4, 33, dtype=torch.float64, requires_grad=True)
    logits = discriminator(x)
    (slopes,) = torch.autograd.grad(logits.sum(), x)
    (straight,) = torch.autograd.grad(LOSSES[name].generator_loss(discriminator(x)) * len(x), x)
    np.testing.assert_allclose(pull(LOSSES[name], logits.detach(), slopes), -straight, rtol=1e-12, atol=1e-14)


def test_a_pull_in_the_plane_has_the_direction_of_ds_gradient():
    slopes = np.array([[1.0, 2.0], [-3.0, 0.5]])
    np.testing.assert_allclose(pull(LeastSquares(a=-1, b=1, c=0), [2.0, -1.0], slopes), [[-2, -4], [-3, 0.5]])
