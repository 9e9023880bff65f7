"""What sharing a training among processes costs: two processes of one thread against one process of two threads, same joint batch.

On one machine's CPU both have the same cores, so a ratio of 1 means that the exchange of gradients, batch statistics and numbers
is free. Beside them, one process of one thread: against its processor time, that of all processes of a side together says what sharing
costs, on a busy machine too. All live side by side and one side trains at a time, round after round in turn.

    python -m benchmarks.bench_distributed [--processes N] [--rounds N] [--steps N] [--batch-size N]
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # before torch: threads that spin are pathologically slow on a busy machine

import argparse
import dataclasses
import multiprocessing
import socket
import statistics
import time
from contextlib import nullcontext
from multiprocessing.connection import Connection

import torch

from benchmarks.bench_training import ARCHITECTURES, load_images
from gan_core.data import ImageDataset
from gan_core.memory import keep_memory
from gan_core.presets import PRESETS


def serve(connection: Connection, preset: str, settings: argparse.Namespace, threads: int, rank: int, processes: int, port: int) -> None:
    """One process, alone or of a group: a warm-up, then steps as asked for, answering with the seconds they took and worked."""
    from gan_core.training import distributed, loop

    torch.set_num_threads(threads)
    keep_memory()
    places = {"RANK": rank, "LOCAL_RANK": rank, "WORLD_SIZE": processes, "LOCAL_WORLD_SIZE": processes, "MASTER_PORT": port}
    os.environ |= {name: str(place) for name, place in places.items()} | {"MASTER_ADDR": "127.0.0.1"}
    with distributed.joined() if processes > 1 else nullcontext():
        config = dataclasses.replace(PRESETS[preset], batch_size=settings.batch_size)
        images, labels, source = load_images(config)
        dataset = ImageDataset("bench", "train", images, labels, ())
        state = loop.start(config, dataset)
        for _ in range(2):
            loop.train_step(state, dataset)
        connection.send(source)
        while steps := connection.recv():
            began, worked = time.perf_counter(), time.process_time()
            for _ in range(steps):
                loop.train_step(state, dataset)
            connection.send((time.perf_counter() - began, time.process_time() - worked))


class Side:
    """The processes that train together."""

    def __init__(self, preset: str, settings: argparse.Namespace, processes: int, threads: int) -> None:
        context, port = multiprocessing.get_context("spawn"), free_port()
        pipes = [context.Pipe() for _ in range(processes)]
        self.connections = [ours for ours, _ in pipes]
        self.workers = [
            context.Process(target=serve, args=(theirs, preset, settings, threads, rank, processes, port), daemon=True)
            for rank, (_, theirs) in enumerate(pipes)
        ]
        for worker in self.workers:
            worker.start()
        for _, theirs in pipes:
            theirs.close()
        self.source, *_ = [connection.recv() for connection in self.connections]  # all have to be ready

    def train(self, steps: int) -> tuple[float, float]:
        """Seconds until the last has done them, and processor seconds of all."""
        for connection in self.connections:
            connection.send(steps)
        clocks, worked = zip(*[connection.recv() for connection in self.connections], strict=True)
        return max(clocks), sum(worked)

    def close(self) -> None:
        for connection in self.connections:
            connection.send(0)
        for worker in self.workers:
            worker.join()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--processes", type=int, default=2, help="of one thread each, against one process of as many threads")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=4, help="steps a round")
    parser.add_argument("--batch-size", type=int, default=128, help="the joint batch")
    settings = parser.parse_args()

    load, processes = os.getloadavg()[0], settings.processes
    print(f"torch {torch.__version__}, gloo on one machine, {os.cpu_count()} cores, load {load:.1f} at the start")
    for title, preset in ARCHITECTURES.items():
        shapes = {
            "1 process x 1 thread": (1, 1),
            f"1 process x {processes} threads": (1, processes),
            f"{processes} processes x 1 thread": (processes, 1),
        }
        sides = {name: Side(preset, settings, *shape) for name, shape in shapes.items()}
        source = next(iter(sides.values())).source
        rounds = [[side.train(settings.steps) for side in sides.values()] for _ in range(settings.rounds)]
        for side in sides.values():
            side.close()
        print(f"\n{title} ({preset}), joint batch {settings.batch_size}, images: {source}")
        print(f"  {'':26} images/s   x the first   processor time x the first (medians of {settings.rounds} rounds, each against its own)")
        for place, name in enumerate(sides):
            speed = statistics.median(settings.steps * settings.batch_size / seconds[place][0] for seconds in rounds)
            faster, dearer = ratio(rounds, 0, 0, place), ratio(rounds, 1, place, 0)
            print(f"  {name:26} {speed:8.0f}   {faster:11.2f}   {dearer:14.2f}")
        print(f"  the last against the second: {ratio(rounds, 0, 1, 2):.2f}")


def ratio(rounds: list[list[tuple[float, float]]], what: int, over: int, under: int) -> float:
    """Median over the rounds, of seconds (0) or processor seconds (1), of one side over another's."""
    return statistics.median(seconds[over][what] / seconds[under][what] for seconds in rounds)


if __name__ == "__main__":
    main()
