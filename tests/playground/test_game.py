from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gan_core.errors import ConfigError, DataError
from gan_core.playground import DATA, OBJECTIVES, Playground, PlaygroundConfig, Stage
from gan_core.playground.history import MOST_ROWS, Curves
from gan_core.playground.players import draw_noise
from gan_core.playground.slow import STAGES

SMALL = PlaygroundConfig(generator_hidden=(8, 8), discriminator_hidden=(8, 8), batch_size=16)


def state(game: Playground) -> bytes:
    return game.players.generator.theta.tobytes() + game.players.discriminator.theta.tobytes()


@pytest.mark.parametrize("loss", OBJECTIVES)
def test_every_loss_moves_both_players(loss: str) -> None:
    game = Playground(SMALL.changed(loss=loss, r1_weight=0.1))
    before = game.players.generator.theta.copy(), game.players.discriminator.theta.copy()
    assert game.step(3) == 3
    assert (before[0] != game.players.generator.theta).any()
    assert (before[1] != game.players.discriminator.theta).any()


@pytest.mark.parametrize("data", DATA)
def test_a_frame_has_everything(data: str) -> None:
    frame = Playground(SMALL.changed(data=data)).frame()
    assert frame.fake.shape == (500, 2)
    assert frame.heat.shape == (40, 40)
    assert frame.grid.shape == (21, 21, 2)
    assert frame.arrows.shape == (60, 4)
    assert frame.measures is not None
    assert all(array.dtype == np.float32 for array in (frame.fake, frame.heat, frame.grid, frame.arrows))


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
    list(game.slow_steps())
    game.step(4)
    assert state(Playground.replay(game.recipe())) == state(game)
    assert game.recipe()["moves"][:3] == [["step", 5], ["discriminator", 2], ["generator", 1]]


def test_slow_motion_shows_every_stage_with_its_numbers() -> None:
    game = Playground(SMALL.changed(data_scale=2))
    seen = {stage.name: stage for stage in game.slow_steps()}
    assert tuple(seen) == STAGES
    assert seen["fakes"].arrays["fake"].shape == seen["scores"].arrays["real"].shape == (16, 2)
    assert seen["scores"].arrays["real_scores"].shape == (16,)
    assert seen["discriminator_update"].arrays["heat"].shape == (40, 40)
    assert seen["generator_slope"].arrays["arrows"].shape == (16, 4)
    scores, again = (seen[name].arrays for name in ("scores", "scores_again"))
    assert (scores["real"] == again["real"]).all()
    assert (scores["real_scores"] != again["real_scores"]).any()
    assert (seen["discriminator_slope"].arrays["real_pull"] < 0).all()
    after = seen["generator_update"].arrays
    assert (after["before"] == seen["fakes"].arrays["fake"]).all()
    assert np.abs(after["fake"] - game.generate(seen["noise"].arrays["z"])).max() == 0
    assert all(np.isfinite(list(stage.numbers.values())).all() for stage in seen.values())


def test_slow_motion_is_one_step_even_when_left_early() -> None:
    plain = Playground(SMALL.changed(discriminator_steps=2))
    plain.step()
    slow, left = Playground(plain.config), Playground(plain.config)
    stages = list(slow.slow_steps())
    assert all(isinstance(stage, Stage) for stage in stages)
    assert [stage.name for stage in stages[-2:]] == ["generator_slope", "generator_update"]
    next(left.slow_steps())
    left.change(seed=0)
    assert state(plain) == state(slow) == state(left)


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
    assert game.frame().finite is False
    assert state(Playground.replay(game.recipe())) == before


@pytest.mark.parametrize("latent", ["uniform", "normal"])
@pytest.mark.parametrize("latent_dim", [1, 2])
def test_cells_of_the_grid_hold_equal_probability(latent: str, latent_dim: int) -> None:
    game = Playground(SMALL.changed(latent=latent, latent_dim=latent_dim))
    axis = game.scene.z_grid[..., 0].reshape(-1)[: game.scene.z_grid.shape[-2] if latent_dim == 2 else None]
    z = draw_noise(game.config, np.random.default_rng(0), 100_000)
    counts = np.histogram(z[:, 0], axis)[0]
    assert z.shape[1] == latent_dim
    assert counts == pytest.approx(100_000 / len(axis), rel=0.25)
    assert game.frame(measured=False).grid.shape == ((21, 21, 2) if latent_dim == 2 else (201, 2))


def test_curves_stay_bounded_and_keep_their_ends() -> None:
    curves = Curves()
    for step in range(1, 20_001):
        if curves.due(step):
            curves.append(step, {"loss": float(step)} | ({"late": 1.0} if step > 10_000 else {}))
    arrays = curves.arrays()
    assert MOST_ROWS / 2 <= len(arrays["step"]) < MOST_ROWS
    assert (arrays["step"] == arrays["loss"]).all()
    assert (np.diff(arrays["step"]) == curves.stride).all()
    assert np.isnan(arrays["late"][0])
    assert arrays["late"][-1] == 1


def test_a_change_takes_hold_at_once() -> None:
    game = Playground(SMALL)
    game.step(2)
    weights = game.players.generator.theta.copy()
    game.change(generator_lr=0, data="moons", data_scale=2)
    game.step(2)
    assert (weights == game.players.generator.theta).all()
    assert game.scene.modes is None
    game.change(loss="wgan", clip_value=0.01)
    assert abs(game.players.discriminator.theta).max() <= 0.0101
    assert "real_score_mean" in game.numbers()


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
    st.tuples(st.sampled_from(["step", "discriminator", "generator", "slow"]), st.integers(1, 3)), st.tuples(st.just("change"), CHANGES)
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
        elif kind == "slow":
            for _, _stage in zip(range(what), game.slow_steps(), strict=False):
                pass
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
