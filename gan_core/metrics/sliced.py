"""Sliced Wasserstein distance between features: on a line, optimal transport is sorting. MIND when the numbers are Inception features."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_core.errors import ConfigError
from gan_core.metrics.features import Array, as_pair
from gan_core.metrics.measured import Measured

PROJECTIONS = 1000
CHUNK = 100  # directions at a time: bounds memory


def sliced_distance(real_features: Array, fake_features: Array, *, projections: int = PROJECTIONS, seed: int = 0) -> float:
    """3 D times the squared sliced 2-Wasserstein distance.

        MIND = 3 D mean_u integral_0^1 (F^-1_real,u(q) - F^-1_fake,u(q))^2 dq,  u random of length 1

    F^-1_.,u: quantiles of the features' products with u, which for equally many images are these, sorted. "MIND", arXiv:2605.06797.

    Range [0, inf), lower is better, 0 for equal sets. Two sets that chance has drawn from one distribution are above 0, by about 1 / N:
    compare values of equal N. A mere shift of all features by c gives about 3 |c|^2.

    Args:
        real_features, fake_features: (N, D) and (M, D).
        projections: number of directions.
        seed: of the directions.

    Raises:
        ConfigError: shapes that do not fit, or no projections.
    """
    return measure_sliced(real_features, fake_features, projections=projections, seed=seed).value


def measure_sliced(real_features: Array, fake_features: Array, *, projections: int = PROJECTIONS, seed: int = 0) -> Measured:
    """`sliced_distance` with the influence of each image: its Kantorovich potential, averaged over the directions."""
    real, fake = as_pair(real_features, fake_features)
    if projections < 1:
        raise ConfigError("value", field="projections", received=projections, expected="1 or more")
    size = real.shape[1]
    centre = real.mean(0)
    real, fake = real - centre, fake - centre
    directions = torch.randn(projections, size, generator=torch.Generator().manual_seed(seed)).to(real)
    directions /= directions.norm(dim=1, keepdim=True)
    real_at, fake_at, weights = (part.to(real.device) for part in _matched(len(real), len(fake)))

    total = 0.0
    influences = [rows.new_zeros(len(rows), dtype=torch.float64) for rows in (real, fake)]
    for some in directions.split(CHUNK):
        (x, x_rows), (y, y_rows) = ((some @ rows.T).double().sort(dim=1) for rows in (real, fake))  # (chunk, N), (chunk, M)
        x, y = x[:, real_at], y[:, fake_at]  # quantiles at the same levels
        total += float(((x - y).square() @ weights).sum())
        for influence, rows, mine, theirs, at in ((influences[0], x_rows, x, y, real_at), (influences[1], y_rows, y, x, fake_at)):
            firsts = torch.searchsorted(at, torch.arange(rows.shape[1], device=at.device))
            influence.index_add_(0, rows.flatten(), _potential(mine, theirs)[:, firsts].flatten())
    scale = 3 * size / projections
    real_moves, fake_moves = (scale * (influence - influence.mean()) for influence in influences)
    return Measured(scale * total, real_moves.cpu(), fake_moves.cpu())


def _matched(n: int, m: int) -> tuple[Tensor, Tensor, Tensor]:
    """For each stretch of levels on which both sets' quantiles are constant: the rank in either sorted set, and the stretch's length."""
    edges = torch.cat([torch.arange(n + 1) * m, torch.arange(m + 1) * n]).unique()  # in units of 1 / (n m)
    levels = edges[:-1]
    return levels // m, levels // n, edges.diff().double() / (n * m)


def _potential(mine: Tensor, theirs: Tensor) -> Tensor:
    """Up to a constant, how the squared distance grows with the mass at each of `mine`: its slope is 2 (x - T(x)), T the transport."""
    sums = mine - theirs
    steps = mine.diff(dim=1) * (sums[:, 1:] + sums[:, :-1])
    return torch.cat([steps.new_zeros(len(steps), 1), steps.cumsum(1)], dim=1)
