"""DCGAN (arXiv:1511.06434) for 28x28, 32x32 and 64x64 images.

At 32x32 it is the course's network: 2x2x512 -> 4x4x256 -> 8x8x128 -> 16x16x64 -> 32x32x3 and its mirror. The same
rule (halve by stride 2 while the size is even, at most four times; channels double each time) gives the others.
"""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

from gan_core.config import TrainingConfig
from gan_core.models.layers import discriminator_norm, downsample, generator_activation, halvings, initialise, upsample


def _channels(config: TrainingConfig) -> list[int]:
    """Channels of every map from the image inwards: [3, 64, 128, 256, 512] at 32x32 with base_channels 64."""
    return [config.image_channels] + [config.base_channels * 2**i for i in range(halvings(config.image_size))]


class Generator(nn.Module):
    """z (N, latent_dim) -> images (N, C, H, W) in (-1, 1). Batch norm everywhere but on the output."""

    def __init__(self, config: TrainingConfig) -> None:
        super().__init__()
        channels = _channels(config)[::-1]
        start = config.image_size >> (len(channels) - 1)
        self.first = nn.Linear(config.latent_dim, channels[0] * start**2)
        self.start_shape = (channels[0], start, start)
        layers: list[nn.Module] = [nn.BatchNorm2d(channels[0]), generator_activation(config)]
        for before, after in pairwise(channels[:-1]):
            layers += [upsample(before, after, config.kernel_size, bias=False), nn.BatchNorm2d(after), generator_activation(config)]
        self.rest = nn.Sequential(*layers, upsample(channels[-2], channels[-1], config.kernel_size, bias=True), nn.Tanh())
        initialise(self)

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        return self.rest(self.first(z).view(-1, *self.start_shape))


class Discriminator(nn.Module):
    """images (N, C, H, W) -> logits (N,). LeakyReLU 0.2; batch norm everywhere but on the input layer."""

    def __init__(self, config: TrainingConfig) -> None:
        super().__init__()
        channels = _channels(config)
        layers: list[nn.Module] = [downsample(channels[0], channels[1], config.kernel_size, bias=True), nn.LeakyReLU(0.2)]
        for before, after in pairwise(channels[1:]):
            bias = config.discriminator_norm == "none"
            layers += [downsample(before, after, config.kernel_size, bias=bias), discriminator_norm(config, after), nn.LeakyReLU(0.2)]
        end = config.image_size >> (len(channels) - 1)
        self.layers = nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels[-1] * end**2, 1))
        initialise(self, spectral=config.spectral_norm)

    def forward(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        return self.layers(images).squeeze(1)
