from __future__ import annotations

import runpy
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from gan_core.latent import PackedModel
from gan_core.training.run_directory import RunDirectory, steps_of

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "checkpoints" / "failure-convergence"


@pytest.mark.parametrize("scored", [True, False])
def test_what_is_worth_watching_is_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scored: bool):
    shutil.copytree(SHIPPED, tmp_path / "run")
    if scored:
        (tmp_path / "run" / "scores.jsonl").write_text("{}\n")
    run = RunDirectory(tmp_path / "run")
    run.write_config(replace(run.read_config(), data_dir="/home/student/photos"))
    epoch = 10_000 // (64 * 2)  # steps: 10,000 images, batches of 64, two for each update of G
    for step in (1, epoch):  # G's own pictures are kept where an epoch ends
        run.save_samples(step, torch.zeros(2, 2, 1, dtype=torch.uint8), raw=True)
    monkeypatch.setattr(sys, "argv", ["ship_run.py", str(tmp_path / "run"), str(tmp_path / "shipped"), "--no-weights", "--pictures", "5"])
    runpy.run_path(str(ROOT / "scripts" / "ship_run.py"), run_name="__main__")
    found = {path.name for path in (tmp_path / "shipped").iterdir()}
    assert found == {"config.json", "stats.jsonl", "status.json", "samples"} | ({"scores.jsonl"} if scored else set())
    assert RunDirectory(tmp_path / "shipped").read_config().data_dir is None
    assert len(list((tmp_path / "shipped" / "samples").glob("*.png"))) >= 5
    assert list(steps_of(tmp_path / "shipped" / "samples" / "raw", "png")) == [epoch]


def test_a_conditional_generator_is_packed_for_browsers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    shutil.copytree(ROOT / "checkpoints" / "cwgan-gp-fashion-mnist", tmp_path / "run")
    monkeypatch.setattr(
        sys, "argv", ["ship_run.py", str(tmp_path / "run"), str(tmp_path / "shipped"), "--generator-only", "--pictures", "1"]
    )
    runpy.run_path(str(ROOT / "scripts" / "ship_run.py"), run_name="__main__")
    shipped = PackedModel.read(tmp_path / "shipped")
    assert shipped is not None
    assert shipped.card["latentDim"] == 100
