"""A data set and a network small enough that a step takes milliseconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import torch
from torch import Tensor

from gan_core.config import TrainingConfig


@dataclass(frozen=True)
class TinyImages:
    """uint8 images (N, 1, 28, 28) and their labels, as the loop wants them; from batch `nan_from` on the images are NaN."""

    images: Tensor
    labels: Tensor
    nan_from: int | None = None

    def __len__(self) -> int:
        return len(self.images)

    def batch(self, indices: Tensor) -> tuple[Tensor, Tensor]:
        images = self.images[indices].float() / 127.5 - 1
        if self.nan_from is not None:
            object.__setattr__(self, "nan_from", self.nan_from - 1)
            images = images * float("nan") if self.nan_from < 0 else images
        return images, self.labels[indices]


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
