"""What mends mode collapse, for which cause: both collapses of the presets begun anew with one thing changed, counted over many seeds.

`scripts/count_collapse_remedies.py` plays them and writes collapse_remedies.json. Seeds start at 1000: lower ones found the presets.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gan_core.playground.game import Playground
from gan_core.playground.outcomes import result
from gan_core.playground.presets import PRESETS2D

FIRST_SEED = 1000
CAUSES = {"slow_d": "hopping_collapse", "fast_d": "partial_collapse"}  # D learns too slowly, D learns too fast: presets of the playground
_LARGER, _WEAKER = {"generator_hidden": (128, 128)}, {"discriminator_hidden": (16,)}
REMEDIES: dict[str, dict[str, Any]] = {
    "as_it_is": {},
    "larger_g": _LARGER,
    "weaker_d": _WEAKER,
    "both": _LARGER | _WEAKER,
    "equal": {"generator_lr": 1e-3, "discriminator_lr": 1e-3, "generator_steps": 1, "discriminator_steps": 1},
    "r1": {"r1_weight": 0.1},
}
COUNTED_FILE = Path(__file__).with_name("collapse_remedies.json")


def play(cause: str, remedy: str, seed: int) -> tuple[int, float]:
    """Modes found (of 8) and share of the fakes near one, at the end of that game."""
    preset = PRESETS2D[CAUSES[cause]]
    game = Playground(preset.config.changed(seed=seed, **REMEDIES[remedy]))
    game.step(preset.steps)
    end = result(game)
    return int(end["modes"]), round(float(end["near"]), 3)


def counted() -> dict[str, list[tuple[int, float]]]:
    """`CAUSE/REMEDY`: how the game of each seed ended, of the seeds that have been played with all remedies."""
    rows = json.loads(COUNTED_FILE.read_text("utf-8"))
    seeds = min(map(len, rows.values()))
    return {name: [(modes, near) for modes, near in ends[:seeds]] for name, ends in rows.items()}
