from __future__ import annotations

import numpy as np
import pytest

from gan_core.errors import ConfigError
from gan_core.playground import DATA, OBJECTIVES, Playground, PlaygroundConfig, Stage

SMALL = PlaygroundConfig(generator_hidden=(8, 8), discriminator_hidden=(8, 8), batch_size=16)


def state(game: Playground) -> bytes:
    return game.generator.theta.tobytes() + game.discriminator.theta.tobytes()


@pytest.mark.parametrize("loss", OBJECTIVES)
def test_every_loss_moves_both_players(loss: str) -> None:
    game = Playground(SMALL.changed(loss=loss, r1_weight=0.1))
    before = game.generator.theta.copy(), game.discriminator.theta.copy()
    assert game.step(3) == 3
    assert (before[0] != game.generator.theta).any()
    assert (before[1] != game.discriminator.theta).any()


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
