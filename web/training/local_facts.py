"""What trainings in the browser are told of the library, and what a class may ask of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gan_core.config import RANGES, TrainingConfig
from gan_core.data import FASHION_CLASSES
from gan_core.image_engine import BOUNDS, MULTIPLE, ONLY
from gan_core.presets import get_preset
from gan_core.training.equilibrium import equilibrium

PRESET = "cgan-browser"
LOSSES = ("non_saturating", "lsgan", "wgan", "wgan_gp", "hinge", "r3gan", "minimax")
CHANGEABLE = ("generator_lr", "discriminator_lr", "loss", "n_critic", "r1_weight", "r2_weight", "gp_weight", "clip_value")
_OWN = {"n_critic": (1, 10)}  # of what is offered here, less than a run may have

# question -> what differs between its two groups
QUESTIONS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "r1": ({"r1_weight": 0.1}, {"r1_weight": 0.0}),
    "objective": ({"loss": "non_saturating", "r1_weight": 0.0}, {"loss": "lsgan", "r1_weight": 0.0}),
    "rates": ({}, {"discriminator_lr": 0.005, "generator_lr": 0.0001, "r1_weight": 0.0}),
}


def facts() -> dict[str, object]:
    """What runs in a browser are told of the library they belong to."""
    base = get_preset(PRESET)
    return {
        "engine": {"only": ONLY, "bounds": BOUNDS, "multiple": MULTIPLE},
        "equilibria": {loss: equilibrium(replace(base, loss=loss)) for loss in LOSSES},
        "changeable": {name: list(LOSSES) if name == "loss" else list(_OWN.get(name) or RANGES[name]) for name in CHANGEABLE},
    }


def base_config() -> TrainingConfig:
    """What the form begins with."""
    return replace(get_preset(PRESET), class_names=FASHION_CLASSES, log_every=10, checkpoint_every=100)
