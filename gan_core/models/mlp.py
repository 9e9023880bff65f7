"""Vanilla GAN: fully connected G and D (arXiv:1406.2661); with one-hot labels, the first cGAN (arXiv:1411.1784)."""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

from gan_core.config import TrainingConfig
from gan_core.models.layers import ClassWeights, Concatenate, Reshape, generator_activation, initialise


class Generator(nn.Module):
    """z (N, latent_dim), labels (N,) -> images (N, C, H, W) in (-1, 1). Widths h, 2h, 4h, then the image."""

    def __init__(self, config: TrainingConfig) -> None:
        super().__init__()
        self.image_shape = (config.image_channels, config.image_size, config.image_size)
        self.class_weights = ClassWeights(config.model_classes)
        widths = [config.latent_dim + config.model_classes, config.hidden_dim, 2 * config.hidden_dim, 4 * config.hidden_dim]
        self.concatenate, self.reshape = Concatenate(), Reshape(*self.image_shape)
        self.first = nn.Linear(widths[0], widths[1])
        layers: list[nn.Module] = [generator_activation(config)]
        for before, after in pairwise(widths[1:]):
            layers += [nn.Linear(before, after), _norm(config, after), generator_activation(config)]
        self.rest = nn.Sequential(*layers, nn.Linear(widths[-1], config.image_channels * config.image_size**2), nn.Tanh())
        initialise(self)

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        if self.class_weights.num_classes:
            z = self.concatenate(z, self.class_weights(labels))
        return self.reshape(self.rest(self.first(z)))


def _norm(config: TrainingConfig, features: int) -> nn.Module:
    return nn.BatchNorm1d(features) if config.generator_norm == "batch" else nn.Identity()


class Discriminator(nn.Module):
    """images (N, C, H, W), labels (N,) -> logits (N,). Widths 4h, 2h, h, 1; no batch norm, so the penalties are exact."""

    def __init__(self, config: TrainingConfig) -> None:
        super().__init__()
        self.class_weights = ClassWeights(config.model_classes)
        pixels = config.image_channels * config.image_size**2
        widths = [pixels + config.model_classes, 4 * config.hidden_dim, 2 * config.hidden_dim, config.hidden_dim]
        layers: list[nn.Module] = []
        for before, after in pairwise(widths):
            layers += [nn.Linear(before, after), nn.LeakyReLU(0.2)]
        self.flatten, self.concatenate = nn.Flatten(), Concatenate()
        self.layers = nn.Sequential(*layers, nn.Linear(widths[-1], 1))
        initialise(self, spectral=config.spectral_norm)

    def forward(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        flat = self.flatten(images)
        if self.class_weights.num_classes:
            flat = self.concatenate(flat, self.class_weights(labels))
        return self.layers(flat).squeeze(1)
