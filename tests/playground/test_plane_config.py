from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gan_core.config import CHOICES as TRAINING_CHOICES
from gan_core.engine import Engine
from gan_core.errors import ConfigError
from gan_core.playground import CHANGEABLE, CHOICES, RANGES, Playground, PlaygroundConfig

WIDTHS = st.lists(st.integers(1, 12), min_size=1, max_size=4).map(tuple)
COORDINATES = st.floats(-3, 3)
POINTS = st.lists(st.tuples(COORDINATES, COORDINATES), min_size=2, max_size=6).map(tuple)


def config_of(*, family: str, latent_dim: int, **settings: object) -> PlaygroundConfig:
    """A flow carries z through the plane."""
    return PlaygroundConfig(family=family, latent_dim=2 if family == "flow" else latent_dim, **settings)


CONFIGS = st.builds(
    config_of,
    **{name: st.sampled_from(options) for name, options in CHOICES.items()},
    points=POINTS,
    text=st.text(st.characters(codec="ascii", min_codepoint=33, exclude_characters=" "), min_size=1, max_size=12),
    generator_hidden=WIDTHS,
    discriminator_hidden=WIDTHS,
    **{name: st.floats(low, high) for name, (low, high) in RANGES.items() if name not in ("batch_size", "seed") and "_steps" not in name},
    batch_size=st.integers(2, 20),
    discriminator_steps=st.integers(1, 3),
    generator_steps=st.integers(1, 3),
    seed=st.integers(0, 2**31 - 1),
)


def test_the_same_losses_as_everywhere() -> None:
    assert CHOICES["loss"] == TRAINING_CHOICES["loss"]


def test_the_engine_knows_every_setting_and_choice() -> None:
    names = Engine().names
    fields = {field.name for field in dataclasses.fields(PlaygroundConfig)}
    assert {*names["settings"], *names["hidden"], "points", "text"} == fields
    for field in ("family", "data", "latent", "loss", "optimizer", "solver"):
        assert set(CHOICES[field]) <= set(names[field])


WILD = {"generator_hidden": (10, 3), "discriminator_hidden": (1,), "loss": "lsgan", "latent_dim": 1, "latent": "uniform", "data_scale": 0.1}
WILD |= {"optimizer": "sgd", "generator_lr": 1, "discriminator_lr": 1, "r1_weight": 2, "batch_size": 2, "discriminator_steps": 2, "seed": 1}


@settings(max_examples=60)
@example(PlaygroundConfig(**WILD))
@given(CONFIGS)
def test_any_config_survives_json_and_plays(config: PlaygroundConfig) -> None:
    assert PlaygroundConfig.from_json(json.loads(json.dumps(config.to_json()))) == dataclasses.replace(config)
    game = Playground(config)
    taken = game.step(2)
    frame = game.frame()
    assert taken == 2 or not game.finite
    assert frame["heat"].shape == (40, 40)
    assert (game.measure() is None) == (not np.isfinite(game.samples()[1]).all())


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"data": "cloud"}, "data: got 'cloud'; accepted: ring, grid"),
        ({"loss": "bce"}, "loss"),
        ({"batch_size": 2.5}, "batch_size: got 2.5; accepted: a value of type int"),
        ({"batch_size": True}, "batch_size"),
        ({"batch_size": 5000}, "2 to 1024"),
        ({"generator_lr": float("nan")}, "generator_lr"),
        ({"generator_lr": "fast"}, "generator_lr"),
        ({"generator_hidden": ()}, "1 to 5 widths"),
        ({"generator_hidden": [64] * 6}, "1 to 5 widths"),
        ({"discriminator_hidden": [100_000]}, "1 to 512"),
        ({"discriminator_hidden": 64}, "1 to 5 widths"),
        ({"points": "abc"}, "a list of pairs"),
        ({"points": [[1, 2, 3]]}, "a list of pairs"),
        ({"points": [[1, float("inf")]]}, "a list of pairs"),
        ({"points": [[9, 0], [0, 0]]}, "coordinates from -3 to 3"),
        ({"points": [[0, 0]] * 2001}, "2 to 2000 points"),
        ({"data": "points", "points": [[0, 0]]}, "2 to 2000 points"),
        ({"data": "text"}, "1 to 12 letters"),
        ({"text": "a" * 13}, "1 to 12 letters"),
        ({"r1_weight": -1}, "r1_weight"),
        ({"family": "diffusion"}, "family: got 'diffusion'; accepted: adversarial, flow, drifting"),
        ({"family": "flow", "latent_dim": 1}, "latent_dim: got 1; accepted: 2"),
        ({"flow_steps": 0}, "1 to 100"),
        ({"colour": 1}, "unknown setting 'colour'"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said(settings: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        PlaygroundConfig.from_json(settings)


def test_what_is_said_stays_short() -> None:
    with pytest.raises(ConfigError) as caught:
        PlaygroundConfig.from_json({"data": "x" * 10_000})
    assert len(str(caught.value)) < 300


def test_what_may_change_is_a_setting() -> None:
    assert set(CHANGEABLE) < {field.name for field in dataclasses.fields(PlaygroundConfig)}


def test_a_refused_change_changes_nothing() -> None:
    game = Playground(PlaygroundConfig(generator_hidden=(4,), discriminator_hidden=(4,)))
    game.step(2)
    with pytest.raises(ConfigError):
        game.change(loss="hinge", beta1=7)
    assert game.config.loss == "non_saturating"
    assert game.recipe()["moves"] == [["step", 2]]
