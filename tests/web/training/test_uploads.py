"""Visitors' images: kept while a run uses them, deleted when old, never beyond the total size."""

from __future__ import annotations

import dataclasses
import io
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gan_core.config import TrainingConfig
from gan_core.errors import DataError
from gan_core.training.run_directory import RunDirectory
from web.settings import Settings
from web.training import uploads

HOURS = 3600


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(uploads, "SETTINGS", dataclasses.replace(Settings(), runs_dir=tmp_path, max_uploads_mb=10, upload_hours=24))


@pytest.fixture
def upload(tmp_path) -> Callable[..., Path]:
    """Images of so many megabytes that came so many hours ago, and a run of that state which has them."""

    def make(megabytes: float = 1, hours: float = 0, state: str = "") -> Path:
        folder = uploads.new_folder(0)
        (folder / "cats").mkdir(parents=True)
        (folder / "cats" / "0.png").write_bytes(b"0" * int(megabytes * 1_000_000))
        if state:
            run = RunDirectory(tmp_path / f"run-{folder.name}")
            run.create(TrainingConfig(dataset="folder", data_dir=str(folder)))
            run.write_status(state, step=1)
            os.utime(run.path / "status.json", (time.time() - hours * HOURS,) * 2)
        os.utime(folder, (time.time() - hours * HOURS,) * 2)
        return folder

    return make


def test_what_no_run_was_started_with_is_deleted_after_a_day(upload):
    old, young, used = upload(hours=25), upload(hours=23), upload(hours=1000, state="stopped")
    uploads.new_folder(0)
    assert [folder.exists() for folder in (old, young, used)] == [False, True, True]


def test_beyond_the_total_size_the_oldest_go_first_those_of_finished_runs_last(upload):
    finished, failed = upload(3, hours=50, state="finished"), upload(3, hours=2, state="failed")
    waiting, fresh = upload(2, hours=3), upload(2, hours=0.5)
    uploads.new_folder(2_000_000)
    assert [folder.exists() for folder in (finished, failed, waiting, fresh)] == [True, True, False, True]
    uploads.new_folder(5_000_000)
    assert [folder.exists() for folder in (finished, failed, fresh)] == [False, True, True]


@pytest.mark.parametrize("state", ["queued", "running", "paused", "stopped", "interrupted"])
def test_images_of_a_run_that_may_go_on_are_never_deleted(state, upload):
    used = upload(9, hours=1000, state=state)
    with pytest.raises(DataError, match="at most 10 MB of images, and all of them are in use"):
        uploads.new_folder(2_000_000)
    assert used.exists()


def test_images_replaced_by_others_go_unless_a_run_has_them(upload):
    replaced, used = upload(), upload(state="finished")
    for folder in (replaced, used):
        uploads.forget(folder)
    assert [folder.exists() for folder in (replaced, used)] == [False, True]


def test_a_damaged_run_beside_them_disturbs_nothing(upload, tmp_path):
    kept = upload()
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "config.json").write_text("{")
    uploads.new_folder(0)
    assert kept.exists()


def test_several_files_become_one_zip_and_a_zip_stands_alone():
    files = [("pets/cat/a.png", b"1"), ("pets/cat/a.png", b"2"), ("pets/dog/b.png", b"3")]
    content, name = uploads.packed(files)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found = {entry: archive.read(entry) for entry in archive.namelist()}
    assert (found, name) == ({"pets/cat/a.png": b"1", "pets/cat/1-a.png": b"2", "pets/dog/b.png": b"3"}, "pets")
    assert uploads.packed([("old.zip", b"4"), ("Ảnh.ZIP", b"5"), *files]) == (b"5", "Ảnh")


def test_files_together_are_no_more_than_a_zip_may_be(monkeypatch):
    monkeypatch.setattr(uploads, "SETTINGS", dataclasses.replace(Settings(), max_upload_mb=1))
    with pytest.raises(DataError, match="more than 1 MB"):
        uploads.packed([("a.png", b"0" * 600_000), ("b.png", b"0" * 600_000)])
