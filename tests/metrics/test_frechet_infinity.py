from __future__ import annotations

import numpy as np
import pytest
import torch

from gan_core.errors import ConfigError
from gan_core.metrics import feature_statistics, frechet_distance, frechet_infinity, measure_frechet_infinity


def gaussians(n: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Two sets whose true distance is 16 (0.5^2 + 0.25^2) = 5: shifted by 0.5 and wider by a quarter, along each of 16 axes."""
    real, fake = torch.randn(2, n, 16, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return real, 1.25 * fake + 0.5


def test_leads_to_the_true_distance_where_few_images_do_not():
    fits = [frechet_infinity(*gaussians(200, seed)) for seed in range(20)]
    at_infinity = np.array([fit.at_infinity for fit in fits])
    plain = np.array([fit.distances[0] for fit in fits])
    error = at_infinity.std() / len(fits) ** 0.5
    assert abs(at_infinity.mean() - 5) < 3 * error
    assert plain.mean() - 5 > 5 * plain.std() / len(fits) ** 0.5


def test_the_points_are_plain_distances_and_the_line_goes_through_their_means():
    real, fake = gaussians(120, 0)
    fit = frechet_infinity(real, fake, parts=3)
    assert fit.counts == (120, 60, 60, 40, 40, 40)
    assert fit.distances[0] == pytest.approx(frechet_distance(*feature_statistics(real), *feature_statistics(fake)))
    means = [fit.distances[0], np.mean(fit.distances[1:3]), np.mean(fit.distances[3:])]
    slope, intercept = np.polyfit(1 / np.array([120, 60, 40]), means, 1)
    assert (fit.slope, fit.at_infinity) == pytest.approx((slope, intercept))


def test_no_image_is_in_two_sets_of_one_size():
    # One image far away makes one of the sets of each size far, and no other.
    real, fake = gaussians(120, 0)
    far = fake.clone()
    far[0] += 100
    before, after = frechet_infinity(real, fake), frechet_infinity(real, far)
    moved = [abs(new - old) > 1 for old, new in zip(before.distances, after.distances, strict=True)]
    assert [sum(moved[start:stop]) for start, stop in ((0, 1), (1, 3), (3, 6), (6, 10))] == [1, 1, 1, 1]


def test_carries_its_fit_and_the_interval_of_the_distance():
    measured = measure_frechet_infinity(*gaussians(200, 0))
    assert measured.details["fit"][0][0] == 200
    assert len(measured.details["fit"]) == 10
    interval = measured.interval()
    assert interval.low < measured.value < interval.high


@pytest.mark.parametrize("parts", [1, 61])
def test_parts_out_of_range_are_named(parts):
    with pytest.raises(ConfigError, match=r"parts: got .*; accepted: 2 to 60"):
        frechet_infinity(*gaussians(120, 0), parts=parts)
