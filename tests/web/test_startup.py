"""What the server says in its log before the first visitor."""

from __future__ import annotations

import dataclasses

from web import startup
from web.settings import Settings


def test_a_runs_folder_that_cannot_be_written_is_said_once(tmp_path, monkeypatch, caplog):
    (tmp_path / "file").touch()
    monkeypatch.setattr(startup, "SETTINGS", dataclasses.replace(Settings(), runs_dir=tmp_path / "file" / "runs"))
    startup.check_runs_folder()
    (record,) = caplog.records
    assert "cannot be written or read (Not a directory)" in record.getMessage()


def test_one_that_can_be_written_is_made_and_left_empty(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(startup, "SETTINGS", dataclasses.replace(Settings(), runs_dir=tmp_path / "runs"))
    startup.check_runs_folder()
    assert list((tmp_path / "runs").iterdir()) == []
    assert not caplog.records
