"""Building blocks the networks share."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import fold, linear, unfold
from torch.nn.utils.parametrizations import spectral_norm

from gan_core.config import TrainingConfig
from gan_core.errors import LabelError

# On the CPU, between a map of at most this many cells and its neighbour, a matrix product beats the convolution kernels:
# measured at batch 128, 512 and 256 channels, forward and backward: 205 -> 95 ms up, 251 -> 103 ms down.
SMALL_MAP = 4


class Upsampling(nn.ConvTranspose2d):
    """nn.ConvTranspose2d that doubles the map; from a tiny map on the CPU, one product whose patches are added up."""

    def forward(self, maps: Tensor, output_size: list[int] | None = None) -> Tensor:
        height, width = maps.shape[2:]
        if maps.device.type != "cpu" or height * width > SMALL_MAP:
            return super().forward(maps, output_size)
        cells = maps.flatten(2).transpose(1, 2) @ self.weight.flatten(1)  # (N, H W, out k k)
        grown = fold(cells.transpose(1, 2), (2 * height, 2 * width), self.kernel_size, padding=1, stride=2)
        return grown if self.bias is None else grown + self.bias[:, None, None]


class Downsampling(nn.Conv2d):
    """nn.Conv2d that halves the map; to a tiny map on the CPU, one product over all patches."""

    def forward(self, maps: Tensor) -> Tensor:
        height, width = maps.shape[2] // 2, maps.shape[3] // 2
        if maps.device.type != "cpu" or height * width > SMALL_MAP:
            return super().forward(maps)
        patches = unfold(maps, self.kernel_size, padding=1, stride=2)  # (N, in k k, H W / 4)
        cells = linear(patches.transpose(1, 2).flatten(0, 1), self.weight.flatten(1), self.bias)  # (N H W / 4, out)
        return cells.view(-1, height, width, self.out_channels).permute(0, 3, 1, 2)


def upsample(in_channels: int, out_channels: int, kernel_size: int, *, bias: bool) -> Upsampling:
    """Transposed convolution that doubles height and width: k=4, p=1, or k=3, p=1, output_padding=1."""
    return Upsampling(in_channels, out_channels, kernel_size, 2, 1, output_padding=4 - kernel_size, bias=bias)


def downsample(in_channels: int, out_channels: int, kernel_size: int, *, bias: bool) -> Downsampling:
    """Strided convolution that halves an even height and width (k = 3 or 4, p = 1)."""
    return Downsampling(in_channels, out_channels, kernel_size, stride=2, padding=1, bias=bias)


def generator_activation(config: TrainingConfig) -> nn.Module:
    """ReLU (DCGAN paper) or LeakyReLU 0.2 (the report)."""
    return nn.ReLU() if config.generator_activation == "relu" else nn.LeakyReLU(0.2)


def generator_norm(config: TrainingConfig, channels: int) -> nn.Module:
    """Batch norm, conditional on the class where `conditioning` is projection (`apply_layer` calls either), or nothing."""
    if config.generator_norm == "none":
        return nn.Identity()
    return ConditionalBatchNorm(config.num_classes, channels) if config.conditioning == "projection" else nn.BatchNorm2d(channels)


def discriminator_norm(config: TrainingConfig, channels: int) -> nn.Module:
    """Batch norm, or nothing."""
    return nn.BatchNorm2d(channels) if config.discriminator_norm == "batch" else nn.Identity()


def initialise(network: nn.Module, *, spectral: bool = False) -> None:
    """DCGAN's start (arXiv:1511.06434 section 4): weights N(0, 0.02), batch-norm scales N(1, 0.02), biases 0."""
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear | nn.Embedding):
            nn.init.normal_(module.weight, 0.0, 0.02)
        elif isinstance(module, nn.BatchNorm2d) and module.affine:
            nn.init.normal_(module.weight, 1.0, 0.02)
        bias = getattr(module, "bias", None)
        if isinstance(bias, Tensor):
            nn.init.zeros_(bias)
    if spectral:
        for module in list(network.modules()):
            if isinstance(module, nn.Conv2d | nn.Linear | nn.Embedding):
                spectral_norm(module)


def halvings(image_size: int) -> int:
    """How often a map is halved by stride 2: until it is odd, at most four times (28 -> 7, 32 -> 2, 64 -> 4)."""
    count = 0
    while count < 4 and image_size % 2 == 0:
        image_size //= 2
        count += 1
    return count


class ClassWeights(nn.Module):
    """Labels (N,) int64, or soft labels (N, num_classes) for blends, to a (N, num_classes) float matrix."""

    def __init__(self, num_classes: int) -> None:
        super().__init__()
        self.num_classes = num_classes

    def forward(self, labels: Tensor | None) -> Tensor:
        if labels is None:
            raise LabelError("label", received="none", expected=f"0 to {self.num_classes - 1}, this model is conditional")
        if labels.dim() == 2:
            return labels
        return torch.nn.functional.one_hot(labels, self.num_classes).to(torch.float32)


class BlendedEmbedding(nn.Embedding):
    """An embedding looked up by class weights: the table's row for a hard label, the blend of rows for a soft one."""

    def forward(self, class_weights: Tensor) -> Tensor:
        return class_weights @ self.weight  # (N, num_classes) @ (num_classes, D) -> (N, D)


class Reshape(nn.Module):
    """(N, features) -> (N, *shape): the same numbers as maps, as a layer with a row in the layer table; `Flatten` is the way back."""

    def __init__(self, *shape: int) -> None:
        super().__init__()
        self.shape = shape

    def forward(self, features: Tensor) -> Tensor:
        return features.view(-1, *self.shape)


class Concatenate(nn.Module):
    """Tensors joined along dimension 1: numbers behind numbers, maps behind maps."""

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        return torch.cat([first, second.to(first.dtype)], dim=1)


class InnerProduct(nn.Module):
    """(N, F) and (N, F) -> (N,): the label's share of a projection discriminator's logit (arXiv:1802.05637, equation 4)."""

    def forward(self, features: Tensor, embedding: Tensor) -> Tensor:
        return (features * embedding).sum(1)


class Sum(nn.Module):
    """The logit without the label, and the label's share of it."""

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        return first + second


class LabelMap(nn.Module):
    """A label drawn as one image channel: y -> Embedding 50 -> Linear -> (N, 1, size, size)."""

    def __init__(self, num_classes: int, size: int, embedding_dim: int = 50) -> None:
        super().__init__()
        self.embedding = BlendedEmbedding(num_classes, embedding_dim)
        self.linear = nn.Linear(embedding_dim, size * size)
        self.reshape = Reshape(1, size, size)

    def forward(self, class_weights: Tensor) -> Tensor:
        embedded = self.embedding(class_weights)  # (N, 50)
        return self.reshape(self.linear(embedded))


def apply_layer(layer: nn.Module, maps: Tensor, class_weights: Tensor | None) -> Tensor:
    """What `layer` makes of the maps, of their classes too where it asks for them."""
    return layer(maps, class_weights) if isinstance(layer, ConditionalBatchNorm) else layer(maps)


class ConditionalBatchNorm(nn.Module):
    """Batch norm whose scale and shift depend on the class (arXiv:1610.07629): gamma_y * x_hat + beta_y."""

    def __init__(self, num_classes: int, channels: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=False)
        self.scale = nn.Parameter(torch.ones(num_classes, channels))
        self.shift = nn.Parameter(torch.zeros(num_classes, channels))

    def forward(self, maps: Tensor, class_weights: Tensor) -> Tensor:
        scale = (class_weights @ self.scale)[:, :, None, None]  # (N, C, 1, 1)
        shift = (class_weights @ self.shift)[:, :, None, None]
        return torch.addcmul(shift, self.norm(maps), scale)
