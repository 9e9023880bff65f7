"""What the playground's page offers: data sets with some of their points, presets with what was measured of them, what settings accept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gan_core.playground import CHANGEABLE, CHOICES, DATA, RANGES, PlaygroundConfig
from gan_core.playground.presets import OUTCOMES, PRESETS2D
from web.playground.session import LONG_RUN, MOST_AHEAD, PACES

SHOWN = 150  # points of a thumbnail


def catalogue() -> dict[str, Any]:
    """As JSON. Thumbnails are drawn in the unit square's own terms: coordinates over the view's half width."""
    random = np.random.default_rng(0)
    return {
        "data": {name: np.round(one.draw(random, SHOWN) / one.box, 3).astype(float).tolist() for name, one in DATA.items()},
        "default": PlaygroundConfig().to_json(),
        "choices": {name: list(options) for name, options in CHOICES.items()},
        "ranges": {name: list(ends) for name, ends in RANGES.items()},
        "changeable": list(CHANGEABLE),
        "paces": list(PACES),
        "longRun": LONG_RUN,
        "mostAhead": MOST_AHEAD,
        "presets": _presets(),
    }


def _presets() -> list[dict[str, Any]]:
    return [
        {
            "name": preset.name,
            "config": preset.config.to_json(),
            "steps": preset.steps,
            "goal": {number: list(ends) for number, ends in preset.goal.items()},
            "failure": preset.failure,
            "remedies": [
                {"name": one.name, "changes": _plain(one.changes), "steps": one.steps, "anew": one.anew} for one in preset.remedies
            ],
            "outcome": OUTCOMES.get(preset.name),
        }
        for preset in PRESETS2D.values()
    ]


def _plain(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in changes.items()}
