"""Metrics that ask whose nearest-neighbour balls a picture falls into: precision, recall, density, coverage.

Distances are made in blocks of rows, so memory is bounded by a block and never by N x M. They are squared and come from
one matrix product, in the dtype of the features: float32 for speed, float64 for an exact answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import torch
from torch import Tensor

from gan_core.errors import ConfigError
from gan_core.metrics.features import Array, as_pair
from gan_core.metrics.measured import Measured

BLOCK_BYTES = 16 * 2**20  # small enough that the allocator reuses it instead of asking the system for fresh pages


class PrecisionRecall(NamedTuple):
    """Share of generated images that look real, and share of real images that G can reach."""

    precision: float
    recall: float


class DensityCoverage(NamedTuple):
    """Mean number of real balls around a generated image over k, and share of real balls holding a generated image."""

    density: float
    coverage: float


def precision_recall(real_features: Array, fake_features: Array, nearest_k: int = 3) -> PrecisionRecall:
    """Improved precision and recall.

        f(x, S) = 1 if |x - s| <= NND_k(s) for some s in S, else 0
        precision = mean over fake x of f(x, real),  recall = mean over real x of f(x, fake)

    NND_k(s): distance from s to its k-th nearest other point of S. arXiv:1904.06991, equations 1 and 2 (k = 3 there).

    Range [0, 1], higher is better. Real against other real images stays below 1 (about 0.9): show that reference beside it. One
    outlier makes one large ball, which raises the values; both depend on N and on the feature space.

    Args:
        real_features, fake_features: (N, D) and (M, D), more than `nearest_k` rows each.

    Raises:
        ConfigError: shapes that do not fit, or `nearest_k` out of range.
    """
    precision, recall = measure_precision_recall(real_features, fake_features, nearest_k)
    return PrecisionRecall(precision.value, recall.value)


def measure_precision_recall(real_features: Array, fake_features: Array, nearest_k: int = 3) -> tuple[Measured, Measured]:
    """`precision_recall` with the influence of each image on its own verdict; the balls stay as they are."""
    real, fake = _prepared(real_features, fake_features, nearest_k)
    real_radii, fake_radii = _radii(real, nearest_k), _radii(fake, nearest_k)
    fake_inside = torch.zeros(len(fake), dtype=torch.bool, device=real.device)
    real_inside = torch.zeros(len(real), dtype=torch.bool, device=real.device)
    # A point on the ball's rim is inside, also where the ball is but a point: rounding must not part what is equal
    real_radii, fake_radii = (radii.clamp_min(rounding(real)) for radii in (real_radii, fake_radii))
    for rows, distances in blocks(real, fake):
        fake_inside |= (distances <= real_radii[rows, None]).any(0)
        real_inside[rows] = (distances <= fake_radii).any(1)
    return _mean(fake=fake_inside), _mean(real=real_inside)


def density_coverage(real_features: Array, fake_features: Array, nearest_k: int = 5) -> DensityCoverage:
    """Density and coverage, made so that one outlier cannot lift them.

        density = 1 / (k M) sum_j sum_i 1[|y_j - x_i| < NND_k(x_i)]
        coverage = 1 / N sum_i 1[min_j |y_j - x_i| < NND_k(x_i)]

    x: real, y: fake. arXiv:2002.09797, section 3 (k = 5 there). Only real balls count, the generator's are not trusted.

    The balls are open: where more than k real images are equal, theirs are points that hold nothing. With all images equal both values
    are 0, as in prdc, whatever G draws; `details["ties"]` of the measured values counts such balls.

    Density: [0, inf), 1 for equal distributions. Coverage: [0, 1]; for equal distributions and N = M it is about
    1 - 1 / 2^k (0.97 for k = 5). Higher is better for both. Coverage falls when there are fewer fake than real images.

    Args:
        real_features, fake_features: (N, D) and (M, D), more than `nearest_k` rows each.

    Raises:
        ConfigError: shapes that do not fit, or `nearest_k` out of range.
    """
    density, coverage = measure_density_coverage(real_features, fake_features, nearest_k)
    return DensityCoverage(density.value, coverage.value)


def measure_density_coverage(real_features: Array, fake_features: Array, nearest_k: int = 5) -> tuple[Measured, Measured]:
    """`density_coverage` with the influence of each image on its own count; the balls stay as they are."""
    real, fake = _prepared(real_features, fake_features, nearest_k)
    radii = _radii(real, nearest_k)
    ties = radii <= rounding(real)
    radii[ties] = 0  # then nothing is strictly inside
    balls = torch.zeros(len(fake), dtype=torch.int64, device=real.device)
    covered = torch.zeros(len(real), dtype=torch.bool, device=real.device)
    for rows, distances in blocks(real, fake):
        inside = distances < radii[rows, None]
        balls += inside.sum(0)
        covered[rows] = inside.any(1)
    tied = {"ties": int(ties.sum())}
    return _mean(fake=balls.double() / nearest_k, details=tied), _mean(real=covered, details=tied)


def _mean(real: Tensor | None = None, fake: Tensor | None = None, details: Mapping[str, int] | None = None) -> Measured:
    """The mean over one of the sets; each image's influence is its own number."""
    numbers = real if real is not None else fake
    assert numbers is not None
    return Measured(numbers.double().mean().item(), real, fake, details or {})


def rounding(points: Tensor) -> float:
    """Squared distance below which two points of such a set cannot be told apart."""
    return 8 * torch.finfo(points.dtype).eps * points.square().sum(1).max().item()


def _prepared(real_features: Array, fake_features: Array, nearest_k: int) -> tuple[Tensor, Tensor]:
    """Both sets around the real mean: |a|^2 + |b|^2 - 2 a.b loses fewer digits near the origin."""
    real, fake = as_pair(real_features, fake_features, rows=2)
    most = min(len(real), len(fake)) - 1
    if not 1 <= nearest_k <= most:
        raise ConfigError("value", field="nearest_k", received=nearest_k, expected=f"1 to {most}, one less than the images there are")
    centre = real.mean(0)
    return real - centre, fake - centre


def _radii(points: Tensor, nearest_k: int) -> Tensor:
    """Squared distance from each point to its k-th nearest other point, (N,).

    Each pair is looked at once: a block of rows against all points from the block on, which then serves the later points as well.
    """
    # A point is its own nearest neighbour at distance 0, so the k-th other one is the (k + 1)-th smallest.
    nearest = points.new_full((len(points), nearest_k + 1), torch.inf)
    squares, size = points.square().sum(1), _rows_at_once(points)
    for start in range(0, len(points), size):
        rows, later = slice(start, start + size), slice(start + size, None)
        distances = _distances(points[rows], points[start:], squares[rows], squares[start:])
        nearest[rows] = _smallest(nearest[rows], distances)
        nearest[later] = _smallest(nearest[later], distances[:, size:].T)
    return nearest.max(1).values


def _smallest(known: Tensor, more: Tensor) -> Tensor:
    """The k + 1 smallest in each row of both: (n, k + 1), (n, M) -> (n, k + 1)."""
    count = known.shape[1]
    found = more.topk(min(count, more.shape[1]), dim=1, largest=False, sorted=False).values
    return torch.cat([known, found], dim=1).topk(count, dim=1, largest=False, sorted=False).values


def blocks(a: Tensor, b: Tensor) -> Iterator[tuple[slice, Tensor]]:
    """Squared distances of a block of rows of `a` to all of `b`: (slice, (rows, M))."""
    squares_a, squares_b = a.square().sum(1), b.square().sum(1)
    size = _rows_at_once(b)
    for start in range(0, len(a), size):
        rows = slice(start, start + size)
        yield rows, _distances(a[rows], b, squares_a[rows], squares_b)


def _rows_at_once(b: Tensor) -> int:
    return max(1, BLOCK_BYTES // (b.shape[0] * b.element_size()))


def _distances(a: Tensor, b: Tensor, squares_a: Tensor, squares_b: Tensor) -> Tensor:
    """|a|^2 + |b|^2 - 2 a.b, (n, m)."""
    return torch.addmm(squares_b, a, b.T, alpha=-2).add_(squares_a[:, None]).clamp_min_(0)
