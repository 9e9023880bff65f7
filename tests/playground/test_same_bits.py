"""Python and a JavaScript engine play the same game: the same bits, whatever is done meanwhile."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from browser_half import half, needs_node

from gan_core.playground import Playground, PlaygroundConfig

ARRAYS = ("generator", "discriminator", "generator_gradient", "fake", "heat", "grid", "arrows", "history", "measurements", "samples_real")
SMALL = {"generator_hidden": [16, 8], "discriminator_hidden": [12], "batch_size": 30}

GAMES: dict[str, dict[str, Any]] = {
    "default": {"config": {}, "moves": [["step", 120]]},
    "widest": {"config": {"generator_hidden": [128, 128], "discriminator_hidden": [128, 128], "batch_size": 256}, "moves": [["step", 8]]},
    "grid": {"config": SMALL | {"data": "grid", "data_scale": 2.828, "latent": "uniform"}, "moves": [["step", 150]]},
    "critic": {
        "config": SMALL | {"loss": "wgan_gp", "data": "checkerboard", "discriminator_steps": 3, "beta2": 0.9},
        "moves": [["step", 60]],
    },
    "clipped": {"config": SMALL | {"loss": "wgan", "optimizer": "rmsprop", "data": "swiss_roll"}, "moves": [["step", 60]]},
    "line of z": {"config": SMALL | {"latent_dim": 1, "loss": "hinge", "data": "spiral"}, "moves": [["step", 60]]},
    "word": {"config": SMALL | {"data": "text", "text": "Việt ữ", "loss": "lsgan", "optimizer": "sgd"}, "moves": [["step", 60]]},
    "drawn": {"config": SMALL | {"data": "points", "points": [[0.5, -1], [1, 2]], "loss": "minimax"}, "moves": [["step", 60]]},
    "changed": {
        "config": SMALL | {"data": "moons"},
        "moves": [
            ["step", 40], ["discriminator", 2], ["change", {"loss": "hinge", "batch_size": 24, "data": "blobs"}],
            ["generator", 3], ["step", 30],
        ],
    },
    "r3gan": {"config": SMALL | {"loss": "r3gan", "r1_weight": 0.1, "r2_weight": 0.1, "data": "line"}, "moves": [["step", 60]]},
    "flow": {
        "config": SMALL | {"family": "flow", "flow_steps": 3},
        "moves": [["step", 40], ["change", {"solver": "euler", "data": "moons"}], ["generator", 2], ["step", 30]],
    },
    "drifting": {
        "config": SMALL | {"family": "drifting", "data": "spiral"},
        "moves": [["step", 40], ["change", {"drift_temperature": 0.5, "batch_size": 21}], ["discriminator", 1], ["step", 30]],
    },
    "broken": {
        "config": SMALL | {"loss": "wgan_gp", "optimizer": "sgd", "generator_lr": 1, "discriminator_lr": 1, "gp_weight": 1000},
        "moves": [["step", 400]],
    },
}  # fmt: skip


def here(recipe: dict[str, Any]) -> dict[str, Any]:
    game = Playground.replay(recipe)
    game.frame()
    game.history()
    measures = game.measure()
    return {
        "step": game.step_count,
        "finite": game.finite,
        "moves": [list(move) for move in game.moves],
        "measures": None if measures is None else {**vars(measures), "shares": measures.shares and list(measures.shares)},
        "arrays": {name: base64.b64encode(game._engine.array(name).tobytes()).decode() for name in ARRAYS},
    }


def whole(recipe: dict[str, Any]) -> dict[str, Any]:
    """The recipe with every setting said."""
    return {"config": PlaygroundConfig().changed(**recipe["config"]).to_json(), "moves": recipe["moves"]}


@needs_node
@pytest.mark.parametrize("name", GAMES)
def test_python_and_node_have_the_same_bits(name: str) -> None:
    recipe = whole(GAMES[name])
    assert half("play", recipe=recipe, arrays=ARRAYS) == here(recipe)


@needs_node
@pytest.mark.parametrize("phases", [1, 3, 7])
def test_a_step_begun_in_slow_motion_is_one_step(phases: int) -> None:
    """Whatever comes next does what is left of it."""
    slow = whole(
        {
            "config": SMALL | {"discriminator_steps": 2, "generator_steps": 2},
            "moves": [["step", 3], ["slow", phases], ["change", {"data": "moons"}], ["step", 2]],
        }
    )
    plain = slow | {"moves": [["step", 4], ["change", {"data": "moons"}], ["step", 2]]}
    assert half("play", recipe=slow, arrays=ARRAYS) == here(plain)
