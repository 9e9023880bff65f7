"""The command that trains with the settings of a run."""

from __future__ import annotations

import json
import shlex
from typing import Any

from gan_core.config import TrainingConfig
from gan_core.presets import PRESETS

FLAGS = {
    name: "--" + name.replace("_", "-")
    for name in (
        "dataset",
        "image_size",
        "model",
        "conditioning",
        "loss",
        "augment",
        "epochs",
        "max_steps",
        "batch_size",
        "latent_dim",
        "seed",
    )
}
FROM_DATA = ("data_dir", "class_names", "num_classes")  # not settings of one's choice; where own images lay is private


def repeat_command(config: TrainingConfig) -> str:
    """`python -m gan_core train --preset ...` by the preset that needs the fewest changes. Own images: FOLDER stands for them."""
    preset, changes = min(((name, _changes(base, config)) for name, base in PRESETS.items()), key=lambda one: len(one[1]))
    words = ["--preset", preset]
    if config.dataset == "folder":
        words += ["--data-dir", "FOLDER"]
        changes.pop("dataset", None)
    for name, value in changes.items():
        words += [FLAGS[name], str(value)] if name in FLAGS else ["--set", f"{name}={json.dumps(value)}"]
    return "python -m gan_core train " + shlex.join(words)


def _changes(base: TrainingConfig, config: TrainingConfig) -> dict[str, Any]:
    """What is to be said beside the preset; of other data also what they would bring along."""
    before, wanted = base.to_json(), config.to_json()
    brought = ("image_size", "image_channels") if base.dataset != config.dataset else ()
    return {name: value for name, value in wanted.items() if name not in FROM_DATA and (value != before[name] or name in brought)}
