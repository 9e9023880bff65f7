"""Values with influences: how one more image moves a value, and how wide an interval that makes."""

from __future__ import annotations

import dataclasses

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


@pytest.mark.parametrize(
    ("metric", "name", "count"),
    [
        ("fid", "fid", 2500),
        ("mind", "mind", 600),
        ("cmmd", "cmmd", 600),
        ("is", "inception_score", 2500),
        ("accuracy", "accuracy", 2500),
        ("modes", "reverse_kl", 2500),
    ],
)
def test_an_influence_is_what_one_more_such_image_changes(metric, name, count):
    """Of n images, one more of a kind raises its share by 1 / n: the value moves by its influence over n, and 1 / n^2."""
    real, fake = cloud(count, 0, 0.0), cloud(count - 100, 1, 0.3)
    measured = METRICS[metric].measure(real, fake)[name]
    for index, influence in enumerate((measured.real, measured.fake)):
        if influence is None:
            continue
        centred = influence.double() - influence.double().mean()
        for row in (centred.argmin(), centred.argmax()):
            sets = [real, fake]
            sets[index] = drawn(sets[index], torch.cat([torch.arange(len(centred)), row[None]]))
            moved = (METRICS[metric].compute(*sets)[name] - measured.value) * (len(centred) + 1)
            assert moved == pytest.approx(float(centred[row]), rel=0.05)


def test_a_kernels_influence_is_what_one_more_such_image_changes():
    """All images are one subset of it, so both sets must be as large: one more of the other's first, which moves the value by its own."""
    real, fake = cloud(1500, 0, 0.0).features, cloud(1500, 1, 0.3).features
    measured = measure_kernel(real, fake, subsets=1, subset_size=1501)
    row = measured.fake.argmax()
    more = torch.cat([real, real[:1]]), torch.cat([fake, fake[row][None]])
    moved = 1501 * (kernel_distance(*more, subsets=1, subset_size=1501) - measured.value)
    assert moved == pytest.approx(float(measured.real[0] + measured.fake[row]), rel=0.12)


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
