"""The playground's engine beside PyTorch, eager: same networks, batch, data and optimiser, one thread each.

Rounds take turns in one process, so whatever else the machine does falls on all alike.

    python -m benchmarks.bench_plane_engines [--seconds N] [--rounds N]
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy and torch
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import statistics
import time
from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor, nn

from gan_core.losses import LOSSES, r1_penalty
from gan_core.playground import Playground, PlaygroundConfig

GAMES = {
    "8-8, batch 150": {"generator_hidden": (8, 8), "discriminator_hidden": (8, 8), "batch_size": 150},
    "64-64, batch 256": {"generator_hidden": (64, 64), "discriminator_hidden": (64, 64)},
    "128-128, batch 256": {"generator_hidden": (128, 128), "discriminator_hidden": (128, 128)},
}


def network(widths: tuple[int, ...]) -> nn.Sequential:
    layers = [layer for inputs, outputs in pairwise(widths) for layer in (nn.Linear(inputs, outputs), nn.ReLU())]
    return nn.Sequential(*layers[:-1])


def ring() -> Callable[[int], Tensor]:
    """Points of the ring of 8, drawn by torch."""
    angle = torch.arange(8) * (torch.pi / 4)
    centres = 2 * torch.stack([angle.cos(), angle.sin()], dim=1)
    return lambda count: centres[torch.randint(8, (count,))] + 0.02 * torch.randn(count, 2)


def tutorial(config: PlaygroundConfig) -> Callable[[], None]:
    """A step as tutorials write it: sigmoid and BCELoss, three backward calls, `.item()` each step; R1 by double backward."""
    torch.manual_seed(0)
    rows, draw, criterion = config.batch_size, ring(), nn.BCELoss()
    generator = network((2, *config.generator_hidden, 2))
    discriminator = nn.Sequential(network((2, *config.discriminator_hidden, 1)), nn.Sigmoid())
    generator_optimizer = torch.optim.Adam(generator.parameters(), config.generator_lr, (config.beta1, config.beta2))
    discriminator_optimizer = torch.optim.Adam(discriminator.parameters(), config.discriminator_lr, (config.beta1, config.beta2))
    losses = []

    def step() -> None:
        ones, zeros = torch.ones(rows, 1), torch.zeros(rows, 1)
        discriminator_optimizer.zero_grad()
        real = draw(rows)
        real_loss = criterion(discriminator(real), ones)
        if config.r1_weight:
            real_loss = real_loss + config.r1_weight * r1_penalty(lambda x: discriminator[0](x)[:, 0], real)
        real_loss.backward()
        fake = generator(torch.randn(rows, 2))
        fake_loss = criterion(discriminator(fake.detach()), zeros)
        fake_loss.backward()
        discriminator_optimizer.step()
        generator_optimizer.zero_grad()
        generator_loss = criterion(discriminator(fake), ones)
        generator_loss.backward()
        generator_optimizer.step()
        losses.append((real_loss.item() + fake_loss.item(), generator_loss.item()))

    return step


def tuned(config: PlaygroundConfig) -> Callable[[], None]:
    """What eager torch can do: losses on logits, one D pass for both halves, fused Adam, D frozen in G's step, nothing read back."""
    torch.manual_seed(0)
    rows, draw, loss = config.batch_size, ring(), LOSSES[config.loss]
    generator, discriminator = network((2, *config.generator_hidden, 2)), network((2, *config.discriminator_hidden, 1))
    betas = (config.beta1, config.beta2)
    generator_optimizer = torch.optim.Adam(generator.parameters(), config.generator_lr, betas, fused=True)
    discriminator_optimizer = torch.optim.Adam(discriminator.parameters(), config.discriminator_lr, betas, fused=True)

    def step() -> None:
        real, fake = draw(rows), generator(torch.randn(rows, 2))
        discriminator_optimizer.zero_grad(set_to_none=True)
        logits = discriminator(torch.cat([real, fake.detach()]))[:, 0]
        total = loss.discriminator_loss(logits[:rows], logits[rows:])
        if config.r1_weight:
            total = total + config.r1_weight * r1_penalty(lambda x: discriminator(x)[:, 0], real)
        total.backward()
        discriminator_optimizer.step()
        generator_optimizer.zero_grad(set_to_none=True)
        discriminator.requires_grad_(False)
        loss.generator_loss(discriminator(fake)[:, 0]).backward()
        discriminator.requires_grad_(True)
        generator_optimizer.step()

    return step


def ours(config: PlaygroundConfig) -> Callable[[], None]:
    game = Playground(config)
    return lambda: game.step() and None


def speed(step: Callable[[], None], seconds: float) -> float:
    """Steps a second."""
    began, count = time.perf_counter(), 0
    while (spent := time.perf_counter() - began) < seconds:
        step()
        count += 1
    return count / spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=0.5, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=9)
    args = parser.parse_args()
    torch.set_num_threads(1)
    print(f"load {os.getloadavg()[0]:.1f} at the start; steps/s, medians of {args.rounds} rounds in turn")
    print(f"| {'networks':24} | tutorial loop | torch, tuned | ours | over tutorial | over tuned |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, settings in GAMES.items():
        for r1_weight in (0.0, 0.1):
            config = PlaygroundConfig(**settings, r1_weight=r1_weight)
            steps = [build(config) for build in (tutorial, tuned, ours)]
            for step in steps:
                speed(step, 0.1)
            rounds = [[speed(step, args.seconds) for step in steps] for _ in range(args.rounds)]
            plain, eager, mine = (statistics.median(column) for column in zip(*rounds, strict=True))
            label = name + (", R1" if r1_weight else "")
            print(f"| {label:24} | {plain:.0f} | {eager:.0f} | {mine:.0f} | {mine / plain:.1f}x | {mine / eager:.1f}x |", flush=True)


if __name__ == "__main__":
    main()
