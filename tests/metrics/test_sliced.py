from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.optimize import linear_sum_assignment

from gan_core.errors import ConfigError
from gan_core.metrics import sliced_distance


def on_a_line(real: np.ndarray, fake: np.ndarray) -> float:
    """Squared 2-Wasserstein distance of two sets of numbers, by the best assignment of as many copies of each as fit."""
    size = np.lcm(len(real), len(fake))
    x, y = np.repeat(real, size // len(real)), np.repeat(fake, size // len(fake))
    cost = (x[:, None] - y) ** 2
    return float(cost[linear_sum_assignment(cost)].mean())


def by_the_formula(real: torch.Tensor, fake: torch.Tensor, projections: int) -> float:
    """3 D times the mean over directions of the sorted products' mean squared difference (arXiv:2605.06797), for equally many images."""
    directions = torch.randn(projections, real.shape[1], generator=torch.Generator().manual_seed(0)).double()
    directions /= directions.norm(dim=1, keepdim=True)
    x, y = ((rows @ directions.T).sort(0).values for rows in (real, fake))
    return 3 * real.shape[1] * float((x - y).square().mean())


@pytest.mark.parametrize(("real", "fake"), [(4, 4), (4, 6), (5, 3), (1, 7)])
def test_on_a_line_it_is_optimal_transport(real, fake):
    draws = np.random.default_rng(0)
    x, y = draws.normal(size=(real, 1)), draws.normal(1, 2, size=(fake, 1))
    assert sliced_distance(x, y, projections=3) == pytest.approx(3 * on_a_line(x[:, 0], y[:, 0]))


def test_agrees_with_the_formula_on_real_features(halves):
    real, fake = (half.features.double() for half in halves)
    fake = fake * 1.1
    assert sliced_distance(real, fake, projections=150) == pytest.approx(by_the_formula(real, fake, 150), rel=1e-6)
    assert sliced_distance(real.float(), fake.float(), projections=150) == pytest.approx(by_the_formula(real, fake, 150), rel=1e-4)


def test_a_shift_costs_three_times_its_square():
    real = torch.randn(50, 6, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    shift = torch.tensor([3.0, 0, 0, 4, 0, 0])
    assert sliced_distance(real, real + shift, projections=20_000) == pytest.approx(3 * 25, rel=0.03)
    assert sliced_distance(real, real) == 0


def test_sees_what_equal_moments_hide():
    # Two clouds left and right, and one round cloud of the same mean and covariance: the Fréchet distance of the true sets is 0.
    draws = torch.Generator().manual_seed(0)
    two = torch.randn(2000, 2, generator=draws)
    two[:, 0] = two[:, 0] * 0.1 + torch.randint(0, 2, (2000,), generator=draws) * 2 - 1
    one = torch.randn(2000, 2, generator=draws)
    same = torch.randn(2000, 2, generator=draws)
    assert sliced_distance(two, one) > 20 * sliced_distance(same, one)


def test_bad_settings_are_named():
    with pytest.raises(ConfigError, match="projections: got 0"):
        sliced_distance(np.zeros((5, 2)), np.zeros((5, 2)), projections=0)
