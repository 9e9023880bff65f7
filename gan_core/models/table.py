"""The layer table: what each layer of a network puts out, taken from the network itself while it runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrize import is_parametrized


@dataclass(frozen=True)
class LayerRow:
    """One call of one layer, in the order of execution."""

    name: str  # the layer's place in the network, "rest.2"
    output_shape: tuple[int, ...]  # without the batch: (C, H, W) or (features,)
    parameters: int  # of this layer; 0 when an earlier row has counted them (a layer called twice)
    receptive_field: int | None  # side in cells of the network's first map; None where the output is not a map
    kind: str  # class of the layer, "ConvTranspose2d"


def layer_table(network: nn.Module, *example_inputs: Tensor | None) -> list[LayerRow]:
    """Rows of `network`, from one pass over `example_inputs`: `layer_activations` without what the layers put out."""
    return [row for row, _ in layer_activations(network, *example_inputs)]


@torch.no_grad()
def layer_activations(network: nn.Module, *example_inputs: Tensor | None) -> list[tuple[LayerRow, Tensor]]:
    """Each layer's row and what it put out (N, ...), from forward hooks during one pass; the network is left as it was.

    The receptive field of a cell is the side of the square it depends on, at most over all positions, in cells of the
    network's own input map: pixels of the image for D; for G, which starts from a vector, cells of its start map (7x7 or
    2x2). It is the full window, which may be wider than the map itself.

    Args:
        network: G or D.
        example_inputs: what its `forward` takes, for example z (N, latent_dim) and labels (N,).
    """
    rows: list[tuple[LayerRow, Tensor]] = []
    maps: list[nn.Module] = []  # the convolutions so far
    counted: set[nn.Module] = set()

    def record(name: str, layer: nn.Module, output: Tensor) -> None:
        if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
            maps.append(layer)
        parameters = 0 if layer in counted else sum(parameter.numel() for parameter in layer.parameters())
        counted.add(layer)
        field = _receptive_field(maps) if output.dim() == 4 else None
        rows.append((LayerRow(name, tuple(output.shape[1:]), parameters, field, _kind(layer)), output.clone()))  # ReLU may work in place

    def hook(name: str) -> Any:
        return lambda layer, _inputs, output: record(name, layer, output)

    # evaluation mode: neither batch statistics nor spectral norm's power iteration move
    modes = {module: module.training for module in network.modules()}
    handles = [layer.register_forward_hook(hook(name)) for name, layer in _layers(network)]
    try:
        network.eval()(*example_inputs)
    finally:
        for handle in handles:
            handle.remove()
        for module, training in modes.items():
            module.training = training
    return rows


def _layers(network: nn.Module, prefix: str = "") -> Iterator[tuple[str, nn.Module]]:
    """Layers worth a row: the ones without parts, and the ones that hold parameters themselves."""
    for name, child in network.named_children():
        if isinstance(child, nn.Identity):
            continue
        own = any(True for _ in child.parameters(recurse=False))
        if own or is_parametrized(child) or not any(True for _ in child.children()):
            yield prefix + name, child
        else:
            yield from _layers(child, f"{prefix}{name}.")


def _kind(layer: nn.Module) -> str:
    """The layer's plain kind: torch's own class where it is one, whatever speed or parametrisation was added to it."""
    torchs_own = (base.__name__ for base in type(layer).__mro__ if base.__module__.startswith("torch.nn.modules") and base is not nn.Module)
    return next(torchs_own, type(layer).__name__)


def _receptive_field(layers: Sequence[nn.Module]) -> int:
    """Side of the input square one output cell depends on, walking back from a window of 1 cell (arXiv:1603.07285).

    A convolution widens a window of r cells to (r - 1) s + d (k - 1) + 1. A transposed one narrows it: cell i of its input
    reaches the outputs i s ... i s + d (k - 1), so at most floor((r - 1 + d (k - 1)) / s) + 1 cells meet the window.
    """
    window = 1
    for layer in reversed(layers):
        (kernel, _), (stride, _), (dilation, _) = layer.kernel_size, layer.stride, layer.dilation  # type: ignore[misc]
        reach = dilation * (kernel - 1)
        window = (window - 1) * stride + reach + 1 if isinstance(layer, nn.Conv2d) else (window - 1 + reach) // stride + 1
    return window
