"""Kernel distance: squared maximum mean discrepancy with a cubic kernel; KID when the numbers are Inception features."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from gan_core.errors import ConfigError
from gan_core.metrics.features import Array, as_pair


def kernel_distance(real_features: Array, fake_features: Array, *, subsets: int = 100, subset_size: int = 1000, seed: int = 0) -> float:
    """Mean over random subsets of the unbiased squared MMD with k(x, y) = (x . y / D + 1)^3.

        MMD^2 = mean_{i != j} k(x_i, x_j) + mean_{i != j} k(y_i, y_j) - 2 mean_{i, j} k(x_i, y_j)

    "KID", arXiv:1801.01401, section 4; the estimator is equation 3 of Gretton et al. 2012. Range: any real number, 0 in the
    mean for equal distributions (a negative value is chance, not an error); lower is better. Unbiased: the expectation does
    not depend on N, only the spread does.

    Args:
        real_features, fake_features: (N, D) and (M, D), at least 2 rows each.
        subsets: number of draws without replacement; 1 is enough when a subset is everything there is.
        subset_size: images a subset; at most what the smaller set holds.
        seed: of the draws.

    Raises:
        ConfigError: shapes that do not fit, or `subsets` or `subset_size` too small.
    """
    return float(kernel_distances(real_features, fake_features, subsets=subsets, subset_size=subset_size, seed=seed).mean())


def kernel_distances(
    real_features: Array, fake_features: Array, *, subsets: int = 100, subset_size: int = 1000, seed: int = 0
) -> np.ndarray:
    """The value of each subset, float64 (subsets,): its mean is `kernel_distance`, its standard deviation the usual "+-"."""
    real, fake = as_pair(real_features, fake_features, rows=2)
    if subsets < 1:
        raise ConfigError("value", field="subsets", came=subsets, accepted="1 or more")
    if subset_size < 2:
        raise ConfigError("value", field="subset_size", came=subset_size, accepted="2 or more")
    size = min(subset_size, len(real), len(fake))
    draws = np.random.default_rng(seed)
    values = [
        _unbiased_mmd2(
            real[draws.choice(len(real), size, replace=False)],
            fake[draws.choice(len(fake), size, replace=False)],
        )
        for _ in range(subsets)
    ]
    return np.array(values)


def _unbiased_mmd2(real: Tensor, fake: Tensor) -> float:
    """Unbiased MMD^2 of two sets of equal size (n, D)."""
    n = len(real)
    within = sum(kernel.sum() - kernel.trace() for kernel in (_cubic(real, real), _cubic(fake, fake))) / (n * (n - 1))
    return float(within - 2 * _cubic(real, fake).mean())


def _cubic(a: Tensor, b: Tensor) -> Tensor:
    """(a . b / D + 1)^3: (n, D), (m, D) -> float64 (n, m). Compares the first three moments."""
    # The product may stay in float32 (its errors average out, 2e-9 in a KID of 1e-4); cubes and sums may not.
    return torch.addmm(a.new_ones(()), a, b.T, alpha=1 / a.shape[1]).double().pow_(3)
