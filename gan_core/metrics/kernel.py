"""Kernel distance: squared maximum mean discrepancy with a cubic kernel; KID when the numbers are Inception features."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from gan_core.errors import ConfigError
from gan_core.metrics.features import Array, as_pair
from gan_core.metrics.measured import Measured


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
    return np.array([subset.value for subset in _subsets(real_features, fake_features, subsets, subset_size, seed)])


def measure_kernel(real_features: Array, fake_features: Array, *, subsets: int = 100, subset_size: int = 1000, seed: int = 0) -> Measured:
    """`kernel_distance` with the influence of each image, averaged over the subsets that drew it."""
    values = []
    sums, counts = ([torch.zeros(len(images)) for images in (real_features, fake_features)] for _ in range(2))
    for subset in _subsets(real_features, fake_features, subsets, subset_size, seed):
        values.append(subset.value)
        for total, count, rows, influence in zip(sums, counts, subset.rows, subset.influences, strict=True):
            total[rows] += influence.cpu().float()
            count[rows] += 1
    real, fake = (total / count.clamp_min(1) for total, count in zip(sums, counts, strict=True))
    return Measured(float(np.mean(values)), real, fake)


class _Subset(NamedTuple):
    """One random subset: (real, fake) rows drawn, its unbiased MMD^2, and the influence of each row on it."""

    rows: tuple[Tensor, Tensor]
    value: float
    influences: tuple[Tensor, Tensor]


def _subsets(real_features: Array, fake_features: Array, subsets: int, subset_size: int, seed: int) -> Iterator[_Subset]:
    real, fake = as_pair(real_features, fake_features, rows=2)
    if subsets < 1:
        raise ConfigError("value", field="subsets", received=subsets, expected="1 or more")
    if subset_size < 2:
        raise ConfigError("value", field="subset_size", received=subset_size, expected="2 or more")
    size = min(subset_size, len(real), len(fake))
    draws = np.random.default_rng(seed)
    for _ in range(subsets):
        mine, theirs = (torch.from_numpy(draws.choice(len(images), size, replace=False)) for images in (real, fake))
        across = _cubic(real[mine], fake[theirs])
        apart = _means_within(real[mine]) - across.mean(1), _means_within(fake[theirs]) - across.mean(0)
        value = float(apart[0].mean() + apart[1].mean())
        yield _Subset((mine, theirs), value, (2 * (apart[0] - apart[0].mean()), 2 * (apart[1] - apart[1].mean())))


def _means_within(points: Tensor) -> Tensor:
    """Mean kernel of each point with the others of its set, (n,)."""
    kernel = _cubic(points, points)
    return (kernel.sum(1) - kernel.diagonal()) / (len(points) - 1)


def _cubic(a: Tensor, b: Tensor) -> Tensor:
    """(a . b / D + 1)^3: (n, D), (m, D) -> float64 (n, m). Compares the first three moments."""
    # The product may stay in float32 (its errors average out, 2e-9 in a KID of 1e-4); cubes and sums may not.
    return torch.addmm(a.new_ones(()), a, b.T, alpha=1 / a.shape[1]).double().pow_(3)
