"""How near does a generator come to pictures that it never saw? `python -m scripts.measure_inversion checkpoints/*/`

Searches COUNT test images of each model's data set (gan_core/inference/inversion.py), prints the error of each model's nearest pictures
beside that of the nearest real training images, and writes both, with the test images, into the model's folder for the Latent page.
Exits with 1 where a generator comes less near than the bound: the nearest of SEARCHED real training images, on average.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

from gan_core.data import DATASETS, load_for, to_unit
from gan_core.files import write_atomic
from gan_core.inference import TrainedGenerator
from gan_core.inference.inversion import Inversion, error_of
from gan_core.inference.targets import Targets
from gan_core.paths import TARGETS
from gan_core.training.run_directory import RunDirectory

COUNT = 20
SEARCHED = 10_000  # training images
CHUNK = 1000


def measure(path: Path) -> Targets:
    """Of one model; the test images are the first ones of each class."""
    inversion = Inversion(TrainedGenerator.load(path))
    config = inversion.generator.config
    test, training = load_for(config, split="test", progress=False), load_for(config, progress=False)
    each = COUNT // test.num_classes
    rows = torch.cat([(test.labels == label).nonzero().flatten()[:each] for label in range(test.num_classes)])
    images = test.images[rows]
    searched = training.images[torch.randperm(len(training), generator=torch.Generator().manual_seed(0))[:SEARCHED]].split(CHUNK)
    found = [inversion.find(image).error for image in to_unit(images)]
    nearest = [min(float(error_of(to_unit(chunk), image).min()) for chunk in searched) for image in to_unit(images)]
    return Targets(images, tuple(test.labels[rows].tolist()), tuple(found), tuple(nearest), SEARCHED)


def main() -> int:
    """Print a line a model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help=f"{TARGETS}.json and .png into each folder whose data may be shipped")
    arguments = parser.parse_args()
    print(f"error: root mean square over pixels, from 0 to 1, of {COUNT} test images; real: the nearest of {SEARCHED} training images")
    passed = True
    for path in arguments.models:
        if not RunDirectory(path).checkpoint_steps():
            continue
        targets = measure(path)
        mean, bound = sum(targets.errors) / COUNT, sum(targets.nearest) / COUNT
        wins = sum(error < near for error, near in zip(targets.errors, targets.nearest, strict=True))
        print(
            f"{path.name:30} G: {mean:.3f} (worst {max(targets.errors):.3f})  real: {bound:.3f}  G is nearer: {wins} of {COUNT}", flush=True
        )
        passed = passed and mean < bound
        if arguments.write and DATASETS[RunDirectory(path).read_config().dataset].redistributable:
            for name, content in targets.to_files().items():
                write_atomic(path / name, content)
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
