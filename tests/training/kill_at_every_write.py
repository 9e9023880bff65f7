"""Script: trains a tiny run once whole, then once for each change it makes on the disk, killing itself (SIGKILL) right there.

Each killed run is then resumed. Prints one JSON object a kill: what was being done, which signal ended the process and the
state that was left. Processes are forked, so torch is imported once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import torch
import torch._dynamo  # once here, not in every child: the first step of an optimiser imports it
from tiny_images import TinyImages

from gan_core.config import TrainingConfig
from gan_core.training.run import run
from gan_core.training.run_directory import RunDirectory

CONFIG = TrainingConfig(
    num_classes=2,
    latent_dim=4,
    base_channels=8,
    batch_size=8,
    epochs=1,
    ema_decay=0.9,
    log_every=2,
    checkpoint_every=2,
    keep_checkpoints=1,
    precision="float32",
)


def count_writes(reached: Callable[[str], None]) -> None:
    """Call `reached` just before every rename and every deletion, and half-way through every log line."""
    replace, unlink = Path.replace, Path.unlink

    def counted_replace(path: Path, target: Path) -> Path:
        reached(f"before {target.name} appears")
        return replace(path, target)

    def counted_unlink(path: Path) -> None:
        reached(f"before {path.name} is deleted")
        unlink(path)

    def halved_append(directory: RunDirectory, line: dict[str, object]) -> None:
        text = json.dumps(line)
        with directory.stats_path.open("a") as file:
            file.write(text[: len(text) // 2])
        reached("half-way through a log line")
        with directory.stats_path.open("a") as file:
            file.write(text[len(text) // 2 :] + "\n")

    Path.replace, Path.unlink, RunDirectory._append = counted_replace, counted_unlink, halved_append


def in_child(work: Callable[[], None]) -> int:
    """Run `work` in a forked process; the signal that ended it, or 0."""
    process = os.fork()
    if process == 0:
        try:
            work()
        except BaseException as error:
            sys.stderr.write(repr(error))
            os._exit(1)
        os._exit(0)
    status = os.waitpid(process, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("a training process failed")
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def train(path: Path) -> None:
    """Begin the run, or go on with it."""
    images = torch.randint(0, 256, (40, 1, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    directory = RunDirectory(path)
    for _ in run(directory, CONFIG, TinyImages(images, torch.arange(40) % 2), resume=directory.exists()):
        pass


def main(folder: Path) -> None:
    def train_and_note_writes() -> None:
        writes: list[str] = []
        count_writes(writes.append)
        train(folder / "whole")
        (folder / "writes.json").write_text(json.dumps(writes))

    in_child(train_and_note_writes)
    for number, what in enumerate(json.loads((folder / "writes.json").read_text())):
        path = folder / f"killed-{number}"
        left = iter(range(number, -1, -1))

        def train_until_killed(path: Path = path, left: object = left) -> None:
            count_writes(lambda _: next(left) or os.kill(os.getpid(), signal.SIGKILL))
            train(path)

        ended_by = in_child(train_until_killed)
        state = RunDirectory(path).read_status()["state"]
        in_child(lambda path=path: train(path))
        sys.stdout.write(json.dumps({"path": str(path), "what": what, "signal": ended_by, "state": state}) + "\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    os.fsync = lambda _descriptor: None  # slow, and for power cuts: what a killed process has written stays
    main(Path(sys.argv[1]))
