"""How many trainings live? A recipe with several seeds, and what became of each: one table.

    python scripts/count_outcomes.py --steps 1500 --seeds 5                              # the four objectives on CIFAR-10
    python scripts/count_outcomes.py lsgan-cifar10:batch_size=64 lsgan-cifar10           # a preset, changed and as it is
    python scripts/count_outcomes.py --table                                             # the table of what is done so far

A training lives when, at its end, all of this holds (LIVES):
- no number has left the range of floats;
- D's loss, in the mean over the last tenth of the steps, is above 4 % of its value at equilibrium: a D without loss teaches nothing
  (a critic's loss is an estimate, and is not asked);
- two of 1,000 generated pictures are, in the mean, at least half as far apart as two real ones: G draws more than one thing;
- neighbouring pixels of a picture agree: their correlation is at least 0.7 (0.89 in CIFAR-10, 0 in noise).
Pictures are drawn by G itself, not by its average, which would hide the last steps. What the doctor says is printed beside it.
An interrupted training goes on from its last checkpoint; a finished one is not repeated. Of those that live only the record stays.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gan_core.config import TrainingConfig
from gan_core.data import ImageDataset, load_dataset
from gan_core.memory import keep_memory
from gan_core.presets import get_preset
from gan_core.training.doctor import examine
from gan_core.training.equilibrium import equilibrium
from gan_core.training.history import History
from gan_core.training.run import Run
from gan_core.training.run_directory import RunDirectory
from gan_core.training.steps import Players

RECIPES = ("dcgan-cifar10", "lsgan-cifar10", "wgan-gp-cifar10", "r3gan-cifar10")
DRAWN = 1000  # pictures looked at in the end
Record = dict[str, Any]


def recipe_config(recipe: str, seed: int, steps: int) -> TrainingConfig:
    """`PRESET` or `PRESET:FIELD=VALUE,FIELD=VALUE` (JSON values, or words). Raises ConfigError."""
    name, _, changes = recipe.partition(":")
    settings = dict(map(_setting, changes.split(","))) if changes else {}
    length = {"seed": seed, "max_steps": steps, "epochs": 100_000}
    kept = {"sample_every": 25, "checkpoint_every": 250, "keep_checkpoints": 1}
    return TrainingConfig.from_json(get_preset(name).to_json() | settings | length | kept)


def _setting(text: str) -> tuple[str, Any]:
    name, _, value = text.partition("=")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


# ------------------------------------------------------------------------------------------------------------------- what became of it


def spread(images: Tensor) -> float:
    """Mean distance of two images (N, C, H, W), in the images' units."""
    return float(torch.pdist(images.flatten(1)).mean())


def neighbour_correlation(images: Tensor) -> float:
    """Correlation of horizontally neighbouring pixels within an image and channel, in the mean over those with any contrast."""
    left, right = (part.flatten(2) - part.flatten(2).mean(2, keepdim=True) for part in (images[..., :-1], images[..., 1:]))
    scale = left.norm(dim=2) * right.norm(dim=2)
    return float(((left * right).sum(2) / scale)[scale > 1e-6].mean())


@torch.inference_mode()
def drawn(players: Players, count: int) -> Tensor:
    """Pictures of G itself, in evaluation mode."""
    config, generator = players.config, players.generator.eval()
    z = torch.randn(count, config.latent_dim, generator=torch.Generator().manual_seed(2024)).to(players.device)
    labels = torch.arange(count, device=players.device) % config.num_classes if config.conditional else None
    parts = [generator(z[at : at + 250], None if labels is None else labels[at : at + 250]) for at in range(0, count, 250)]
    generator.train()
    return torch.cat(parts).float().cpu()


LIVES: Mapping[str, Callable[[Record], bool]] = {
    "finite": lambda end: end["finite"],
    "D's loss": lambda end: end["loss_left"] is None or end["loss_left"] > 0.04,
    "spread": lambda end: end["spread"] >= 0.5,
    "neighbours": lambda end: end["neighbours"] >= 0.7,
}


def lives(end: Record) -> bool:
    """All of LIVES."""
    return all(holds(end) for holds in LIVES.values())


def examined(run: Run, real: Tensor) -> Record:
    """The numbers that LIVES asks for, and the doctor's word."""
    directory, config = run.directory, run.config
    status = directory.read_status()
    finite = status["state"] == "finished"
    history = History(directory)
    history.refresh()
    losses = history.column("discriminator_loss")
    loss = float(losses[-max(1, len(losses) // 10) :].mean())
    resting = equilibrium(config)["discriminator_loss"]
    images = drawn(run.state.players, DRAWN) if finite else torch.full_like(real, math.nan)
    return {
        "finite": finite,
        "discriminator_loss": loss,
        "loss_left": loss / resting if resting else None,
        "spread": spread(images) / spread(real) if finite else 0.0,
        "neighbours": neighbour_correlation(images) if finite else 0.0,
        "doctor": examine(history, config, status["state"], status.get("code", "")).name,
    }


def train(recipe: str, seed: int, steps: int, out: Path, dataset: ImageDataset) -> Record:
    """One training, gone on with where it was left, and its end."""
    directory, config = RunDirectory(out / f"{_file(recipe)}-{steps}-{seed}"), recipe_config(recipe, seed, steps)
    if not directory.exists():
        directory.create(config)
    run = Run(directory, config, dataset, resume=True)
    try:
        for _ in run.reports():
            pass
    except FloatingPointError:
        pass
    end = examined(run, dataset.batch(torch.arange(DRAWN))[0].cpu())
    if lives(end):
        shutil.rmtree(run.directory.path)
    return {"recipe": recipe, "seed": seed, "steps": steps} | end


def _file(recipe: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in recipe)


# --------------------------------------------------------------------------------------------------------------------------- the table


def table(records: list[Record]) -> str:
    """A row a recipe, in Markdown."""
    rows = []
    for recipe, steps in dict.fromkeys((one["recipe"], one["steps"]) for one in records):
        mine = [one for one in records if (one["recipe"], one["steps"]) == (recipe, steps)]
        dead = [f"seed {one['seed']}: {_said(one)}" for one in mine if not lives(one)]
        losses = ", ".join(f"{one['discriminator_loss']:.3g}" for one in mine)
        rows.append(f"| {recipe} | {steps:,} | {len(mine) - len(dead)} of {len(mine)} | {losses} | {'; '.join(dead) or '-'} |")
    head = ["| recipe | steps | lived | D's loss, a seed each | what the others died of |", "| --- | ---: | ---: | --- | --- |"]
    return "\n".join(head + rows)


def _said(end: Record) -> str:
    failed = ", ".join(name for name, holds in LIVES.items() if not holds(end))
    return f"{failed} (spread {end['spread']:.2f}, neighbours {end['neighbours']:.2f}; the doctor: {end['doctor']})"


def read_records(out: Path) -> list[Record]:
    """What has been counted so far, by recipe and seed."""
    records = [json.loads(path.read_text("utf-8")) for path in sorted((out / "records").glob("*.json"))]
    return sorted(records, key=lambda one: (one["recipe"], one["steps"], one["seed"]))


def main() -> None:
    """Train what is not yet counted, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recipes", nargs="*", default=RECIPES, metavar="PRESET[:FIELD=VALUE,...]")
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=Path("runs/outcomes"))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--table", action="store_true", help="print, do not train")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    keep_memory()
    (args.out / "records").mkdir(parents=True, exist_ok=True)
    for recipe, seed in () if args.table else [(recipe, seed) for recipe in args.recipes for seed in range(args.seeds)]:
        path = args.out / "records" / f"{_file(recipe)}-{args.steps}-{seed}.json"
        if not path.exists():
            config = recipe_config(recipe, seed, args.steps)
            dataset = load_dataset(
                config.dataset, image_size=config.image_size, image_channels=config.image_channels, folder=config.data_dir
            )
            record = train(recipe, seed, args.steps, args.out, dataset)
            path.write_text(json.dumps(record), "utf-8")
            print(f"{recipe}, seed {seed}: {'lived' if lives(record) else 'died of ' + _said(record)}", flush=True)
    print(table(read_records(args.out)))


if __name__ == "__main__":
    main()
