"""Latent states in, pictures out: loaded models, one worker that runs them in turn, PNG and GIF."""

from __future__ import annotations

import asyncio
import dataclasses
import io
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from gan_core.browser import pack_network
from gan_core.data import load_dataset
from gan_core.errors import GanError
from gan_core.inference import TrainedGenerator, load_shipped, shipped_names, to_uint8
from gan_core.latent import Directions, LatentState, class_weights, compose, principal_directions, z_from_seed
from gan_core.latent.state import DEFAULT_MODEL
from gan_core.metrics.classifier import load_classifier
from gan_core.neighbours import TrainingNeighbours
from gan_core.training.checkpoint import check_checkpoint
from gan_core.training.run import find_checkpoint

CHECKPOINTS = Path(__file__).parents[1] / "checkpoints"
COMPONENTS = 10
DRAWS = 4000  # z sampled for the principal directions: 100 MB of activations for a moment
NEIGHBOUR_SET = "fashion-mnist-10k"

Result = TypeVar("Result")


@dataclass(frozen=True)
class Picture:
    """One generated picture and what is known about it."""

    pixels: np.ndarray  # uint8 (H, W, C)
    logit: float | None  # D's answer, where D was shipped
    norm: float  # length of z


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

    @cached_property
    def packed(self) -> bytes:
        """The directions and the network, as a browser takes them."""
        return self.directions.vectors.astype("<f4").tobytes() + pack_network(self.generator, half=True)

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
        return Picture(to_uint8(images)[0], None if judge is None else float(judge(images, labels)), float(z.norm()))

    def pictures(self, states: Sequence[LatentState]) -> np.ndarray:
        """uint8 (N, H, W, C), in one batch."""
        return self.generator.images(*self._inputs(states))

    def float_image(self, state: LatentState) -> Tensor:
        """(1, C, H, W) float32 in (-1, 1)."""
        return self.generator.float_images(*self._inputs([state]))


class LatentEngine:
    """Loaded models shared by all visitors.

    Pictures are made by one worker, so requests queue fairly and torch is never entered twice. Loading a model, and
    measuring the training pictures, each have a worker of their own and hold nobody else up.
    """

    def __init__(self, folder: Path = CHECKPOINTS) -> None:
        self.folder = folder
        self._models: dict[str, LatentModel] = {}
        self._neighbours: TrainingNeighbours | None = None
        self._loading = threading.Lock()
        self._pictures = ThreadPoolExecutor(1, "latent-pictures")
        self._loader = ThreadPoolExecutor(1, "latent-loading")
        self._measurer = ThreadPoolExecutor(1, "latent-neighbours")

    def _open(self, name: str) -> LatentModel:
        with self._loading:
            if name not in self._models:
                self._models[name] = LatentModel(load_shipped(name, self.folder))
            return self._models[name]

    def _prepare(self, name: str) -> LatentModel:
        model = self._open(name)
        _ = model.directions
        return model

    def names(self) -> list[str]:
        """Shipped models whose weights are whole, as far as can be told without loading them."""
        return [name for name in shipped_names(self.folder) if self._opens(name)]

    def _opens(self, name: str) -> bool:
        try:
            check_checkpoint(find_checkpoint(self.folder / name)[1])
        except GanError:
            return False
        return True

    def _measure_neighbours(self) -> TrainingNeighbours:
        if self._neighbours is None:  # only the one measurer comes here
            self._neighbours = TrainingNeighbours(load_classifier(), load_dataset(NEIGHBOUR_SET, progress=False))
        return self._neighbours

    def warm_up(self) -> None:
        """Load the default model beside everything else, so that the first visitor need not wait."""
        self._loader.submit(self._prepare, DEFAULT_MODEL)  # a missing model is reported to whoever asks for it

    async def model(self, name: str) -> LatentModel:
        """A shipped model with its directions ready, from memory after the first time. Raises GanError."""
        model = self._models.get(name)
        if model is not None and model.ready:
            return model
        return await asyncio.get_running_loop().run_in_executor(self._loader, self._prepare, name)

    async def neighbours(self) -> TrainingNeighbours:
        """The embedded training pictures, measured (a few seconds, once). Raises GanError."""
        if self._neighbours is not None:
            return self._neighbours
        return await asyncio.get_running_loop().run_in_executor(self._measurer, self._measure_neighbours)

    async def in_turn(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Run something in turn with everybody's pictures."""
        return await asyncio.get_running_loop().run_in_executor(self._pictures, function, *arguments)


# --- sheets ----------------------------------------------------------------------------------------------------------


def grid_states(state: LatentState, n: int) -> list[LatentState]:
    """The seed's first n samples as they are: no sliders, but truncation, since that is a matter of the whole crowd."""
    plain = dataclasses.replace(state, mode="sliders", components=(), dimensions=())
    return [dataclasses.replace(plain, picks=(i, *state.picks[1:])) for i in range(n)]


def plane_states(state: LatentState, n: int) -> list[LatentState]:
    """n x n points of the plane, row by row."""
    steps = [i / (n - 1) for i in range(n)]
    return [dataclasses.replace(state, mode="plane", x=x, y=y) for y in steps for x in steps]


def path_states(state: LatentState, n: int, path: str) -> list[LatentState]:
    """n points from pick A to pick B."""
    return [dataclasses.replace(state, mode="path", path=path, t=i / (n - 1)) for i in range(n)]


def class_states(state: LatentState, n: int) -> list[LatentState]:
    """The same z through the first n classes."""
    return [dataclasses.replace(state, mode="classes", label=i) for i in range(n)]


def blend_states(state: LatentState, n: int) -> list[LatentState]:
    """n mixtures from the class to the other class."""
    return [dataclasses.replace(state, mode="blend", t=i / (n - 1)) for i in range(n)]


# kind: (its states for n, smallest n, largest n)
SHEETS: dict[str, tuple[Callable[[LatentState, int], list[LatentState]], int, int]] = {
    "classes": (class_states, 1, 100),
    "grid": (grid_states, 1, 64),
    "plane": (plane_states, 2, 12),
    "slerp": (lambda state, n: path_states(state, n, "slerp"), 2, 32),
    "line": (lambda state, n: path_states(state, n, "line"), 2, 32),
    "blend": (blend_states, 2, 32),
}


def arrange(pictures: np.ndarray, columns: int) -> np.ndarray:
    """(N, H, W, C) to one sheet (rows H, columns W, C); an unfinished last row ends in black."""
    missing = -len(pictures) % columns
    pictures = np.concatenate([pictures, np.zeros((missing, *pictures.shape[1:]), np.uint8)])
    count, height, width, channels = pictures.shape
    rows = pictures.reshape(count // columns, columns, height, width, channels)
    return rows.transpose(0, 2, 1, 3, 4).reshape(-1, columns * width, channels)


def _pillow(pixels: np.ndarray, scale: int) -> Image.Image:
    pixels = pixels.repeat(scale, axis=0).repeat(scale, axis=1)
    return Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)


def png(pixels: np.ndarray, scale: int = 1) -> bytes:
    """(H, W, C) uint8 as PNG, every pixel drawn `scale` times wide and high."""
    buffer = io.BytesIO()
    _pillow(pixels, scale).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def gif(frames: np.ndarray, scale: int, milliseconds: int = 80) -> bytes:
    """(N, H, W, C) uint8 as a GIF that loops for ever."""
    buffer = io.BytesIO()
    first, *rest = [_pillow(frame, scale) for frame in frames]
    first.save(buffer, "GIF", save_all=True, append_images=rest, duration=milliseconds, loop=0)
    return buffer.getvalue()
