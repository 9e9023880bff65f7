from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from gan_core.errors import ConfigError
from gan_core.metrics import class_accuracy, mode_coverage


def test_accuracy_by_hand():
    result = class_accuracy(torch.tensor([0, 0, 1, 1, 1]), torch.tensor([0, 1, 1, 1, 0]), 3)
    assert result.overall == pytest.approx(3 / 5)
    np.testing.assert_allclose(result.per_class, [1 / 2, 2 / 3, np.nan])


def test_modes_by_hand():
    result = mode_coverage(torch.tensor([0, 1, 2, 3]), torch.tensor([0, 0, 1, 1]), 4)
    assert result.modes == 2
    assert result.reverse_kl == pytest.approx(math.log(2))  # 1/2 against 1/4, twice
    np.testing.assert_allclose(result.histogram, [0.5, 0.5, 0, 0])


def test_equal_histograms_have_no_divergence():
    assert mode_coverage(np.arange(10), np.arange(10)[::-1].copy(), 10).reverse_kl == 0


def test_a_class_no_real_image_has_is_infinitely_far():
    assert mode_coverage(np.array([0, 0]), np.array([0, 1]), 2).reverse_kl == math.inf


@pytest.mark.parametrize("bad", [np.array([0, 10]), np.array([-1]), np.array([0.5]), np.array([], dtype=int), np.zeros((2, 2), dtype=int)])
def test_bad_classes_are_named(bad):
    with pytest.raises(ConfigError, match="labels"):
        class_accuracy(bad, bad, 10)


def test_lengths_must_fit():
    with pytest.raises(ConfigError, match="predictions: got 2 values; accepted: 1, as labels"):
        class_accuracy(np.array([0]), np.array([0, 1]), 2)
