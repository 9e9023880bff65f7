"""Write web/lessons/seven_numbers.json: what each score says of the same real pictures under one change at a time.

python -m scripts.measure_seven_numbers

The judge is the data set's shipped classifier, N = 2,000 held-out test pictures against 2,000 others; an hour on one busy core. The
training pictures that may be copied are 10,000.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import torch

from gan_core.data import load_dataset
from gan_core.files import write_atomic
from gan_core.metrics import Extracted
from gan_core.metrics.extractors import ClassifierExtractor
from gan_core.paths import project_file
from gan_core.toys.changes import CHANGES, Pictures, Pool, changed, scores

FILE = project_file("web/lessons/seven_numbers.json")
DATASETS = ("fashion-mnist", "cifar10")
N, COPIED_FROM, BATCH = 2000, 10_000, 250


def seen(eye: ClassifierExtractor, pictures: Pictures) -> Extracted:
    """As the classifier sees them."""
    parts = [eye.see(part) for part in pictures.images.split(BATCH)]
    features, probabilities = torch.cat([part.features for part in parts]), torch.cat([part.need("probabilities") for part in parts])
    return Extracted(features, probabilities, pictures.labels)


def measure(dataset: str) -> dict[str, Any]:
    """Floor, spread, and the values of every change at every strength."""
    eye = ClassifierExtractor(dataset)
    test, train = (load_dataset(dataset, split=split) for split in ("test", "train"))
    order = torch.randperm(len(test), generator=torch.Generator().manual_seed(0))
    real, fresh = (Pictures(test.images[rows], test.labels[rows]) for rows in (order[:N], order[N:]))
    known = Pictures(train.images[:COPIED_FROM], train.labels[:COPIED_FROM])
    pool, reference = Pool(fresh, known), replace(seen(eye, real), training=seen(eye, known).features)
    plain = scores(reference, seen(eye, changed("blur", pool, N, 0)))
    intervals = {name: measured.interval() for name, measured in plain.items()}
    values: dict[str, Any] = {}
    for name, change in CHANGES.items():
        of_change = reference if name == "copied" else replace(reference, training=None)
        found = [
            plain | scores(of_change, seen(eye, changed(name, pool, N, step))) if step else plain for step in range(len(change.strengths))
        ]
        kept = [one for one in plain if one != "authenticity" or name == "copied"]
        values[name] = {one: [rounded(answer[one].value) for answer in found] for one in kept}
        print(dataset, name, values[name]["fid"], flush=True)
    return {
        "n": N,
        "floor": {name: rounded(measured.value) for name, measured in plain.items()},
        "spread": {name: rounded((interval.high - interval.low) / 2) for name, interval in intervals.items() if interval},
        "changes": values,
    }


def rounded(value: float) -> float:
    """Four digits: more than a figure shows."""
    return float(f"{value:.4g}")


if __name__ == "__main__":
    torch.set_num_threads(1)
    content = {dataset: measure(dataset) for dataset in DATASETS}
    write_atomic(FILE, (json.dumps(content, separators=(",", ":")) + "\n").encode())
