"""The recorded failures that ship with the app: what their cards say, and what the doctor says of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PIL import Image

from gan_core.presets import get_preset
from gan_core.training.doctor import examine
from gan_core.training.history import History
from gan_core.training.run_directory import RunDirectory

SHIPPED = Path(__file__).parents[2] / "checkpoints"
NAMES = {
    "failure-partial-collapse": "partial_collapse",
    "failure-complete-collapse": "complete_collapse",
    "failure-convergence": "generator_loss_rising",
    "failure-generator-wins": "generator_wins",
    "failure-cgan-collapse": "partial_collapse",
    "failure-ignored-label": "label_ignored",
    "failure-lsgan": "complete_collapse",
}


@pytest.fixture(params=NAMES)
def run(request) -> RunDirectory:
    return RunDirectory(SHIPPED / request.param)


def history(run: RunDirectory) -> History:
    numbers = History(run)
    numbers.refresh()
    return numbers


def test_the_doctor_names_it_at_its_end(run):
    status = run.read_status()
    finding = examine(history(run), run.read_config(), status["state"], status.get("code", ""))
    assert (finding.name, finding.step) == (NAMES[run.path.name], run.read_config().max_steps)
    assert finding.remedies


def test_it_is_never_called_healthy(run):
    numbers, config = history(run), run.read_config()
    assert "healthy" not in {examine(numbers, config, until=measurement.step).name for measurement in numbers.statistics}


def test_the_card_s_command_makes_its_config(run):
    card = (run.path / "README.md").read_text()
    command = re.search(r"`python -m gan_core train (.+?)`", card)
    assert command
    words = command[1].replace("'", "").split()
    flags = list(zip(words[::2], words[1::2], strict=True))
    changes = {flag[2:].replace("-", "_"): value for flag, value in flags if flag not in ("--preset", "--set", "--threads", "--out")}
    changes |= dict(value.split("=", 1) for flag, value in flags if flag == "--set")
    asked = {
        name: json.loads(value) if re.fullmatch(r'[\d.e"-].*|true|false', value) and name != "dataset" else value
        for name, value in changes.items()
    }
    config, base = run.read_config().to_json(), get_preset(dict(flags)["--preset"]).to_json()
    assert {name: config[name] for name in asked} == asked
    assert {name for name in config if config[name] != base[name]} <= asked.keys() | {"class_names"}
    assert f"checkpoints/{run.path.name}" in card


def test_its_pictures_are_few_and_whole(run):
    pictures = sorted(run.samples.glob("step-*.png"))
    assert 10 <= len(pictures) <= 20
    assert [int(path.stem[5:]) for path in (pictures[0], pictures[-1])] == [0, run.read_config().max_steps]
    for path in pictures:
        with Image.open(path) as picture:
            picture.load()
            size = run.read_config().image_size
            assert picture.size == (10 * size, (10 if run.read_config().conditional else 8) * size)
    assert sum(path.stat().st_size for path in run.path.rglob("*") if path.is_file()) < 2_500_000
