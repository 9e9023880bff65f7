from __future__ import annotations

import pytest

from gan_core.errors import ConfigError
from gan_core.playground import Playground, PlaygroundConfig, to_python

TINY = {"generator_hidden": (4,), "discriminator_hidden": (4,), "batch_size": 8}


@pytest.mark.parametrize("settings", [{}, {"data": "text", "text": "Xin \"chào'"}, {"data": "points", "points": ((0.5, -1), (1, 2))}])
def test_the_program_comes_to_the_same_bits(settings: dict[str, object], capsys: pytest.CaptureFixture[str]) -> None:
    game = Playground(PlaygroundConfig(**TINY, **settings))
    game.step(3)
    game.step_discriminator()
    game.change(loss="wgan", optimizer="rmsprop", text="a\\b")
    game.step_generator()
    game.step(2)
    names: dict[str, Playground] = {}
    exec(to_python(game.recipe()), names)
    assert names["game"].players.generator.theta.tobytes() == game.players.generator.theta.tobytes()
    assert capsys.readouterr().out.startswith("5 Measures(")


@pytest.mark.parametrize(
    "move", [["change", {"text": 3}], ["change", {"seed=0); print(1)#": 1}], ["step", "print(1)"], ["import os", 1]], ids=str
)
def test_nothing_else_comes_into_it(move: list[object]) -> None:
    with pytest.raises((ConfigError, ValueError, KeyError)):
        to_python({"config": {}, "moves": [move]})
