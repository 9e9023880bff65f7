"""Fréchet distance as it would be with infinitely many images: its bias falls as 1 / N, so a line through several N leads there."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch

from gan_core.errors import ConfigError
from gan_core.metrics.features import Array, as_pair
from gan_core.metrics.frechet import feature_statistics, frechet_distance, measure_frechet
from gan_core.metrics.measured import Measured

PARTS = 4  # the smallest sets are a quarter of all images


class FrechetFit(NamedTuple):
    """The line that the values lie on: distance = at_infinity + slope / n."""

    at_infinity: float
    slope: float
    counts: tuple[int, ...]  # generated images of each set
    distances: tuple[float, ...]  # of each set


def frechet_infinity(real_features: Array, fake_features: Array, *, parts: int = PARTS, seed: int = 0) -> FrechetFit:
    """The Fréchet distance at N, N / 2, ..., N / parts, and the least-squares line in 1 / N through the mean at each.

        FID_n = FID_inf + slope / n,  arXiv:1911.07023, equation 5

    For N / k all images are dealt out to k sets that share none, so chance in the drawing of the images moves every point of the line
    alike. Both sets shrink together: the paper keeps 50,000 real images, here their number is as small as the generated ones'.

    Range: any real number (chance may bring it below 0), lower is better; biased by what is left beyond 1 / N, which is much where a
    set of N / parts has hardly more images than there are features.

    Args:
        real_features, fake_features: (N, D) and (M, D), at least 2 `parts` rows each.
        parts: of how many sets the smallest are, 2 or more.
        seed: of the dealing.

    Raises:
        ConfigError: shapes that do not fit, or `parts` out of range.
    """
    real, fake = as_pair(real_features, fake_features, rows=2)
    most = min(len(real), len(fake)) // 2
    if not 2 <= parts <= most:
        raise ConfigError("value", field="parts", received=parts, expected=f"2 to {most}")
    draws = torch.Generator().manual_seed(seed)
    real, fake = (rows[torch.randperm(len(rows), generator=draws)] for rows in (real, fake))
    counts, distances, means = [], [], []
    for sets in range(1, parts + 1):
        sizes = len(real) // sets, len(fake) // sets
        pairs = list(zip(real.split(sizes[0])[:sets], fake.split(sizes[1])[:sets], strict=True))
        found = [frechet_distance(*feature_statistics(mine), *feature_statistics(theirs)) for mine, theirs in pairs]
        counts += [sizes[1]] * sets
        distances += found
        means.append(float(np.mean(found)))
    slope, at_infinity = np.polyfit(range(1, parts + 1), means, 1)  # 1 / n is sets / N
    return FrechetFit(float(at_infinity), float(slope) * len(fake), tuple(counts), tuple(distances))


def measure_frechet_infinity(real_features: Array, fake_features: Array) -> Measured:
    """`frechet_infinity` with the points of its fit, and the influence of each image: to first order that on the distance itself."""
    fit = frechet_infinity(real_features, fake_features)
    whole = measure_frechet(real_features, fake_features)
    points = [[n, value] for n, value in zip(fit.counts, fit.distances, strict=True)]
    return Measured(fit.at_infinity, whole.real, whole.fake, {"fit": points, "slope": fit.slope})
