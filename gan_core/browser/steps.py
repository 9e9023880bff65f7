"""A network as plain steps that `generator.mjs` carries out in a browser.

A network file is: uint32 (little-endian) length of the header; the header, JSON padded with blanks to a multiple of four bytes; the
numbers of all tensors, float32, or float16 as two planes: first the high byte of each, then the low one, so that a file's first half gives
a coarse picture, and compresses well. The header holds `steps` (which name tensors by their place), `sizes` of the tensors in numbers, and
the buffers the steps need. A map (C, H, W) is kept as C rows of `wide` numbers, H W rounded up to a multiple of eight, because the kernel
multiplies eight columns at once. Batch norm in evaluation mode is a scale and a shift a channel, one row a class.
"""

from __future__ import annotations

import json
import struct
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from gan_core.models.layers import ConditionalBatchNorm

COLUMNS = 8  # the kernel's


class Model(Protocol):
    """What is read of the model that a network belongs to."""

    @property
    def latent_dim(self) -> int:
        """Length of z; 0 where there is none."""

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """(C, H, W) of its pictures."""

    @property
    def class_names(self) -> tuple[str, ...]:
        """Of the classes that it is asked for."""

    @property
    def num_classes(self) -> int:
        """How many those are."""


class Steps:
    """Collects steps and tensors; knows the shape (C, side, side) of the maps so far.

    Args:
        model: whose G or D it is, for its classes and the shape of its pictures.
        shape: of what goes in: (latent_dim, 1, 1) for G, a picture's for D.
    """

    def __init__(self, model: Model, shape: tuple[int, int, int]) -> None:
        self.model = model
        self.list: list[dict[str, Any]] = []
        self.tensors: list[Tensor] = []
        self.shape = shape
        self.labelled = False  # whether the label's weights stand behind the input
        self.buffer, self.patches = max(_rounded(shape[0] + model.num_classes), shape[0] * self.wide), 0

    @property
    def wide(self) -> int:
        """Numbers in a row of the maps."""
        cells = self.shape[1] * self.shape[2]
        return _rounded(cells) if cells > 1 else 1

    def sequence(self, layers: nn.Sequential) -> None:
        """Layers one after the other."""
        for place, layer in enumerate(layers):
            if isinstance(layer, nn.Linear) and layer.out_features == 1:
                self.logit(layer)
            elif isinstance(layer, nn.Linear):
                last = layer.out_features == np.prod(self.model.image_shape) and not any(
                    isinstance(rest, nn.Linear) for rest in layers[place + 1 :]
                )
                self.vector_to_maps(layer, *(self.model.image_shape if last else (layer.out_features, 1, 1)))
            elif isinstance(layer, nn.ConvTranspose2d):
                self.up(layer)
            elif isinstance(layer, nn.Conv2d):
                self.down(layer)
            elif isinstance(layer, nn.MaxPool2d):
                self.pool(int(layer.kernel_size))  # type: ignore[arg-type]
            elif isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d | ConditionalBatchNorm):
                self.norm(layer)
            elif isinstance(layer, nn.ReLU | nn.LeakyReLU):  # not G's tanh, drawn with; nor Flatten, which moves nothing here
                self.activation(layer)

    def flatten(self) -> None:
        """Maps -> one vector; sides are such that the rows have no gaps."""
        self.shape = (int(np.prod(self.shape)), 1, 1)

    def vector_to_maps(self, layer: nn.Linear, channels: int, height: int, width: int) -> None:
        """A linear layer whose numbers are arranged as maps."""
        weights = self._over_maps(layer.weight) if self.shape[1] > 1 else layer.weight
        inputs = weights.shape[1]
        self.shape = (channels, height, width)
        padded = channels * self.wide
        rows = torch.zeros(channels, self.wide, inputs + 1)
        rows[:, : height * width] = torch.cat([weights, layer.bias[:, None]], 1).view(channels, height * width, -1)
        table = torch.zeros(_rounded(padded), inputs + 1)
        table[:padded] = rows.flatten(0, 1)
        weight, bias = self._keep(table[:, :-1].T), self._keep(table[:, -1])
        self._add("linear", len(table), inputs=inputs, outputs=len(table), weight=weight, bias=bias)

    def _over_maps(self, rows: Tensor) -> Tensor:
        """Weights (N, features) of flattened features -> (N, C wide): the places that features have in the rows of the maps."""
        channels, height, width = self.shape
        table = torch.zeros(len(rows), channels, self.wide)
        table[:, :, : height * width] = rows.view(len(rows), channels, -1)
        return table.flatten(1)

    def pool(self, size: int) -> None:
        """The largest of every size x size cells; what is left over at the edge is dropped."""
        channels, side, _ = self.shape
        wide, shrunk = self.wide, side // size
        self.shape = (channels, shrunk, shrunk)
        sizes = {"rows": channels, "side": side, "wide": wide, "shrunk": shrunk, "shrunkWide": self.wide}
        self._add("pool", channels * self.wide, **sizes, kernel=size)

    def norm(self, norm: nn.Module) -> None:
        """x -> gamma (x - mean) / sqrt(var + eps) + beta, gamma and beta of each class for conditional batch norm; nothing without norm."""
        if isinstance(norm, nn.Identity):
            return
        weights = dict(norm.named_parameters()) | dict(norm.named_buffers())
        classes = max(1, self.model.num_classes)
        if isinstance(norm, ConditionalBatchNorm):
            gamma, beta, mean, variance, eps = (
                weights["scale"],
                weights["shift"],
                weights["norm.running_mean"],
                weights["norm.running_var"],
                norm.norm.eps,
            )
        else:
            gamma, beta = (weights[name].expand(classes, -1) for name in ("weight", "bias"))
            mean, variance, eps = weights["running_mean"], weights["running_var"], float(norm.eps)  # type: ignore[arg-type]
        scale = gamma / (variance + eps).sqrt()
        shift = beta - scale * mean
        self.patches = max(self.patches, 2 * self.shape[0])
        self._add("affine", 0, rows=self.shape[0], wide=self.wide, scale=self._keep(scale), shift=self._keep(shift))

    def activation(self, layer: nn.Module) -> None:
        """ReLU, or LeakyReLU with its slope."""
        slope = layer.negative_slope if isinstance(layer, nn.LeakyReLU) else 0.0
        self._add("rectify", 0, size=self.shape[0] * self.wide, slope=slope)

    def append(self, maps: Tensor) -> None:
        """`maps` (classes, channels, cells): what each class adds as further channels."""
        classes, channels, cells = maps.shape
        table = torch.zeros(classes, channels, self.wide)
        table[:, :, :cells] = maps
        at = self.shape[0] * self.wide
        self.shape = (self.shape[0] + channels, *self.shape[1:])
        self.patches = max(self.patches, channels * self.wide)
        self._add("append", self.shape[0] * self.wide, at=at, wide=channels * self.wide, maps=self._keep(table.flatten(1)))

    def up(self, layer: nn.ConvTranspose2d) -> None:
        """A transposed convolution."""
        inputs, outputs, kernel, _ = layer.weight.shape
        stride, padding, extra = int(layer.stride[0]), int(layer.padding[0]), int(layer.output_padding[0])
        side, wide = self.shape[1], self.wide
        grown = (side - 1) * stride - 2 * padding + kernel + extra
        weight = self._keep(layer.weight.permute(1, 2, 3, 0).reshape(-1, inputs))  # (out k k, in)
        bias = None if layer.bias is None else self._keep(layer.bias)
        self.shape = (outputs, grown, grown)
        self.patches = max(self.patches, outputs * kernel**2 * wide)
        sizes = {"inputs": inputs, "outputs": outputs, "side": side, "wide": wide, "grown": grown, "grownWide": self.wide}
        self._add("up", outputs * self.wide, **sizes, kernel=kernel, stride=stride, padding=padding, weight=weight, bias=bias)

    def down(self, layer: nn.Conv2d) -> None:
        """A convolution."""
        outputs, inputs, kernel, _ = layer.weight.shape
        stride, padding = int(layer.stride[0]), int(layer.padding[0])
        side, wide = self.shape[1], self.wide
        shrunk = (side + 2 * padding - kernel) // stride + 1
        weight = self._keep(layer.weight.flatten(1))  # (out, in k k)
        bias = None if layer.bias is None else self._keep(layer.bias)
        self.shape = (outputs, shrunk, shrunk)
        self.patches = max(self.patches, inputs * kernel**2 * self.wide)
        sizes = {"inputs": inputs, "outputs": outputs, "side": side, "wide": wide, "shrunk": shrunk, "shrunkWide": self.wide}
        self._add("down", outputs * self.wide, **sizes, kernel=kernel, stride=stride, padding=padding, weight=weight, bias=bias)

    def logit(self, layer: nn.Linear, projection: Tensor | None = None) -> None:
        """D's last layer; `projection` (classes, features): what the features are multiplied with for each class, which is added."""
        weight, bias = self._keep(self._over_maps(layer.weight)), self._keep(layer.bias)
        labels = None if projection is None else self._keep(self._over_maps(projection))
        inputs = self.shape[0] * self.wide
        self.patches = max(self.patches, inputs)
        self._add("logit", 4, inputs=inputs, weight=weight, bias=bias, projection=labels)

    def _keep(self, tensor: Tensor) -> int:
        self.tensors.append(tensor.detach().float().contiguous())
        return len(self.tensors) - 1

    def _add(self, op: str, needs: int, /, **values: Any) -> None:
        self.buffer = max(self.buffer, needs)
        self.list.append({"op": op} | values)

    def packed(self, half: bool) -> bytes:
        """The network file; `half`: its numbers as float16."""
        model = self.model
        header = {
            "latentDim": model.latent_dim,
            "classes": list(model.class_names),
            "labelled": self.labelled,
            "image": dict(zip(("channels", "height", "width"), model.image_shape, strict=True)),
            "wide": _rounded(model.image_shape[1] * model.image_shape[2]),
            "buffer": self.buffer,
            "patches": self.patches,
            "half": half,
            "sizes": [tensor.numel() for tensor in self.tensors],
            "steps": self.list,
        }
        text = json.dumps(header, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        numbers = np.concatenate([tensor.numpy().ravel() for tensor in self.tensors])
        values = numbers.astype("<f2").view(np.uint8).reshape(-1, 2)[:, ::-1].T if half else numbers.astype("<f4")
        return struct.pack("<I", len(text)) + text + values.tobytes()


def _rounded(count: int) -> int:
    return -(-count // COLUMNS) * COLUMNS
