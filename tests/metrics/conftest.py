"""Real test images and what the shipped classifier sees in them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from gan_core.metrics import Extracted, ImageClassifier, classify, load_classifier

SAMPLE = Path(__file__).with_name("fashion_mnist_test_1000.npz")  # the first 100 test images of each class, MIT licence


@pytest.fixture(scope="session")
def classifier() -> ImageClassifier:
    return load_classifier()


@pytest.fixture(scope="session")
def sample() -> tuple[torch.Tensor, torch.Tensor]:
    """1,000 real test images uint8 (1000, 1, 28, 28) and their labels."""
    with np.load(SAMPLE) as arrays:
        return torch.from_numpy(arrays["images"]), torch.from_numpy(arrays["labels"])


@pytest.fixture(scope="session")
def halves(classifier: ImageClassifier, sample: tuple[torch.Tensor, torch.Tensor]) -> tuple[Extracted, Extracted]:
    """Two disjoint sets of 500 real images, as the classifier sees them."""
    images, labels = sample
    return classify(classifier, images[::2], labels[::2]), classify(classifier, images[1::2], labels[1::2])
