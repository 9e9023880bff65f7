"""How many pictures does a score need? Its value and its order of the shipped models at small N, against the same at N = 5,000.

    python -m scripts.measure_few_pictures cifar10 fashion-mnist
    python -m scripts.measure_few_pictures cifar10 --inception-weights FILE --cache DIR --scores fid,kid,mind

Prints a table in Markdown: Kendall's rank correlation with the order at 5,000, mean over subsets, and in brackets the best model's value
over its value at 5,000. Real and generated pictures are as many. The judge is the data set's shipped classifier, or Inception where its
weights are given.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from scipy.stats import kendalltau
from torch import Tensor

from gan_core.evaluation import Pictures, generated, load_extractor, reference_pictures
from gan_core.evaluation.feature_cache import CachedExtractor
from gan_core.inference import TrainedGenerator
from gan_core.memory import keep_memory
from gan_core.metrics import METRICS, Extracted
from gan_core.metrics.extractors import Extractor, extract
from gan_core.paths import CHECKPOINTS
from gan_core.training.run_directory import RunDirectory, list_runs

WHOLE = 5000
COUNTS = (100, 200, 500, 1000, 2000)
BATCH = 50  # as gan_core.evaluation has it for slow extractors: its cache goes by batches
KINDS = {"fashion-mnist": "fashion", "cifar10": "cifar10", "mnist": "mnist"}

Sets = tuple[Tensor, dict[str, Tensor]]  # features (WHOLE, D) of real pictures, and of each model's


def models_of(dataset: str) -> dict[str, RunDirectory]:
    """Shipped runs of a data set that still have their generator."""
    runs = {run.path.name: run for run in list_runs(CHECKPOINTS) if run.checkpoint_steps()}
    return {name: run for name, run in sorted(runs.items()) if run.read_config().dataset == dataset}


def features_of(dataset: str, eye: Extractor) -> Sets:
    """Of real pictures and of every model's."""

    def seen(pictures: Pictures) -> Tensor:
        print(f"  {eye.name}: {pictures.title}", flush=True)
        return extract(eye, pictures.batches(BATCH)).features

    models = models_of(dataset)
    real = seen(reference_pictures(next(iter(models.values())).read_config(), WHOLE))
    return real, {name: seen(generated(TrainedGenerator.load(run.path), WHOLE, 0, name)) for name, run in models.items()}


def value(score: str, real: Tensor, fake: Tensor) -> float:
    """That score of one pair of sets."""
    return next(iter(METRICS[score].compute(Extracted(real), Extracted(fake)).values()))


def at(score: str, sets: Sets, n: int, subset: int) -> list[float]:
    """The score of every model, on the same random `n` pictures of each set."""
    real, fakes = sets
    draws = torch.Generator().manual_seed(1000 * n + subset)
    mine, theirs = (torch.randperm(WHOLE, generator=draws)[:n] for _ in range(2))
    return [value(score, real[mine], fake[theirs]) for fake in fakes.values()]


def cell(score: str, sets: Sets, whole: list[float], n: int, subsets: int) -> str:
    """Rank correlation, and the best model's value over that of all pictures."""
    found = np.array([at(score, sets, n, subset) for subset in range(subsets)])
    best = int(np.argmin(whole))
    order = np.mean([kendalltau(row, whole).statistic for row in found])
    return f"{order:.2f} ({found[:, best].mean() / whole[best]:.1f})"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("datasets", nargs="+", choices=tuple(KINDS))
    parser.add_argument("--scores", default="fid,fid_inf,kid,mind", help="names of METRICS, lower is better")
    parser.add_argument("--subsets", type=int, default=5, help="of each N")
    parser.add_argument("--inception-weights", type=Path)
    parser.add_argument("--cache", type=Path, help="folder that keeps Inception features")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    keep_memory()
    scores = arguments.scores.split(",")
    rows = [f"| N | data | {' | '.join(scores)} |", f"| --- | --- |{' --- |' * len(scores)}"]
    for dataset in arguments.datasets:
        eye = load_extractor("inception" if arguments.inception_weights else KINDS[dataset], arguments.inception_weights)
        sets = features_of(dataset, CachedExtractor(eye, arguments.cache) if arguments.cache else eye)
        wholes = {score: [value(score, sets[0], fake) for fake in sets[1].values()] for score in scores}
        for score, whole in wholes.items():
            print(f"  {dataset}, N = {WHOLE:,}, {score}: {dict(zip(sets[1], np.round(whole, 4).tolist(), strict=True))}", flush=True)
        for n in COUNTS:
            cells = [cell(score, sets, wholes[score], n, arguments.subsets) for score in scores]
            rows.append(f"| {n:,} | {dataset}, {len(sets[1])} models | {' | '.join(cells)} |")
            print(rows[-1], flush=True)
    print("\n".join(["", *rows]))


if __name__ == "__main__":
    main()
