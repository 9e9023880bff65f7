"""Train one change of the shipped recipe after another, equally long, and print how good each is: what the choice rests on.

    python scripts/compare_recipes.py --steps 2000 --threads 1
    python scripts/compare_recipes.py --base cgan-cifar10 --steps 1500 --threads 1

Every row shows D the same number of pictures (so n_critic = 5 makes a fifth of G's updates), from the same seed, and is scored on
n generated pictures against n test images in the features of the data set's shipped classifier; drawn by G itself and by its average.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

import torch

from gan_core.config import TrainingConfig
from gan_core.data import load_dataset
from gan_core.data.fit import with_classes
from gan_core.evaluation import Examiner, generated, judge_of, reference_pictures
from gan_core.inference import TrainedGenerator
from gan_core.memory import keep_memory
from gan_core.presets import get_preset
from gan_core.training import loop

# preset -> title -> what differs from it
RECIPES: dict[str, dict[str, dict[str, Any]]] = {
    "cgan-projection-fashion-mnist": {
        "projection, non-saturating + R1 (shipped)": {},
        "label as one-hot": {"conditioning": "one_hot"},
        "label as embedding (documented)": {"conditioning": "embedding"},
        "least squares + R1": {"loss": "lsgan"},
        "hinge + R1": {"loss": "hinge"},
        "hinge + spectral norm": {"loss": "hinge", "spectral_norm": True, "r1_weight": 0.0},
        "non-saturating + batch norm in D": {"discriminator_norm": "batch", "r1_weight": 0.0},
        "WGAN-GP, 5 critic steps": {"loss": "wgan_gp", "n_critic": 5, "r1_weight": 0.0},
    },
    "cgan-cifar10": {
        "projection, non-saturating, batch norm in D, real and generated pictures shifted (shipped)": {},
        "pictures as they are": {"augment": ""},
        "R1 instead of batch norm in D": {"discriminator_norm": "none", "r1_weight": 0.1},
        "least squares": {"loss": "lsgan"},
        "hinge + spectral norm": {"loss": "hinge", "spectral_norm": True, "discriminator_norm": "none"},
    },
}


HEADING = ["| recipe | drawn by | accuracy | precision | recall | FID (classifier features) |", "| --- | --- | --- | --- | --- | --- |"]


def main() -> None:
    """One row a recipe, as it is finished."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base", choices=RECIPES, default=next(iter(RECIPES)))
    parser.add_argument("--steps", type=int, default=2000, help="batches shown to D")
    parser.add_argument("--n", type=int, default=2000, help="pictures scored")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    keep_memory()
    if args.threads:
        torch.set_num_threads(args.threads)
    base = replace(get_preset(args.base), seed=args.seed)
    print("\n".join(HEADING), flush=True)
    for row in compare(base, RECIPES[args.base], args.steps, args.n):
        print(row, flush=True)


def compare(base: TrainingConfig, recipes: Mapping[str, dict[str, Any]], steps: int, n: int) -> Iterator[str]:
    """Rows of the table: each recipe drawn by the average of G, and by G itself; n pictures are scored."""
    training, real = load_dataset(base.dataset), reference_pictures(base, n)
    examiner = Examiner(real)
    for title, changes in recipes.items():
        config = with_classes(replace(base, **changes), training)
        state = loop.start(config, training)
        for _ in islice(loop.train(state, training), steps // config.n_critic):
            pass
        players = state.players
        for drawn_by, network in (("average", players.average), ("G itself", players.generator)):
            if network is None:
                continue
            fake = generated(TrainedGenerator(config, network, players.discriminator, state.step), n, base.seed, title)
            scores = examiner.examine(fake, ("accuracy", "prc", "fid"), judge_of(real)).scores
            accuracy, precision, recall, fid = (scores[name].value for name in ("accuracy", "precision", "recall", "fid"))
            yield f"| {title} | {drawn_by} | {accuracy:.1%} | {precision:.3f} | {recall:.3f} | {fid:.2f} |"


if __name__ == "__main__":
    main()
