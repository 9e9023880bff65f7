"""Zips and pictures from people we do not know: bombs of every kind cost little, names are never paths, damage is one sentence."""

from __future__ import annotations

import io
import unicodedata
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest
import torch
from hostile import BOUNDED, COUNT, NAUGHTY, TIMES, check_error, texts
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gan_core.data import members, own_images
from gan_core.data.decoding import Decoded
from gan_core.data.members import LISTED, ArchiveLimits
from gan_core.data.own_images import load_images
from gan_core.errors import DataError


def picture(kind: str = "PNG", size: tuple[int, int] = (9, 7)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "red").save(file, kind)
    return file.getvalue()


WHOLE = {f".{kind.lower()}": picture(kind) for kind in ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")}
LIMITS = ArchiveLimits(images=20, image_mb=0.01, total_mb=0.05, classes=3, entries=30, megapixels=0.01)


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    content = bytearray(whole)
    for _ in range(draw(st.integers(0, 5))):
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return bytes(content[: draw(st.integers(0, len(content)))]) if draw(st.booleans()) else bytes(content)


contents = st.one_of(*map(st.just, WHOLE.values()), *map(damaged, WHOLE.values()), st.binary(max_size=50), st.just(bytes(20_000)))
image_names = st.tuples(st.sampled_from(NAUGHTY), texts, st.sampled_from(list(WHOLE))).map(lambda parts: f"{parts[0]}/{parts[1]}{parts[2]}")
names = st.one_of(st.sampled_from(NAUGHTY), texts, image_names)


@settings(BOUNDED, max_examples=120 * TIMES)
@given(data=st.data())
def test_any_zip_is_unpacked_inside_its_folder_or_refused_with_a_sentence(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory):
    COUNT[200] += 1
    file = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(file, "w") as opened:  # two entries of one name
        for _ in range(data.draw(st.integers(0, 4))):
            entry = zipfile.ZipInfo(data.draw(names)[:500] or "x")
            entry.external_attr = data.draw(st.sampled_from([0, 0o120777 << 16, 0o060644 << 16, 0o4755 << 16]))
            kind = data.draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]))
            opened.writestr(entry, data.draw(contents), kind)
    folder = tmp_path_factory.mktemp("upload")
    content = data.draw(damaged(file.getvalue())) if data.draw(st.booleans()) else file.getvalue()
    (folder / "images.zip").write_bytes(content)
    try:
        dataset = load_images(folder / "images.zip", 8, 3, limits=LIMITS)
    except DataError as error:
        check_error(dict(error.to_json()))
    else:
        assert len(dataset) == sum(dataset.plan.counts.values()) <= LIMITS.images
        assert len(set(dataset.class_names)) == len(dataset.class_names) <= LIMITS.classes
        assert all(name.isprintable() or unicodedata.normalize("NFC", name) == name for name in dataset.class_names)
        assert torch.equal(load_images(folder / "images.zip", 8, 3).images, dataset.images)  # as a training reads it later
    assert [path.name for path in folder.rglob("*")] == ["images.zip"]


class Work:
    """How many bytes were unpacked and how many pictures decoded."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.unpacked, self.decoded = 0, 0
        unpack, read = zipfile.ZipExtFile.read, own_images.read_image

        def counted_unpack(file: zipfile.ZipExtFile, size: int = -1) -> bytes:
            content = unpack(file, size)
            self.unpacked += len(content)
            return content

        def counted_read(*arguments: Any) -> Decoded:
            decoded = read(*arguments)
            self.decoded += 1
            return decoded

        monkeypatch.setattr(zipfile.ZipExtFile, "read", counted_unpack)
        monkeypatch.setattr(own_images, "read_image", counted_read)


def zipped(folder: Path, files: dict[str, bytes]) -> Path:
    path = folder / "images.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return path


def refused(path: Path, limits: ArchiveLimits) -> str:
    with pytest.raises(DataError) as error:
        load_images(path, 8, 3, limits=limits)
    return str(error.value)


def test_files_that_are_too_large_are_paid_for_too(tmp_path, monkeypatch):
    """A thousand of them would be a thousand times the largest file, each left out and the next one tried."""
    work = Work(monkeypatch)
    bomb = zipped(tmp_path, {f"{number}.png": bytes(300_000) for number in range(200)})
    assert bomb.stat().st_size < 150_000
    assert "0.5 MB" in refused(bomb, ArchiveLimits(image_mb=0.1, total_mb=0.5))
    assert work.unpacked < 1_500_000


def test_pictures_of_one_colour_are_paid_for_by_the_pixel(tmp_path, monkeypatch):
    work = Work(monkeypatch)
    bomb = zipped(tmp_path, {f"{number}.png": picture(size=(1000, 1000)) for number in range(30)})
    assert bomb.stat().st_size < 100_000
    assert "2 million pixels" in refused(bomb, ArchiveLimits(megapixels=2))
    assert work.decoded <= 2


def test_a_list_of_a_million_files_is_not_read(tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(members.zipfile, "ZipFile", lambda *_: opened.append(1))
    (tmp_path / "x.zip").write_bytes((LISTED + bytes(42)) * 51_000)
    assert refused(tmp_path / "x.zip", ArchiveLimits()) == "upload: got more than 50000 files; accepted: at most 50000 files."
    assert not opened


def test_marks_are_counted_across_the_pieces_a_file_is_read_in():
    for before in range((1 << 20) - 5, (1 << 20) + 5):
        assert members._entries_at_most(io.BytesIO(bytes(before) + LISTED + bytes(9) + LISTED)) == 2


def test_compressions_that_ask_for_memory_are_left_out(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as opened:
        for kind in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
            opened.writestr(f"{kind}.png", picture(), kind)
    dataset = load_images(tmp_path / "x.zip", 8, 3, limits=ArchiveLimits())
    assert (len(dataset), [one.reason for one in dataset.plan.left_out]) == (2, ["compression"] * 2)
