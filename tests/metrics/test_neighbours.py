from __future__ import annotations

import numpy as np
import pytest
import torch
from prdc import compute_prdc
from torch_fidelity.metric_prc import calculate_precision_recall_full

from gan_core.errors import ConfigError
from gan_core.metrics import density_coverage, neighbours, precision_recall


def clouds(n: int = 400, m: int = 300, size: int = 24) -> tuple[torch.Tensor, torch.Tensor]:
    draws = torch.Generator().manual_seed(0)
    real = torch.randn(n, size, generator=draws, dtype=torch.float64)
    return real, 0.9 * torch.randn(m, size, generator=draws, dtype=torch.float64) + 0.2


def test_by_hand_on_a_line():
    real, fake = torch.tensor([[0.0], [1.0], [3.0]]), torch.tensor([[0.5], [10.0], [10.5]])
    # k = 1: real radii 1, 1, 2; fake radii 9.5, 0.5, 0.5. Only fake 0.5 lies in a real ball; every real lies in fake 0.5's.
    assert precision_recall(real, fake, nearest_k=1) == pytest.approx((1 / 3, 1))
    # Fake 0.5 lies in the balls of 0 and 1 (3 is 2.5 away, radius 2): density 2 / (1 * 3), coverage 2 of 3.
    assert density_coverage(real, fake, nearest_k=1) == pytest.approx((2 / 3, 2 / 3))


@pytest.mark.parametrize("nearest_k", [1, 3, 5])
def test_agrees_with_prdc_and_torch_fidelity(nearest_k):
    real, fake = clouds()
    theirs = compute_prdc(real.numpy(), fake.numpy(), nearest_k)
    ours = precision_recall(real, fake, nearest_k)._asdict() | density_coverage(real, fake, nearest_k)._asdict()
    assert ours == pytest.approx(theirs, abs=1e-12)
    precision, recall = calculate_precision_recall_full(fake, real, nearest_k)  # takes generated first
    assert (ours["precision"], ours["recall"]) == pytest.approx((precision, recall), abs=1e-6)


def test_agrees_with_prdc_on_features_of_real_pictures(halves):
    real, fake = halves[0].features.double(), halves[1].features[:400].double() * 1.1
    ours = precision_recall(real, fake, 5)._asdict() | density_coverage(real, fake, 5)._asdict()
    assert ours == pytest.approx(compute_prdc(real.numpy(), fake.numpy(), 5), abs=1e-12)


def test_blocks_do_not_change_the_answer(monkeypatch):
    real, fake = clouds()
    whole = precision_recall(real, fake), density_coverage(real, fake)
    monkeypatch.setattr(neighbours, "BLOCK_BYTES", 7 * 8 * len(real))  # seven rows at a time
    assert (precision_recall(real, fake), density_coverage(real, fake)) == whole


def test_far_from_the_origin_float32_still_agrees():
    real, fake = clouds()
    shifted = precision_recall(real.float() + 100, fake.float() + 100)
    assert shifted == pytest.approx(precision_recall(real, fake), abs=0.01)


def test_equal_distributions_have_the_expected_coverage():
    draws = torch.Generator().manual_seed(0)
    density, coverage = density_coverage(*torch.randn(2, 3000, 8, generator=draws), nearest_k=5)
    assert density == pytest.approx(1, abs=0.05)
    assert coverage == pytest.approx(1 - 1 / 2**5, abs=0.015)


def test_one_outlier_lifts_recall_but_not_coverage():
    draws = torch.Generator().manual_seed(0)
    real = torch.randn(300, 8, generator=draws)
    fake = torch.randn(300, 8, generator=draws) * 0.01 + 3  # far from nearly everything real
    outlier = torch.cat([fake[1:], torch.full((1, 8), -20.0)])
    assert precision_recall(real, fake).recall < 0.1
    assert precision_recall(real, outlier).recall > 0.9
    assert density_coverage(real, outlier).coverage < 0.1


def test_order_of_arguments_matters_and_is_real_first():
    real, fake = clouds()
    narrow = fake * 0.3
    precision, recall = precision_recall(real, narrow)
    assert precision > 0.9 > 0.3 > recall
    assert precision_recall(narrow, real) == (recall, precision)


@pytest.mark.parametrize("metric", [precision_recall, density_coverage])
@pytest.mark.parametrize("nearest_k", [0, 4])
def test_k_must_fit_the_images(metric, nearest_k):
    with pytest.raises(ConfigError, match=f"nearest_k: got {nearest_k}; accepted: 1 to 3"):
        metric(np.zeros((4, 2)), np.zeros((9, 2)), nearest_k=nearest_k)
