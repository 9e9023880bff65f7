"""The whole app is killed while it trains, at twenty random moments, and each time goes on from where the run was saved."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
import torch

from gan_core.data import load_dataset
from gan_core.training.run import run
from gan_core.training.run_directory import RunDirectory

ROOT = Path(__file__).parents[2]
KILLS = 20
INTERVAL = 3  # steps between checkpoints
TIMEOUT_SECONDS = 120  # seconds for what takes one
SMALL = {"base_channels": 4, "latent_dim": 4, "batch_size": 8, "ema_decay": 0.0, "precision": "float32", "epochs": 1000}
SETTINGS = SMALL | {"log_every": 1, "checkpoint_every": INTERVAL, "keep_checkpoints": 2, "r1_weight": 0.0}
MARK = {"X-GAN-Classroom": "1"}


class App:
    """The app's process; `start` it, and `kill` it without a word."""

    def __init__(self, runs: Path, log: Path) -> None:
        more = {"GAN_RUNS_DIR": str(runs), "GAN_DEVICE": "cpu", "GAN_MAX_MINUTES": "0", "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        command = [sys.executable, Path(__file__).with_name("app_that_is_forked.py")]
        self.log, self.cookies = log, httpx.Cookies()
        with log.open("w", encoding="utf-8") as errors:
            self.mother = subprocess.Popen(
                command, cwd=ROOT, env=os.environ | more, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
            )

    def start(self) -> httpx.Client:
        """A client of the app, once it answers."""
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
        self.mother.stdin.write(f"{port}\n")
        self.mother.stdin.flush()
        self.process = int(self.mother.stdout.readline())
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=TIMEOUT_SECONDS, cookies=self.cookies)
        pause = threading.Event()
        for _ in range(100 * TIMEOUT_SECONDS):
            try:
                client.get("/")  # brings the cookie
                self.cookies = client.cookies  # the same visitor comes again
                return client
            except httpx.TransportError:
                pause.wait(0.01)
        raise AssertionError(self.log.read_text())

    def kill(self) -> None:
        """Until it is gone."""
        os.kill(self.process, signal.SIGKILL)
        assert self.mother.stdout.readline() == "\n"

    def close(self) -> None:
        """Also of what it was forked from."""
        self.mother.stdin.close()
        self.mother.kill()
        self.mother.wait()
        self.mother.stdout.close()


@pytest.fixture
def app(tmp_path) -> Iterator[App]:
    app = App(tmp_path / "runs", tmp_path / "log.txt")
    yield app
    app.close()
    assert "Traceback" not in app.log.read_text()


def last_step(directory: RunDirectory) -> int:
    """Of the log, every line of which must be readable at any moment."""
    return max((line["step"] for line in directory.read_stats() if "event" not in line), default=0)


def wait_for_step(directory: RunDirectory, goal: int) -> None:
    pause = threading.Event()
    for _ in range(100 * TIMEOUT_SECONDS):
        if last_step(directory) >= goal:
            return
        pause.wait(0.01)
    raise AssertionError(f"step {goal} never came")


def numbers(directory: RunDirectory) -> list[dict]:
    lines = (line for line in directory.read_stats() if "event" not in line)
    return [{name: value for name, value in line.items() if name != "seconds"} for line in lines]


def test_killed_at_twenty_random_moments_the_app_lists_the_run_as_interrupted_and_resumes_it_exactly(app, tmp_path):
    chance, pause = random.Random(0), threading.Event()
    reached, name = 0, ""
    for kill in range(KILLS):
        with closing(app.start()) as client:
            if kill == 0:
                answer = client.post("/api/runs", json={"preset": "cgan-quick", "settings": SETTINGS}, headers=MARK)
                name = answer.json()["name"]
                directory = RunDirectory(tmp_path / "runs" / name)
            else:
                (row,) = (row for row in client.get("/api/runs").json()["runs"] if row["name"] == name)
                assert row["state"] == "interrupted"
                assert client.post(f"/api/runs/{name}/resume", headers=MARK).json() == {"name": name}
            wait_for_step(directory, reached + chance.randint(1, 3 * INTERVAL))
            pause.wait(chance.random() * 0.02)  # anywhere within a step or a write
            app.kill()
        logged, saved = last_step(directory), directory.checkpoint_steps()[-1]
        assert directory.read_status()["state"] in ("interrupted", "queued")  # the latter until the next process looks
        assert logged - INTERVAL <= saved <= logged + 1
        assert saved >= reached
        reached = saved
    assert reached > 0
    compare(directory, RunDirectory(tmp_path / "whole"), reached)


def compare(directory: RunDirectory, whole: RunDirectory, steps: int) -> None:
    """With a run that was never stopped."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    for report in run(whole, directory.read_config(), load_dataset("fashion-mnist-10k", progress=False)):
        if report.step == steps:
            break
    torch.set_num_threads(threads)
    assert [line for line in numbers(directory) if line["step"] <= steps] == numbers(whole)
