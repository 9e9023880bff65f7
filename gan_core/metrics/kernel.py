"""Kernel distance: squared maximum mean discrepancy with a cubic kernel; KID when the numbers are Inception features."""

from __future__ import annotations

from collections.abc import Iterator

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
    return np.array([value for value, *_ in _subset_values(real_features, fake_features, subsets, subset_size, seed)])


def measure_kernel(real_features: Array, fake_features: Array, *, subsets: int = 100, subset_size: int = 1000, seed: int = 0) -> Measured:
    """`kernel_distance` with the influence of each image, averaged over the subsets that drew it.

    First order only: between equal distributions that part vanishes and the interval is too narrow.
    """
    values = []
    sums, counts = ([torch.zeros(len(images)) for images in (real_features, fake_features)] for _ in range(2))
    for value, rows, influences in _subset_values(real_features, fake_features, subsets, subset_size, seed):
        values.append(value)
        for total, count, row, influence in zip(sums, counts, rows, influences, strict=True):
            total[row] += influence.cpu().float()
            count[row] += 1
    real, fake = (total / count.clamp_min(1) for total, count in zip(sums, counts, strict=True))
    return Measured(float(np.mean(values)), real, fake)


def _subset_values(
    real_features: Array, fake_features: Array, subsets: int, subset_size: int, seed: int
) -> Iterator[tuple[float, tuple[Tensor, Tensor], tuple[Tensor, Tensor]]]:
    """Of each random subset its MMD^2, the rows drawn (real, fake) and their influences."""
    real, fake = as_pair(real_features, fake_features, rows=2)
    if subsets < 1:
        raise ConfigError("value", field="subsets", came=subsets, accepted="1 or more")
    if subset_size < 2:
        raise ConfigError("value", field="subset_size", came=subset_size, accepted="2 or more")
    size = min(subset_size, len(real), len(fake))
    draws = np.random.default_rng(seed)
    for _ in range(subsets):
        real_rows, fake_rows = (torch.from_numpy(draws.choice(len(images), size, replace=False)) for images in (real, fake))
        value, influences = _unbiased_mmd2(real[real_rows], fake[fake_rows])
        yield value, (real_rows, fake_rows), influences


def _unbiased_mmd2(real: Tensor, fake: Tensor) -> tuple[float, tuple[Tensor, Tensor]]:
    """Unbiased MMD^2 of two sets of equal size (n, D), and the influence of each row, float64 (n,) twice."""
    across = _cubic(real, fake)
    pairs = (_means_within(real) - across.mean(1), _means_within(fake) - across.mean(0))
    value = sum(float(pair.mean()) for pair in pairs)
    return value, (2 * (pairs[0] - pairs[0].mean()), 2 * (pairs[1] - pairs[1].mean()))


def _means_within(points: Tensor) -> Tensor:
    """Mean kernel of each point with the others of its set, (n,)."""
    kernel = _cubic(points, points)
    return (kernel.sum(1) - kernel.diagonal()) / (len(points) - 1)


def _cubic(a: Tensor, b: Tensor) -> Tensor:
    """(a . b / D + 1)^3: (n, D), (m, D) -> float64 (n, m). Compares the first three moments."""
    # The product may stay in float32 (its errors average out, 2e-9 in a KID of 1e-4); cubes and sums may not.
    return torch.addmm(a.new_ones(()), a, b.T, alpha=1 / a.shape[1]).double().pow_(3)
