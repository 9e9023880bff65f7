"""The playground's networks as the engine holds them, and the same ones in torch."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import torch
from torch import nn

from gan_core.playground import Playground


def layers(game: Playground, network: str, array: str | None = None) -> list[tuple[np.ndarray, np.ndarray]]:
    """(weights (in, out), biases (out,)) of "generator" or "discriminator"; `array` "..._gradient" for its gradient."""
    config, vector, at, found = game.config, game._engine.array(array or network)[0].astype(np.float64), 0, []
    drawn_from = 3 if config.family == "flow" else config.latent_dim  # a point and a time, or z
    ends = (drawn_from, 2) if network == "generator" else (2, 1)
    for inputs, outputs in pairwise((ends[0], *getattr(config, f"{network}_hidden"), ends[1])):
        stride = -(-outputs // 4) * 4
        matrix = vector[at : at + (inputs + 1) * stride].reshape(inputs + 1, stride)
        assert (matrix[:, outputs:] == 0).all()
        found.append((matrix[:-1, :outputs], matrix[-1, :outputs]))
        at += matrix.size
    assert at == len(vector)
    return found


def as_module(game: Playground, network: str = "generator") -> nn.Sequential:
    """The same network in torch, in double precision."""
    modules: list[nn.Module] = []
    for weight, bias in layers(game, network):
        linear = nn.Linear(*weight.shape).double()
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weight.T.copy()))
            linear.bias.copy_(torch.from_numpy(bias.copy()))
        modules += [linear, nn.ReLU()]
    return nn.Sequential(*modules[:-1])
