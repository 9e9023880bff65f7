"""Checkerboards, measured: what freshly initialised generators draw with three ways to double a map.

Odena, Dumoulin, Olah: Deconvolution and Checkerboard Artifacts (2016, doi 10.23915/distill.00003).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from gan_core.config import TrainingConfig
from gan_core.models import build_generator
from gan_core.models.layers import initialise
from gan_core.rng import seeded

METHODS = ("k3", "k4", "resize")
IMAGES = 32  # drawn for the measurement; one of them is shown
IMAGE_SIZE = 64


@dataclass(frozen=True, eq=False)
class Measurement:
    """What one way of doubling leaves in the pictures of an untrained generator."""

    images: NDArray[np.float32]  # (N, H, W), around 0
    spectrum: NDArray[np.float64]  # (H, W), log10 of the mean power, frequency 0 in the middle
    checkerboard_share: float  # of the pictures' power (without their mean), 0 to 1, at the checkerboard's frequencies
    phase_contrast: float  # strongest over weakest of the four pixel phases' standard deviations, at least 1


def measure(method: str, seed: int) -> Measurement:
    """Draw `IMAGES` pictures with a new DCGAN generator of 64x64 and look for what repeats every two pixels.

    Args:
        method: "k3" (k=3, s=2, p=1, output_padding=1), "k4" (k=4, s=2, p=1), or "resize" (each pixel doubled, then a
            convolution with k=3).
        seed: Of weights and z.
    """
    with seeded(seed):
        images = _generator(method)(torch.randn(IMAGES, 100)).squeeze(1).detach().numpy()
    centred = images - images.mean(axis=(1, 2), keepdims=True)
    power = (np.abs(np.fft.fft2(centred)) ** 2).mean(axis=0)
    return Measurement(
        images=images,
        spectrum=np.log10(np.fft.fftshift(power) + power.max() * 1e-9),
        checkerboard_share=checkerboard_share(power),
        phase_contrast=phase_contrast(centred),
    )


def checkerboard_share(power: NDArray[np.float64]) -> float:
    """Share of the power (H, W), frequency 0 first, in the patterns that repeat every two pixels: stripes both ways and checkers."""
    row, column = power.shape[0] // 2, power.shape[1] // 2
    return float((power[0, column] + power[row, 0] + power[row, column]) / power.sum())


def phase_contrast(images: NDArray[np.float32]) -> float:
    """Standard deviation over images (N, H, W), averaged on each of the four phases of a 2x2 grid: largest over smallest.

    A pixel that adds up more products varies more: 1 where every pixel gets as many.
    """
    deviation = images.std(axis=0)
    phases = [deviation[row::2, column::2].mean() for row in (0, 1) for column in (0, 1)]
    return float(max(phases) / min(phases))


def _generator(method: str) -> nn.Module:
    config = TrainingConfig(
        model="dcgan",
        conditioning="none",
        dataset="cifar10",
        image_size=IMAGE_SIZE,
        image_channels=1,
        base_channels=32,
        kernel_size=3 if method == "k3" else 4,
    )
    generator = build_generator(config)
    if method == "resize":
        for name, layer in list(generator.named_modules()):
            if isinstance(layer, nn.ConvTranspose2d):
                resized = nn.Conv2d(layer.in_channels, layer.out_channels, 3, padding=1, bias=layer.bias is not None)
                generator.set_submodule(name, nn.Sequential(nn.Upsample(scale_factor=2, mode="nearest"), resized))
        initialise(generator)
    return generator
