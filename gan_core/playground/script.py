"""A game as the lines of Python that play it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gan_core.playground.config import PlaygroundConfig

HEAD = "from gan_core.playground import Playground, PlaygroundConfig\n"


def to_python(recipe: Mapping[str, Any]) -> str:
    """A program that comes to the same state, and prints what `Playground.measure` says.

    Args:
        recipe: As `Playground.recipe` gives it.

    Raises:
        ConfigError: it holds a wrong setting.
    """
    config = PlaygroundConfig.from_json(recipe["config"])
    settings = "".join(f"    {name}={getattr(config, name)!r},\n" for name in config.to_json())
    moves = "".join(_line(kind, what) for kind, what in recipe["moves"])
    return f"{HEAD}\ngame = Playground(PlaygroundConfig(\n{settings}))\n{moves}print(game.step_count, game.measure())\n"


def _line(kind: str, what: Any) -> str:
    """One move."""
    if kind == "change":
        PlaygroundConfig().changed(**what)  # names and values are settings, so nothing else can come into the program
        return f"game.change({', '.join(f'{name}={value!r}' for name, value in what.items())})\n"
    if kind == "step":
        return f"game.step({int(what)})\n"
    call = {"discriminator": "step_discriminator", "generator": "step_generator"}[kind]
    return f"for _ in range({int(what)}):\n    game.{call}()\n"
