"""Turn a finished run into a shipped one: `python scripts/ship_run.py RUN checkpoints/NAME`.

Keeps config, numbers, fixed-noise samples and the newest checkpoint's networks; leaves optimisers and random streams
behind, so that the weights stay below 10 MB.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from gan_core.training.checkpoint import strip_checkpoint
from gan_core.training.run_directory import RunDirectory


def main() -> None:
    """Copy one run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("target", type=Path)
    arguments = parser.parse_args()
    source, target = RunDirectory(arguments.run), RunDirectory(arguments.target)
    for folder in (target.samples, target.checkpoints):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source.samples, target.samples)
    target.write_config(source.read_config())
    for name in ("stats.jsonl", "status.json"):
        shutil.copy(source.path / name, target.path / name)
    print(strip_checkpoint(source.latest_checkpoint(), target.checkpoints))


if __name__ == "__main__":
    main()
