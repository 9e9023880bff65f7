"""DCGAN (arXiv:1511.06434) for 28x28, 32x32 and 64x64 images.

At 32x32 it is the course's network: 2x2x512 -> 4x4x256 -> 8x8x128 -> 16x16x64 -> 32x32x3 and its mirror. The same
rule (halve by stride 2 while the size is even, at most four times; channels double each time) gives the others.
With `projection` G gets the label beside z and in every batch norm, and D by an inner product with its last features (arXiv:1802.05637).
"""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

from gan_core.config import TrainingConfig
from gan_core.models.layers import (
    BlendedEmbedding,
    ClassWeights,
    Concatenate,
    InnerProduct,
    Reshape,
    Sum,
    apply_layer,
    discriminator_norm,
    downsample,
    generator_activation,
    generator_norm,
    halvings,
    initialise,
    upsample,
)


def _channels(config: TrainingConfig) -> list[int]:
    """Channels of every map from the image inwards: [3, 64, 128, 256, 512] at 32x32 with base_channels 64."""
    return [config.image_channels] + [config.base_channels * 2**i for i in range(halvings(config.image_size))]


class Generator(nn.Module):
    """z (N, latent_dim), labels (N,) or soft labels (N, num_classes) -> images (N, C, H, W) in (-1, 1). Batch norm but on the output."""

    def __init__(self, config: TrainingConfig) -> None:
        super().__init__()
        channels = _channels(config)[::-1]
        start = config.image_size >> (len(channels) - 1)
        self.class_weights = ClassWeights(config.model_classes)
        self.first = nn.Linear(config.latent_dim + config.model_classes, channels[0] * start**2)
        self.start_shape = (channels[0], start, start)
        self.reshape, self.concatenate = Reshape(*self.start_shape), Concatenate()
        layers: list[nn.Module] = [generator_norm(config, channels[0]), generator_activation(config)]
        bias = config.generator_norm == "none"
        for before, after in pairwise(channels[:-1]):
            layers += [upsample(before, after, config.kernel_size, bias=bias), generator_norm(config, after), generator_activation(config)]
        self.rest = nn.Sequential(*layers, upsample(channels[-2], channels[-1], config.kernel_size, bias=True), nn.Tanh())
        initialise(self)

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        class_weights = self.class_weights(labels) if self.class_weights.num_classes else None
        if class_weights is not None:
            z = self.concatenate(z, class_weights)
        maps = self.reshape(self.first(z))
        for layer in self.rest:
            maps = apply_layer(layer, maps, class_weights)
        return maps


class Discriminator(nn.Module):
    """images (N, C, H, W), labels (N,) -> logits (N,). LeakyReLU 0.2; batch norm everywhere but on the input layer."""

    def __init__(self, config: TrainingConfig) -> None:
        super().__init__()
        channels = _channels(config)
        layers: list[nn.Module] = [downsample(channels[0], channels[1], config.kernel_size, bias=True), nn.LeakyReLU(0.2)]
        for before, after in pairwise(channels[1:]):
            bias = config.discriminator_norm == "none"
            layers += [downsample(before, after, config.kernel_size, bias=bias), discriminator_norm(config, after), nn.LeakyReLU(0.2)]
        end = config.image_size >> (len(channels) - 1)
        self.layers = nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels[-1] * end**2, 1))
        self.class_weights = ClassWeights(config.model_classes)
        if config.conditional:
            self.projection = BlendedEmbedding(config.num_classes, channels[-1] * end**2)
            self.inner_product, self.sum = InnerProduct(), Sum()
        initialise(self, spectral=config.spectral_norm)

    def forward(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        features = self.layers[:-1](images)
        logits = self.layers[-1](features).squeeze(1)
        if self.class_weights.num_classes:
            logits = self.sum(logits, self.inner_product(features, self.projection(self.class_weights(labels))))
        return logits
