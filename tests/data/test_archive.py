from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gan_core.data import load_dataset
from gan_core.data.archive import ArchiveLimits, unpack_images
from gan_core.errors import DataError


def picture(shade: int = 100, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.full((9, 7, 3), shade, np.uint8)).save(file, kind)
    return file.getvalue()


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file


def refused(archive: io.BytesIO, target: Path, limits: ArchiveLimits | None = None) -> str:
    with pytest.raises(DataError) as error:
        unpack_images(archive, target, limits)
    assert not target.exists()
    return str(error.value)


def test_folders_are_classes_and_the_data_set_can_be_trained_on(tmp_path):
    files = {
        "mine/cat/a.png": picture(10),
        "mine/cat/b.JPG": picture(20, "JPEG"),
        "mine/chó/a.webp": picture(30, "WEBP"),
        "mine/readme.txt": b"x",
    }
    target = tmp_path / "images"
    unpacked = unpack_images(zipped(files), target)
    assert (unpacked.images, unpacked.classes, unpacked.skipped) == (3, ("cat", "chó"), 1)
    dataset = load_dataset("folder", folder=target, image_size=32, image_channels=3, progress=False)
    assert dataset.class_names == ("cat", "chó")
    assert dataset.labels.tolist() == [0, 0, 1]
    assert dataset.images.float().mean((1, 2, 3)).tolist() == pytest.approx([10, 20, 30], abs=1)


def test_images_without_folders_are_one_class(tmp_path):
    assert unpack_images(zipped({"a.png": picture(), "b.png": picture()}), tmp_path / "x").classes == ()
    assert len(list((tmp_path / "x").glob("*.png"))) == 2


def test_names_are_no_paths(tmp_path):
    evil = [
        "../../evil.png",
        "/etc/evil.png",
        "C:\\windows\\evil.png",
        "..\\..\\evil.png",
        "a/../../b/evil.png",
        "ok/" + "n" * 200 + ".png",
    ]
    target = tmp_path / "deep" / "images"
    unpacked = unpack_images(zipped(dict.fromkeys(evil, picture())), target)
    assert unpacked.images == len(set(evil))
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and target not in path.parents]
    assert outside == []


def test_links_hidden_files_and_zips_in_zips_are_left_out(tmp_path):
    link = zipfile.ZipInfo("link.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    file = zipped(
        {"a.png": picture(), ".hidden.png": picture(), "__MACOSX/._a.png": picture(), "inner.zip": zipped({"b.png": picture()}).getvalue()}
    )
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    unpacked = unpack_images(file, tmp_path / "x")
    assert (unpacked.images, unpacked.skipped) == (1, 4)
    assert not any(path.is_symlink() for path in tmp_path.rglob("*"))


def test_what_only_looks_like_an_image_does_not_stay(tmp_path):
    unpacked = unpack_images(zipped({"a.png": picture(), "b.png": b"not a picture", "c.gif": picture()[:50]}), tmp_path / "x")
    assert (unpacked.images, unpacked.skipped) == (1, 2)
    assert [path.name for path in (tmp_path / "x").iterdir()] == ["000000.png"]


def test_a_bomb_is_stopped_while_it_unpacks(tmp_path):
    bomb = zipped({f"{index}.png": bytes(3_000_000) for index in range(20)})
    assert bomb.getbuffer().nbytes < 100_000
    limits = ArchiveLimits(image_mb=1, total_mb=2)
    assert refused(bomb, tmp_path / "x", limits).startswith("upload: got more than 2 MB")  # each too large, and yet unpacked in part
    few = zipped({f"{index}.png": bytes(1_500_000) for index in range(2)})
    assert refused(few, tmp_path / "x", limits).startswith("upload: holds no readable image")
    whole = zipped({f"{index}.bmp": picture(kind="BMP") + bytes(900_000) for index in range(5)})
    assert refused(whole, tmp_path / "y", limits) == "upload: got more than 2 MB; accepted: at most 2 MB unpacked."


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (ArchiveLimits(images=2), "upload: got 3 images; accepted: at most 2 images."),
        (ArchiveLimits(entries=2), "upload: got more than 2 files; accepted: at most 2 files."),
        (ArchiveLimits(classes=2), "upload: got more than 2 folders; accepted: at most 2 folders."),
    ],
)
def test_too_much_of_anything_is_said(limits, message, tmp_path):
    assert refused(zipped({f"{name}/a.png": picture() for name in "abc"}), tmp_path / "x", limits) == message


def test_a_size_that_lies_does_not_help(tmp_path):
    """The directory of the zip says ten bytes; the file is larger."""
    content = bytearray(zipped({"a.bmp": picture(kind="BMP") + bytes(2_000_000)}, zipfile.ZIP_STORED).getvalue())
    start = content.rfind(b"PK\x01\x02")
    content[start + 24 : start + 28] = (10).to_bytes(4, "little")
    assert refused(io.BytesIO(bytes(content)), tmp_path / "x", ArchiveLimits(image_mb=1)).startswith("upload: ")


@settings(max_examples=200)
@given(st.data())
def test_damaged_zips_are_refused_with_a_sentence_or_read(tmp_path_factory, data):
    content = bytearray(zipped({"a/1.png": picture(), "b/2.png": picture(50)}).getvalue())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)))] if data.draw(st.booleans()) else content
    target = tmp_path_factory.mktemp("damaged") / "x"
    try:
        images = unpack_images(io.BytesIO(bytes(content)), target).images
    except DataError:
        images = 0
    assert target.exists() == (images > 0)
