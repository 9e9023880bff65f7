"""What a training will take of memory and disk, told from its config before anything is made."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from gan_core.config import TrainingConfig
from gan_core.models import build_discriminator, build_generator

FLOAT = 4  # bytes
HELD = 4  # of every weight: itself, its gradient, Adam's two moments
SAVED = 3  # of every weight in a checkpoint: itself and the moments


class Footprint(NamedTuple):
    """Megabytes, rounded up; the memory is an estimate, the disk what kept checkpoints take."""

    memory: int
    disk: int


def footprint(config: TrainingConfig) -> Footprint:
    """Of a run with its newest checkpoints. Nothing is allocated: the networks have shapes only."""
    with torch.device("meta"):
        (generator, *noise), (discriminator, *images) = networks_and_batch(config)
        drawn, judged = _outputs(generator, *noise), _outputs(discriminator, *images)
    weights = sum(parameter.numel() for network in (generator, discriminator) for parameter in network.parameters())
    average = sum(parameter.numel() for parameter in generator.parameters()) if config.ema_decay else 0
    twice = 2 if config.loss == "wgan_gp" or config.r1_weight else 1  # a gradient's own gradient goes through D once more
    activations = 2 * (drawn + 2 * twice * judged)  # with their gradients; D sees real and fake
    memory = FLOAT * (HELD * weights + average + activations)
    disk = FLOAT * (SAVED * weights + average) * (config.keep_checkpoints + 1)  # one more while it is written
    return Footprint(-(-memory // 10**6), -(-disk // 10**6))


def networks_and_batch(config: TrainingConfig) -> tuple[tuple[nn.Module, Tensor, Tensor | None], tuple[nn.Module, Tensor, Tensor | None]]:
    """G with z and labels of a batch, D with its images and labels. On torch's meta device nothing is allocated."""
    generator, discriminator = build_generator(config), build_discriminator(config)
    labels = torch.zeros(config.batch_size, dtype=torch.int64) if config.conditional else None
    z = torch.zeros(config.batch_size, config.latent_dim)
    images = torch.zeros(config.batch_size, config.image_channels, config.image_size, config.image_size)
    return (generator, z, labels), (discriminator, images, labels)


def _outputs(network: nn.Module, *inputs: Tensor | None) -> int:
    """Numbers that the layers put out for one batch."""
    counted = [0]

    def count(_layer: nn.Module, _inputs: object, output: Tensor) -> None:
        counted[0] += output.numel()

    handles = [layer.register_forward_hook(count) for layer in network.modules() if not any(layer.children())]
    network(*inputs)
    for handle in handles:
        handle.remove()
    return counted[0]
