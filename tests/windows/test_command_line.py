"""The command line on Windows as it is played: own images with Vietnamese names, trained, broken off, gone on with, scored, exported."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from PIL import Image
from played_windows import environment

from gan_core.training.run_directory import RunDirectory, steps_of

SMALL = ["--set", "base_channels=4", "--set", "log_every=1", "--set", "checkpoint_every=2", "--set", "keep_checkpoints=2", "--threads", "1"]
SMALL += ["--latent-dim", "4", "--batch-size", "8", "--device", "cpu"]
CLASSES = ("mèo con", "chó Đốm")
TIMEOUT_SECONDS = 300


class Windows:
    """A folder where the rules hold, and commands run in it."""

    def __init__(self, folder: Path, console: str = "cp1258") -> None:
        self.folder, self.console = folder, console
        self.environment = os.environ | environment(folder, console)

    def start(self, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "gan_core", *words]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=self.folder, env=self.environment, stdout=pipe, stderr=pipe, encoding=self.console)

    def run(self, *words: str, code: int = 0) -> str:
        process = self.start(*words)
        output, errors = process.communicate(timeout=TIMEOUT_SECONDS)
        assert process.returncode == code, errors
        assert "Traceback" not in errors, errors
        return output if code == 0 else errors


@pytest.fixture
def windows(tmp_path) -> Windows:
    return Windows(tmp_path)


def images(folder: Path) -> Path:
    pixels = torch.randint(256, (20, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    for number, picture in enumerate(pixels):
        (folder / CLASSES[number % 2]).mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture.numpy()).save(folder / CLASSES[number % 2] / f"ảnh {number}.png")
    return folder


def interrupted(process: subprocess.Popen[str], after: str) -> str:
    """Its errors once Ctrl-Break was pressed, when a line had begun so."""
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line)
        if line.startswith(after):
            process.send_signal(signal.SIGUSR1)  # as sitecustomize has it
            break
    output, errors = process.communicate(timeout=TIMEOUT_SECONDS)
    assert process.returncode == 0, "".join(lines) + errors
    assert "Traceback" not in errors
    return output


def kept(directory: RunDirectory) -> list[int]:
    """Steps whose weights lie in the folder."""
    return list(steps_of(directory.checkpoints, "safetensors"))


def test_own_images_from_a_folder_to_a_page(windows: Windows):
    folder = images(windows.folder / "Ảnh của tôi")
    out = windows.folder / "runs" / "Lần đầu"
    training = windows.start(
        "train", "--preset", "cgan-quick", "--data-dir", str(folder), "--image-size", "28", "--out", str(out), "--epochs", "100000", *SMALL
    )
    said = interrupted(training, "step 5")
    directory = RunDirectory(out)
    step = directory.read_status()["step"]
    assert said.startswith(f"stopped at step {step}")
    assert directory.read_status()["state"] == "stopped"
    assert directory.checkpoint_steps()[-1] == step
    assert kept(directory) == directory.checkpoint_steps()[-2:]
    counters = json.loads(directory.checkpoint_path(step).with_suffix(".json").read_text(encoding="utf-8"))
    assert set(counters["trained_on"]["classes"]) == set(CLASSES)

    windows.run("resume", str(out), "--max-steps", str(step + 7), "--device", "cpu", "--threads", "1")
    assert directory.read_status()["step"] == step + 7
    assert kept(directory) == directory.checkpoint_steps()[-2:]  # what it went on from is not open any more
    assert b"\r" not in directory.stats_path.read_bytes()
    windows.run("sample", str(out), "--label", "mèo con", "--n", "4", "--out", str(windows.folder / "mèo.png"))
    windows.run("export-demo", "--checkpoint", str(out), "--out", str(windows.folder / "Trình diễn.html"))
    page = (windows.folder / "Trình diễn.html").read_text(encoding="utf-8")
    assert all(name in page for name in CLASSES)
    (run,) = json.loads(windows.run("runs", "--json"))
    assert (run["name"], run["step"]) == ("Lần đầu", step + 7)


def test_a_run_that_came_with_the_app_is_scored(windows: Windows):
    scores = json.loads(windows.run("evaluate", "cgan-fashion-mnist", "--n", "50", "--json", "--device", "cpu", "--threads", "1"))
    assert scores["scores"]


@pytest.mark.parametrize("console", ["cp437", "cp1258"])
def test_any_console_takes_what_is_printed(tmp_path, console):
    windows = Windows(tmp_path, console)
    assert "cgan-quick" in windows.run("presets")
    assert "--data-dir" in windows.run("train", "--preset", "cgan-quick", "--data-dir", "Ảnh của ai 人", code=2)
    windows.run("--help")
    for name in ("CON", "a:b", "mèo."):
        assert "a name that Windows takes too" in windows.run("train", "--preset", "cgan-quick", "--out", f"runs/{name}", code=2)
