"""Evidence about runs, their cost and their scores. Imports torch: load it when asked for."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import interpolate

from gan_core.data import load_dataset
from gan_core.metrics import classify, density_coverage, feature_statistics, frechet_distance, load_classifier, precision_recall
from gan_core.paths import CHECKPOINTS
from gan_core.pixels import to_uint8, to_unit
from gan_core.playground import Playground
from gan_core.playground.collapse_remedies import CAUSES, FIRST_SEED, REMEDIES, counted, play
from gan_core.playground.config import PlaygroundConfig
from gan_core.playground.outcomes import meets
from gan_core.playground.presets import MENDED
from gan_core.presets import get_preset
from gan_core.training import loop
from gan_core.training.run_directory import RunDirectory, list_runs
from web.reference.evidence.types import Evidence

COUNTS = (100, 250, 500, 1000, 2000)  # N of the FIDs; as many as the last are the reference
SEED = 0
MEASURED = json.loads(Path(__file__).with_name("measured.json").read_text("utf-8"))  # by scripts/measure_errata.py: CIFAR-10 is not shipped


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
    """Milliseconds of a step of G (with the D steps before it): the fully connected GAN, and three objectives on one narrow DCGAN."""
    images = load_dataset("fashion-mnist-10k", split="test")
    rows = []
    for loss in ("gan", "dcgan", "wgan", "wgan-gp"):
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
    _, plain, *critics = rows
    return Evidence(
        holds=plain[1] == 1 and all(row[1] == 5 for row in critics),
        fields={"wgan_times": round(critics[0][2] / plain[2], 1), "penalty_times": round(critics[1][2] / plain[2], 1)},
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
        fields={"before": before, "after": after, "density": density, "coverage": coverage}
        | {f"untrained_{name}": MEASURED["untrained"][name] for name in ("precision", "recall", "n")},
        columns=("real_points", "precision", "recall", "density", "coverage"),
        rows=tuple(rows),
    )


def remedies_of_collapse() -> Evidence:
    """Both collapses of the playground with each remedy: 20 seeds counted beforehand, one game of each cause played again now."""
    ends, rows, again = counted(), [], []
    for cause in CAUSES:
        for remedy in REMEDIES:
            games = ends[f"{cause}/{remedy}"]
            modes, near = median(modes for modes, _ in games), median(near for _, near in games)
            rows.append(
                (f"{CAUSE_SIGNS[cause]} {REMEDY_SIGNS[remedy]}", len(games), modes, 100 * near, sum(_mended(*game) for game in games))
            )
        again.append(play(cause, "weaker_d", FIRST_SEED) == ends[f"{cause}/weaker_d"][0])
    mended = {name: sum(_mended(*game) for game in games) for name, games in ends.items()}
    return Evidence(
        holds=all(again)
        and mended["slow_d/equal"] > len(ends["slow_d/equal"]) / 2 > max(mended["slow_d/larger_g"], mended["slow_d/weaker_d"]),
        fields={f"{cause}_{remedy}": mended[f"{cause}/{remedy}"] for cause in CAUSES for remedy in REMEDIES} | {"seeds": len(games)},
        columns=("cause_and_remedy", "games", "modes_of_8", "near_share", "mended"),
        rows=tuple(rows),
    )


CAUSE_SIGNS = {"slow_d": "D ↓", "fast_d": "D ↑"}  # learns too slowly, too fast
REMEDY_SIGNS = {"as_it_is": "·", "larger_g": "G 128×128", "weaker_d": "D 16", "both": "G 128×128, D 16", "equal": "1 : 1", "r1": "R₁"}


def _mended(modes: int, near: float) -> bool:
    """As the presets' remedies are judged."""
    return meets(MENDED, {"modes": modes, "near": near})


def memorised() -> Evidence:
    """A GAN in the plane on eight points: how near its fakes are to those eight, and to eight others drawn the same way."""
    draw = np.random.default_rng(SEED)
    seen = draw.normal(size=(8, 2)).clip(-3, 3).round(3)
    game = Playground(PlaygroundConfig(data="points", points=tuple((x, y) for x, y in seen.tolist())))
    game.step(2000)
    fakes = game.generate(draw.normal(size=(1000, 2)).astype(np.float32))

    def to_nearest(points: NDArray[np.floating]) -> float:
        return float(np.median(np.linalg.norm(fakes[:, None] - points[None], axis=2).min(axis=1)))

    to_seen = to_nearest(seen)
    to_others = median(to_nearest(draw.normal(size=(8, 2))) for _ in range(101))
    return Evidence(holds=to_seen < to_others / 3, fields={"to_seen": to_seen, "to_others": to_others, "points": len(seen)})


def features_of_d() -> Evidence:
    """A linear classifier on D's last features of CIFAR-10, measured by scripts/measure_errata.py."""
    found = MEASURED["representation"]["accuracy"]
    return Evidence(
        holds=found["trained_d"] > max(found["untrained_d"], found["pixels"]),
        fields={name: 100 * share for name, share in found.items()} | {"step": MEASURED["representation"]["step"]},
    )
