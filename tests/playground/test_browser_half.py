"""What the browser computes beside the engine, against Python: the doctor, what settings accept, programs; and outlines by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from browser_half import half, needs_node
from examined import examine

from gan_core.errors import ConfigError
from gan_core.playground import Playground, PlaygroundConfig
from gan_core.playground.presets import PRESETS2D
from web.playground.catalogue import catalogue

pytestmark = needs_node


GAMES = {name: ({}, [["step", preset.steps]]) for name, preset in PRESETS2D.items() if name not in ("grid", "spiral", "swiss_roll", "text")}
GAMES |= {
    "partial_collapse, early": ({"preset": "partial_collapse"}, [["step", 300]]),
    "hopping_collapse, mended": (
        {"preset": "hopping_collapse"},
        [["step", 600], ["change", dict(PRESETS2D["hopping_collapse"].remedies[0].changes)], ["step", 400]],
    ),
    "just changed": ({"preset": "ring"}, [["step", 300], ["change", {"loss": "lsgan"}], ["step", 60]]),
    "not begun": ({"preset": "ring"}, []),
    "broken": ({"loss": "wgan_gp", "optimizer": "sgd", "generator_lr": 1, "discriminator_lr": 1, "gp_weight": 1000}, [["step", 400]]),
    "G wins": ({"generator_lr": 1e-3, "discriminator_lr": 1e-6, "data": "blobs", "loss": "lsgan"}, [["step", 900]]),
    "slow D": ({"generator_lr": 5e-3, "discriminator_lr": 1e-5, "loss": "hinge"}, [["step", 900]]),
    "loose critic": ({"loss": "wgan", "clip_value": 1, "discriminator_lr": 5e-3, "generator_lr": 1e-4}, [["step", 500]]),
    "swings": ({"generator_lr": 2e-2, "discriminator_lr": 2e-2, "beta1": 0.9, "r1_weight": 0}, [["step", 500]]),
    "r3gan": ({"loss": "r3gan", "r1_weight": 0.1, "r2_weight": 0.1}, [["step", 500]]),
    "r3gan, fast D": ({"loss": "r3gan", "r1_weight": 0, "discriminator_lr": 2e-2, "generator_lr": 1e-4}, [["step", 300]]),
    "r3gan, slow D": ({"loss": "r3gan", "r1_weight": 0, "discriminator_lr": 1e-6, "generator_lr": 5e-3}, [["step", 300]]),
    "minimax": ({"loss": "minimax", "discriminator_lr": 1e-2, "generator_lr": 1e-4, "r1_weight": 0}, [["step", 200]]),
}


@pytest.mark.parametrize("name", GAMES)
def test_the_doctor_says_the_same(name: str) -> None:
    settings, moves = GAMES[name]
    base = PRESETS2D[settings.get("preset", name) if settings.get("preset", name) in PRESETS2D else "ring"].config
    config = base.changed(**{key: value for key, value in settings.items() if key != "preset"}, seed=3)
    recipe = {"config": config.to_json(), "moves": moves}
    theirs, ours = half("examine", recipe=recipe, about=catalogue()), examine(Playground.replay(recipe))
    assert [key for key, _ in theirs["evidence"]] == [key for key, _ in ours["evidence"]]
    assert [value for _, value in theirs.pop("evidence")] == pytest.approx([value for _, value in ours.pop("evidence")], rel=2e-4)
    assert theirs == ours


WRONG: list[dict[str, Any]] = [
    {}, {"data": "cloud"}, {"loss": "bce"}, {"batch_size": 2.5}, {"batch_size": True}, {"batch_size": 5000}, {"generator_lr": "fast"},
    {"generator_hidden": []}, {"generator_hidden": [64] * 6}, {"discriminator_hidden": [100_000]}, {"discriminator_hidden": 64},
    {"points": "abc"}, {"points": [[1, 2, 3]]}, {"points": [[9, 0], [0, 0]]}, {"points": [[0, 0]] * 2001},
    {"data": "points", "points": [[0, 0]]}, {"data": "text"}, {"data": "text", "text": "  "}, {"text": "a" * 13}, {"text": 3},
    {"r1_weight": -1}, {"colour": 1}, {"seed": 2**40}, {"latent_dim": 3},
    {"family": "flow", "latent_dim": 1}, {"family": "diffusion"}, {"flow_steps": 0}, {"drift_temperature": 0},
]  # fmt: skip


def test_settings_accept_the_same() -> None:
    theirs = half("wrong", configs=WRONG, about=catalogue())
    assert theirs[0] is None
    PlaygroundConfig.from_json(WRONG[0])
    for config, error in list(zip(WRONG, theirs, strict=True))[1:]:
        with pytest.raises(ConfigError) as refused:
            PlaygroundConfig.from_json(config)
        fields = refused.value.fields
        assert {"field": error["field"], "expected": error["expected"]}.items() >= {
            key: str(fields[key]) for key in ("field", "expected") if "field" in fields
        }.items(), config


TINY = {"generator_hidden": [4], "discriminator_hidden": [4], "batch_size": 8}


@pytest.mark.parametrize("settings", [{}, {"data": "text", "text": "Xin \"chào'"}, {"data": "points", "points": [[0.5, -1], [1, 2]]}])
def test_the_program_comes_to_the_same_bits(settings: dict[str, object], capsys: pytest.CaptureFixture[str]) -> None:
    moves = [
        ["step", 3],
        ["discriminator", 1],
        ["change", {"loss": "wgan", "optimizer": "rmsprop", "text": "a\\b"}],
        ["generator", 2],
        ["step", 2],
    ]
    recipe = {"config": PlaygroundConfig().changed(**TINY, **settings).to_json(), "moves": moves}
    names: dict[str, Any] = {}
    exec(half("python", recipe=recipe), names)
    assert names["game"]._engine.array("generator").tobytes() == Playground.replay(recipe)._engine.array("generator").tobytes()
    assert capsys.readouterr().out.startswith("5 Measures(")


def outline(picture: np.ndarray, count: int = 400) -> np.ndarray:
    """Points of a grey picture (rows, columns)."""
    height, width = picture.shape
    data = np.repeat(picture[:, :, None], 4, axis=2).ravel().astype(int).tolist()
    return np.array(half("edges", data=data, width=width, height=height, count=count))


def test_the_outline_of_a_disc_is_a_circle() -> None:
    y, x = np.mgrid[:120, :160]
    points = outline(np.where(np.hypot(x - 80, y - 60) < 40, 0, 255))
    assert 100 < len(points) <= 400
    assert np.linalg.norm(points, axis=1) == pytest.approx(2.4, abs=0.25)


def test_an_outline_is_upright_and_flat_pictures_have_none() -> None:
    y, x = np.mgrid[:90, :80]
    points = outline(np.where(np.abs(x - 40) < (y - 5) * 0.4, 0, 255) * (y > 5) * (y < 80) + 255 * ((y <= 5) | (y >= 80)))
    top, bottom = points[points[:, 1] > 1.5], points[points[:, 1] < -1.5]
    assert np.ptp(top[:, 0]) < np.ptp(bottom[:, 0])
    assert len(outline(np.full((30, 30), 7))) == 0
    assert len(outline(np.zeros((1, 1)))) == 0
    assert len(outline(np.random.default_rng(0).integers(0, 255, (40, 40)), 50)) <= 50
    assert math.isclose(np.abs(points).max(), 2.4, rel_tol=1e-6)
