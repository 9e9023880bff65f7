"""One run that cannot be read is one named run, never a list that fails."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from gan_core.cli import main
from gan_core.config import TrainingConfig
from gan_core.errors import CheckpointError
from gan_core.training.history import History
from gan_core.training.run_directory import RunDirectory, list_runs


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """A good run, one whose log is noise, and one folder that only another account may open."""
    for name in ("good", "noise", "locked"):
        RunDirectory(tmp_path / name).create(TrainingConfig())
    (tmp_path / "noise" / "stats.jsonl").write_bytes(bytes(range(256)) + b"\n")
    lock(tmp_path / "locked", monkeypatch)
    return tmp_path


def lock(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a folder of mode 0700 of another account does; the tests may run as root, for whom modes mean nothing."""
    inside = f"{folder}{os.sep}"
    for owner, name in ((os, "stat"), (os, "open"), (Path, "stat"), (Path, "open")):
        original = getattr(owner, name)

        def refused(path, *arguments, original=original, **named):
            if isinstance(path, str | Path) and str(path).startswith(inside):
                raise PermissionError(13, "Permission denied", str(path))
            return original(path, *arguments, **named)

        monkeypatch.setattr(owner, name, refused)


def test_the_list_holds_all(folder):
    assert {run.path.name for run in list_runs(folder)} == {"good", "noise", "locked"}


def test_each_is_named_when_it_is_read(folder):
    locked, noise = RunDirectory(folder / "locked"), RunDirectory(folder / "noise")
    for read in (locked.read_config, lambda: list(locked.read_stats()), History(locked).refresh):
        with pytest.raises(CheckpointError, match=r"locked: its files cannot be read \(Permission denied\)"):
            read()
    assert locked.read_status()["state"] == "interrupted"
    with pytest.raises(CheckpointError, match=r"checkpoint stats\.jsonl: the file is damaged"):
        History(noise).refresh()


def test_another_account_s_lock_counts_as_held(folder, monkeypatch):
    run = RunDirectory(folder / "good")
    run.write_status("running", step=3)
    (run.path / "writer.lock").touch()
    lock(run.path / "writer.lock", monkeypatch)
    assert run.read_status()["state"] == "interrupted"  # it can be held, and is not
    monkeypatch.setattr("filelock.FileLock.acquire", lambda *_: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    assert run.read_status()["state"] == "running"
    monkeypatch.setattr("filelock.FileLock.acquire", lambda *_: (_ for _ in ()).throw(OSError(30, "Read-only file system")))
    assert run.read_status()["state"] == "interrupted"


def test_the_command_line_lists_the_others(folder, capsys):
    main(["runs", str(folder), "--json"])
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert {name: row["state"] for name, row in rows.items()} == {"good": "queued", "noise": "unreadable", "locked": "unreadable"}
    assert "Permission denied" in rows["locked"]["error"]
    assert "stats.jsonl" in rows["noise"]["error"]
    main(["runs", str(folder)])
    assert "its files cannot be read" in capsys.readouterr().out
