from __future__ import annotations

import numpy as np
import pytest
import torch
from torch_fidelity.metric_kid import kernel_mmd

from gan_core.errors import ConfigError
from gan_core.metrics import kernel_distance, kernel_distances


def test_by_hand():
    # D = 1, k(a, b) = (a b + 1)^3; x = {0, 1}: k(0, 1) = 1; y = {1, 2}: k(1, 2) = 27; across: 1, 1, 8, 27.
    assert kernel_distance(np.array([[0.0], [1.0]]), np.array([[1.0], [2.0]]), subsets=1) == pytest.approx(1 + 27 - 2 * 37 / 4)


def test_agrees_with_torch_fidelity():
    draws = np.random.default_rng(0)
    real, fake = draws.normal(size=(300, 40)), draws.normal(0.3, 1.2, size=(300, 40))
    assert kernel_distance(real, fake, subsets=1) == pytest.approx(kernel_mmd(real, fake), rel=1e-10)


def test_unbiased_whatever_the_n():
    # Equal distributions: the mean stays at 0 within its own spread, for few images as for many.
    draws = torch.Generator().manual_seed(0)
    for n in (20, 200):
        values = np.array([kernel_distance(*torch.randn(2, n, 16, generator=draws), subsets=1) for _ in range(200)])
        assert abs(values.mean()) < 4 * values.std() / len(values) ** 0.5


@pytest.mark.parametrize(("real", "fake"), [(30, 20), (2, 2), (1000, 7)])
def test_fewer_images_than_a_subset_holds_are_one_smaller_subset(real, fake):
    draws = np.random.default_rng(0)
    assert np.isfinite(kernel_distance(draws.normal(size=(real, 8)), draws.normal(size=(fake, 8)), subset_size=1000))


def test_same_seed_same_value():
    real, fake = torch.randn(2, 100, 8, generator=torch.Generator().manual_seed(0))
    first = kernel_distances(real, fake, subsets=5, subset_size=50, seed=1)
    np.testing.assert_array_equal(first, kernel_distances(real, fake, subsets=5, subset_size=50, seed=1))
    assert len(set(first)) == 5
    assert kernel_distance(real, fake, subsets=5, subset_size=50, seed=1) == first.mean()


@pytest.mark.parametrize("setting", [{"subsets": 0}, {"subset_size": 1}])
def test_bad_settings_are_named(setting):
    with pytest.raises(ConfigError, match=next(iter(setting))):
        kernel_distance(np.zeros((5, 2)), np.zeros((5, 2)), **setting)


def test_widths_must_fit():
    with pytest.raises(ConfigError, match="fake_features"):
        kernel_distance(np.zeros((5, 2)), np.zeros((5, 3)))
