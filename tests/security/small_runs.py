"""A run small enough to be laid out in a moment."""

from __future__ import annotations

import json

from PIL import Image

from gan_core.config import TrainingConfig
from gan_core.training import loop
from gan_core.training.checkpoint import save_checkpoint
from gan_core.training.run_directory import RunDirectory

SMALL = TrainingConfig(latent_dim=16, base_channels=8, precision="float32", class_names=tuple("abcdefghij"))


def lay_out(directory: RunDirectory, config: TrainingConfig) -> RunDirectory:
    """A finished run of two logged steps, with a checkpoint and a picture."""
    directory.create(config)
    save_checkpoint(directory.checkpoints, loop.start(config, range(256)))
    lines = [{"step": step, "epoch": step / 2, "images_seen": 128 * step, "seconds": step, "generator_loss": 0.7} for step in (1, 2)]
    directory.stats_path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    Image.new("L", (28, 28)).save(directory.samples / "step-00000000.png")
    directory.write_status("finished", step=2)
    return directory
