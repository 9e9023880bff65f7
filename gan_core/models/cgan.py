"""Conditional GAN with three ways to give the label.

`embedding` is the course's Fashion-MNIST network: z -> 128x7x7, label -> Embedding 50 -> 1x7x7, both concatenated to
129x7x7, then 14x14, 28x28 and 28x28x1; D sees the label as a second image channel. `one_hot` concatenates the one-hot
vector to z and, drawn as constant maps, to the image (arXiv:1411.1784). `projection` injects the label at every layer
of G (beside z, then by conditional batch norm) and in D by an inner product (arXiv:1802.05637).
"""

from __future__ import annotations

from torch import Tensor, nn

from gan_core.config import TrainingConfig
from gan_core.models.layers import (
    BlendedEmbedding,
    ClassWeights,
    Concatenate,
    InnerProduct,
    LabelMap,
    Reshape,
    Sum,
    apply_layer,
    discriminator_norm,
    downsample,
    generator_activation,
    generator_norm,
    initialise,
    upsample,
)


class Generator(nn.Module):
    """z (N, latent_dim), labels (N,) or soft labels (N, num_classes) -> images (N, C, H, W) in (-1, 1)."""

    def __init__(self, config: TrainingConfig) -> None:
        super().__init__()
        self.conditioning = config.conditioning
        self.class_weights = ClassWeights(config.num_classes)
        start, width = config.image_size // 4, config.base_channels
        # `projection` gives the label to the first layer too: conditional batch norm alone is slow to tell the classes apart
        extra_inputs = config.num_classes if config.conditioning in ("one_hot", "projection") else 0
        extra_maps = 1 if config.conditioning == "embedding" else 0
        if extra_maps:
            self.label_map = LabelMap(config.num_classes, start)

        self.first = nn.Linear(config.latent_dim + extra_inputs, width * start**2)
        self.start_shape = (width, start, start)
        self.reshape, self.concatenate = Reshape(*self.start_shape), Concatenate()
        channels = [width, width // 2, width // 4]
        self.norms = nn.ModuleList(generator_norm(config, count) for count in channels)
        self.activation = generator_activation(config)
        bias = config.generator_norm == "none"
        self.ups = nn.ModuleList(
            [
                upsample(channels[0] + extra_maps, channels[1], config.kernel_size, bias=bias),
                upsample(channels[1], channels[2], config.kernel_size, bias=bias),
            ]
        )
        self.last = nn.ConvTranspose2d(channels[2], config.image_channels, 3, stride=1, padding=1)
        self.squash = nn.Tanh()
        initialise(self)

    def _normalise(self, layer: int, maps: Tensor, class_weights: Tensor) -> Tensor:
        return self.activation(apply_layer(self.norms[layer], maps, class_weights))

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        class_weights = self.class_weights(labels)
        if self.conditioning in ("one_hot", "projection"):
            z = self.concatenate(z, class_weights)
        maps = self.reshape(self.first(z))  # (N, 128, 7, 7)
        maps = self._normalise(0, maps, class_weights)
        if self.conditioning == "embedding":
            maps = self.concatenate(maps, self.label_map(class_weights))  # (N, 129, 7, 7)
        for layer, up in enumerate(self.ups, start=1):
            maps = self._normalise(layer, up(maps), class_weights)  # (N, 64, 14, 14), (N, 32, 28, 28)
        return self.squash(self.last(maps))  # (N, 1, 28, 28)


class Discriminator(nn.Module):
    """images (N, C, H, W), labels (N,) -> logits (N,). Mirrors G: 28x28 -> 14x14 -> 7x7 -> flatten -> 1."""

    def __init__(self, config: TrainingConfig) -> None:
        super().__init__()
        self.conditioning = config.conditioning
        self.class_weights = ClassWeights(config.num_classes)
        end, width = config.image_size // 4, config.base_channels
        extra_maps = {"one_hot": config.num_classes, "embedding": 1, "projection": 0}[config.conditioning]
        if config.conditioning == "embedding":
            self.label_map = LabelMap(config.num_classes, config.image_size)
        self.features = nn.Sequential(
            downsample(config.image_channels + extra_maps, width // 2, config.kernel_size, bias=True),
            nn.LeakyReLU(0.2),
            downsample(width // 2, width, config.kernel_size, bias=config.discriminator_norm == "none"),
            discriminator_norm(config, width),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
        )
        self.logit = nn.Linear(width * end**2, 1)
        if config.conditioning == "projection":
            self.projection = BlendedEmbedding(config.num_classes, width * end**2)
            self.inner_product, self.sum = InnerProduct(), Sum()
        else:
            self.concatenate = Concatenate()
        initialise(self, spectral=config.spectral_norm)

    def forward(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        class_weights = self.class_weights(labels)
        if self.conditioning == "one_hot":
            constant_maps = class_weights[:, :, None, None].expand(-1, -1, *images.shape[2:])
            images = self.concatenate(images, constant_maps)  # (N, 1 + 10, 28, 28)
        elif self.conditioning == "embedding":
            images = self.concatenate(images, self.label_map(class_weights))  # (N, 2, 28, 28)
        features = self.features(images)  # (N, 128 * 7 * 7)
        logits = self.logit(features).squeeze(1)
        if self.conditioning == "projection":
            logits = self.sum(logits, self.inner_product(features, self.projection(class_weights)))
        return logits
