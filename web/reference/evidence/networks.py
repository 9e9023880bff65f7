"""Evidence about networks and losses, from those that train here. Imports torch: load it when asked for."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import torch
from torch import nn

from gan_core.config import TrainingConfig
from gan_core.losses import build_loss
from gan_core.models import LayerRow, build_discriminator, build_generator, layer_table
from gan_core.presets import get_preset
from gan_core.toys.line import TwoGaussians
from web.reference.evidence.types import Evidence

MAPPING = ("Linear", "Conv2d", "ConvTranspose2d")  # layers that have weights of their own; the rest shapes what they put out


def _written(shape: tuple[int, ...]) -> str:
    """(C, H, W) as the lecture writes it, HxWxC."""
    return "×".join(map(str, (*shape[1:], shape[0])))


def _tables(config: TrainingConfig) -> dict[str, list[LayerRow]]:
    """Layer tables of both networks for one picture."""
    labels = torch.zeros(1, dtype=torch.int64) if config.conditional else None
    images = torch.zeros(1, config.image_channels, config.image_size, config.image_size)
    return {
        "G": layer_table(build_generator(config), torch.zeros(1, config.latent_dim), labels),
        "D": layer_table(build_discriminator(config), images, labels),
    }


def batch_norm_places() -> Evidence:
    """For every layer of the course's DCGAN that has weights: does batch norm follow it?"""
    rows = []
    for network, whole in _tables(get_preset("dcgan-cifar10")).items():
        table = [row for row in whole if row.kind != "Reshape"]  # between G's first layer and its norm
        for layer, following in zip(table, [*table[1:], None], strict=True):
            if layer.kind in MAPPING:
                normed = following is not None and following.kind == "BatchNorm2d"
                rows.append((network, layer.kind, _written(layer.output_shape), normed))
    in_g, in_d = ([normed for network, *_, normed in rows if network == which] for which in "GD")
    return Evidence(
        # D's last layer is the answer itself
        holds=in_g == [True] * (len(in_g) - 1) + [False] and in_d == [False] + [True] * (len(in_d) - 2) + [False],
        fields={"g": sum(in_g), "g_layers": len(in_g), "d": sum(in_d), "d_layers": len(in_d)},
        columns=("network", "layer", "puts_out", "batch_norm"),
        rows=tuple(rows),
    )


def both_activations() -> Evidence:
    """The course's DCGAN built with either activation in G: what stands between its layers, and what it draws."""
    rows = []
    for choice in ("relu", "leaky_relu"):
        config = replace(get_preset("dcgan-cifar10"), generator_activation=choice)
        kinds = {network: {row.kind for row in table if "ReLU" in row.kind} for network, table in _tables(config).items()}
        generator = build_generator(config)
        with torch.no_grad():
            picture = generator(torch.randn(8, config.latent_dim))
        inside = bool(picture.abs().max() <= 1)
        rows.append((" ".join(kinds["G"]), " ".join(kinds["D"]), _count(generator), _written(tuple(picture.shape[1:])), inside))
    return Evidence(
        holds=[row[:2] for row in rows] == [("ReLU", "LeakyReLU"), ("LeakyReLU", "LeakyReLU")] and rows[0][2:] == rows[1][2:],
        fields={"parameters": rows[0][2]},
        columns=("g_activation", "d_activation", "parameters", "puts_out", "in_range"),
        rows=tuple(rows),
    )


def who_minimises() -> Evidence:
    """Let D, not G, descend on LSGAN's generator loss: D's answer to a fake leaves a = 0 for c = 1, "real"."""
    loss = build_loss(TrainingConfig(loss="lsgan"))
    answer = torch.zeros(1, requires_grad=True)
    for _ in range(50):
        (slope,) = torch.autograd.grad(loss.generator_loss(answer), answer)
        answer = (answer - 0.1 * slope).detach().requires_grad_()
    after = answer.item()
    return Evidence(holds=after > 0.99, fields={"before": 0, "after": after, "steps": 50})


def noise_not_picture() -> Evidence:
    """Give G a noise vector, and give it a picture."""
    config = get_preset("dcgan-cifar10")
    generator = build_generator(config).eval()
    pixels = config.image_channels * config.image_size**2

    def accepts(width: int) -> bool:
        try:
            with torch.no_grad():
                generator(torch.zeros(1, width))
        except RuntimeError:  # shapes that cannot be multiplied
            return False
        return True

    takes_noise, takes_picture = accepts(config.latent_dim), accepts(pixels)
    return Evidence(
        holds=takes_noise and not takes_picture,
        fields={"latent_dim": config.latent_dim, "pixels": pixels},
        columns=("given", "numbers", "accepted"),
        rows=(("z", config.latent_dim, takes_noise), ("x", pixels, takes_picture)),
    )


def flattened() -> Evidence:
    """Layer table of D of the course's cGAN, 28x28, and where it flattens."""
    config = TrainingConfig(conditioning="embedding")
    table = _tables(config)["D"]
    before, after = next((before, after) for before, after in pairwise(table) if after.kind == "Flatten")
    channels, side, _ = before.output_shape
    rows = tuple((row.kind, _written(row.output_shape)) for row in table if row.kind in (*MAPPING, "Flatten"))
    return Evidence(
        holds=after.output_shape == (7 * 7 * channels,) and side == 7,
        fields={"side": side, "channels": channels, "flat": after.output_shape[0], "wrong": 2 * 2 * 512},
        columns=("layer", "puts_out"),
        rows=rows,
    )


def reshaped() -> Evidence:
    """What stands between G's Linear layer and its first map, and where a Flatten does stand: in D."""
    tables = _tables(get_preset("dcgan-cifar10"))
    linear = next(row.output_shape[0] for row in tables["G"] if row.kind == "Linear")
    first = next(row.output_shape for row in tables["G"] if len(row.output_shape) == 3)
    flattens = {network: sum(row.kind == "Flatten" for row in table) for network, table in tables.items()}
    return Evidence(
        holds=linear == math.prod(first) and flattens == {"G": 0, "D": 1},
        fields={"numbers": linear, "map": _written(first), "in_g": flattens["G"], "in_d": flattens["D"]},
    )


def sign_of_g() -> Evidence:
    """Twenty steps of G against the best critic of two clouds 4 apart: down its own loss, and as it is printed."""
    two, start, rate = TwoGaussians(4.0, 0.6, 0.6), 4.0, 0.1
    loss = build_loss(TrainingConfig(loss="wgan"))
    rows = []
    for name, sign in (("max E D(G(z))", 1), ("min E D(G(z))", -1)):
        shift = torch.tensor(start, dtype=torch.float64, requires_grad=True)
        for _ in range(20):
            fakes = shift + torch.from_numpy(two.samples(100)[1] - start)
            (slope,) = torch.autograd.grad(loss.generator_loss(two.best("wgan")(fakes)), shift)
            shift = (shift - sign * rate * slope).detach().requires_grad_()
        rows.append((name, start, shift.item()))
    (_, _, right), (_, _, printed) = rows
    return Evidence(
        holds=right < start < printed,
        fields={"start": start, "right": right, "printed": printed},
        columns=("g_update", "distance_before", "distance_after"),
        rows=tuple(rows),
    )


def adam_circles() -> Evidence:
    """Adam for both players of f(x, y) = xy, whose solution (0, 0) is a saddle point: the distance to it, step by step."""
    x, y = (torch.nn.Parameter(torch.tensor(value, dtype=torch.float64)) for value in (1.0, 0.0))
    players = [torch.optim.Adam([player], lr=0.02, betas=(0.5, 0.999)) for player in (x, y)]
    rows = [(0, math.hypot(x.item(), y.item()))]
    for step in range(1, 2001):
        for player in players:
            player.zero_grad()
        (x * y).backward()
        assert y.grad is not None
        y.grad.neg_()  # y climbs
        for player in players:
            player.step()
        if step % 500 == 0:
            rows.append((step, math.hypot(x.item(), y.item())))
    curvature = torch.linalg.eigvalsh(torch.autograd.functional.hessian(lambda point: point.prod(), torch.zeros(2, dtype=torch.float64)))
    low, high = curvature.tolist()
    return Evidence(
        holds=low < 0 < high and rows[-1][1] > rows[0][1],
        fields={"low": low, "high": high, "before": rows[0][1], "after": rows[-1][1]},
        columns=("step", "distance_to_solution"),
        rows=tuple(rows),
    )


def any_size() -> Evidence:
    """DCGAN built for 28x28, 32x32 and 64x64: G's maps, D's answer, parameters."""
    rows, right = [], True
    for size in (28, 32, 64):
        config = replace(get_preset("dcgan-cifar10"), image_size=size)
        generator, discriminator = build_generator(config), build_discriminator(config)
        table = layer_table(generator, torch.zeros(1, config.latent_dim))
        maps = [row.output_shape for row in table if row.kind == "ConvTranspose2d"]
        sides = (maps[0][1] // 2, *(side for _, side, _ in maps))
        with torch.no_grad():
            verdict = discriminator.eval()(torch.zeros(1, *maps[-1]))
        right = right and maps[-1] == (3, size, size) and verdict.shape == (1,)
        rows.append((f"{size}×{size}", " → ".join(map(str, sides)), _count(generator), _count(discriminator)))
    return Evidence(holds=right, fields={}, columns=("picture", "sides", "g_parameters", "d_parameters"), rows=tuple(rows))


def _count(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())
