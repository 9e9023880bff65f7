"""Old runs give way, by number and by disk; those that train, and those that a person named, do not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gan_core.config import TrainingConfig
from gan_core.training.retention import MEGABYTE, Retention
from gan_core.training.run_directory import RunDirectory, list_runs


def name(number: int) -> str:
    return f"20260101-0000{number:02}-abcdef"


@pytest.fixture
def folder(tmp_path) -> Path:
    """Six runs of a megabyte each, the oldest first."""
    for number in range(6):
        run = RunDirectory(tmp_path / name(number))
        run.create(TrainingConfig())
        (run.checkpoints / "big").write_bytes(bytes(MEGABYTE))
        run.write_status("finished", step=1)
        os.utime(run.path / "config.json", (number, number))
    return tmp_path


def left(folder: Path) -> list[int]:
    return sorted(int(run.path.name[13:15]) for run in list_runs(folder) if run.path.name.startswith("2026"))


def test_by_number(folder):
    gone: list[str] = []
    Retention(folder, 4, 0, gone.append).make_room(0)
    assert left(folder) == [3, 4, 5]
    assert gone == [name(0), name(1), name(2)]


def test_by_disk(folder):
    Retention(folder, 0, 5, lambda _: None).make_room(2 * MEGABYTE)
    assert left(folder) == [4, 5]


def test_of_one_owner(folder):
    Retention(folder, 0, 0, lambda _: None).make_room(0, {name(1), name(3), name(5)}, 2)
    assert left(folder) == [0, 2, 4, 5]


def test_what_trains_or_was_named_by_a_person_or_is_wanted_stays(folder):
    RunDirectory(folder / name(0)).write_status("queued", step=0)
    (folder / name(1)).rename(folder / "my-lecture")
    Retention(folder, 1, 1, lambda _: None).make_room(MEGABYTE, keep=name(2))
    assert left(folder) == [0, 2]
    assert (folder / "my-lecture" / "config.json").is_file()


def test_without_limits_nothing_goes(folder):
    Retention(folder, 0, 0, lambda _: None).make_room(10**12, {name(1)}, 0)
    assert left(folder) == [0, 1, 2, 3, 4, 5]
