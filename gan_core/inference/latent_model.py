"""A trained generator one can walk through: latent states in, pictures out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gan_core.errors import GanError
from gan_core.inference.generator import TrainedGenerator, shipped_names, to_uint8
from gan_core.inference.taken_for import taken_for
from gan_core.latent import Directions, LatentState, class_weights, compose, principal_directions, z_from_seed
from gan_core.paths import CHECKPOINTS
from gan_core.training.checkpoint import check_checkpoint
from gan_core.training.run import find_checkpoint

COMPONENTS = 10
DRAWS = 4000  # z sampled for the principal directions: 100 MB of activations for a moment


@dataclass(frozen=True)
class Picture:
    """One generated picture and what is known about it."""

    pixels: np.ndarray  # uint8 (H, W, C)
    logit: float | None  # D's answer, where D was shipped
    norm: float  # length of z
    taken_for: tuple[str, float] | None  # a class and how surely, where none was asked for and a classifier knows the data


class LatentModel:
    """A trained generator and its principal directions."""

    def __init__(self, generator: TrainedGenerator) -> None:
        self.generator = generator

    @cached_property
    def directions(self) -> Directions:
        """GANSpace directions of the first layer, measured on `DRAWS` draws of z (half a second, once)."""
        z = z_from_seed(0, DRAWS, self.generator.latent_dim)
        activations = self.generator.first_activations(torch.from_numpy(z)).numpy()
        return principal_directions(z, activations, min(COMPONENTS, self.generator.latent_dim - 1))

    @property
    def ready(self) -> bool:
        """Whether the directions have been measured."""
        return "directions" in self.__dict__

    def _inputs(self, states: Sequence[LatentState]) -> tuple[Tensor, Tensor | None]:
        """z (N, latent_dim) and soft labels (N, num_classes), or None when unconditional."""
        generator = self.generator
        for state in states:
            state.check(generator.num_classes, generator.latent_dim)
        z = torch.from_numpy(np.stack([compose(state, self.directions.vectors) for state in states]))
        if not generator.num_classes:
            return z, None
        return z, torch.from_numpy(np.stack([class_weights(state, generator.num_classes) for state in states]))

    @torch.inference_mode()
    def picture(self, state: LatentState) -> Picture:
        """The picture of one state, with D's opinion of it."""
        z, labels = self._inputs([state])
        images, judge = self.generator.float_images(z, labels), self.generator.discriminator
        pixels = to_uint8(images)
        logit = None if judge is None else float(judge(images, labels))
        return Picture(pixels[0], logit, float(z.norm()), next(iter(taken_for(self.generator, pixels)), None))

    def pictures(self, states: Sequence[LatentState]) -> np.ndarray:
        """uint8 (N, H, W, C), in one batch."""
        return self.generator.images(*self._inputs(states))

    @torch.inference_mode()
    def facts(self, states: Sequence[LatentState]) -> list[dict[str, Any]]:
        """What is known of each state's picture: D's `logit`, None where D was not shipped, the `norm` of z, what it is `taken_for`."""
        z, labels = self._inputs(states)
        images, judge, none = self.generator.float_images(z, labels), self.generator.discriminator, [None] * len(states)
        known = (
            none if judge is None else judge(images, labels).tolist(),
            z.norm(dim=1).tolist(),
            taken_for(self.generator, to_uint8(images)) or none,
        )
        return [dict(zip(("logit", "norm", "taken_for"), one, strict=True)) for one in zip(*known, strict=True)]

    def float_image(self, state: LatentState) -> Tensor:
        """(1, C, H, W) float32 in (-1, 1)."""
        return self.generator.float_images(*self._inputs([state]))


def whole_models(folder: Path = CHECKPOINTS) -> list[str]:
    """Shipped models whose weights are whole, as far as can be told without loading them."""
    return [name for name in shipped_names(folder) if _whole(folder / name)]


def _whole(path: Path) -> bool:
    try:
        check_checkpoint(find_checkpoint(path)[1])
    except GanError:
        return False
    return True
