"""The whole way without a browser: pictures in a zip are looked at, trained on, slid, taken home, scored and frozen."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from pathlib import Path

import httpx
import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image
from waiting import until

from gan_core.cli import cli
from gan_core.data.fit import fit_config
from gan_core.presets import get_preset
from gan_core.training.about import About
from gan_core.training.job import InProcessDriver
from web.latent import api as latent_api
from web.runs import catalogue
from web.server.visitors import COOKIE
from web.settings import Settings
from web.training import api as training_api
from web.training import runner as training
from web.training import uploads

ME = "0" * 32
IMAGES = 26  # of a class: together as many as a score needs
TINY = {"image_size": 28, "image_channels": 1, "base_channels": 4, "latent_dim": 8, "batch_size": 4, "epochs": 1000, "max_steps": 4}


@pytest.fixture
def pictures(tmp_path) -> Path:
    """A zip of dark and light ones."""
    random = np.random.default_rng(0)
    with zipfile.ZipFile(tmp_path / "pictures.zip", "w") as archive:
        for name, grey in (("dark", 60), ("light", 190)):
            for index in range(IMAGES):
                content = io.BytesIO()
                Image.fromarray(random.normal(grey, 20, (28, 28)).clip(0, 255).astype(np.uint8)).save(content, "PNG")
                archive.writestr(f"{name}/{index}.png", content.getvalue())
    return tmp_path / "pictures.zip"


@pytest.fixture
def taken_home(tmp_path, monkeypatch, pictures, client_of) -> Path:
    """The folder of a run that was brought, looked at, trained and slid on the server."""
    settings = dataclasses.replace(Settings(), runs_dir=tmp_path / "runs", device="cpu")
    training.close()  # of a test before, with other settings
    for module in (uploads, training, training_api, catalogue):
        monkeypatch.setattr(module, "SETTINGS", settings)
    monkeypatch.setattr(training, "drive", InProcessDriver(training.load, "cpu"))
    found = uploads.keep(*uploads.packed([(pictures.name, pictures.read_bytes())]))
    assert found.plan.counts == {"dark": IMAGES, "light": IMAGES}
    config = fit_config(get_preset("cgan-quick"), TINY | {"dataset": "folder", "data_dir": str(found.file)})
    job = training.runner().submit(config, ME, About(images=found.name))
    until(lambda: job.over)

    client = client_of([*training_api.ROUTES, *latent_api.ROUTES])

    def get(path: str) -> httpx.Response:
        return client.get(f"/api/{path}", {"cookie": f"{COOKIE}={ME}"})

    assert client.get(f"/api/runs/{job.name}").json()["code"] == "run_gone"  # to others: pictures of one's own are private
    status = get(f"runs/{job.name}").json()
    assert (status["state"], status["step"], status["config"]["data_dir"]) == ("finished", 4, None)
    assert "pictures" in status["title"]["en"]
    slid = [get(f"latent/image?model={job.name}&seed={seed}").content for seed in (1, 2)]
    assert slid[0] != slid[1]
    assert get(f"runs/{job.name}/files/frozen").content.startswith(b"<!doctype html>")
    with zipfile.ZipFile(io.BytesIO(get(f"runs/{job.name}/files/run").content)) as archive:
        archive.extractall(tmp_path / "home")
    training.close()
    return tmp_path / "home" / job.name


def command(*arguments: str | Path) -> str:
    result = CliRunner().invoke(cli, list(map(str, arguments)), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_run_of_the_server_is_scored_and_frozen_at_home(taken_home, pictures, tmp_path):
    with zipfile.ZipFile(pictures) as archive:
        archive.extractall(tmp_path / "real")
    judged = ("--metrics", "prc,dc", "--extractor", "fashion", "--n", "50", "--reference", tmp_path / "real", "--json")
    scores = json.loads(command("evaluate", taken_home, *judged))["scores"]
    assert {"precision", "recall", "density", "coverage"} <= scores.keys()
    command("freeze", taken_home, "--out", tmp_path / "run.html")
    page = (tmp_path / "run.html").read_text(encoding="utf-8")
    assert "python -m gan_core train --preset cgan-quick --data-dir FOLDER" in page


def test_the_same_by_the_command_line_alone(pictures, tmp_path):
    run = tmp_path / "run"
    settings = [word for name, value in TINY.items() for word in ("--set", f"{name}={value}")]
    command("train", "--preset", "cgan-quick", "--data-dir", pictures, *settings, "--device", "cpu", "--out", run, "--json")
    command("sample", run, "--out", tmp_path / "grid.png")
    judged = ("--metrics", "dc", "--extractor", "fashion", "--n", "50", "--json")
    assert json.loads(command("evaluate", run, *judged))["scores"].keys() >= {"density", "coverage"}
    command("freeze", run, "--out", tmp_path / "run.zip")
    with zipfile.ZipFile(tmp_path / "run.zip") as archive:
        assert {"index.html", "README.md"} <= {Path(name).name for name in archive.namelist()}
