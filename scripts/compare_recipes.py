"""Train one change of the shipped recipe after another, equally long, and print how good each is: what the choice rests on.

    python scripts/compare_recipes.py --steps 2000 --threads 1

Every row shows D the same number of pictures (so n_critic = 5 makes a fifth of G's updates), from the same seed, and is scored on
n generated pictures against n Fashion-MNIST test images in the shipped classifier's features; drawn by G itself and by its average.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

import torch

from gan_core.data import load_dataset
from gan_core.inference import TrainedGenerator
from gan_core.memory import keep_memory
from gan_core.metrics import classify, load_classifier
from gan_core.presets import get_preset
from gan_core.training import loop
from scripts.score_checkpoints import accuracies, balanced, compared, generate

BASE = "cgan-projection-fashion-mnist"
# title -> what differs from BASE
RECIPES: dict[str, dict[str, Any]] = {
    "projection, non-saturating + R1 (shipped)": {},
    "label as one-hot": {"conditioning": "one_hot"},
    "label as embedding (documented)": {"conditioning": "embedding"},
    "least squares + R1": {"loss": "lsgan"},
    "hinge + R1": {"loss": "hinge"},
    "hinge + spectral norm": {"loss": "hinge", "spectral_norm": True, "r1_weight": 0.0},
    "non-saturating + batch norm in D": {"discriminator_norm": "batch", "r1_weight": 0.0},
    "WGAN-GP, 5 critic steps": {"loss": "wgan_gp", "n_critic": 5, "r1_weight": 0.0},
}


def main() -> None:
    """One row a recipe, as it is finished."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--steps", type=int, default=2000, help="batches shown to D")
    parser.add_argument("--n", type=int, default=2000, help="pictures scored")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    keep_memory()
    if args.threads:
        torch.set_num_threads(args.threads)
    training, test = load_dataset("fashion-mnist"), load_dataset("fashion-mnist", split="test")
    judge = load_classifier()
    rows = balanced(test.labels, args.n)
    real = classify(judge, test.images[rows], test.labels[rows])

    print("| recipe | drawn by | accuracy | precision | recall | FID (classifier features) |")
    print("| --- | --- | --- | --- | --- | --- |", flush=True)
    for title, changes in RECIPES.items():
        config = replace(get_preset(BASE), seed=args.seed, **changes)
        state = loop.start(config, training)
        reports = loop.train(state, training)
        for _ in range(args.steps // config.n_critic):
            next(reports)
        players = state.players
        for drawn_by, network in (("average", players.average), ("G itself", players.generator)):
            fake = classify(judge, *generate(TrainedGenerator(config, network, players.discriminator, state.step), args.n, args.seed))
            values = compared(real, fake, ("prc", "fid")) | accuracies(fake)
            scores = f"{values['accuracy']:.1%} | {values['precision']:.3f} | {values['recall']:.3f} | {values['fid']:.2f}"
            print(f"| {title} | {drawn_by} | {scores} |", flush=True)


if __name__ == "__main__":
    main()
