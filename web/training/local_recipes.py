"""Trainings in the browser that fail, each with what mends it, and how both ended when they were counted."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

OUTCOMES = Path(__file__).with_name("browser_outcomes.json")  # written by scripts/browser_outcomes.py
STEPS, SEEDS = 400, 3  # of each that is counted

# recipe -> "failing" and "mended" -> what differs from the form's own settings
RECIPES: dict[str, dict[str, dict[str, Any]]] = {
    "usual": {"mended": {}},
    "fast_discriminator": {
        "failing": {"discriminator_lr": 0.005, "generator_lr": 0.0001, "r1_weight": 0.0},
        "mended": {"discriminator_lr": 0.001, "generator_lr": 0.001, "r1_weight": 0.1},
    },
    "no_regularisation": {
        "failing": {"discriminator_lr": 0.002, "r1_weight": 0.0},
        "mended": {"discriminator_lr": 0.002, "r1_weight": 0.5},
    },
    "lsgan": {"failing": {"loss": "lsgan", "r1_weight": 0.0}, "mended": {"loss": "lsgan", "r1_weight": 0.1}},
    "wgan_clipping": {"failing": {"loss": "wgan", "clip_value": 0.01}, "mended": {"loss": "wgan_gp", "gp_weight": 10.0}},
}


@cache
def outcomes() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Recipe -> "failing" and "mended" -> of each seed: the doctor's finding, the classifier's accuracy, the step."""
    content: dict[str, dict[str, list[dict[str, Any]]]] = json.loads(OUTCOMES.read_text(encoding="utf-8"))
    return content
