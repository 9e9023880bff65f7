"""The zoo's one script, on the processor and with small networks: only the card is new to it where there is one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from gan_core.inference import TrainedGenerator
from gan_core.models import layers
from gan_core.training.cuda_graph import pattern_of
from gan_core.training.loop import start, train_step
from gan_core.training.run_directory import RunDirectory
from scripts import zoo_gpu

SMALL = ["base_channels=4", "latent_dim=4", "batch_size=8", "log_every=5"]


@pytest.fixture
def zoo(tmp_path, monkeypatch, capsys):
    """Runs the script on a plan of one model, and one without data."""
    monkeypatch.setattr(zoo_gpu, "PLAN", {"cgan-quick": 1.0, "dcgan-faces": 1.0})
    monkeypatch.setattr(zoo_gpu, "MEASURED_PRESET", "cgan-quick")
    monkeypatch.setattr(layers, "SMALL_MAP", layers.SMALL_MAP)  # the plain loop turns it off
    monkeypatch.setattr(torch.backends.cudnn, "benchmark", False)

    def run(minutes: float) -> str:
        settings = [part for one in SMALL for part in ("--set", one)]
        monkeypatch.setattr(sys, "argv", ["zoo_gpu.py", "--out", str(tmp_path), "--minutes", str(minutes), "--device", "cpu", *settings])
        zoo_gpu.main()
        return capsys.readouterr().out

    return run


def test_measures_trains_ships_and_goes_on(zoo, tmp_path):
    said = zoo(0.08)
    for words in ("plain loop: ", "ours: ", "0 viewers: ", "30 viewers: ", "times the plain loop", "dcgan-faces: left out, data_dir"):
        assert words in said
    directory = RunDirectory(tmp_path / "cgan-quick")
    status = directory.read_status()
    assert status["state"] in ("finished", "stopped")
    assert f"cgan-quick: {status['step']:,} steps" in said
    shipped = tmp_path / "shipped" / "cgan-quick"
    assert TrainedGenerator.load(shipped).step == status["step"] > 0
    zoo(0.08)
    assert directory.read_status()["step"] > status["step"]
    assert TrainedGenerator.load(shipped).step == directory.read_status()["step"]


def test_needs_no_streamlit():
    code = "import sys, scripts.zoo_gpu; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2]).returncode == 0


def test_a_recorded_step_is_told_apart_by_its_settings_and_by_the_penalties_that_are_due():
    config = zoo_gpu.get_preset("cgan-quick")
    settings = {"base_channels": 4, "latent_dim": 4, "batch_size": 8, "n_critic": 2, "discriminator_norm": "none"}
    config = type(config).from_json(config.to_json() | settings | {"r1_weight": 1.0, "r1_every": 3})
    images = torch.zeros(16, 1, 28, 28, dtype=torch.uint8)
    dataset = zoo_gpu.ImageDataset("blank", "train", images, torch.arange(16) % 10, ())
    state, found = start(config, dataset), []
    for _ in range(4):
        found.append(pattern_of(state.players)[1])
        train_step(state, dataset)
    assert found == [(True, False), (False, True), (False, False), (True, False)]
    before = pattern_of(state.players)
    state.players.adopt(type(config).from_json(config.to_json() | {"generator_lr": 1e-3}))
    assert pattern_of(state.players) != before
