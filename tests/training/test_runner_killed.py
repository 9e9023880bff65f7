"""The process that holds the queue is killed while it trains, again and again, and goes on each time from where it was saved."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
from pathlib import Path

from test_kill import ENVIRONMENT

from gan_core.training.run import run
from gan_core.training.run_directory import RunDirectory

KILLS = 20
INTERVAL = 3  # steps between checkpoints
SCRIPT = Path(__file__).with_name("train_in_runner.py")


def train(folder: Path, config: dict) -> tuple[subprocess.Popen, RunDirectory]:
    process = subprocess.Popen([sys.executable, SCRIPT, folder], env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stdin.write(json.dumps(config) + "\n")
    process.stdin.flush()
    return process, RunDirectory(folder / process.stdout.readline().strip())


def last_step(directory: RunDirectory) -> int:
    """Of the log, which must be readable at any moment."""
    return max((line["step"] for line in directory.read_stats()), default=0)


def test_killed_at_twenty_random_moments_nothing_older_than_a_checkpoint_is_lost(tmp_path, tiny_config, tiny_images):
    chance, pause = random.Random(0), threading.Event()
    config = tiny_config(epochs=10_000, checkpoint_every=INTERVAL, keep_checkpoints=2)
    reached = 0
    for _ in range(KILLS):
        process, directory = train(tmp_path, config.to_json())
        with process:
            goal = reached + chance.randint(1, 3 * INTERVAL)
            while last_step(directory) < goal:
                assert process.poll() is None
                pause.wait(0.01)
            pause.wait(chance.random() * 0.02)  # anywhere within a step or a write
            process.kill()
        logged, saved = last_step(directory), directory.checkpoint_steps()[-1]
        assert directory.read_status()["state"] in ("interrupted", "queued")  # the latter until the next process looks
        assert logged - INTERVAL <= saved <= logged + 1
        assert saved >= reached - INTERVAL
        reached = saved
    whole = RunDirectory(tmp_path / "whole")
    for report in run(whole, config, tiny_images):
        if report.step == reached:
            break
    assert [line for line in _numbers(directory) if line["step"] <= reached] == _numbers(whole)


def _numbers(directory: RunDirectory) -> list[dict]:
    lines = (line for line in directory.read_stats() if "event" not in line)
    return [{name: value for name, value in line.items() if name != "seconds"} for line in lines]
