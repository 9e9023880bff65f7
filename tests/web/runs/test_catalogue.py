"""Runs by name: a name that is another one's on Windows, or a device's, is no run on any system."""

from __future__ import annotations

import dataclasses

import pytest

from gan_core.config import TrainingConfig
from gan_core.training.run_directory import RunDirectory
from web.runs import catalogue


@pytest.mark.parametrize(("name", "found"), [("my-run.1", True), ("CON", False), ("nul.txt", False), ("my-run.", False), ("a:b", False)])
def test_a_run_has_one_name_on_every_system(tmp_path, monkeypatch, name, found):
    monkeypatch.setattr(catalogue, "SETTINGS", dataclasses.replace(catalogue.SETTINGS, runs_dir=tmp_path))
    RunDirectory(tmp_path / name).create(TrainingConfig())
    assert (catalogue.find_run(name) is not None) is found
