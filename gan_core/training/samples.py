"""Fixed-noise pictures: the same z every time, so that what changes is the generator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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


@contextmanager
def evaluating(network: nn.Module) -> Iterator[nn.Module]:
    """A network in evaluation mode, then in the mode it was in."""
    was_training = network.training
    yield network.eval()
    network.train(was_training)


@torch.inference_mode()
def sample_grid(players: Players, generator: nn.Module | None = None) -> Tensor:
    """uint8 (rows * H, COLUMNS * W, C) on the CPU, in evaluation mode; drawn by the averaged G when there is one, unless by another."""
    z, labels = fixed_noise(players.config)
    with evaluating(generator or players.shown_generator) as drawing:
        images = drawing(z.to(players.device), None if labels is None else labels.to(players.device))
    return image_grid(images.float().cpu())


def image_grid(images: Tensor) -> Tensor:
    """Images (N, C, H, W) in [-1, 1], N a multiple of COLUMNS, to one uint8 picture (rows * H, COLUMNS * W, C)."""
    count, channels, height, width = images.shape
    grid = to_uint8(images).view(count // COLUMNS, COLUMNS, channels, height, width).permute(0, 3, 1, 4, 2)
    return grid.reshape(count // COLUMNS * height, COLUMNS * width, channels)
