"""What looks at pictures before a metric does: a shipped classifier, Inception, or DINOv2."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor

from gan_core.errors import CheckpointError, ConfigError
from gan_core.metrics import classifier, dinov2, inception
from gan_core.metrics.features import Extracted

Progress = Callable[[int], None]


class Extractor(Protocol):
    """Turns pictures into numbers."""

    name: str
    resize: str  # what it does to a picture's size, in words
    feature_size: int
    dataset: str  # what it was trained on
    weights: Path  # the file they are in

    def see(self, images: Tensor) -> Extracted:
        """A batch uint8 (N, C, H, W), without labels. Raises ConfigError for pictures it is not made for."""


class ClassifierExtractor:
    """The shipped classifier of a data set; works offline, and on Fashion-MNIST's 28x28 grey pictures it means more than Inception.

    Raises CheckpointError when it is missing or damaged.
    """

    feature_size = classifier.FEATURE_SIZE

    def __init__(self, dataset: str = "fashion-mnist", device: torch.device | str = "cpu") -> None:
        self._classifier = classifier.load_classifier(dataset).to(device)
        self.name, self.dataset, self.weights = f"{dataset}-classifier", dataset, classifier.weights_path(dataset)
        self.resize = f"none ({'x'.join(map(str, self._classifier.image_shape[1:]))})"

    def see(self, images: Tensor) -> Extracted:
        """Features (N, 128) and the probabilities of ten classes."""
        return classifier.classify(self._classifier, images)


class InceptionExtractor:
    """The network FID is defined on. Raises CheckpointError when its weights are missing or damaged."""

    name, feature_size = inception.EXTRACTOR, inception.FEATURE_SIZE
    resize, dataset = inception.RESIZE, "imagenet"

    def __init__(self, weights: Path | None = None, device: torch.device | str = "cpu") -> None:
        self.weights = weights or inception.standard_weights()
        self._network = inception.load_inception(self.weights, device)

    def see(self, images: Tensor) -> Extracted:
        """Features (N, 2048) and the probabilities of 1,008 classes; without probabilities when the weights lack the last layer."""
        return inception.see(self._network, images)


class DinoExtractor:
    """DINOv2's class token; its weights are given, never downloaded. Raises CheckpointError when they are missing or damaged."""

    resize, dataset = dinov2.RESIZE, "lvd-142m"

    def __init__(self, weights: Path | None = None, device: torch.device | str = "cpu") -> None:
        if weights is None:
            raise CheckpointError("dinov2_missing")
        self.weights = weights
        self._network = dinov2.load_dinov2(weights, device)
        self.feature_size, depth = self._network.norm.weight.shape[0], len(self._network.blocks)
        self.name = f"dinov2-{self.feature_size}x{depth}"

    def see(self, images: Tensor) -> Extracted:
        """Features (N, width) alone."""
        return Extracted(dinov2.see(self._network, images))


def fingerprint(extractor: Extractor) -> str:
    """What tells its features from others': its name, and the first 8 hex digits of the SHA-256 of its weights."""
    with extractor.weights.open("rb") as file:
        return f"{extractor.name}-{hashlib.file_digest(file, 'sha256').hexdigest()[:8]}"


def extract(extractor: Extractor, batches: Iterable[tuple[Tensor, Tensor | None]], progress: Progress = lambda done: None) -> Extracted:
    """All of `batches` (images, labels) as the extractor sees them: no more than a batch of pictures is held at a time.

    Args:
        progress: called with the number of pictures seen so far; what it raises ends the extraction.
    """
    parts: list[Extracted] = []
    labels: list[Tensor] = []
    done = 0
    for images, own in batches:
        parts.append(extractor.see(images))
        labels += [] if own is None else [own]
        done += len(images)
        progress(done)
    if not parts:
        raise ConfigError("value", field="images", received="none", expected="one or more")
    probabilities = [part.probabilities for part in parts if part.probabilities is not None]
    return Extracted(
        torch.cat([part.features for part in parts]),
        torch.cat(probabilities) if probabilities else None,
        torch.cat(labels) if labels else None,
    )
