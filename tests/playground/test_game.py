from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import kstest, norm, uniform

from gan_core.errors import ConfigError, DataError
from gan_core.playground import CHOICES, DATA, Playground, PlaygroundConfig

SMALL = PlaygroundConfig(generator_hidden=(8, 8), discriminator_hidden=(8, 8), batch_size=16)


def state(game: Playground) -> bytes:
    return b"".join(game._engine.array(name).tobytes() for name in ("generator", "discriminator"))


@pytest.mark.parametrize("loss", CHOICES["loss"])
def test_every_loss_moves_both_players(loss: str) -> None:
    game = Playground(SMALL.changed(loss=loss, r1_weight=0.1))
    before = {name: game._engine.array(name) for name in ("generator", "discriminator")}
    assert game.step(3) == 3
    assert all((game._engine.array(name) != weights).any() for name, weights in before.items())


@pytest.mark.parametrize("data", [name for name in DATA if name not in ("text", "points")])
def test_a_frame_has_everything(data: str) -> None:
    frame = Playground(SMALL.changed(data=data)).frame()
    assert {name: array.shape for name, array in frame.items()} == {"fake": (500, 2), "heat": (40, 40), "grid": (441, 2), "arrows": (60, 4)}
    assert all(np.isfinite(array).all() for array in frame.values())


def test_equal_moves_give_equal_bits_however_they_are_cut() -> None:
    one, other = Playground(SMALL), Playground(SMALL)
    one.step(20)
    for _ in range(4):
        other.step(5)
        other.frame()
    assert state(one) == state(other)
    assert state(one) != state(Playground(SMALL.changed(seed=1)))


def test_a_recipe_leads_to_the_same_bits() -> None:
    game = Playground(SMALL)
    game.step(5)
    game.step_discriminator()
    game.step_discriminator()
    game.step_generator()
    game.change(loss="hinge", batch_size=24, optimizer="rmsprop", beta2=0.99)
    game.step(5)
    assert state(Playground.replay(game.recipe())) == state(game)
    assert game.recipe()["moves"][:3] == [["step", 5], ["discriminator", 2], ["generator", 1]]


def test_networks_cannot_change_meanwhile() -> None:
    game = Playground(SMALL)
    with pytest.raises(ConfigError, match="generator_hidden"):
        game.change(generator_hidden=[4])


def test_the_floor_is_that_of_real_points() -> None:
    game = Playground(SMALL)
    floor = game.floor()
    assert (floor.modes, floor.near) == (8, 1)
    assert floor.js < 0.02 < game.measure().js


def test_numbers_that_leave_the_range_end_the_game_quietly() -> None:
    game = Playground(SMALL.changed(loss="wgan_gp", optimizer="sgd", generator_lr=1, discriminator_lr=1, gp_weight=1000))
    assert game.step(400) < 400
    assert not game.finite
    before = state(game)
    assert game.step(10) == 0
    game.step_generator()
    assert state(game) == before
    assert set(game.frame()) == {"fake", "heat", "grid", "arrows"}
    assert state(Playground.replay(game.recipe())) == before


@pytest.mark.parametrize("latent", ["uniform", "normal"])
@pytest.mark.parametrize("latent_dim", [1, 2])
def test_cells_of_the_grid_hold_equal_probability(latent: str, latent_dim: int) -> None:
    game = Playground(SMALL.changed(latent=latent, latent_dim=latent_dim))
    lines = 21 if latent_dim == 2 else 201
    grid, shares = game._engine.array("z_grid"), (np.arange(lines) + 0.5) / lines
    axis = norm.ppf(shares) if latent == "normal" else 2 * shares - 1
    assert_allclose(grid[:lines, 0], axis, atol=1e-5)
    if latent_dim == 2:
        assert_allclose(grid[::lines, 1], axis, atol=1e-5)
    z = np.concatenate([Playground(game.config.changed(seed=seed))._engine.array("z") for seed in range(40)])
    assert z.shape == (20_000, latent_dim)
    law = norm.cdf if latent == "normal" else uniform(-1, 2).cdf
    assert all(kstest(column, law).pvalue > 0.001 for column in z.T)
    if latent_dim == 2:
        assert abs(np.corrcoef(z.T)[0, 1]) < 0.03


def test_curves_stay_bounded_and_keep_their_ends() -> None:
    game = Playground(SMALL.changed(generator_hidden=(1,), discriminator_hidden=(1,), batch_size=2))
    assert game.step(20_000) == 20_000
    curves = game.history()
    assert 1000 <= len(curves["step"]) <= 2000
    assert (np.diff(curves["step"]) == 10).all()
    assert (curves["step"][0], curves["step"][-1]) == (10, 20_000)
    assert curves["discriminator_loss"][-1] == pytest.approx(game.numbers()["discriminator_loss"])
    steps = [measurement["step"] for measurement in game.measurements()]
    assert steps == sorted(set(steps))
    assert 24 <= len(steps) <= 48


def test_looks_are_of_the_game_as_it_is() -> None:
    game = Playground(SMALL.changed(data="blobs"))
    game.step(120)
    assert [measurement["step"] for measurement in game.measurements()] == [50, 100]
    measurement = game.measurements()[-1]
    assert len(measurement["shares"] or [0, 0, 0]) == 3
    assert 0 <= measurement["diversity"] <= 1 + 1e-6
    game.change(data="moons")
    assert game.measurements() == []
    assert game.scene()["since"] == 120
    game.step(30)
    assert [measurement["shares"] for measurement in game.measurements()] == [None]


def test_a_change_takes_hold_at_once() -> None:
    game = Playground(SMALL)
    game.step(2)
    weights = game._engine.array("generator")
    game.change(generator_lr=0, data="moons", data_scale=2)
    game.step(2)
    assert (weights == game._engine.array("generator")).all()
    assert game.modes() is None
    game.change(loss="wgan", clip_value=0.01)
    assert abs(game._engine.array("discriminator")).max() <= 0.0101
    assert "real_score_mean" in game.numbers()


def test_a_snapshot_is_the_game() -> None:
    game = Playground(SMALL)
    game.step(7)
    kept = game._engine.snapshot()
    game.step(9)
    expected = state(game)
    game.change(loss="hinge", batch_size=500)
    game.step(3)
    game._engine.restore(kept)
    assert game.step_count == 7
    game._engine.call("step", 9)
    assert state(game) == expected


def test_a_text_without_ink_is_refused_and_nothing_changes() -> None:
    game = Playground(SMALL)
    with pytest.raises(DataError, match="nothing to be seen"):
        game.change(data="text", text="\u200b")
    assert game.config == SMALL
    assert game.moves == []


CHANGES = st.sampled_from(
    [
        {"loss": "wgan", "optimizer": "rmsprop"},
        {"loss": "hinge", "discriminator_steps": 3},
        {"data": "moons", "latent": "uniform"},
        {"data": "text", "text": "ơi", "r1_weight": 0},
        {"batch_size": 9, "generator_steps": 2},
        {"loss": "wgan_gp", "optimizer": "sgd"},
        {"optimizer": "adam", "generator_lr": 0.5},
    ]
)
MOVES = st.one_of(
    st.tuples(st.sampled_from(["step", "discriminator", "generator"]), st.integers(1, 3)), st.tuples(st.just("change"), CHANGES)
)


@settings(max_examples=30)
@given(st.lists(MOVES, max_size=8))
def test_whatever_is_done_is_replayed_bit_for_bit(moves: list) -> None:
    game = Playground(PlaygroundConfig(generator_hidden=(4,), discriminator_hidden=(5,), batch_size=6))
    for kind, what in moves:
        if kind == "change":
            game.change(**what)
        elif kind == "step":
            game.step(what)
        else:
            for _ in range(what):
                game.step_discriminator() if kind == "discriminator" else game.step_generator()
    game.step()
    again = Playground.replay(json.loads(json.dumps(game.recipe())))
    assert state(again) == state(game)
    assert (again.step_count, again.config, again.finite) == (game.step_count, game.config, game.finite)


def test_the_engine_does_without_torch() -> None:
    code = "import sys, gan_core.playground, gan_core.playground.presets; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2]).returncode == 0
