"""Latent space: seeds to z, paths and planes between them, directions that matter. NumPy only; no model in sight."""

from gan_core.latent.animation import animate
from gan_core.latent.directions import Directions, principal_directions
from gan_core.latent.interpolation import bilinear, lerp, slerp
from gan_core.latent.labels import class_named
from gan_core.latent.packed_model import PackedModel
from gan_core.latent.seeds import z_from_seed
from gan_core.latent.state import LatentState, class_weights, compose
from gan_core.latent.truncation import truncate

__all__ = [
    "Directions",
    "LatentState",
    "PackedModel",
    "animate",
    "bilinear",
    "class_named",
    "class_weights",
    "compose",
    "lerp",
    "principal_directions",
    "slerp",
    "truncate",
    "z_from_seed",
]
