"""How long a step takes here: a few are tried on noise, and others follow from how much more they multiply."""

from __future__ import annotations

import time
from dataclasses import replace

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from gan_core.config import TrainingConfig
from gan_core.data.image_dataset import ImageDataset
from gan_core.training import loop
from gan_core.training.footprint import networks_and_batch

TRIED = 3  # steps, after a first one that allocates


def seconds_per_step(config: TrainingConfig, device: torch.device | str = "cpu") -> float:
    """Wall seconds of a step, its mean over `TRIED` of them or, where some have a penalty, over one round of those."""
    shape = config.batch_size, config.image_channels, config.image_size, config.image_size
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, shape, dtype=torch.uint8, generator=generator).to(device)
    labels = torch.arange(config.batch_size, device=device) % max(1, config.num_classes)
    noise = ImageDataset("noise", "train", images, labels, tuple(map(str, range(config.num_classes))))
    steps = max(TRIED, config.r1_every if config.r1_weight or config.r2_weight else 0)
    reports = loop.train(loop.start(replace(config, class_names=noise.class_names), noise, device), noise)
    _ = next(reports).metrics  # waits for the device
    began = time.perf_counter()
    for _ in range(steps):
        last = next(reports)
    _ = last.metrics
    return (time.perf_counter() - began) / steps


def multiplications(config: TrainingConfig) -> float:
    """About how many of a step, up to a factor that is the same for all: backward is twice forward. Nothing is allocated."""
    with torch.device("meta"):
        g, d = (_flops(network, *batch) for network, *batch in networks_and_batch(config))
    penalties = 6 * d * (bool(config.r1_weight) + bool(config.r2_weight)) / config.r1_every  # forward, backward, and backward of that
    penalties += 6 * d * (config.loss == "wgan_gp")
    return float(config.n_critic * (g + 6 * d + penalties) + 3 * g + 3 * d)


def _flops(network: nn.Module, *batch: Tensor | None) -> int:
    with FlopCounterMode(display=False) as counter:
        network(*batch)
    return counter.get_total_flops()
