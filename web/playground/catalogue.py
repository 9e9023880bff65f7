"""What the playground's page offers: presets with what was measured of them, what settings accept."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache
from typing import Any

from gan_core.playground.config import (
    CHANGEABLE,
    CHOICES,
    MAX_LAYERS,
    MAX_LETTERS,
    MAX_POINTS,
    MAX_WIDTH,
    RANGES,
    REACH,
    PlaygroundConfig,
)
from gan_core.playground.families import FAMILY_PRESETS
from gan_core.playground.presets import OUTCOMES, PRESETS2D, Preset2D


@cache
def catalogue() -> dict[str, Any]:
    """As JSON."""
    return {
        "default": PlaygroundConfig().to_json(),
        "choices": {name: list(options) for name, options in CHOICES.items()},
        "ranges": {name: list(ends) for name, ends in RANGES.items()},
        "whole": [field.name for field in dataclasses.fields(PlaygroundConfig) if str(field.type) == "int"],
        "limits": {"layers": MAX_LAYERS, "width": MAX_WIDTH, "points": MAX_POINTS, "reach": REACH, "letters": MAX_LETTERS},
        "changeable": list(CHANGEABLE),
        "presets": [_shown(preset) for preset in PRESETS2D.values()],
        "families": [{"family": family, **_shown(preset)} for (_, family), preset in FAMILY_PRESETS.items()],
    }


def _shown(preset: Preset2D) -> dict[str, Any]:
    return {
        "name": preset.name,
        "config": preset.config.to_json(),
        "steps": preset.steps,
        "goal": {number: list(ends) for number, ends in preset.goal.items()},
        "failure": preset.failure,
        "remedies": [{"name": one.name, "changes": _plain(one.changes), "steps": one.steps, "anew": one.anew} for one in preset.remedies],
        "outcome": OUTCOMES.get(preset.name),
    }


def _plain(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in changes.items()}
