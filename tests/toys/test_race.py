"""The race: each pull is minus the derivative of that loss at a D that stands still, and the distance is Wasserstein's."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.stats import norm, wasserstein_distance

from gan_core.losses import LOSSES as LOSS_FUNCTIONS
from gan_core.losses.least_squares import LeastSquares
from gan_core.toys.race import COUNT, LOSSES, STEPS, _pull, distance, race

WIDTH = 0.6
FAKES = np.linspace(-0.5, 3.0, COUNT)


def best(name: str, x: torch.Tensor) -> torch.Tensor:
    """The best D at x, the fakes' density standing still."""
    fakes = torch.tensor(FAKES)
    real = -(x**2) / (2 * WIDTH**2)
    generated = torch.logsumexp(-((x[:, None] - fakes) ** 2) / (2 * WIDTH**2), dim=1) - np.log(COUNT)
    return real - generated if name != "lsgan" else torch.sigmoid(real - generated)


@pytest.mark.parametrize("name", ["minimax", "non_saturating", "lsgan"])
def test_a_pull_is_minus_the_gradient_of_the_loss(name):
    x = torch.tensor(FAKES, requires_grad=True)
    loss = LeastSquares(a=0.0, b=1.0, c=1.0) if name == "lsgan" else LOSS_FUNCTIONS[name]
    (slope,) = torch.autograd.grad(COUNT * loss.generator_loss(best(name, x)), x)
    assert _pull(name, FAKES, WIDTH) == pytest.approx(-slope.numpy(), abs=1e-9)


def test_the_critics_pull_leads_from_where_too_many_fakes_are():
    below = [norm.cdf((x - FAKES) / WIDTH).mean() - norm.cdf(x / WIDTH) for x in FAKES]
    assert list(_pull("wgan", FAKES, WIDTH)) == list(np.sign(below))


def test_the_distance_is_wassersteins():
    quantiles = norm.ppf((np.arange(4000) + 0.5) / 4000)
    fakes = (FAKES[:, None] + WIDTH * quantiles).ravel()
    assert distance(FAKES, WIDTH) == pytest.approx(wasserstein_distance(fakes, WIDTH * quantiles), abs=2e-3)


def test_who_arrives_and_who_stands():
    paths = race(4.0, WIDTH, 0.05)
    assert set(paths) == set(LOSSES)
    ends = {name: float(distance(path[STEPS], WIDTH)) for name, path in paths.items()}
    assert ends["minimax"] > 3.9 < ends["lsgan"]
    assert ends["non_saturating"] < 0.1 > ends["wgan"]
