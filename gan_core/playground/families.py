"""Four families on the same points, seed and network size: two that play a game, and two whose one network learns alone.

Every family was tuned by the rule that stands in `scripts/tune_families.py`; TUNED is what it chose. Outcomes are counted as those of all
presets.
"""

from __future__ import annotations

from typing import Any

from gan_core.playground.config import PlaygroundConfig
from gan_core.playground.presets import Goal, Preset2D

Settings = dict[str, Any]

FAMILIES: dict[str, Settings] = {
    "gan": {"loss": "non_saturating"},  # arXiv:1406.2661 section 3, without a penalty
    "r3gan": {"loss": "r3gan"},  # arXiv:2501.05441, with R1 and R2
    "flow": {"family": "flow"},  # arXiv:2210.02747
    "drifting": {"family": "drifting"},  # arXiv:2602.04770
}
# The data, what all families do on them alike, after how many steps they are judged, and what counts then
DATA: dict[str, tuple[Settings, int, Goal]] = {
    "ring": ({}, 2000, {"modes": (8, 8)}),
    "grid": ({"data_scale": 2.828}, 4000, {"modes": (25, 25)}),
}
TUNED: dict[tuple[str, str], Settings] = {
    ("ring", "gan"): {"generator_lr": 2e-3, "discriminator_lr": 2e-3, "beta1": 0.0},
    ("ring", "r3gan"): {"generator_lr": 4e-3, "discriminator_lr": 4e-3, "beta1": 0.5, "r1_weight": 0.02, "r2_weight": 0.02},
    ("ring", "flow"): {"generator_lr": 8e-3, "beta1": 0.9},
    ("ring", "drifting"): {"generator_lr": 4e-3, "beta1": 0.9},
    ("grid", "gan"): {"generator_lr": 1e-3, "discriminator_lr": 5e-4, "beta1": 0.0},
    ("grid", "r3gan"): {"generator_lr": 4e-3, "discriminator_lr": 4e-3, "beta1": 0.0, "r1_weight": 0.02, "r2_weight": 0.02},
    ("grid", "flow"): {"generator_lr": 4e-3, "beta1": 0.9},
    ("grid", "drifting"): {"generator_lr": 4e-3, "beta1": 0.9, "drift_temperature": 0.1},
}


def family_config(data: str, family: str, **settings: Any) -> PlaygroundConfig:
    """A game of one family on some data, with seed 0, and without a penalty unless `settings` have one. Raises ConfigError."""
    values: Settings = {"data": data, "r1_weight": 0.0} | DATA[data][0] | FAMILIES[family] | settings
    return PlaygroundConfig(**values)


FAMILY_PRESETS: dict[tuple[str, str], Preset2D] = {
    (data, family): Preset2D(f"family_{family}_{data}", family_config(data, family, **TUNED[data, family]), steps, goal)
    for data, (_, steps, goal) in DATA.items()
    for family in FAMILIES
}
