"""Evidence about runs, their cost and their scores. Imports torch: load it when asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from gan_core.data import load_dataset
from gan_core.metrics import classify, density_coverage, feature_statistics, frechet_distance, load_classifier, precision_recall
from gan_core.paths import CHECKPOINTS
from gan_core.pixels import to_uint8, to_unit
from gan_core.presets import get_preset
from gan_core.training import loop
from gan_core.training.run_directory import RunDirectory, list_runs
from web.reference.evidence.types import Evidence

COUNTS = (100, 250, 500, 1000, 2000)  # N of the FIDs; as many as the last are the reference
SEED = 0


def recorded_epochs(folder: Path = CHECKPOINTS) -> Evidence:
    """The epochs at which the shipped runs' samples were drawn: the step in a file's name, by the steps an epoch of the log."""
    rows = [(run.path.name, ", ".join(f"{epoch:g}" for epoch in _sample_epochs(run))) for run in list_runs(folder)]
    return Evidence(holds=bool(rows), fields={"runs": len(rows)}, columns=("run", "epochs"), rows=tuple(rows))


def _sample_epochs(run: RunDirectory) -> list[float]:
    """Epoch of each picture in samples/, to one decimal place."""
    lines = [line for line in run.read_stats() if "epoch" in line]
    steps_per_epoch = lines[-1]["step"] / lines[-1]["epoch"]
    steps = sorted(int(path.stem.removeprefix("step-")) for path in run.samples.glob("step-*.png"))
    return [round(step / steps_per_epoch, 1) for step in steps]


def cost_of_a_step() -> Evidence:
    """Milliseconds of one step of G (with the D steps before it) of three objectives, on the same narrow DCGAN and pictures."""
    images = load_dataset("fashion-mnist-10k", split="test")
    rows = []
    for loss in ("dcgan", "wgan", "wgan-gp"):
        config = replace(get_preset(f"{loss}-fashion-mnist"), base_channels=16, batch_size=32, precision="float32")
        state = loop.start(config, images)
        loop.train_step(state, images)  # the first one warms up
        times = []
        for _ in range(5):
            began = perf_counter()
            loop.train_step(state, images)
            times.append(perf_counter() - began)
        players = state.players
        rows.append((loss.upper(), players.discriminator_updates // players.generator_updates, 1000 * median(times)))
    plain, *critics = rows
    return Evidence(
        holds=plain[1] == 1 and all(row[1] == 5 for row in critics),
        fields={"wgan_times": round(rows[1][2] / plain[2], 1), "penalty_times": round(rows[2][2] / plain[2], 1)},
        columns=("objective", "d_steps", "milliseconds"),
        rows=tuple((name, steps, round(time, 1)) for name, steps, time in rows),
    )


def fid_against_n() -> Evidence:
    """Fréchet distance of real pictures to other real ones, in the classifier's features, for N of them; and of resized ones to themselves.

    Every picture is a real one, so whatever is above 0 is the metric's doing.
    """
    images = load_dataset("fashion-mnist-10k").images
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(SEED))
    chosen = images[order[: 2 * COUNTS[-1]]]
    classifier = load_classifier()
    features = classify(classifier, chosen).features
    reference, others = features.split(COUNTS[-1])
    target = feature_statistics(reference)
    fids = [frechet_distance(*target, *feature_statistics(others[:count])) for count in COUNTS]

    few = chosen[: COUNTS[2]]  # the first of the reference
    own = feature_statistics(features[: COUNTS[2]])
    resized = {
        way: frechet_distance(*own, *feature_statistics(classify(classifier, _there_and_back(few, way == "antialiased")).features))
        for way in ("nearest", "antialiased")
    }
    return Evidence(
        holds=fids == sorted(fids, reverse=True) and fids[0] > 10 * fids[-1] and abs(resized["nearest"] - resized["antialiased"]) > 1,
        fields=resized | {"reference": COUNTS[-1], "few": COUNTS[2]},
        columns=("n", "fid"),
        rows=tuple(zip(COUNTS, fids, strict=True)),
    )


def _there_and_back(images: Tensor, antialiased: bool) -> Tensor:
    """uint8 (N, 1, 28, 28) shrunk to 14x14 one way or the other, then enlarged again."""
    how = {"mode": "bilinear", "antialias": True} if antialiased else {"mode": "nearest"}
    small = interpolate(to_unit(images), (14, 14), **how)
    return to_uint8(interpolate(small, (28, 28), mode="bilinear"))


def one_outlier() -> Evidence:
    """Fakes far from all real points; then one real point goes astray near them."""
    noise = torch.Generator().manual_seed(SEED)
    real = torch.randn(200, 2, generator=noise, dtype=torch.float64)
    fake = torch.randn(200, 2, generator=noise, dtype=torch.float64) / 2 + torch.tensor([8.0, 0.0])
    stray = torch.cat([real, torch.tensor([[10.0, 0.0]], dtype=torch.float64)])
    rows = []
    for name, points in (("200", real), ("200 + 1", stray)):
        precision, recall = precision_recall(points, fake, nearest_k=3)
        density, coverage = density_coverage(points, fake, nearest_k=5)
        rows.append((name, precision, recall, density, coverage))
    (_, before, *_), (_, after, _, density, coverage) = rows
    return Evidence(
        holds=before == 0 and after == 1 and density < 0.3 and coverage < 0.01,
        fields={"before": before, "after": after, "density": density, "coverage": coverage},
        columns=("real_points", "precision", "recall", "density", "coverage"),
        rows=tuple(rows),
    )
