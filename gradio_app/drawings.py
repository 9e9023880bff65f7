"""States to pictures: every class from one z, and the interpolation from one seed to another."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch

from gan_core.inference.latent_model import LatentModel
from gan_core.latent import LatentState, compose, slerp
from gan_core.latent.sheets import class_states, gif
from gan_core.latent.state import MAX_SEED
from gan_core.provenance import MadeBy
from gradio_app.gpu import DEVICE, on_gpu
from gradio_app.models import open_model, whole_number

FRAMES = (4, 48)


def every_class(state: LatentState, model: LatentModel) -> np.ndarray:
    """uint8 (classes, H, W, C): the state's z through every class; (1, H, W, C) where there are none."""
    return model.pictures(class_states(state, max(1, model.generator.num_classes)))


def check_interpolation(other_seed: object, frames: object) -> tuple[int, int]:
    """The other seed and the number of pictures. Raises GanError."""
    return whole_number("other_seed", other_seed, 0, MAX_SEED), whole_number("frames", frames, *FRAMES)


def interpolation(state: LatentState, other_seed: int, frames: int, model: LatentModel) -> np.ndarray:
    """uint8 (frames, H, W, C): along the great circle from the state's z to the same state's with another seed."""
    vectors = model.directions.vectors
    start, end = (compose(one, vectors).astype(np.float64) for one in (state, dataclasses.replace(state, seed=other_seed)))
    z = np.stack([slerp(start, end, i / (frames - 1)) for i in range(frames)])
    return _draw(state.model, z.astype(np.float32), state.label)


def made_by(state: LatentState) -> MadeBy:
    """What a picture of that state says of where it is from."""
    return MadeBy(state.model, seed=state.seed)


def film_gif(pictures: np.ndarray, state: LatentState) -> bytes:
    """There and back again, for ever."""
    return gif(np.concatenate([pictures, pictures[-2:0:-1]]), 6, made_by=made_by(state))


@on_gpu
def _draw(name: str, z: np.ndarray, label: int) -> np.ndarray:
    """One class at every z, on the GPU where one is lent."""
    generator = open_model(name).generator.to(DEVICE)
    return generator.images(torch.from_numpy(z), torch.full((len(z),), label) if generator.num_classes else None)
