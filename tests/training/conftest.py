"""A data set and a network small enough that a step takes milliseconds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from tiny_images import TinyImages

from gan_core.config import TrainingConfig


@pytest.fixture(scope="session")
def tiny_images() -> TinyImages:
    """40 random images of two classes."""
    images = torch.randint(0, 256, (40, 1, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    return TinyImages(images, torch.arange(40) % 2)


@pytest.fixture(scope="session")
def poisoned_images(tiny_images: TinyImages) -> Callable[[int], TinyImages]:
    """The same, NaN from the given batch on."""
    return lambda batch: TinyImages(tiny_images.images, tiny_images.labels, nan_from=batch)


@pytest.fixture(scope="session")
def tiny_config() -> Callable[..., TrainingConfig]:
    """A small conditional GAN; any setting may be changed."""

    def build(**changes: object) -> TrainingConfig:
        small = {"num_classes": 2, "latent_dim": 4, "base_channels": 8, "hidden_dim": 8, "batch_size": 8}
        steps = {"epochs": 2, "log_every": 1, "checkpoint_every": 2, "keep_checkpoints": 2, "precision": "float32"}
        return TrainingConfig(**(small | steps | changes))

    return build
