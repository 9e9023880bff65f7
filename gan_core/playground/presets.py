"""Games worth seeing: some that end well, some that fail, with what mends them. Outcomes over many seeds are in outcomes.json.

Published set-ups they start from: arXiv:1704.00028 (ring and grid, critic with gradient penalty), arXiv:1801.04406 (R1).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_core.playground.config import PlaygroundConfig

# A goal bounds what `result` of a game gives: name -> (low, high), both accepted.
Goal = Mapping[str, tuple[float, float]]
Settings = dict[str, Any]


@dataclass(frozen=True)
class Remedy:
    """Settings to change in a game that failed, and what is hoped for after `steps` more steps.

    Attributes:
        name: Key of its words.
        changes: For `Playground.change`; with `anew`, for the configuration of a new game.
        anew: The networks are thrown away: their numbers, or dead units, cannot be mended.
    """

    name: str
    changes: Mapping[str, Any]
    goal: Goal
    steps: int = 1500
    anew: bool = False


@dataclass(frozen=True)
class Preset2D:
    """A game and what is to be seen at its end.

    Attributes:
        name: Key of its words.
        config: With seed 0.
        steps: After how many the goal is looked at.
        goal: What counts as "as described": a failure preset's goal is its failure.
        remedies: What is worth trying then.
    """

    name: str
    config: PlaygroundConfig
    steps: int
    goal: Goal
    remedies: tuple[Remedy, ...] = ()

    @property
    def failure(self) -> bool:
        """Whether it shows something going wrong."""
        return bool(self.remedies)


ALL_OF_RING: Goal = {"modes": (8, 8), "near": (0.7, 1)}
MENDED: Goal = {"modes": (8, 8), "near": (0.5, 1)}
FOUND: Goal = {"modes": (8, 8), "near": (0.4, 1)}
ALL_OF_GRID: Goal = {"modes": (24, 25), "near": (0.5, 1)}
LIKE_DATA: Goal = {"covered": (0.85, 1), "near": (0.85, 1)}

EQUAL: Settings = {"r1_weight": 0.0, "generator_lr": 1e-3, "discriminator_lr": 1e-3}  # as published examples begin: nothing holds D back
WIDE: Settings = {"generator_hidden": (128, 128), "discriminator_hidden": (128, 128)}
CRITIC: Settings = {"generator_hidden": (64, 64, 64), "discriminator_hidden": (64, 64, 64), "discriminator_steps": 5, "data_scale": 1.414}
GRADIENT_PENALTY: Settings = {
    "loss": "wgan_gp",
    "optimizer": "adam",
    "r1_weight": 0.0,
    "generator_lr": 1e-3,
    "discriminator_lr": 1e-3,
    "beta1": 0.5,
    "beta2": 0.9,
}
# back to the healthy recipe, whatever was wrong
HEALTHY: Settings = {
    "loss": "non_saturating",
    "optimizer": "adam",
    "r1_weight": 0.1,
    "generator_lr": 1e-3,
    "discriminator_lr": 2e-3,
    "beta1": 0.5,
    "beta2": 0.999,
    "discriminator_steps": 1,
    "generator_steps": 1,
}


def _healthy(data: str, steps: int, goal: Goal, **settings: Any) -> Preset2D:
    """The recipe of `PlaygroundConfig` on some data."""
    return Preset2D(data, PlaygroundConfig(data=data, **settings), steps, goal)


_PRESETS = (
    _healthy("ring", 2000, ALL_OF_RING),
    Preset2D("ring_wgan_gp", PlaygroundConfig(**GRADIENT_PENALTY, **CRITIC), 1200, ALL_OF_RING),
    Preset2D("ring_without_r1", PlaygroundConfig(**EQUAL), 2000, {"modes": (7, 8)}),
    Preset2D("ring_r3gan", PlaygroundConfig(loss="r3gan", r2_weight=0.1), 2000, ALL_OF_RING),  # R1 and R2: arXiv:2501.05441
    _healthy("grid", 5000, ALL_OF_GRID, r1_weight=0.02, data_scale=2.828, discriminator_lr=4e-3, batch_size=256, **WIDE),
    _healthy("line", 1000, LIKE_DATA),
    _healthy("moons", 2000, LIKE_DATA),
    _healthy("swiss_roll", 2500, LIKE_DATA),
    _healthy("blobs", 1500, {"modes": (3, 3), "near": (0.9, 1)}),
    _healthy("spiral", 3000, {"covered": (0.85, 1), "near": (0.65, 1)}),
    Preset2D(
        "checkerboard",
        PlaygroundConfig(data="checkerboard", **GRADIENT_PENALTY, discriminator_steps=5),
        1000,
        {"covered": (0.85, 1), "near": (0.7, 1)},
    ),
    _healthy("text", 2500, {"covered": (0.8, 1), "near": (0.8, 1)}, text="Việt"),
    Preset2D(
        "partial_collapse",
        PlaygroundConfig(**EQUAL | {"loss": "lsgan", "generator_lr": 2e-4, "discriminator_steps": 3}),
        1600,
        {"modes": (2, 4)},
        (Remedy("healthy", HEALTHY, MENDED),),
    ),
    Preset2D(
        "strong_d_collapse",  # the plain loss with a D of five steps; the very same game with a critic and its penalty finds every mode
        PlaygroundConfig(**EQUAL | {"generator_lr": 5e-4, "discriminator_steps": 5}),
        1000,
        {"modes": (0, 5)},
        (Remedy("wgan_gp_anew", {"loss": "wgan_gp"}, FOUND, 1000, anew=True),),
    ),
    Preset2D(
        "hopping_collapse",
        PlaygroundConfig(**EQUAL | {"discriminator_lr": 1e-4, "generator_steps": 5}),
        1500,
        {"modes": (0, 2)},
        (Remedy("healthy", HEALTHY, MENDED), Remedy("even_steps", {"generator_steps": 1, "discriminator_lr": 1e-3}, MENDED)),
    ),
    Preset2D(
        "vanishing_gradient",
        PlaygroundConfig(**EQUAL | {"loss": "minimax", "generator_lr": 1e-4, "discriminator_lr": 1e-2, "discriminator_steps": 5}),
        250,
        {"modes": (0, 0), "generator_grad_norm": (0, 1e-3)},
        (
            Remedy("healthy", HEALTHY, MENDED),
            Remedy("non_saturating", {"loss": "non_saturating"}, MENDED, 1000),
            Remedy("lsgan", {"loss": "lsgan"}, MENDED, 1000),
            Remedy("winner_smaller", {"discriminator_hidden": (16,)}, MENDED, anew=True),
        ),
    ),
    Preset2D(
        "divergence",
        PlaygroundConfig(**EQUAL | {"generator_lr": 5e-2, "discriminator_lr": 5e-2, "beta1": 0.9}),
        1500,
        {"modes": (0, 2)},
        (Remedy("healthy", HEALTHY, MENDED), Remedy("healthy_anew", HEALTHY, MENDED, anew=True)),
    ),
    Preset2D(
        "weight_clipping",
        PlaygroundConfig(loss="wgan", optimizer="rmsprop", r1_weight=0.0, generator_lr=5e-4, discriminator_lr=5e-4, beta2=0.99, **CRITIC),
        800,
        {"near": (0, 0.6)},
        (
            Remedy("gradient_penalty", GRADIENT_PENALTY, MENDED, 600),
            Remedy("gradient_penalty_anew", GRADIENT_PENALTY, MENDED, 600, anew=True),
        ),
    ),
)

PRESETS2D: dict[str, Preset2D] = {preset.name: preset for preset in _PRESETS}

OUTCOMES_FILE = Path(__file__).with_name("outcomes.json")
OUTCOMES: dict[str, dict[str, Any]] = json.loads(OUTCOMES_FILE.read_text("utf-8")) if OUTCOMES_FILE.exists() else {}
