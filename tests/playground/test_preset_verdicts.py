"""What the doctor says while the presets are played step by step, and that their texts name the losses they are played with."""

from __future__ import annotations

import re
from itertools import groupby

import pytest
from examined import examine

from gan_core.playground import Playground
from gan_core.playground.presets import PRESETS2D
from gan_core.translations import table

MEASUREMENT_STEPS = 50
STEPS = 1500  # of a preset, at most: the verdicts come within
HEALTHY = ["developing", "healthy"]
SEQUENCES = {
    "partial_collapse": ["developing", "complete_collapse"],  # with seed 0 one mode is left
    "hopping_collapse": ["developing", "complete_collapse"],
    "strong_d_collapse": ["developing"],  # three modes of eight, and G still moves among them
    "vanishing_gradient": ["developing", "discriminator_too_strong"],
    "divergence": ["developing", "oscillation"],
}
LOSSES = {  # how a text names one
    "minimax": r"(?<!non-)saturating loss|loss saturates",
    "non_saturating": r"non-saturating",
    "lsgan": r"[Ll]east squares",
    "hinge": r"\bhinge\b",
    "wgan": r"\bclipp",
    "wgan_gp": r"gradient penalty",
}


@pytest.mark.parametrize("name", PRESETS2D)
def test_a_preset_played_step_by_step_says_one_thing_after_the_other(name):
    preset = PRESETS2D[name]
    steps = max(preset.steps, 1650) if name == "partial_collapse" else min(preset.steps, STEPS)
    game, words = Playground(preset.config), []
    for _ in range(0, steps, MEASUREMENT_STEPS):
        game.step(MEASUREMENT_STEPS)
        words.append(examine(game)["name"])
    assert [word for word, _ in groupby(words)] == SEQUENCES.get(name, HEALTHY)


@pytest.mark.parametrize("name", PRESETS2D)
def test_a_text_that_names_a_loss_names_the_one_that_is_played(name):
    text = table("playground_stage")[f"preset_{name}_about"]["en"]
    named = {loss for loss, pattern in LOSSES.items() if re.search(pattern, text)}
    assert named <= {PRESETS2D[name].config.loss}
