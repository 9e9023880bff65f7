"""What the numbers must say about pictures anyone can judge: real, noisy, blurred, collapsed, scattered, wrongly labelled."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch.nn.functional import avg_pool2d

from gan_core.errors import ConfigError
from gan_core.metrics import METRICS, Extracted, classify


def values(real: Extracted, fake: Extracted) -> dict[str, float]:
    fitting = [metric for metric in METRICS.values() if "training" not in metric.needs]
    return {key: value for metric in fitting for key, value in metric.compute(real, fake).items()}


@pytest.fixture(scope="module")
def noisy(classifier, sample) -> list[dict[str, float]]:
    """All metrics of the second half of the images under more and more noise (0, 20, 40, 80 grey levels)."""
    images, labels = sample
    real = classify(classifier, images[::2], labels[::2])
    noise = torch.randn(len(images[1::2]), 1, 28, 28, generator=torch.Generator().manual_seed(0))
    levels = [(images[1::2] + level * noise).clamp(0, 255).to(torch.uint8) for level in (0, 20, 40, 80)]
    return [values(real, classify(classifier, level, labels[1::2])) for level in levels]


@pytest.mark.parametrize("name", METRICS)
def test_registry_row_is_whole(name, halves):
    metric = METRICS[name]
    real, fake = halves
    result = metric.compute(dataclasses.replace(real, training=fake.features[:100]), fake)
    assert set(result) == set(metric.better)
    assert all(isinstance(value, float | int) for value in result.values())
    assert set(metric.needs) <= {field.name for field in dataclasses.fields(Extracted)}


@pytest.mark.parametrize("name", [name for name, metric in METRICS.items() if set(metric.needs) != {"features"}])
def test_registry_row_names_what_is_missing(name, halves):
    bare = Extracted(halves[0].features)
    with pytest.raises(ConfigError, match=r"probabilities|labels|training"):
        METRICS[name].compute(bare, bare)


def test_real_against_real_is_near_the_floor(noisy):
    real = noisy[0]
    assert real["precision"] > 0.75
    assert real["recall"] > 0.75
    assert real["density"] == pytest.approx(1, abs=0.15)
    assert real["coverage"] > 0.9
    assert real["accuracy"] > 0.9
    assert real["inception_score"] > 6  # below 10: some real pictures are of no clear class
    assert real["modes"] == 10
    assert real["reverse_kl"] < 0.02
    for name in ("kid", "fid_infinity", "mind", "cmmd"):
        assert abs(real[name]) < 0.05 * noisy[-1][name]


@pytest.mark.parametrize(
    ("name", "direction"),
    [
        ("fid", 1),
        ("fid_infinity", 1),
        ("kid", 1),
        ("mind", 1),
        ("cmmd", 1),
        ("recall", -1),
        ("coverage", -1),
        ("density", -1),
        ("accuracy", -1),
        ("inception_score", -1),
    ],
)
def test_more_noise_is_worse(noisy, name, direction):
    series = [direction * level[name] for level in noisy]
    assert series == sorted(series)
    assert series[0] < series[-1]


def test_blur_is_worse_than_real(classifier, sample, noisy):
    images, labels = sample
    blurred = avg_pool2d(images[1::2].float(), 5, stride=1, padding=2).to(torch.uint8)
    real = classify(classifier, images[::2], labels[::2])
    result = values(real, classify(classifier, blurred, labels[1::2]))
    for name in ("fid", "mind", "cmmd"):
        assert result[name] > 5 * noisy[0][name]
    assert result["recall"] < noisy[0]["recall"]


def test_collapsed_has_high_precision_and_low_recall(halves):
    real, other = halves
    typical = torch.cdist(other.features, real.features).topk(4, largest=False).values[:, -1].argmin()
    fake = dataclasses.replace(
        other,
        features=other.features[typical].expand_as(other.features)
        + 1e-3 * torch.randn(500, 128, generator=torch.Generator().manual_seed(0)),
    )
    result = values(real, fake)
    assert result["precision"] > 0.95
    assert result["recall"] < 0.05
    assert result["coverage"] < 0.1


def test_scattered_has_low_precision_and_high_recall(halves):
    real, other = halves
    spread = other.features.std(0) * 4
    scattered = other.features + spread * torch.randn(other.features.shape, generator=torch.Generator().manual_seed(0))
    result = values(real, dataclasses.replace(other, features=scattered))
    assert result["precision"] < 0.1
    assert result["recall"] > 0.9
    assert result["coverage"] < 0.1


def test_swapped_classes_drop_accuracy_and_nothing_else(halves):
    real, other = halves
    labels = other.labels
    swapped = torch.where(labels == 0, 1, torch.where(labels == 1, 0, labels))
    before, after = values(real, other), values(real, dataclasses.replace(other, labels=swapped))
    assert after["accuracy"] < before["accuracy"] - 0.15  # 2 of 10 classes, about 90 % right
    assert {key: value for key, value in after.items() if key != "accuracy"} == {
        key: value for key, value in before.items() if key != "accuracy"
    }


def test_a_missing_class_is_counted(halves):
    real, other = halves
    kept = other.probabilities.argmax(1) != 8
    result = values(real, Extracted(other.features[kept], other.probabilities[kept], other.labels[kept]))
    assert result["modes"] == 9
    assert result["reverse_kl"] > 0.05


def test_inception_score_is_fooled_by_one_perfect_picture_a_class(halves):
    real, other = halves
    best = torch.stack([other.probabilities[:, label].argmax() for label in range(10)])
    fooled = Extracted(other.features[best].repeat(20, 1), other.probabilities[best].repeat(20, 1), other.labels[best].repeat(20))
    result = values(real, fooled)
    assert result["inception_score"] > values(real, other)["inception_score"]
    assert result["coverage"] < 0.2


def test_equal_pictures_leave_no_ball_to_lie_in(halves):
    real, other = halves
    one = dataclasses.replace(real, features=real.features[:1].expand_as(real.features))
    result = METRICS["dc"].measure(one, one)
    assert (result["density"].value, result["coverage"].value) == (0, 0)
    assert result["density"].details["ties"] == len(real)
    assert METRICS["prc"].compute(one, one) == {"precision": 1, "recall": 1}
    assert METRICS["dc"].measure(real, other)["density"].details["ties"] == 0
