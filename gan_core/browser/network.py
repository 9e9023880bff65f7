"""A generator as plain steps that `generator.mjs` carries out in a browser.

A network file is: uint32 (little-endian) length of the header; the header, JSON padded with blanks to a multiple of four bytes; the
numbers of all tensors, float32, or float16 as two planes: first the high byte of each, then the low one, so that a file's first half gives
a coarse picture, and compresses well. The header holds `steps` (which name tensors by their place), `sizes` of the tensors in numbers, and
the buffers the steps need. A map (C, H, W) is kept as C rows of `wide` numbers, H W rounded up to a multiple of eight, because the kernel
multiplies eight columns at once. Batch norm in evaluation mode is a scale and a shift a channel, one row a class.
"""

from __future__ import annotations

import gzip
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from gan_core.errors import CheckpointError
from gan_core.inference import TrainedGenerator, load_shipped
from gan_core.inference.latent_model import LatentModel
from gan_core.latent.packed_model import FILE, PackedModel
from gan_core.losses import build_loss
from gan_core.models import cgan, dcgan, mlp
from gan_core.models.layers import ConditionalBatchNorm

COLUMNS = 8  # the kernel's


def pack_network(model: TrainedGenerator, *, half: bool = False) -> bytes:
    """The network file of a generator; `half` stores float16. Raises CheckpointError for an architecture the browser cannot run."""
    steps = _Steps(model)
    network = model.generator
    if isinstance(network, cgan.Generator):
        _conditional(steps, network)
    elif isinstance(network, dcgan.Generator | mlp.Generator):
        steps.vector_to_maps(network.first, *getattr(network, "start_shape", (network.first.out_features, 1, 1)))
        steps.sequence(network.rest)
    else:
        raise CheckpointError("value", field="model", received=type(network).__name__, expected="mlp, dcgan, cgan")
    return steps.packed(half)


def pack_model(model: LatentModel) -> PackedModel:
    """A generator, its principal directions and what a page says of it; float16. Raises CheckpointError as `pack_network` does."""
    generator, directions = model.generator, model.directions
    loss = build_loss(generator.config)
    card = {
        "classes": list(generator.class_names),
        "image": list(generator.image_shape),
        "latentDim": generator.latent_dim,
        "shares": [round(float(share), 6) for share in directions.shares],
        "loss": generator.config.loss,
        "sigmoid": loss.sigmoid,
        "boundary": loss.boundary(),
        "dataset": generator.config.dataset,
        "step": generator.step,
    }
    network = directions.vectors.astype("<f4").tobytes() + pack_network(generator, half=True)
    return PackedModel(card, gzip.compress(network, mtime=0))


def pack_shipped(folder: Path) -> Path:
    """Write a shipped model's file for browsers beside its checkpoint, so that a server that has just started need not import torch to
    answer for it. Raises CheckpointError."""
    path = folder / FILE
    path.write_bytes(pack_model(LatentModel(load_shipped(folder.name, folder.parent))).to_bytes())
    return path


def _conditional(steps: _Steps, network: cgan.Generator) -> None:
    steps.vector_to_maps(network.first, *network.start_shape)
    steps.norm(network.norms[0])
    steps.activation(network.activation)
    if network.conditioning == "embedding":
        steps.append(network.label_map.linear(network.label_map.embedding.weight))
    for up, norm in zip(network.ups, network.norms[1:], strict=True):
        steps.up(up)  # type: ignore[arg-type]
        steps.norm(norm)
        steps.activation(network.activation)
    steps.up(network.last)


class _Steps:
    """Collects steps and tensors; knows the shape (C, side, side) of the maps so far."""

    def __init__(self, model: TrainedGenerator) -> None:
        self.model = model
        self.list: list[dict[str, Any]] = []
        self.tensors: list[Tensor] = []
        self.shape = (model.latent_dim, 1, 1)
        self.buffer, self.patches = _rounded(model.latent_dim + model.num_classes), 0

    @property
    def wide(self) -> int:
        """Numbers in a row of the maps."""
        cells = self.shape[1] * self.shape[2]
        return _rounded(cells) if cells > 1 else 1

    def sequence(self, layers: nn.Sequential) -> None:
        for place, layer in enumerate(layers):
            if isinstance(layer, nn.Linear):
                last = layer.out_features == np.prod(self.model.image_shape) and not any(
                    isinstance(rest, nn.Linear) for rest in layers[place + 1 :]
                )
                self.vector_to_maps(layer, *(self.model.image_shape if last else (layer.out_features, 1, 1)))
            elif isinstance(layer, nn.ConvTranspose2d):
                self.up(layer)
            elif isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d | ConditionalBatchNorm):
                self.norm(layer)
            elif not isinstance(layer, nn.Tanh):  # the last one, drawn with
                self.activation(layer)

    def vector_to_maps(self, layer: nn.Linear, channels: int, height: int, width: int) -> None:
        self.shape = (channels, height, width)
        padded = channels * self.wide
        rows = torch.zeros(channels, self.wide, layer.in_features + 1)
        rows[:, : height * width] = torch.cat([layer.weight, layer.bias[:, None]], 1).view(channels, height * width, -1)
        table = torch.zeros(_rounded(padded), layer.in_features + 1)
        table[:padded] = rows.flatten(0, 1)
        weight, bias = self._keep(table[:, :-1].T), self._keep(table[:, -1])
        self._add("linear", len(table), inputs=layer.in_features, outputs=len(table), weight=weight, bias=bias)

    def norm(self, norm: nn.Module) -> None:
        """x -> gamma (x - mean) / sqrt(var + eps) + beta, gamma and beta of each class for conditional batch norm."""
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
        slope = layer.negative_slope if isinstance(layer, nn.LeakyReLU) else 0.0
        self._add("rectify", 0, size=self.shape[0] * self.wide, slope=slope)

    def append(self, maps: Tensor) -> None:
        """`maps` (classes, cells): what each class adds as one more channel."""
        table = torch.zeros(len(maps), self.wide)
        table[:, : maps.shape[1]] = maps
        at = self.shape[0] * self.wide
        self.shape = (self.shape[0] + 1, *self.shape[1:])
        self._add("append", self.shape[0] * self.wide, at=at, wide=self.wide, maps=self._keep(table))

    def up(self, layer: nn.ConvTranspose2d) -> None:
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

    def _keep(self, tensor: Tensor) -> int:
        self.tensors.append(tensor.detach().float().contiguous())
        return len(self.tensors) - 1

    def _add(self, op: str, needs: int, /, **values: Any) -> None:
        self.buffer = max(self.buffer, needs)
        self.list.append({"op": op} | values)

    def packed(self, half: bool) -> bytes:
        model = self.model
        header = {
            "latentDim": model.latent_dim,
            "classes": list(model.class_names),
            "labelled": model.config.conditioning in ("one_hot", "projection"),
            "image": dict(zip(("channels", "height", "width"), model.image_shape, strict=True)),
            "wide": self.wide,
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
