"""A value together with what each image has to do with it: enough for a bootstrap interval at the price of a mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

LEVEL = 0.95
RESAMPLES = 1000


class Interval(NamedTuple):
    """Where the value lies when the same number of images is drawn again."""

    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Measured:
    """A value and its influence function at each image, (N,) for real and (M,) for generated ones; None where it depends on none.

    The influence of an image says how the value moves, to first order, when that image's share in its set is raised: the value of a
    resampled set is about `value` plus the mean influence of the images drawn. For a mean over images (accuracy, precision,
    density) that is exact; for FID and KID it is the linear part, which a test holds against the plain bootstrap.
    """

    value: float
    real: Tensor | None = None
    fake: Tensor | None = None
    details: Mapping[str, Any] = field(default_factory=dict)  # what else came of it, as JSON: the points of a fit, ties, closest pairs

    def interval(self, *, level: float = LEVEL, resamples: int = RESAMPLES, seed: int = 0) -> Interval | None:
        """Percentile bootstrap over both sets; None when no image's influence is known.

        It says how far chance in the drawing of these images moves the value. It does not say how far the value is biased (FID).
        """
        sets = [influence.double() for influence in (self.real, self.fake) if influence is not None]
        if not sets:
            return None
        draws = torch.Generator().manual_seed(seed)
        moved = torch.zeros(resamples, dtype=torch.float64)
        for influence in sets:
            moved += _resampled_means(influence - influence.mean(), resamples, draws)
        low, high = np.quantile((self.value + moved).numpy(), [(1 - level) / 2, (1 + level) / 2])
        return Interval(float(low), float(high))


def _resampled_means(values: Tensor, resamples: int, draws: torch.Generator) -> Tensor:
    """Mean of `values` (N,) in each of so many draws of N with replacement, (resamples,)."""
    values = values.cpu()
    means = [values[torch.randint(len(values), (len(values),), generator=draws)].mean() for _ in range(resamples)]
    return torch.stack(means)
