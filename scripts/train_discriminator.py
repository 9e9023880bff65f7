"""A D for a shipped G that came without one: `python scripts/train_discriminator.py RUN checkpoints/NAME --updates 400`.

D begins as the run's newest checkpoint has it, then learns against the shipped G, which stays as it is; what is kept, in float16, is
`discriminator.safetensors` beside the model's card. The networks page shows it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from safetensors.torch import save_file

from gan_core.data import load_for
from gan_core.inference import TrainedGenerator
from gan_core.pixels import to_unit
from gan_core.training.checkpoint import load_network, read_checkpoint
from gan_core.training.run_directory import RunDirectory
from gan_core.training.steps import build_players, update_discriminator


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--updates", type=int, default=400)
    arguments = parser.parse_args()
    shipped = TrainedGenerator.load(arguments.model)
    config = shipped.config
    source = RunDirectory(arguments.run).latest_checkpoint()
    players = build_players(config)
    load_network(source, players.discriminator, read_checkpoint(source)[1], "discriminator")
    images = load_for(config).images
    torch.manual_seed(0)
    for update in range(1, arguments.updates + 1):
        real = to_unit(images[torch.randint(len(images), (config.batch_size,))])
        fake = shipped.float_images(torch.randn(config.batch_size, config.latent_dim)).clone()
        result = update_discriminator(players, real, None, fake)
        if update % 50 == 0:
            print(update, {name: round(float(value), 3) for name, value in result.items() if value.numel() == 1}, flush=True)
    kept = {name: tensor.half() if tensor.is_floating_point() else tensor for name, tensor in players.discriminator.state_dict().items()}
    about = {"from": source.stem, "updates": str(arguments.updates)}
    save_file({name: tensor.contiguous() for name, tensor in kept.items()}, arguments.model / "discriminator.safetensors", about)


if __name__ == "__main__":
    main()
