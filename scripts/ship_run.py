"""Turn a finished run into a shipped one: `python scripts/ship_run.py RUN checkpoints/NAME`.

Keeps config, numbers, the checkpoints' scores, fixed-noise samples and the newest checkpoint's networks; leaves optimisers and random
streams behind, so that the weights stay below 10 MB.
A conditional generator is packed for the browser too. `--generator-only` is for networks that would not: G in float16, without D.
`--no-weights` is for runs that are there to be watched.
"""

from __future__ import annotations

import argparse
import shutil
from dataclasses import replace
from pathlib import Path

from gan_core.browser import pack_shipped
from gan_core.evaluation import RECORD
from gan_core.training.checkpoint import strip_checkpoint
from gan_core.training.run import sample_due
from gan_core.training.run_directory import RunDirectory


def main() -> None:
    """Copy one run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--generator-only", action="store_true", help="G in float16 and no D")
    parser.add_argument("--no-weights", action="store_true", help="no networks at all")
    parser.add_argument("--pictures", type=int, default=1000, help="at most so many samples, the earlier the denser")
    arguments = parser.parse_args()
    source, target = RunDirectory(arguments.run), RunDirectory(arguments.target)
    for folder in (target.samples, target.checkpoints):
        shutil.rmtree(folder, ignore_errors=True)
    target.samples.mkdir(parents=True)
    pictures = sorted(source.samples.glob("step-*.png"))
    for picture in {*thinned(pictures, arguments.pictures), *after_epochs(source, pictures)}:
        shutil.copy(picture, target.samples)
    for picture in after_epochs(source, sorted(source.raw_samples.glob("step-*.png"))):
        target.raw_samples.mkdir(exist_ok=True)
        shutil.copy(picture, target.raw_samples)
    target.write_config(replace(source.read_config(), data_dir=None))  # a folder of the machine that trained
    for name in ("stats.jsonl", "status.json", RECORD):
        if name != RECORD or (source.path / name).exists():  # not every run's checkpoints were scored
            shutil.copy(source.path / name, target.path / name)
    if not arguments.no_weights:
        print(strip_checkpoint(source.latest_checkpoint(), target.checkpoints, generator_only=arguments.generator_only))
        if source.read_config().conditional:
            print(pack_shipped(target.path))


def after_epochs(source: RunDirectory, pictures: list[Path]) -> list[Path]:
    """The samples drawn at the end of the config's `sample_epochs`."""
    config = replace(source.read_config(), sample_every=0)
    last = [line for line in source.read_stats() if "event" not in line][-1]
    images = round(last["images_seen"] / last["epoch"])
    return [picture for picture in pictures if sample_due(config, int(picture.stem.removeprefix("step-")), images)]


def thinned(pictures: list[Path], most: int) -> list[Path]:
    """The first, the last, and between them those nearest to equal ratios of steps: most happens early."""
    if len(pictures) <= most:
        return pictures
    ratio = (len(pictures) - 1) ** (1 / (most - 2))
    places = sorted({0, *(round(ratio**power) for power in range(most - 1))})
    return [pictures[place] for place in places]


if __name__ == "__main__":
    main()
