"""Squared maximum mean discrepancy with a Gaussian kernel: CMMD when the numbers are CLIP's embeddings."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import normalize

from gan_core.metrics.features import Array, as_pair
from gan_core.metrics.measured import Measured
from gan_core.metrics.neighbours import blocks

WIDTH, SCALE = 10.0, 1000.0


def gaussian_distance(real_features: Array, fake_features: Array, *, width: float = WIDTH) -> float:
    """1000 times the squared MMD of the features, brought to length 1, with k(x, y) = exp(-|x - y|^2 / (2 width^2)).

        1000 (mean_{i, j} k(x_i, x_j) + mean_{i, j} k(y_i, y_j) - 2 mean_{i, j} k(x_i, y_j))

    The kernel distance of CMMD, arXiv:2401.09603, section 4, on the features at hand in place of CLIP's. Range [0, inf), lower is better,
    0 for equal sets. With pairs i = j in the means, as the authors' code has them, it is biased upwards, by the mean of 1000 (1 - k) over
    N. At width 10, vectors of length 1 lie so close together that the kernel is nearly linear: it sees the means and little else.

    Args:
        real_features, fake_features: (N, D) and (M, D).
        width: of the kernel, above 0.

    Raises:
        ConfigError: shapes that do not fit.
    """
    return measure_gaussian(real_features, fake_features, width=width).value


def measure_gaussian(real_features: Array, fake_features: Array, *, width: float = WIDTH) -> Measured:
    """`gaussian_distance` with the influence of each image."""
    real, fake = (normalize(rows) for rows in as_pair(real_features, fake_features))
    across, back = _gaps(real, fake, width)
    real_moves, fake_moves = across - _gaps(real, real, width)[0], back - _gaps(fake, fake, width)[0]
    value = SCALE * float(real_moves.mean() + fake_moves.mean())
    return Measured(
        max(value, 0.0),  # rounding
        2 * SCALE * (real_moves - real_moves.mean()).cpu(),
        2 * SCALE * (fake_moves - fake_moves.mean()).cpu(),
    )


def _gaps(a: Tensor, b: Tensor, width: float) -> tuple[Tensor, Tensor]:
    """Mean of 1 - k of each row of `a` with all of `b`, and the other way round, float64: 1 - k keeps the digits that k, near 1, loses."""
    forth = []
    back = a.new_zeros(len(b), dtype=torch.float64)
    for _, distances in blocks(a, b):
        gaps = -torch.expm1(distances.mul_(-1 / (2 * width**2)))
        forth.append(gaps.mean(1, dtype=torch.float64))
        back += gaps.sum(0, dtype=torch.float64)
    return torch.cat(forth), back / len(a)
