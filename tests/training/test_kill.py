"""A run killed at any moment and resumed has, bit for bit, the weights of one never stopped: real processes, real SIGKILL."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from gan_core.training.run_directory import RunDirectory

ROOT = Path(__file__).parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}


def numbers(run: RunDirectory) -> list[dict]:
    lines = [line for line in run.read_stats() if "event" not in line]
    return [{name: value for name, value in line.items() if name != "seconds"} for line in lines]


def assert_same_run(found: RunDirectory, expected: RunDirectory) -> None:
    """Weights, optimisers, random streams, log and pictures."""
    assert found.read_status() == expected.read_status()
    assert found.latest_checkpoint().name == expected.latest_checkpoint().name
    left, right = load_file(found.latest_checkpoint()), load_file(expected.latest_checkpoint())
    assert left.keys() == right.keys()
    assert [name for name in left if not torch.equal(left[name], right[name])] == []
    assert numbers(found) == numbers(expected)
    assert {path.name: path.read_bytes() for path in found.samples.glob("*.png")} == {
        path.name: path.read_bytes() for path in expected.samples.glob("*.png")
    }


def test_killed_at_every_write(tmp_path):
    script = Path(__file__).with_name("kill_at_every_write.py")
    done = subprocess.run([sys.executable, script, tmp_path], env=ENVIRONMENT, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
    kills = [json.loads(line) for line in done.stdout.splitlines()]
    moments = {kill["what"] for kill in kills}
    for moment in (
        "before config.json appears",
        "before step-00000000.json appears",
        "before step-00000004.safetensors appears",
        "before step-00000004.json appears",
        "before step-00000002.json is deleted",
        "before step-00000002.safetensors is deleted",
        "half-way through a log line",
        "before status.json appears",
    ):
        assert moment in moments
    for kill in kills:
        assert kill["signal"] == signal.SIGKILL
        ended = kill["what"] == "before writer.lock is deleted"  # the last thing that a run does
        assert kill["state"] in (("finished",) if ended else ("queued", "interrupted"))
        assert_same_run(RunDirectory(kill["path"]), RunDirectory(tmp_path / "whole"))


class CommandLine:
    """One `python -m gan_core ...` process that logs a line on stderr at every step."""

    def __init__(self, *arguments: object) -> None:
        command = [sys.executable, "-m", "gan_core", *map(str, arguments)]
        self.process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def wait_for_step(self, step: int) -> None:
        """Block until the line of that step comes."""
        seen = []
        for line in self.process.stderr:
            seen.append(line)
            if line.startswith(f"step {step}/"):
                return
        pytest.fail(f"the process ended before step {step}: {''.join(seen)}")

    def end(self, signal_number: int | None = None) -> tuple[int, str]:
        """Send the signal, if any, and wait. Returns (exit code, stdout)."""
        if signal_number is not None:
            self.process.send_signal(signal_number)
        out, _ = self.process.communicate(timeout=120)
        return self.process.returncode, out


@pytest.fixture
def picture_folder(tmp_path) -> Path:
    random = np.random.default_rng(0)
    for name in ("dark", "light"):
        (tmp_path / "pictures" / name).mkdir(parents=True)
        for index in range(16):
            Image.fromarray(random.integers(0, 256, (28, 28), dtype=np.uint8)).save(tmp_path / "pictures" / name / f"{index}.png")
    return tmp_path / "pictures"


def test_command_line_killed_interrupted_and_resumed(tmp_path, picture_folder):
    """SIGKILL, then Ctrl-C, then to the end."""
    settings = ["base_channels=8", "log_every=1", "checkpoint_every=3", "ema_decay=0.9", "sample_epochs=[1,2]"]
    train = ["train", "--preset", "cgan-embedding-fashion-mnist", "--data-dir", picture_folder, "--batch-size", 8, "--epochs", 5]
    train += [word for setting in settings for word in ("--set", setting)] + ["--threads", 1]  # 20 steps
    run, whole = RunDirectory(tmp_path / "run"), RunDirectory(tmp_path / "whole")

    first = CommandLine(*train, "--out", run.path)
    first.wait_for_step(5)
    assert run.read_status()["state"] == "running"
    assert first.end(signal.SIGKILL)[0] == -signal.SIGKILL
    assert run.read_status()["state"] == "interrupted"
    assert run.checkpoint_steps()[-1] >= 3

    second = CommandLine("resume", run.path, "--threads", 1, "--json")
    second.wait_for_step(8)
    code, out = second.end(signal.SIGINT)
    stopped = run.read_status()
    assert (code, stopped["state"]) == (0, "stopped")
    assert json.loads(out)["state"] == "stopped"
    assert run.checkpoint_steps()[-1] == stopped["step"] == json.loads(out)["step"] >= 8

    assert CommandLine("resume", run.path, "--threads", 1).end()[0] == 0

    assert CommandLine(*train, "--out", whole.path).end()[0] == 0
    assert whole.read_status() == {"state": "finished", "step": 20, "reason": ""}
    assert_same_run(run, whole)


def many_steps(tmp_path: Path, picture_folder: Path) -> list[object]:
    settings = ["base_channels=8", "log_every=1", "checkpoint_every=1000"]
    train = ["train", "--preset", "cgan-embedding-fashion-mnist", "--data-dir", picture_folder, "--batch-size", 8, "--epochs", 100_000]
    return [*train, *(word for setting in settings for word in ("--set", setting)), "--threads", 1, "--out", tmp_path / "run"]


def test_a_closed_terminal_saves(tmp_path, picture_folder):
    training = CommandLine(*many_steps(tmp_path, picture_folder))
    training.wait_for_step(3)
    assert training.end(signal.SIGHUP)[0] == 0
    run = RunDirectory(tmp_path / "run")
    assert run.read_status()["state"] == "stopped"
    assert run.checkpoint_steps()[-1] == run.read_status()["step"] >= 3


def test_ctrl_c_twice_ends_at_once(tmp_path, picture_folder):
    """The process is held while both arrive, so that no step lies between them."""
    training = CommandLine(*many_steps(tmp_path, picture_folder))
    training.wait_for_step(3)
    training.process.send_signal(signal.SIGINT)
    for line in training.process.stderr:
        if line.startswith("stopping with a checkpoint"):
            break
    assert training.end(signal.SIGINT)[0] in (-signal.SIGINT, 0)  # 0: its checkpoint was written first
