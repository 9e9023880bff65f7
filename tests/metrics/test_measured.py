"""Values with influences: the same value as without, and an interval as wide as the plain bootstrap's."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
import torch

from gan_core.metrics import METRICS, Extracted, Measured, kernel_distance, measure_kernel


def cloud(n: int, seed: int, shift: float) -> Extracted:
    """Skewed, correlated features, and probabilities of five classes that depend on them."""
    draws = torch.Generator().manual_seed(seed)
    mixing = torch.randn(6, 6, generator=torch.Generator().manual_seed(99), dtype=torch.float64) / 6**0.5
    features = (torch.randn(n, 6, generator=draws, dtype=torch.float64) @ mixing + shift).clamp_min(-0.5)
    probabilities = (3 * features[:, :5]).softmax(1)
    labels = torch.multinomial(probabilities, 1, generator=draws)[:, 0]
    return Extracted(features, probabilities, labels)


def drawn(images: Extracted, rows: torch.Tensor) -> Extracted:
    return Extracted(images.features[rows], images.need("probabilities")[rows], images.need("labels")[rows])


@pytest.fixture(scope="module")
def sets() -> tuple[Extracted, Extracted]:
    return cloud(400, 0, 0.0), cloud(300, 1, 0.3)


def plain_bootstrap(value: Callable[[Extracted, Extracted], float], real: Extracted, fake: Extracted, count: int) -> np.ndarray:
    draws = torch.Generator().manual_seed(3)
    values = []
    for _ in range(count):
        mine, theirs = (torch.randint(len(images), (len(images),), generator=draws) for images in (real, fake))
        values.append(value(drawn(real, mine), drawn(fake, theirs)))
    return np.array(values)


@pytest.mark.parametrize(
    ("metric", "name", "tolerance"),
    # A reverse KL this close to 0 is mostly second order, which the linear bootstrap leaves out.
    [("fid", "fid", 0.15), ("is", "inception_score", 0.15), ("accuracy", "accuracy", 0.15), ("modes", "reverse_kl", 0.3)],
)
def test_interval_is_as_wide_as_the_plain_bootstraps(sets, metric, name, tolerance):
    row = METRICS[metric]
    interval = row.measure(*sets)[name].interval()
    low, high = np.quantile(plain_bootstrap(lambda real, fake: row.compute(real, fake)[name], *sets, count=400), [0.025, 0.975])
    assert interval.high - interval.low == pytest.approx(high - low, rel=tolerance)


def test_kernel_interval_is_as_wide_as_the_plain_bootstraps(sets):
    interval = measure_kernel(*(images.features for images in sets)).interval()
    resampled = plain_bootstrap(lambda real, fake: kernel_distance(real.features, fake.features, subsets=1), *sets, count=400)
    low, high = np.quantile(resampled, [0.025, 0.975])
    assert interval.high - interval.low == pytest.approx(high - low, rel=0.3)  # one subset is the smaller set only


def test_kernel_interval_holds_0_for_equal_distributions():
    draws = torch.Generator().manual_seed(0)
    intervals = [measure_kernel(*torch.randn(2, 200, 8, generator=draws), subsets=1).interval() for _ in range(30)]
    assert sum(low <= 0 <= high for low, high in intervals) >= 26


@pytest.mark.parametrize("metric", METRICS)
def test_value_lies_in_its_interval(sets, metric):
    real, fake = sets
    for name, measured in METRICS[metric].measure(dataclasses.replace(real, training=cloud(300, 2, 0.0).features), fake).items():
        interval = measured.interval()
        assert (interval is None) == (name == "modes")
        if interval:
            assert interval.low <= measured.value <= interval.high
            assert interval.low < interval.high


def test_more_images_narrow_the_interval():
    few, many = (METRICS["fid"].measure(cloud(n, 0, 0.0), cloud(n, 1, 0.3))["fid"].interval() for n in (200, 3200))
    assert many.high - many.low == pytest.approx((few.high - few.low) / 4, rel=0.3)


def test_mean_of_numbers_by_hand():
    verdicts = torch.tensor([1.0] * 50 + [0.0] * 50)
    interval = Measured(0.5, fake=verdicts).interval(resamples=4000)
    assert interval == pytest.approx((0.5 - 1.96 * 0.05, 0.5 + 1.96 * 0.05), abs=0.011)  # +-1.96 sqrt(p (1 - p) / N)


def test_both_sets_widen_the_interval():
    numbers = torch.arange(100.0)
    one, both = Measured(0.0, fake=numbers).interval(), Measured(0.0, real=numbers, fake=numbers).interval()
    assert (both.high - both.low) / (one.high - one.low) == pytest.approx(2**0.5, rel=0.1)


def test_the_same_seed_gives_the_same_interval():
    measured = Measured(0.0, fake=torch.arange(30.0))
    assert measured.interval() == measured.interval()
    assert measured.interval() != measured.interval(seed=1)


def test_a_class_without_real_images_has_no_interval():
    real = Extracted(torch.zeros(3, 1), torch.eye(3)[[0, 0, 1]])
    fake = Extracted(torch.zeros(3, 1), torch.eye(3)[[0, 1, 2]])
    measured = METRICS["modes"].measure(real, fake)["reverse_kl"]
    assert measured.value == float("inf")
    assert measured.interval() is None
