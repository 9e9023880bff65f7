"""Inception Score: are pictures each clearly of one class, and all classes there?"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.special import xlogy

from gan_core.errors import ConfigError
from gan_core.metrics.features import Array, as_matrix
from gan_core.metrics.measured import Measured


def inception_score(probabilities: Array, *, splits: int = 1) -> float:
    """Mean over splits of exp(mean_n KL(p(y | x_n) || p(y))), in nats inside the exponential.

    arXiv:1606.03498, section 4. Range [1, num_classes], higher is better. Biased downwards in N: a few images cannot show
    many classes (arXiv:1801.01973). It never sees a real image, so one perfect picture a class scores the maximum.

    Args:
        probabilities: (N, num_classes), a classifier's p(y | x), rows summing to 1.
        splits: consecutive parts scored on their own. Shuffle first when images come ordered by class.

    Raises:
        ConfigError: rows that are not probabilities, or more splits than images.
    """
    return float(np.mean(inception_scores(probabilities, splits=splits)))


def inception_scores(probabilities: Array, *, splits: int = 10) -> np.ndarray:
    """The score of each split, float64 (splits,)."""
    rows = _checked(probabilities)
    if not 1 <= splits <= len(rows):
        raise ConfigError("value", field="splits", received=splits, expected=f"1 to {len(rows)}")
    return np.array([_divergences(part).mean().exp().item() for part in rows.tensor_split(splits)])


def measure_inception_score(probabilities: Array) -> Measured:
    """`inception_score` of one split with the influence of each image: score times (its divergence less the mean one)."""
    rows = _checked(probabilities)
    divergence = _divergences(rows)
    score = divergence.mean().exp()
    return Measured(score.item(), fake=score * (divergence - divergence.mean()))


def _checked(probabilities: Array) -> Tensor:
    """Float64 (N, num_classes). Raises ConfigError on rows that are not probabilities."""
    rows = as_matrix("probabilities", probabilities).double()
    if (rows < 0).any() or not torch.allclose(rows.sum(1), torch.ones((), dtype=rows.dtype), atol=1e-4):
        raise ConfigError("value", field="probabilities", received="rows that do not sum to 1", expected="probabilities (N, num_classes)")
    return rows


def _divergences(rows: Tensor) -> Tensor:
    """KL(p(y|x) || p(y)) of each row, (N,); 0 log 0 = 0."""
    return (xlogy(rows, rows) - xlogy(rows, rows.mean(0))).sum(1)
