"""One of several processes that train together: every recipe of FAMILIES, a run begun by one alone, one for it to end, a poisoned one.

torchrun --nproc-per-node 2 train_in_group.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from tiny_images import TinyImages

from gan_core.config import TrainingConfig
from gan_core.training import distributed, loop
from gan_core.training.distributed_follower import follow
from gan_core.training.run import run
from gan_core.training.run_directory import RunDirectory

STEPS = 6
NO_NORM = {"discriminator_norm": "none"}
FAMILIES = {
    "batch norm in both": {},
    "r1 through batch norm": {"r1_weight": 1.0},
    "lsgan": {"model": "dcgan", "conditioning": "none", "loss": "lsgan"},
    "wgan": {"model": "dcgan", "conditioning": "none", "loss": "wgan", "n_critic": 2, **NO_NORM},
    "wgan_gp": {"conditioning": "one_hot", "loss": "wgan_gp", "n_critic": 2, **NO_NORM},
    "projection": {"conditioning": "projection", "spectral_norm": True, "r1_weight": 1.0, "r1_every": 2, "ema_decay": 0.9, **NO_NORM},
    "augmented pairs": {"loss": "r3gan", "augment": "color,translation,cutout", "r1_weight": 0.5, "r2_weight": 0.5, **NO_NORM},
    "mlp": {"model": "mlp", "conditioning": "one_hot", "loss": "hinge"},
}


def make_config(**changes: object) -> TrainingConfig:
    """A small training of STEPS steps."""
    small = {"num_classes": 2, "latent_dim": 4, "base_channels": 8, "hidden_dim": 8, "batch_size": 8, "precision": "float32"}
    lengths = {"epochs": 9, "max_steps": STEPS, "log_every": 1, "checkpoint_every": 2, "sample_epochs": ()}
    return TrainingConfig(**(small | lengths | changes))


def make_images(**changes: object) -> TinyImages:
    """40 random images of two classes."""
    images = torch.randint(0, 256, (40, 1, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    return TinyImages(images, torch.arange(40) % 2, **changes)


def train(path: Path, config: TrainingConfig, images: TinyImages | None = None, *, resume: bool = False) -> None:
    """Lead the run, follow it, or train it alone."""
    images = images or make_images()
    if not distributed.leads():
        return follow(images, torch.device("cpu"), lambda: False)
    for _ in run(RunDirectory(path), config, images, resume=resume):
        pass
    return None


def weights_after_training() -> torch.Tensor:
    """(processes, weights): of both networks and the average."""
    state = loop.start(make_config(**FAMILIES["projection"]), make_images())
    for _ in range(STEPS):
        loop.train_step(state, make_images())
    players = state.players
    networks = (players.generator, players.discriminator, players.average)
    return distributed.gathered(torch.cat([tensor.float().flatten() for network in networks for tensor in network.state_dict().values()]))


def main(folder: Path) -> None:
    """All of it, in both processes."""
    for name, changes in FAMILIES.items():
        train(folder / name, make_config(**changes))
    train(folder / "begun alone", make_config(ema_decay=0.9), resume=True)
    train(folder / "begun together", make_config(ema_decay=0.9, max_steps=STEPS // 2))
    first, second = weights_after_training()
    if not torch.equal(first, second):
        raise SystemExit("the processes have drifted apart")
    train(folder / "poisoned", make_config(), make_images(nan_from=None if distributed.leads() else 3))


if __name__ == "__main__":
    torch.set_num_threads(1)
    with distributed.joined():
        main(Path(sys.argv[1]))
