"""Fixed-noise pictures: the same z every time, so that what changes is the generator."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gan_core.config import TrainingConfig
from gan_core.pixels import to_uint8
from gan_core.rng import make_generator
from gan_core.training.steps import Players

COLUMNS = 10
MAX_ROWS = 10  # of a conditional generator: a class each


def fixed_noise(config: TrainingConfig) -> tuple[Tensor, Tensor | None]:
    """z and labels of the grid. Conditional: a row a class (at most MAX_ROWS), the same ten z in every row; else eight rows of z."""
    rows = min(config.model_classes, MAX_ROWS) or 8
    noise = make_generator(config.seed, "samples")
    if not config.conditional:
        return torch.randn(rows * COLUMNS, config.latent_dim, generator=noise), None
    z = torch.randn(COLUMNS, config.latent_dim, generator=noise).repeat(rows, 1)
    return z, torch.arange(rows).repeat_interleave(COLUMNS)


@torch.inference_mode()
def sample_grid(players: Players, generator: nn.Module | None = None) -> Tensor:
    """uint8 (rows * H, COLUMNS * W, C) on the CPU, in evaluation mode; drawn by the averaged G when there is one, unless by another."""
    generator = generator or players.shown_generator
    was_training = generator.training
    z, labels = fixed_noise(players.config)
    images = generator.eval()(z.to(players.device), None if labels is None else labels.to(players.device))
    generator.train(was_training)
    return image_grid(images.float().cpu())


def image_grid(images: Tensor) -> Tensor:
    """Images (N, C, H, W) in [-1, 1], N a multiple of COLUMNS, to one uint8 picture (rows * H, COLUMNS * W, C)."""
    count, channels, height, width = images.shape
    grid = to_uint8(images).view(count // COLUMNS, COLUMNS, channels, height, width).permute(0, 3, 1, 4, 2)
    return grid.reshape(count // COLUMNS * height, COLUMNS * width, channels)
