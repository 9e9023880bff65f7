"""What a Fréchet distance becomes when it is measured on N samples: its bias, and the extrapolation to infinitely many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gan_core.errors import ConfigError
from gan_core.metrics.features import Array
from gan_core.metrics.frechet import FeatureStatistics, feature_statistics, frechet_distance

FloatArray = NDArray[np.float64]
FROM = 0.25  # the extrapolation looks at samples from this share of N up to N
SIZES = 6  # and at this many sizes


@dataclass(frozen=True)
class RoundGaussians:
    """Features of real pictures, N(0, I), their statistics known exactly; and of generated ones, N(shift e1, width^2 I).

    Raises:
        ConfigError: no dimension, or a width that is not positive.
    """

    dimension: int
    shift: float = 0.0
    width: float = 1.0

    def __post_init__(self) -> None:
        if self.dimension < 1:
            raise ConfigError("value", field="dimension", received=self.dimension, expected="1 or more")
        if not 0 < self.width < np.inf:
            raise ConfigError("value", field="width", received=self.width, expected="> 0")

    @property
    def real(self) -> FeatureStatistics:
        """Mean and covariance of the real features."""
        return FeatureStatistics(np.zeros(self.dimension), np.eye(self.dimension))

    @property
    def truth(self) -> float:
        """The Fréchet distance, `shift^2 + d (1 - width)^2`."""
        return self.shift**2 + self.dimension * (1 - self.width) ** 2

    def expected(self, counts: ArrayLike) -> FloatArray:
        """Its mean when it is measured on N generated samples, to the first order in 1/N.

            truth + d width^2 / N + width d (d + 1) / (4 (N - 1))

        The first excess is that of the sample mean; the second comes from tr(S^(1/2)) being concave: with S = width^2 (I + E) it is
        width E[tr E^2] / 4, and E[tr E^2] = d (d + 1) / (N - 1). Good for N much larger than d.
        """
        n = np.asarray(counts, dtype=np.float64)
        d = self.dimension
        return self.truth + d * self.width**2 / n + self.width * d * (d + 1) / (4 * (n - 1))

    def draw(self, count: int, seed: int) -> FloatArray:
        """Generated features (count, d)."""
        fakes = self.width * np.random.default_rng([self.dimension, seed]).standard_normal((count, self.dimension))
        fakes[:, 0] += self.shift
        return fakes


@dataclass(frozen=True)
class Distances:
    """Fréchet distances of `repeats` sets, each cut down to every one of `counts`."""

    counts: tuple[int, ...]
    values: FloatArray  # (repeats, counts)

    def quantiles(self, share: float) -> FloatArray:
        """At each count, the value that this share of the sets stays below, (counts,)."""
        return np.quantile(self.values, share, axis=0)

    def extrapolated(self) -> FloatArray:
        """Lines through the distances against 1/N, (2, repeats): where they meet 1/N = 0, and their slope (arXiv:1911.07023, section 4)."""
        inverse = 1 / np.array(self.counts)
        slope, limit = np.polyfit(inverse, self.values.T, 1)
        return np.stack([limit, slope])


def measure(real: FeatureStatistics, draw: Callable[[int, int], Array], counts: Sequence[int], repeats: int) -> Distances:
    """Distances of `repeats` sets of generated features to the real ones, on the first N of each for every N of `counts`.

    Args:
        real: mean and covariance of the real features.
        draw: (count, seed) -> features (count, d), in an order that means nothing.
        counts: growing, each at least 2.
        repeats: how many sets.

    Raises:
        ConfigError: a count below 2.
    """
    if min(counts) < 2:
        raise ConfigError("value", field="counts", received=min(counts), expected="2 or more")
    distances = np.empty((repeats, len(counts)))
    for repeat in range(repeats):
        features = draw(counts[-1], repeat)
        distances[repeat] = [frechet_distance(*real, *feature_statistics(features[:count])) for count in counts]
    return Distances(tuple(counts), distances)


def sizes_up_to(count: int) -> tuple[int, ...]:
    """The sizes at which `count` pictures are measured in order to extrapolate: evenly spaced in 1/N."""
    return tuple(sorted({round(1 / inverse) for inverse in np.linspace(1 / (FROM * count), 1 / count, SIZES)}))
