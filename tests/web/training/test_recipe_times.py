"""How long a training takes, from what was measured here; nothing where nothing was."""

from __future__ import annotations

import dataclasses
import json
import os

import pytest

from gan_core.data.fit import planned_steps
from gan_core.presets import get_preset
from web.settings import Settings
from web.training import recipe_times
from web.training.recipe_times import RECIPES, UNIT, measured_seconds, minutes

CONFIG = get_preset(UNIT)


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(recipe_times, "SETTINGS", dataclasses.replace(Settings(), runs_dir=tmp_path))
    recipe_times._key.cache_clear()
    yield
    recipe_times._key.cache_clear()


def test_nothing_is_said_before_something_was_measured():
    assert measured_seconds(UNIT) is None
    assert minutes(CONFIG, 10_000) is minutes(CONFIG, 10_000, UNIT) is None


def test_what_was_measured_is_kept_and_others_follow_from_it(monkeypatch, tmp_path):
    monkeypatch.setattr("gan_core.training.pace.seconds_per_step", lambda config, device: 0.5 if config == CONFIG else 2.0)
    monkeypatch.setattr("torch.set_num_threads", lambda _count: None)
    recipe_times.main()
    assert [measured_seconds(recipe) for recipe in RECIPES] == [0.5, 2.0, 2.0, 2.0]
    assert recipe_times._fresh()
    assert minutes(CONFIG, 10_000, UNIT) == minutes(CONFIG, 10_000) == planned_steps(CONFIG, 10_000) * 0.5 / 60
    assert minutes(dataclasses.replace(CONFIG, base_channels=32), 10_000) < minutes(CONFIG, 10_000)
    monkeypatch.setattr(recipe_times, "SETTINGS", dataclasses.replace(recipe_times.SETTINGS, device="cpu"))
    recipe_times._key.cache_clear()
    assert measured_seconds(UNIT) is None  # of another device


def test_a_day_later_it_is_measured_again_and_a_busy_machine_makes_nothing_longer(monkeypatch, tmp_path):
    monkeypatch.setattr("torch.set_num_threads", lambda _count: None)
    for seconds, kept in ((2.0, 2.0), (9.0, 2.0), (0.5, 0.5)):
        monkeypatch.setattr("gan_core.training.pace.seconds_per_step", lambda _config, _device, seconds=seconds: seconds)
        recipe_times.main()
        assert {measured_seconds(recipe) for recipe in RECIPES} == {kept}
    os.utime(tmp_path / recipe_times.FILE, (0, 0))
    assert not recipe_times._fresh()


@pytest.mark.parametrize("content", ["", "[]", json.dumps({"x": "fast"}), json.dumps({"x": -1.0})])
def test_a_damaged_file_is_measured_anew(content, tmp_path):
    (tmp_path / recipe_times.FILE).write_text(content)
    assert recipe_times._read(tmp_path / recipe_times.FILE) == {}
