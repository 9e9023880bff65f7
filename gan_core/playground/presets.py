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


@dataclass(frozen=True)
class Remedy:
    """Settings to change in a game that failed, and what should follow within `steps` more steps."""

    name: str
    changes: Mapping[str, Any]
    goal: Goal
    steps: int = 2000


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
ALL_OF_GRID: Goal = {"modes": (24, 25), "near": (0.5, 1)}
LIKE_DATA: Goal = {"covered": (0.9, 2), "near": (0.9, 1)}

HEALTHY = {"r1_weight": 0.1, "generator_lr": 1e-3, "discriminator_lr": 1e-3}
CRITIC = {"generator_hidden": (128, 128, 128), "discriminator_hidden": (128, 128, 128), "discriminator_steps": 5}
EVEN = {"loss": "non_saturating", "r1_weight": 0.1, "generator_lr": 1e-3, "discriminator_lr": 1e-3, "discriminator_steps": 1, "generator_steps": 1}


def _game(**settings: Any) -> PlaygroundConfig:
    return PlaygroundConfig(**settings)


def _plain(data: str, steps: int = 2000, goal: Goal = LIKE_DATA, **settings: Any) -> Preset2D:
    """The healthy recipe on other data."""
    return Preset2D(data, _game(data=data, **(HEALTHY | settings)), steps, goal)


_PRESETS = (
    _plain("ring", goal=ALL_OF_RING),
    Preset2D("ring_without_r1", _game(), 2000, {"modes": (7, 8)}),
    Preset2D(
        "ring_wgan_gp",
        _game(loss="wgan_gp", gp_weight=0.1, beta2=0.9, data_scale=1.414, **CRITIC),
        1500,
        ALL_OF_RING,
    ),
    _plain("grid", 4000, ALL_OF_GRID, data_scale=2.828),
    _plain("line"),
    _plain("moons"),
    _plain("swiss_roll"),
    _plain("blobs", goal={"modes": (3, 3), "covered": (0.9, 2)}),
    _plain("spiral"),
    _plain("checkerboard"),
    _plain("text", text="Việt"),
    Preset2D(
        "partial_collapse",
        _game(loss="minimax", generator_lr=1e-4, discriminator_steps=5),
        1500,
        {"modes": (1, 4)},
        (Remedy("even_with_r1", EVEN, ALL_OF_RING),),
    ),
    Preset2D(
        "hopping_collapse",
        _game(discriminator_lr=1e-4, generator_steps=5),
        2000,
        {"modes": (0, 2)},
        (Remedy("even_with_r1", EVEN, ALL_OF_RING),),
    ),
    Preset2D(
        "vanishing_gradient",
        _game(loss="minimax", generator_lr=1e-4, discriminator_lr=1e-2, discriminator_steps=5),
        250,
        {"modes": (0, 0), "generator_grad_norm": (0, 1e-4)},
        (
            Remedy("non_saturating", {"loss": "non_saturating"}, ALL_OF_RING),
            Remedy("lsgan", {"loss": "lsgan"}, ALL_OF_RING),
            Remedy("even_with_r1", EVEN, ALL_OF_RING),
        ),
    ),
    Preset2D(
        "divergence",
        _game(generator_lr=5e-2, discriminator_lr=5e-2, beta1=0.9),
        1500,
        {"modes": (0, 2)},
        (Remedy("slower_with_r1", EVEN | {"beta1": 0.5}, ALL_OF_RING),),
    ),
    Preset2D(
        "weight_clipping",
        _game(loss="wgan", optimizer="rmsprop", generator_lr=5e-4, discriminator_lr=5e-4, beta2=0.99, data_scale=1.414, **CRITIC),
        1500,
        {"modes": (6, 8), "near": (0, 0.6)},
        (Remedy("gradient_penalty", {"loss": "wgan_gp", "optimizer": "adam", "generator_lr": 1e-3, "discriminator_lr": 1e-3, "beta2": 0.9}, ALL_OF_RING),),
    ),
)  # fmt: skip

PRESETS2D: dict[str, Preset2D] = {preset.name: preset for preset in _PRESETS}

OUTCOMES_FILE = Path(__file__).with_name("outcomes.json")
OUTCOMES: dict[str, dict[str, Any]] = json.loads(OUTCOMES_FILE.read_text("utf-8")) if OUTCOMES_FILE.exists() else {}
