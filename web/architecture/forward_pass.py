"""The Architecture page's networks, and one z sent through them: every layer's row and a picture of what it put out. Imports torch."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from gan_core.inference import TrainedGenerator, load_shipped
from gan_core.latent import z_from_seed
from gan_core.models import LayerRow, build_discriminator, build_generator, layer_activations
from gan_core.paths import CHECKPOINTS
from web.architecture.networks import NETWORKS, SHIPPED

CHANNELS = 8  # of a map that are shown
CELLS = 256  # of a vector
LABEL_MAP = "label_map.reshape"  # where an embedded label becomes a map
GAP = 1  # pixels between two channels


@dataclass(frozen=True)
class Layer:
    """A layer's row, and what it put out: as a PNG data address, or the number where it is only one."""

    row: LayerRow
    output: str | float


@dataclass(frozen=True)
class Pass:
    """z through G, and G's picture through D."""

    generator: tuple[Layer, ...]
    discriminator: tuple[Layer, ...]
    picture: str
    logit: float


@lru_cache(64)  # many visitors ask for the same
def send_through(network: str, kernel_size: int, activation: str, label: int, seed: int) -> Pass:
    """One z, drawn from `seed`, through one of NETWORKS. Shipped ones have their trained weights, others fresh ones."""
    model = _model(network, kernel_size, activation)
    z = torch.from_numpy(z_from_seed(seed, 1, model.latent_dim))
    labels = torch.tensor([label]) if model.num_classes else None
    generated = layer_activations(model.generator, z, labels)
    image = model.float_images(z, labels)
    assert model.discriminator is not None  # the networks of this page come with theirs
    judged = layer_activations(model.discriminator, image, labels)
    return Pass(
        _layers(model.generator, generated),
        _layers(model.discriminator, judged),
        _png(model.images(z, labels)[0].squeeze()),
        float(model.discriminator_logits(z, labels)[0]),
    )


def _layers(network: nn.Module, rows: list[tuple[LayerRow, Tensor]]) -> tuple[Layer, ...]:
    """Each row with its picture; the label's map for all classes, side by side."""
    layers = []
    for row, output in rows:
        if row.name == LABEL_MAP:
            label_map = network.get_submodule("label_map")
            classes = label_map.get_parameter("embedding.weight").shape[0]
            maps = label_map(torch.eye(classes))[:, 0].detach()
            layers.append(Layer(row, shown(maps.detach(), channels=len(maps))))
        else:
            layers.append(Layer(row, shown(output[0])))
    return tuple(layers)


def _model(network: str, kernel_size: int, activation: str) -> TrainedGenerator:
    if network in SHIPPED:
        return load_shipped(network, CHECKPOINTS)
    config = replace(NETWORKS[network], kernel_size=kernel_size, generator_activation=activation)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return TrainedGenerator(config, build_generator(config), build_discriminator(config), 0)


def shown(output: Tensor, channels: int = CHANNELS) -> str | float:
    """A map (C, H, W) as its first channels side by side, each from its own least (black) to its greatest (white); a vector as a strip."""
    if output.numel() == 1:
        return float(output)
    if output.dim() == 3:
        maps = [_scaled(channel) for channel in output[:channels]]
        gap = np.full((output.shape[1], GAP), 128, np.uint8)
        return _png(np.concatenate([part for channel in maps for part in (channel, gap)][:-1], axis=1))
    return _png(_scaled(output.flatten()[:CELLS])[None])


def _scaled(values: Tensor) -> np.ndarray:
    low, high = float(values.min()), float(values.max())
    return ((values - low) / max(high - low, 1e-12) * 255).round().to(torch.uint8).numpy()


def _png(pixels: np.ndarray) -> str:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "png", optimize=True)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
