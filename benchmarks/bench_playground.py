"""The playground's engine: steps a second of small networks, alone and with frames for a viewer; on request GAN Lab's own loop beside it.

    python -m benchmarks.bench_playground [--seconds N] [--rounds N] [--ganlab DIR]

DIR is GAN Lab's published page outside this repository; docs/playground.md has the commands that get it. Its pages stay open and at
rest while ours is measured and the other way round; rounds take turns, so whatever else the machine does falls on both alike.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy: products this small are slower on several threads

import argparse
import statistics
import time
from pathlib import Path

from benchmarks.ganlab import BACKENDS, BATCH, LOOPS, GanLab, Networks, opened
from gan_core.playground import Playground, PlaygroundConfig

FRAMES_A_SECOND = 10
BURST = 0.005  # seconds of steps between looks at the clock
NETWORKS = (
    Networks("as GAN Lab starts", (8, 8), "sgd", 2),
    Networks("its ring, wider", (16, 16, 16), "adam", 3),
    Networks("64 wide", (64, 64), "adam", 1),
    Networks("its widest", (100, 100), "adam", 1),
)


def configured(networks: Networks) -> PlaygroundConfig:
    """The same networks, optimiser and batch in our words."""
    return PlaygroundConfig(
        latent="uniform",
        generator_hidden=networks.hidden,
        discriminator_hidden=networks.hidden,
        r1_weight=0.0,
        optimizer=networks.optimizer,
        generator_lr=networks.lr,
        discriminator_lr=networks.lr,
        beta1=0.9,
        discriminator_steps=networks.discriminator_steps,
        batch_size=BATCH,
    )


def speed(game: Playground, seconds: float, frames_a_second: float) -> float:
    """Steps a second, with so many frames a second made meanwhile."""
    began = frame_due = time.perf_counter()
    first, burst = game.step_count, 1
    while (now := time.perf_counter()) - began < seconds:
        game.step(burst)
        spent = time.perf_counter() - now
        burst = max(1, round(burst * min(2, BURST / spent)))
        if frames_a_second and now >= frame_due:
            game.frame()
            frame_due = max(frame_due + 1 / frames_a_second, now)
    return (game.step_count - first) / (time.perf_counter() - began)


def ours(networks: Networks, settings: argparse.Namespace) -> tuple[float, float]:
    """Medians of steps a second: steps only, and with frames."""
    game = Playground(configured(networks))
    speeds = [(speed(game, settings.seconds, 0), speed(game, settings.seconds, FRAMES_A_SECOND)) for _ in range(settings.rounds)]
    alone, watched = map(statistics.median, zip(*speeds, strict=True))
    return alone, watched


def beside(networks: Networks, pages: dict[tuple[str, str], GanLab], settings: argparse.Namespace) -> None:
    """Both sides in turn; prints medians and ratios."""
    game = Playground(configured(networks))
    for page in pages.values():
        page.take(networks)
    alone: list[float] = []
    watched: list[float] = []
    theirs: dict[tuple[str, str], list[float]] = {kind: [] for kind in pages}
    for _ in range(settings.rounds):
        for kind, page in pages.items():
            alone.append(speed(game, settings.seconds / len(pages), 0))
            watched.append(speed(game, settings.seconds / len(pages), FRAMES_A_SECOND))
            theirs[kind].append(page.speed(settings.seconds))
    print(f"  {networks.name}: {networks}")
    for loop in LOOPS:
        backend = max(BACKENDS, key=lambda one: statistics.median(theirs[one, loop]))
        mine, said = (watched, f"ours with {FRAMES_A_SECOND} frames/s") if LOOPS[loop].drawing else (alone, "ours, steps only")
        their_speed, our_speed = statistics.median(theirs[backend, loop]), statistics.median(mine)
        print(f"    GAN Lab {f'{loop} ({backend})':46} {their_speed:7.1f}", end="   ")
        print(f"{said:22} {our_speed:6.0f}   {our_speed / their_speed:6.1f}x", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ganlab", type=Path, metavar="DIR", help="GAN Lab's published page, to be measured beside ours")
    parser.add_argument(
        "--networks", type=int, nargs="+", choices=range(len(NETWORKS)), default=range(len(NETWORKS)), help="which of the list"
    )
    settings = parser.parse_args()
    settings.networks = [NETWORKS[index] for index in settings.networks]
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start; medians of {settings.rounds} rounds; {BATCH} points a batch"
    )
    if settings.ganlab:
        with opened(settings.ganlab) as pages:
            for networks in settings.networks:
                beside(networks, pages, settings)
        return
    print(f"  {'networks':18} {'steps/s':>8} {f'with {FRAMES_A_SECOND} frames/s':>16}")
    for networks in settings.networks:
        alone, watched = ours(networks, settings)
        print(f"  {networks.name:18} {alone:8.0f} {watched:16.0f}   {networks}")


if __name__ == "__main__":
    main()
