"""How much faster our training step is than the loop every tutorial has: same networks, data and batch.

Every variant lives in a process of its own (allocator settings belong to a process) with the same environment; one runs at
a time, round after round in turn, so that whatever else the machine does falls on all alike.

    python -m benchmarks.bench_training [--threads N] [--rounds N] [--steps N] [--batch-size N] [--device cuda]
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # before torch: threads that spin are pathologically slow on a busy machine

import argparse
import dataclasses
import functools
import multiprocessing
import statistics
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

import numpy as np
import torch
from torch import Tensor

from gan_core.config import TrainingConfig
from gan_core.data import ImageDataset, load_dataset
from gan_core.models import layers
from gan_core.presets import PRESETS

ARCHITECTURES = {"cGAN 28x28": "cgan-embedding-fashion-mnist", "DCGAN 32x32": "dcgan-cifar10"}
IMAGES = 2560

# Our step, with one thing taken away or added at a time.
VARIANTS: dict[str, dict[str, object]] = {
    "plain loop": {},
    "ours": {},
    "ours, float32": {"precision": "float32"},
    "ours, bfloat16": {"precision": "bfloat16"},
    "ours, contiguous": {"channels_last": False},
    "ours, memory handed back": {"keep_memory": False},
    "ours, no matrix products": {"small_maps": False},
}


def load_images(config: TrainingConfig) -> tuple[Tensor, Tensor, str]:
    """uint8 (IMAGES, C, H, W), labels, and where they come from: speed does not depend on it, so nothing is downloaded."""
    if config.dataset == "fashion-mnist":
        dataset = load_dataset("fashion-mnist-10k", progress=False)
        order = torch.randperm(len(dataset), generator=torch.Generator().manual_seed(0))[:IMAGES]
        return dataset.images[order], dataset.labels[order], dataset.name
    shape = (IMAGES, config.image_channels, config.image_size, config.image_size)
    images = torch.randint(0, 256, shape, dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    return images, torch.arange(IMAGES) % 10, f"random pixels in the shape of {config.dataset}"


def plain_loop(config: TrainingConfig, images: Tensor, labels: Tensor, device: str) -> Callable[[], None]:
    """One step as tutorials write it: DataLoader over PIL images, float32, three backward calls, `.item()` each step."""
    from PIL import Image
    from torch import nn
    from torch.utils.data import DataLoader, Dataset
    from torchvision import transforms

    from gan_core.models import build_discriminator, build_generator

    layers.SMALL_MAP = 0  # torch's own convolutions

    class Pictures(Dataset):
        def __init__(self) -> None:
            self.pictures = [Image.fromarray(np.ascontiguousarray(image.permute(1, 2, 0).squeeze(-1).numpy())) for image in images]
            middle = [0.5] * config.image_channels
            self.transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize(middle, middle)])

        def __len__(self) -> int:
            return len(self.pictures)

        def __getitem__(self, index: int) -> tuple[Tensor, int]:
            return self.transform(self.pictures[index]), int(labels[index])

    loader = DataLoader(Pictures(), config.batch_size, shuffle=True, drop_last=True)
    torch.manual_seed(0)
    generator, discriminator = build_generator(config).to(device), build_discriminator(config).to(device)
    betas = (config.beta1, config.beta2)
    generator_optimizer = torch.optim.Adam(generator.parameters(), config.generator_lr, betas)
    discriminator_optimizer = torch.optim.Adam(discriminator.parameters(), config.discriminator_lr, betas)
    criterion, losses = nn.BCEWithLogitsLoss(), []

    def batches():
        while True:
            yield from loader

    stream = batches()

    def step() -> None:
        real_images, real_labels = next(stream)
        real_images, given = real_images.to(device), real_labels.to(device) if config.conditional else None
        ones, zeros = torch.ones(len(real_images), device=device), torch.zeros(len(real_images), device=device)
        discriminator_optimizer.zero_grad()
        real_loss = criterion(discriminator(real_images, given), ones)
        real_loss.backward()
        fake_images = generator(torch.randn(len(real_images), config.latent_dim, device=device), given)
        fake_loss = criterion(discriminator(fake_images.detach(), given), zeros)
        fake_loss.backward()
        discriminator_optimizer.step()

        generator_optimizer.zero_grad()
        fake_images = generator(torch.randn(len(real_images), config.latent_dim, device=device), given)
        generator_loss = criterion(discriminator(fake_images, given), ones)
        generator_loss.backward()
        generator_optimizer.step()
        losses.append((real_loss.item() + fake_loss.item(), generator_loss.item()))

    return step


def our_loop(config: TrainingConfig, images: Tensor, labels: Tensor, device: str, options: dict[str, object]) -> Callable[[], None]:
    """One `train_step`, with the settings of one variant."""
    from gan_core.training import loop
    from gan_core.training.run import keep_memory

    if options.get("keep_memory", True):
        keep_memory()
    if "precision" in options:
        config = dataclasses.replace(config, precision=str(options["precision"]))
    dataset = ImageDataset("bench", "train", images.to(device), labels.to(device), ())
    state = loop.start(config, dataset, device)
    players = state.players
    if not options.get("channels_last", True):
        players.generator.to(memory_format=torch.contiguous_format)
        players.discriminator.to(memory_format=torch.contiguous_format)
        loop.torch.channels_last = torch.contiguous_format  # this process measures nothing else
    if not options.get("small_maps", True):
        layers.SMALL_MAP = 0
    return functools.partial(loop.train_step, state, dataset)


def serve(connection: Connection, preset: str, variant: str, settings: argparse.Namespace) -> None:
    """Worker: one warm-up, then as many steps as asked for, answering with the seconds they took."""
    torch.set_num_threads(settings.threads)
    config = dataclasses.replace(PRESETS[preset], batch_size=settings.batch_size, ema_decay=0.0)
    images, labels, source = load_images(config)
    if variant == "plain loop":
        step = plain_loop(config, images, labels, settings.device)
    else:
        step = our_loop(config, images, labels, settings.device, VARIANTS[variant])
    wait = torch.cuda.synchronize if settings.device == "cuda" else lambda: None
    for _ in range(3):
        step()
    connection.send(source)
    while steps := connection.recv():
        wait()
        began = time.perf_counter()
        for _ in range(steps):
            step()
        wait()
        connection.send(time.perf_counter() - began)


def measure(preset: str, variants: list[str], settings: argparse.Namespace) -> tuple[dict[str, list[float]], str]:
    """Images a second of every round of every variant, and the source of the images."""
    context, workers, source = multiprocessing.get_context("spawn"), {}, ""
    for variant in variants:  # one after the other: starting is heavy
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, preset, variant, settings), daemon=True)
        process.start()
        theirs.close()
        workers[variant] = (process, ours)
        source = ours.recv()
    speeds: dict[str, list[float]] = {variant: [] for variant in variants}
    for _ in range(settings.rounds):
        for variant, (_, connection) in workers.items():
            connection.send(settings.steps)
            speeds[variant].append(settings.steps * settings.batch_size / connection.recv())
    for process, connection in workers.values():
        connection.send(0)
        process.join()
    return speeds, source


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=6, help="steps a round")
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--only", nargs="*", choices=VARIANTS, help="these variants beside the plain loop")
    settings = parser.parse_args()
    variants = list(VARIANTS)
    if settings.only is not None:
        variants = ["plain loop", *[name for name in VARIANTS if name in settings.only and name != "plain loop"]]

    load = os.getloadavg()[0]
    print(
        f"torch {torch.__version__}, {settings.device}, {settings.threads} threads of {os.cpu_count()} cores, load {load:.1f} at the start"
    )
    for title, preset in ARCHITECTURES.items():
        speeds, source = measure(preset, variants, settings)
        print(f"\n{title} ({preset}), batch {settings.batch_size}, images: {source}")
        print(f"  {'':26} images/s   x plain (median of {settings.rounds} rounds; each against the plain loop of its round)")
        for variant, values in speeds.items():
            ratio = statistics.median(value / plain for value, plain in zip(values, speeds["plain loop"], strict=True))
            print(f"  {variant:26} {statistics.median(values):8.0f}   {ratio:5.2f}")


if __name__ == "__main__":
    main()
