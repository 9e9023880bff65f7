"""How often is the doctor right? Short image trainings with known outcomes, the doctor's word on each, and the confusion table.

    python scripts/measure_doctor.py train --out runs/doctor --seeds tuning   # the runs its thresholds were chosen on
    python scripts/measure_doctor.py train --out runs/doctor --seeds test     # the runs it is judged by, other seeds
    python scripts/measure_doctor.py keep --out runs/doctor                   # their numbers, thinned, for the test of the table
    python scripts/measure_doctor.py table                                    # print the table from the kept numbers
    python scripts/measure_doctor.py check RUN                                # what became of one run, without the doctor

What a run is counted as needs both: its configuration was made to end so (RECIPES), and a check that shares nothing with the doctor
says that it did (TRUTHS): other pictures (2,000, from another random stream), fresh real ones, the networks themselves, and other
measures than the doctor's. A run that its recipe did not bring where it should is listed as "missed" and not counted. Training goes on
where it was left.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import shutil
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils import get_total_norm

from gan_core.config import TrainingConfig
from gan_core.data import ImageDataset, load_dataset, load_held_out
from gan_core.memory import keep_memory
from gan_core.metrics import classify, load_classifier, precision_recall
from gan_core.paths import ROOT
from gan_core.pixels import to_uint8, to_unit
from gan_core.training import loop
from gan_core.training.checkpoint import load_checkpoint
from gan_core.training.diagnostics import FINDINGS, SampleStatistics, follow, turns
from gan_core.training.run import Run
from gan_core.training.run_directory import RunDirectory
from gan_core.training.samples import evaluating
from gan_core.training.steps import Players

SEEDS = {"tuning": (0, 1), "test": (11, 12, 13)}
RECORDED_RUNS = ROOT / "tests" / "training" / "doctor_runs.json.gz"
CHECKED = 2000  # pictures that say what became of a run
REAL = 1000  # test pictures
TRACKED = 25  # moments of the second half at which G's loss is measured on fresh pictures, to see it swing
Record = dict[str, Any]  # of one run: what `train` gives
BASE = {
    "dataset": "fashion-mnist-10k",
    "precision": "float32",
    "latent_dim": 32,
    "batch_size": 32,
    "sample_every": 20,
    "checkpoint_every": 100_000,
}
MLP = {"model": "mlp", "conditioning": "none", "hidden_dim": 64}
DCGAN = {"model": "dcgan", "conditioning": "none", "base_channels": 8}
CGAN = {"model": "cgan", "conditioning": "projection", "base_channels": 16}
CRITIC = CGAN | {"generator_lr": 1e-3, "discriminator_lr": 1e-3, "n_critic": 3, "beta1": 0.0, "beta2": 0.9, "discriminator_norm": "none"}
R1 = {"r1_weight": 0.2, "r1_every": 8, "discriminator_norm": "none"}


FEW = DCGAN | {"discriminator_norm": "none", "generator_lr": 2e-3, "discriminator_lr": 2e-3}  # trained on a handful of images


def _lr(generator: float, discriminator: float) -> dict[str, Any]:
    return {"generator_lr": generator, "discriminator_lr": discriminator}


@dataclass(frozen=True)
class Recipe:
    """A configuration and what it was made to end in."""

    outcome: str
    steps: int
    settings: Mapping[str, Any]
    images: int = 0  # that are trained on, the first so many; 0: all


RECIPES: dict[str, Recipe] = {
    "mlp-r1": Recipe("healthy", 800, MLP | R1 | _lr(1e-3, 1e-3)),
    "mlp-lsgan": Recipe("healthy", 800, MLP | _lr(1e-3, 1e-3) | {"loss": "lsgan"}),
    "mlp-minimax": Recipe("healthy", 800, MLP | R1 | _lr(1e-3, 1e-3) | {"loss": "minimax"}),
    "mlp-labels": Recipe("healthy", 800, MLP | R1 | _lr(1e-3, 1e-3) | {"conditioning": "one_hot"}),
    "mlp-wgan-gp": Recipe("healthy", 300, MLP | _lr(1e-3, 1e-3) | {"loss": "wgan_gp", "n_critic": 3, "beta1": 0.0, "beta2": 0.9}),
    "dcgan-r1": Recipe("healthy", 400, DCGAN | R1 | _lr(3e-3, 3e-3) | {"ema_decay": 0.95}),
    "dcgan-lsgan": Recipe("healthy", 400, DCGAN | R1 | _lr(3e-3, 3e-3) | {"ema_decay": 0.95, "loss": "lsgan"}),
    "cgan-hinge": Recipe(
        "healthy", 400, CGAN | _lr(1e-3, 1e-3) | {"loss": "hinge", "spectral_norm": True, "beta2": 0.99, "discriminator_norm": "none"}
    ),
    "cgan-norm": Recipe("healthy", 400, CGAN | _lr(5e-4, 5e-4) | {"ema_decay": 0.95}),
    "cgan-embedding": Recipe("healthy", 400, CGAN | R1 | _lr(1e-3, 1e-3) | {"conditioning": "embedding", "ema_decay": 0.95}),
    "saturated-mlp": Recipe("discriminator_too_strong", 200, MLP | _lr(1e-4, 2e-3) | {"loss": "minimax", "n_critic": 3}),
    "saturated-dcgan": Recipe("discriminator_too_strong", 150, DCGAN | _lr(1e-4, 2e-3) | {"loss": "minimax", "n_critic": 3}),
    "saturated-cgan": Recipe("discriminator_too_strong", 150, CGAN | _lr(1e-4, 2e-3) | {"loss": "minimax", "n_critic": 3}),
    "rising-dcgan": Recipe("generator_loss_rising", 250, DCGAN | _lr(5e-5, 2e-3) | {"n_critic": 2}),
    "rising-cgan": Recipe("generator_loss_rising", 250, CGAN | _lr(5e-5, 2e-3) | {"n_critic": 2}),
    "exploding-critic": Recipe("generator_loss_rising", 250, MLP | _lr(1e-3, 1e-3) | {"loss": "wgan", "clip_value": 1.0}),
    "fooled-dcgan": Recipe("generator_wins", 200, DCGAN | _lr(2e-3, 1e-6)),
    "fooled-lsgan": Recipe("generator_wins", 200, DCGAN | _lr(2e-3, 1e-6) | {"loss": "lsgan"}),
    "fooled-cgan": Recipe("generator_wins", 200, CGAN | _lr(2e-3, 1e-6)),
    "partial-mlp": Recipe("partial_collapse", 600, MLP | _lr(5e-3, 2e-4)),
    "partial-minimax": Recipe("partial_collapse", 600, MLP | _lr(5e-3, 2e-4) | {"loss": "minimax"}),
    "partial-lsgan": Recipe("partial_collapse", 600, MLP | _lr(5e-3, 2e-4) | {"loss": "lsgan"}),
    "partial-cgan": Recipe("partial_collapse", 400, CGAN | _lr(1e-2, 1e-4) | {"discriminator_norm": "none"}),
    "collapsed-mlp": Recipe("complete_collapse", 600, MLP | _lr(5e-3, 2e-5)),
    "collapsed-lsgan": Recipe("complete_collapse", 600, MLP | _lr(5e-3, 2e-5) | {"loss": "lsgan"}),
    "collapsed-dcgan": Recipe("complete_collapse", 400, DCGAN | _lr(1e-2, 2e-5) | {"discriminator_norm": "none"}),
    "label-clipped": Recipe("label_ignored", 400, CRITIC | {"loss": "wgan", "conditioning": "embedding", "clip_labels": True}),
    "label-clipped-tight": Recipe(
        "label_ignored",
        300,
        CRITIC | _lr(5e-4, 1e-3) | {"loss": "wgan", "conditioning": "embedding", "clip_labels": True, "clip_value": 0.005},
    ),
    "label-unclipped": Recipe("healthy", 400, CRITIC | {"loss": "wgan", "conditioning": "embedding"}),
    "label-one-hot": Recipe("healthy", 400, CRITIC | {"loss": "wgan", "conditioning": "one_hot", "clip_labels": True}),
    "label-projection": Recipe("healthy", 400, CRITIC | {"loss": "wgan", "clip_labels": True}),
    "label-penalty": Recipe("healthy", 400, CRITIC | {"loss": "wgan_gp", "conditioning": "embedding"}),
    "swinging-mlp": Recipe("oscillation", 500, MLP | _lr(3e-3, 3e-3) | {"beta1": 0.9, "beta2": 0.9}),
    "swinging-hinge": Recipe("oscillation", 500, MLP | _lr(2e-3, 2e-3) | {"beta1": 0.9, "loss": "hinge"}),
    "swinging-cgan": Recipe("oscillation", 300, CGAN | _lr(1e-2, 1e-2) | {"beta1": 0.9, "discriminator_norm": "none"}),
    "few-dcgan": Recipe("discriminator_memorises", 800, FEW, 50),
    "few-lsgan": Recipe("discriminator_memorises", 800, FEW | {"loss": "lsgan"}, 50),
    "few-hinge": Recipe("discriminator_memorises", 800, FEW | {"loss": "hinge"}, 50),
    "few-minimax": Recipe("discriminator_memorises", 800, FEW | {"loss": "minimax"}, 50),
    "nan-hinge": Recipe("not_finite", 250, MLP | _lr(1e-3, 1e-3) | {"loss": "hinge", "beta1": 0.9, "beta2": 0.0}),
    "nan-lsgan": Recipe("not_finite", 250, MLP | _lr(1e-2, 1e-2) | {"loss": "lsgan", "beta1": 0.9, "beta2": 0.0}),
}


def recipe_config(name: str, seed: int) -> TrainingConfig:
    """The whole configuration of one run."""
    recipe = RECIPES[name]
    return TrainingConfig(**BASE | dict(recipe.settings) | {"max_steps": recipe.steps, "epochs": 1000, "seed": seed})


# ------------------------------------------------------------------------------------------------ what became of a run, without the doctor


class Judge:
    """Real pictures the training never saw, and measures of its own."""

    def __init__(self, dataset: str = "fashion-mnist-10k") -> None:
        self.classifier = load_classifier(dataset.removesuffix("-10k"))
        test = load_dataset(dataset, split="test")
        self.images, self.labels = to_unit(test.images[:REAL]), test.labels[:REAL]
        self.spread = self._spread(self.images)

    @staticmethod
    def _spread(images: Tensor) -> float:
        """Mean distance of two pictures, in pixels."""
        return float(torch.pdist(images[:REAL].flatten(1)).mean())

    @torch.no_grad()
    def classes(self, players: Players, count: int, seed: int = 1) -> tuple[Tensor, Tensor, Tensor | None]:
        """Pictures of the shown G, how their classes are shared out, and the labels that were asked for."""
        config = players.config
        z = torch.randn(count, config.latent_dim, generator=torch.Generator().manual_seed(977 * seed + 5))
        labels = torch.arange(count) % 10 if config.conditional else None
        parts = zip(z.split(500), [None] * 4 if labels is None else labels.split(500), strict=False)
        with evaluating(players.shown_generator) as generator:
            images = torch.cat([generator(part, asked) for part, asked in parts])
        return images, self.seen(images).bincount(minlength=10) / count, labels

    def seen(self, images: Tensor) -> Tensor:
        """The class of each picture."""
        return classify(self.classifier, to_uint8(images)).need("probabilities").argmax(1)

    @torch.no_grad()
    def told_apart(self, players: Players, known: ImageDataset) -> float:
        """How often D's answer, cut where it tells them best, says rightly whether a picture was trained on; 1/2 by chance."""

        def answers(images: Tensor, labels: Tensor) -> Tensor:
            return players.discriminator(to_unit(images), labels if players.config.conditional else None)

        seen, unseen = answers(known.images[:REAL], known.labels[:REAL]), answers(to_uint8(self.images), self.labels)
        cuts = torch.cat([seen, unseen])[:, None]
        return float(((seen >= cuts).float().mean(1) + (unseen < cuts).float().mean(1)).max() / 2)

    @torch.no_grad()
    def tracked(self, players: Players) -> float:
        """G's loss on fresh pictures of the shown G."""
        images, _, labels = self.classes(players, 500, seed=2)
        return round(float(players.loss.generator_loss(players.discriminator(images, labels))), 4)

    def checked(self, players: Players, known: ImageDataset) -> dict[str, float]:
        """All that TRUTHS look at; `known`: the images that are trained on."""
        images, shares, labels = self.classes(players, CHECKED)
        if not images.isfinite().all():
            return {}
        with torch.no_grad():
            real = players.discriminator(self.images, self.labels if players.config.conditional else None)
            fake = players.discriminator(images, labels)
        boundary = players.loss.boundary()
        return {
            "classes": int((shares >= 0.01).sum()),
            "largest": float(shares.max()),
            "effective_classes": math.exp(-float(torch.special.xlogy(shares, shares).sum())),
            "spread": self._spread(images) / self.spread,
            "real_found": float((real > boundary).float().mean()),
            "told_apart": self.told_apart(players, known),
            "fake_found": float((fake <= boundary).float().mean()),
            "real_score": float(real.mean()),
            "fake_score": float(fake.mean()),
            "generator_loss": float(players.loss.generator_loss(fake)),
            "gradient": _generator_gradient(players),
            **({} if labels is None else {"label_accuracy": float((self.seen(images) == labels).float().mean())}),
        }


def _generator_gradient(players: Players) -> float:
    """Norm of G's gradient on a fresh batch, with the networks as they are."""
    labels = torch.arange(100) % 10 if players.config.conditional else None
    z = torch.randn(100, players.config.latent_dim, generator=torch.Generator().manual_seed(3))
    loss = players.loss.generator_loss(players.discriminator(players.generator(z, labels), labels))
    return float(get_total_norm(torch.autograd.grad(loss, [p for p in players.generator.parameters() if p.requires_grad])))


# -------------------------------------------------------------------------------------------------------------------------- training


def train(name: str, seed: int, out: Path, judge: Judge, dataset: ImageDataset) -> Record:
    """One run to its end, and what became of it."""
    config, folder = recipe_config(name, seed), out / "runs" / f"{name}-{seed}"
    shutil.rmtree(folder, ignore_errors=True)
    count = RECIPES[name].images or len(dataset)
    known = replace(dataset, images=dataset.images[:count], labels=dataset.labels[:count])
    run = Run(RunDirectory(folder), config, known, held_out=partial(load_held_out, config))
    tracked, began = [], time.perf_counter()
    untrained = judge.checked(loop.start(config, known).players, known)
    every = max(1, RECIPES[name].steps // (2 * TRACKED))
    try:
        for report in run.reports():
            if 2 * report.step >= RECIPES[name].steps and report.step % every == 0:
                tracked.append(judge.tracked(run.state.players))
    except FloatingPointError:
        pass
    finite = run.directory.read_status()["state"] == "finished"
    return {
        "recipe": name,
        "seed": seed,
        "seconds": round(time.perf_counter() - began, 1),
        "status": run.directory.read_status(),
        "lines": list(run.directory.read_stats()),
        "untrained": untrained,
        "checked": judge.checked(run.state.players, known) if finite else {},
        "losses": tracked,
    }


def train_all(out: Path, seeds: tuple[int, ...], only: str) -> None:
    """Every recipe with every seed that has no record yet."""
    dataset, judge = load_dataset("fashion-mnist-10k"), Judge()
    (out / "records").mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        for name in RECIPES:
            path = out / "records" / f"{name}-{seed}.json"
            if path.exists() or only not in name:
                continue
            record = train(name, seed, out, judge, dataset)
            path.write_text(json.dumps(record), "utf-8")
            shown = {key: round(value, 3) for key, value in record["checked"].items()} | {"losses": record["losses"]}
            print(name, seed, record["seconds"], record["status"]["state"], shown, flush=True)


# ------------------------------------------------------------------------------------------------------- what the outcome has to look like


def _separated(run: Record, share: float) -> bool:
    return min(run["checked"]["real_found"], run["checked"]["fake_found"]) >= share


def _falls_behind(run: Record) -> bool:
    """G's loss on fresh pictures is far up and D tells all of them; a critic claims more than two pictures can be apart (2 * 28)."""
    now, untrained = run["checked"], run["untrained"]
    if RECIPES[run["recipe"]].settings.get("loss") == "wgan":
        return abs(now["real_score"] - now["fake_score"]) >= max(56, 50 * abs(untrained["real_score"] - untrained["fake_score"]))
    return now["generator_loss"] >= 5 and _separated(run, 0.95)


def _is_fooled(run: Record) -> bool:
    """D takes fresh fakes for real, and G's loss is a tenth of an untrained G's."""
    return run["checked"]["fake_found"] <= 0.05 and run["checked"]["generator_loss"] <= 0.1 * run["untrained"]["generator_loss"]


TRUTHS: dict[str, Callable[[Record], bool]] = {
    "healthy": lambda run: (
        run["checked"]["classes"] >= 7 and run["checked"]["effective_classes"] >= 4.5 and run["checked"]["spread"] >= 0.7
    ),
    "partial_collapse": lambda run: 2 < run["checked"]["effective_classes"] <= 4.5 and run["checked"]["classes"] <= 6,
    "complete_collapse": lambda run: run["checked"]["effective_classes"] <= 2 and run["checked"]["spread"] <= 0.5,
    "label_ignored": lambda run: run["checked"]["label_accuracy"] <= 0.15 and run["checked"]["effective_classes"] > 2,  # chance: 0.1
    "discriminator_too_strong": lambda run: _separated(run, 0.99) and abs(run["checked"]["generator_loss"]) <= 1e-3,  # log(1 - D) is flat
    "generator_loss_rising": _falls_behind,
    "generator_wins": _is_fooled,
    "discriminator_memorises": lambda run: run["checked"]["told_apart"] >= 0.7,  # chance: 0.5
    "oscillation": lambda run: turns(run["losses"], 2.0) >= 3,
    "not_finite": lambda run: run["status"]["state"] == "failed",
}


def reached(run: Record) -> bool:
    """Whether a run ended as its recipe wanted, by the independent check."""
    outcome = RECIPES[run["recipe"]].outcome
    return bool(run["checked"] or outcome == "not_finite") and TRUTHS[outcome](run)


# ------------------------------------------------------------------------------------------------------------------------ the doctor's word


def keep(out: Path) -> None:
    """All records as one small file: numbers to four digits. What is there already stays, unless it was trained anew."""
    kept = {(run["recipe"], run["seed"]): run for run in load_recorded() if run["recipe"] in RECIPES}
    for path in sorted((out / "records").glob("*.json")):
        run = json.loads(path.read_text(encoding="utf-8"))
        if run["recipe"] not in RECIPES:
            continue
        lines = [line for line in run["lines"] if "event" not in line]
        names = [name for name in lines[0] if name not in ("epoch", "images_seen", "seconds")] if lines else []
        run["curves"] = {name: [_short(line[name]) for line in lines] for name in names}
        run["looks"] = [{key: line[key] for key in line if key != "event"} for line in run["lines"] if line.get("event") == "look"]
        run["checked"], run["untrained"] = ({key: _short(value) for key, value in run[of].items()} for of in ("checked", "untrained"))
        del run["lines"]
        kept[run["recipe"], run["seed"]] = run
    runs = [kept[key] for key in sorted(kept)]
    RECORDED_RUNS.write_bytes(gzip.compress(json.dumps(runs, separators=(",", ":")).encode(), 9, mtime=0))
    print(f"{RECORDED_RUNS}: {len(kept)} runs, {RECORDED_RUNS.stat().st_size:,} bytes")


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def load_recorded() -> list[Record]:
    """What `keep` wrote."""
    runs: list[Record] = json.loads(gzip.decompress(RECORDED_RUNS.read_bytes()))
    return runs


def said(run: Record, until: int | None = None) -> str:
    """The doctor's finding at the end of a run, or as of an earlier step."""
    curves = {name: np.array(values, dtype=float) for name, values in run["curves"].items()}
    measurements = [
        SampleStatistics.from_json(measurement) for measurement in run["looks"] if until is None or measurement["step"] <= until
    ]
    state, code = run["status"]["state"], run["status"].get("code", "")
    if until is not None:
        rows = curves["step"] <= until if curves else []
        curves, state, code = {name: values[rows] for name, values in curves.items()}, "running", ""
    return follow(recipe_config(run["recipe"], run["seed"]), curves, measurements, state, code).name


def table(runs: list[Record]) -> str:
    """The confusion table in Markdown, and what is worth knowing beside it."""
    test = [run for run in runs if run["seed"] in SEEDS["test"]]
    counted = [run for run in test if reached(run)]
    count = Counter((RECIPES[run["recipe"]].outcome, said(run)) for run in counted)
    columns = [name for name in FINDINGS if any(column == name for _, column in count)]
    rows = [f"| {row} | " + " | ".join(str(count[row, column] or "") for column in columns) + " |" for row in TRUTHS]
    healthy = [run for run in counted if RECIPES[run["recipe"]].outcome == "healthy"]
    words = [said(run, measurement["step"]) for run in healthy for measurement in run["looks"]]
    right = sum(number for (row, column), number in count.items() if row == column)
    missed = [f"{run['recipe']} (seed {run['seed']}): {said(run)}" for run in test if not reached(run)]
    return "\n".join(
        [
            "| it was | " + " | ".join(columns) + " |",
            "| --- |" + " ---: |" * len(columns),
            *rows,
            "",
            f"{right} of {len(counted)} named rightly. Of {len(healthy)} healthy runs {_collapses(count)} were called collapsed at their "
            f"end, and {sum('collapse' in word for word in words)} of the {len(words)} words at their measurements on the way said so.",
            "",
            f"Missed by their recipe, so not counted, with the doctor's word: {'; '.join(missed) or 'none'}.",
        ]
    )


def _collapses(count: Mapping[tuple[str, str], int]) -> int:
    return sum(number for (row, column), number in count.items() if row == "healthy" and "collapse" in column)


def check(path: Path) -> None:
    """Print what the independent check says of the newest checkpoint of a run, and what it said of the untrained networks."""
    run = RunDirectory(path)
    config = run.read_config()
    judge, dataset = Judge(config.dataset), load_dataset(config.dataset)
    state = loop.start(config, dataset)
    untrained = judge.checked(state.players, dataset)
    load_checkpoint(run.latest_checkpoint(), state)
    checked = judge.checked(state.players, dataset)
    images, shares, _ = judge.classes(state.players, CHECKED)
    fake = classify(judge.classifier, to_uint8(images)).features
    real = classify(judge.classifier, to_uint8(judge.images)).features
    print(f"step {state.step}; {CHECKED:,} generated pictures, {len(judge.images):,} real test pictures")
    for name, value in (checked | precision_recall(real, fake)._asdict()).items():
        print(f"{name:18} {value:12.4g}   untrained {untrained.get(name, math.nan):12.4g}")
    print(
        "shares of classes: " + ", ".join(f"{name} {share:.1%}" for name, share in zip(dataset.class_names, shares.tolist(), strict=True))
    )


def main() -> None:
    """Train, keep, print, or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=("train", "keep", "table", "check"))
    parser.add_argument("run", type=Path, nargs="?", help="for check")
    parser.add_argument("--out", type=Path, default=Path("runs/doctor"))
    parser.add_argument("--seeds", choices=tuple(SEEDS), default="test")
    parser.add_argument("--only", default="", help="recipes whose name holds this")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    keep_memory()
    if arguments.task == "train":
        train_all(arguments.out, SEEDS[arguments.seeds], arguments.only)
    elif arguments.task == "keep":
        keep(arguments.out)
    elif arguments.task == "check" and arguments.run:
        check(arguments.run)
    else:
        print(table(load_recorded()))


if __name__ == "__main__":
    main()
