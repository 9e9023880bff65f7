"""A small training of the image engine, for the tests: settings and made pictures."""

from __future__ import annotations

from typing import Any

import numpy as np

from gan_core.config import TrainingConfig

SMALL = TrainingConfig(
    model="dcgan", conditioning="projection", num_classes=3, latent_dim=6, base_channels=4, batch_size=8, generator_activation="leaky_relu",
    discriminator_norm="none", generator_lr=1e-3, discriminator_lr=1e-3, beta2=0.99, ema_decay=0.998, precision="float32",
)  # fmt: skip


def pictures(config: TrainingConfig, count: int = 40) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    rng = np.random.default_rng(3)
    shape = (count, config.image_channels, config.image_size, config.image_size)
    return rng.integers(0, 256, shape, dtype=np.uint8), rng.integers(0, config.num_classes, count)
