from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from gan_core.errors import CheckpointError, ConfigError
from gan_core.metrics import class_accuracy, classify, load_classifier
from gan_core.metrics.classifier import IMAGE_SHAPES, WEIGHTS, weights_path

CARD = json.loads(WEIGHTS.with_name("metrics.json").read_text())


def test_at_least_92_percent_on_real_test_images(classifier, sample):
    images, labels = sample
    accuracy = class_accuracy(labels, classify(classifier, images).probabilities.argmax(1), 10)
    assert accuracy.overall >= 0.92
    # The card speaks of all 10,000 test images; these 1,000 must be a plausible part of them (3 standard errors).
    claimed = CARD["test_accuracy"]
    assert claimed >= 0.92
    assert abs(accuracy.overall - claimed) <= 3 * (claimed * (1 - claimed) / len(labels)) ** 0.5


@pytest.mark.parametrize("dataset", IMAGE_SHAPES)
def test_every_shipped_classifier_has_its_card_and_is_small(dataset):
    weights = weights_path(dataset)
    metrics = json.loads(weights.with_name("metrics.json").read_text())
    assert f"{metrics['test_accuracy']:.2%}" in weights.with_name("README.md").read_text()
    assert weights.stat().st_size < 3e6
    images = torch.randint(0, 256, (3, *IMAGE_SHAPES[dataset]), dtype=torch.uint8)
    assert classify(load_classifier(dataset), images).features.shape == (3, 128)


def test_shapes_and_ranges(classifier, sample):
    seen = classify(classifier, sample[0][:7], sample[1][:7])
    assert seen.features.shape == (7, 128)
    assert (seen.features >= 0).all()
    torch.testing.assert_close(seen.probabilities.sum(1), torch.ones(7))
    torch.testing.assert_close(seen.labels, sample[1][:7])
    assert len(seen) == 7


def test_features_feed_the_logits(classifier, sample):
    images = sample[0][:3].float() / 127.5 - 1
    with torch.inference_mode():
        torch.testing.assert_close(classifier(images), classifier.output(classifier.features(images)))
        torch.testing.assert_close(classifier(images).softmax(1), classify(classifier, sample[0][:3]).probabilities)


def test_batch_does_not_matter(classifier, sample):
    torch.testing.assert_close(classify(classifier, sample[0][:9], batch=4).features, classify(classifier, sample[0][:9]).features)


@pytest.mark.parametrize(
    "images", [torch.zeros(2, 1, 28, 28), torch.zeros(2, 3, 28, 28, dtype=torch.uint8), torch.zeros(0, 1, 28, 28, dtype=torch.uint8)]
)
def test_foreign_images_are_named(classifier, images):
    with pytest.raises(ConfigError, match="images: got"):
        classify(classifier, images)


def test_missing_weights(tmp_path: Path):
    with pytest.raises(CheckpointError, match="does not exist"):
        load_classifier(path=tmp_path / "none.safetensors")


@pytest.mark.parametrize("kept", [0, 5, 2000])
def test_truncated_weights(tmp_path: Path, kept: int):
    path = tmp_path / "model.safetensors"
    path.write_bytes(WEIGHTS.read_bytes()[:kept])
    with pytest.raises(CheckpointError, match="damaged or cut short"):
        load_classifier(path=path)


def test_another_models_weights(tmp_path: Path):
    path = tmp_path / "model.safetensors"
    save_file({"weight": torch.zeros(3)}, path)
    with pytest.raises(CheckpointError, match="its tensors are not this classifier's"):
        load_classifier(path=path)
