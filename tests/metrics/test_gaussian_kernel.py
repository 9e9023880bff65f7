from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn.functional import normalize

from gan_core.metrics import gaussian_distance


def by_the_formula(real: torch.Tensor, fake: torch.Tensor, width: float = 10.0) -> float:
    """CMMD's estimate (arXiv:2401.09603) in plain float64, all pairs at once."""
    real, fake = normalize(real.double()), normalize(fake.double())

    def mean(a, b):
        return torch.exp(-(a[:, None] - b).square().sum(-1) / (2 * width**2)).mean().item()

    return 1000 * (mean(real, real) + mean(fake, fake) - 2 * mean(real, fake))


@pytest.mark.parametrize("width", [10.0, 0.5])
def test_agrees_with_the_formula(halves, width):
    real, fake = halves[0].features[:200], 1.5 * halves[1].features[:150] + 0.3
    assert gaussian_distance(real, fake, width=width) == pytest.approx(by_the_formula(real, fake, width), rel=1e-4)


def test_by_hand():
    # Unit vectors at a right angle: |x - y|^2 = 2, so the value is 1000 (1 + 1 - 2 exp(-1 / 100)).
    assert gaussian_distance(np.array([[3.0, 0.0]]), np.array([[0.0, 5.0]])) == pytest.approx(2000 * (1 - np.exp(-0.01)))
    assert gaussian_distance(np.eye(3), np.eye(3)) == 0


def test_at_its_width_it_sees_the_mean_and_hardly_the_spread():
    draws = torch.Generator().manual_seed(0)
    base = torch.zeros(16)
    base[0] = 10.0
    real, same, wider, moved = (base + spread * torch.randn(1000, 16, generator=draws) + shift for spread, shift in [
        (1, 0), (1, 0), (1.2, 0), (1, 0.5),
    ])  # fmt: skip
    floor = gaussian_distance(real, same)
    assert gaussian_distance(real, wider) < 10 * floor
    assert gaussian_distance(real, moved) > 100 * floor
