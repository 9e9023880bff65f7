from __future__ import annotations

import numpy as np
import pytest
import torch
from torch_fidelity.metric_isc import isc_features_to_metric

from gan_core.errors import ConfigError
from gan_core.metrics import inception_score, inception_scores


def test_extremes():
    assert inception_score(np.eye(10)) == pytest.approx(10)  # one perfect picture a class: the maximum
    assert inception_score(np.full((7, 10), 0.1)) == pytest.approx(1)  # undecided
    assert inception_score(np.eye(10)[[3, 3, 3]]) == pytest.approx(1)  # one class only


def test_agrees_with_torch_fidelity():
    logits = torch.randn(1000, 10, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * 3
    theirs = isc_features_to_metric(logits, splits=10, shuffle=False)
    ours = inception_scores(logits.softmax(1), splits=10)
    assert ours.mean() == pytest.approx(theirs["inception_score_mean"], rel=1e-9)
    assert ours.std() == pytest.approx(theirs["inception_score_std"], rel=1e-9)


@pytest.mark.parametrize("bad", [np.eye(3) * 2, np.array([[1.5, -0.5]]), np.zeros((0, 3)), np.zeros(3)])
def test_not_probabilities(bad):
    with pytest.raises(ConfigError, match="probabilities"):
        inception_score(bad)


def test_more_splits_than_images():
    with pytest.raises(ConfigError, match="splits"):
        inception_score(np.eye(3), splits=4)
