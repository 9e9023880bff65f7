"""A D for a shipped model that came without one: `python scripts/ship_discriminator.py RUN checkpoints/NAME`.

Takes the D of the newest checkpoint that the model's own run still has, in float16: `discriminator.safetensors` beside the model's card,
with its step. The networks page shows it, and says of which step it is.
"""

from __future__ import annotations

import argparse
from itertools import islice
from pathlib import Path

from safetensors.torch import save_file

from gan_core.training.checkpoint import read_checkpoint
from gan_core.training.run_directory import RunDirectory

LINES = 100  # of the log, which tell a run from another


def main() -> None:
    """Copy one D. Raises SystemExit where the run is another than the model's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("model", type=Path)
    arguments = parser.parse_args()
    run, model = RunDirectory(arguments.run), RunDirectory(arguments.model)
    first, second = ([line.get("discriminator_loss") for line in islice(one.read_stats(), LINES)] for one in (run, model))
    if first != second:
        raise SystemExit(f"{run.path} is not the run that {model.path} is from")
    counters, tensors = read_checkpoint(run.latest_checkpoint())
    kept = {
        name.removeprefix("discriminator."): (tensor.half() if tensor.is_floating_point() else tensor).contiguous()
        for name, tensor in tensors.items()
        if name.startswith("discriminator.")
    }
    save_file(kept, model.path / "discriminator.safetensors", {"step": str(counters["step"])})
    print(f"D of step {counters['step']}")


if __name__ == "__main__":
    main()
