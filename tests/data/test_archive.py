"""A visitor's zip: bounded in every way; one member that cannot be used is left out by its name, and the rest is read."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gan_core.data import ImageDataset
from gan_core.data.members import ArchiveLimits
from gan_core.data.own_images import load_images
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


Read = Callable[..., ImageDataset]


@pytest.fixture
def read(tmp_path) -> Read:
    """Writes a zip down and reads it as a visitor's."""

    def load(content: io.BytesIO, limits: ArchiveLimits | None = None) -> ImageDataset:
        (tmp_path / "images.zip").write_bytes(content.getvalue())
        return load_images(tmp_path / "images.zip", 8, 3, limits=limits or ArchiveLimits())

    return load


def left_out(dataset: ImageDataset) -> dict[str, str]:
    return {one.name: one.reason for one in dataset.plan.left_out}


def refused(read: Read, archive: io.BytesIO, limits: ArchiveLimits | None = None) -> str:
    with pytest.raises(DataError) as error:
        read(archive, limits)
    return str(error.value)


def test_folders_are_classes(read):
    files = {
        "mine/cat/a.png": picture(10),
        "mine/cat/b.JPG": picture(20, "JPEG"),
        "mine/chó/a.webp": picture(30, "WEBP"),
        "mine/readme.txt": b"x",
    }
    dataset = read(zipped(files))
    assert dataset.class_names == ("cat", "chó")
    assert dataset.labels.tolist() == [0, 0, 1]
    assert dataset.images.float().mean((1, 2, 3)).tolist() == pytest.approx([10, 20, 30], abs=1)
    assert left_out(dataset) == {"mine/readme.txt": "ending"}


def test_names_are_no_paths(read, tmp_path):
    evil = [
        "../../evil.png",
        "/etc/evil.png",
        "C:\\windows\\evil.png",
        "..\\..\\evil.png",
        "a/../../b/evil.png",
        "ok/" + "n" * 200 + ".png",
    ]
    dataset = read(zipped(dict.fromkeys(evil, picture())))
    assert len(dataset) + len(dataset.plan.left_out) == len(evil)
    assert [path.name for path in tmp_path.rglob("*")] == ["images.zip"]


def test_links_hidden_files_and_zips_in_zips_are_left_out(read):
    link = zipfile.ZipInfo("link.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    file = zipped(
        {"a.png": picture(), ".hidden.png": picture(), "__MACOSX/._a.png": picture(), "inner.zip": zipped({"b.png": picture()}).getvalue()}
    )
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    dataset = read(file)
    assert len(dataset) == 1
    assert left_out(dataset) == {"link.png": "link_outside", ".hidden.png": "hidden", "__MACOSX": "hidden", "inner.zip": "ending"}


def test_a_damaged_member_alone_is_left_out(read):
    file = zipped({"a.png": picture(), "b.png": b"not a picture", "c.gif": picture()[:50], "d.png": picture(7)}, zipfile.ZIP_STORED)
    content = file.getvalue().replace(picture(7), picture(7)[:-9] + b"*********", 1)  # its checksum is another now
    dataset = read(io.BytesIO(content))
    assert len(dataset) == 1
    assert left_out(dataset) == dict.fromkeys(("b.png", "c.gif", "d.png"), "damaged")


def test_an_encrypted_member_alone_is_left_out(read):
    content = bytearray(zipped({"a.png": picture(), "b.png": picture()}).getvalue())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1  # b.png says that it is encrypted
    assert left_out(read(io.BytesIO(bytes(content)))) == {"b.png": "encrypted"}
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert "no readable image" in refused(read, io.BytesIO(bytes(content)))


def test_a_folder_with_an_endless_name_is_left_out(read):
    dataset = read(zipped({"a/1.png": picture(), "n" * 300 + "/1.png": picture()}))
    assert list(left_out(dataset).values()) == ["long_name"]


def test_exactly_what_is_accepted_is_read_and_one_more_is_not(read):
    whole = picture(kind="BMP") + bytes(1_000_000 - len(picture(kind="BMP")))
    limits = ArchiveLimits(image_mb=1, total_mb=1)
    assert len(read(zipped({"a.bmp": whole}), limits)) == 1
    assert "at most 1 MB unpacked" in refused(read, zipped({"a.bmp": whole, "b.png": picture()}), limits)
    (large,) = read(zipped({"a.bmp": whole + b"x", "b.png": picture()}), ArchiveLimits(image_mb=1)).plan.left_out
    assert (large.name, large.reason, large.detail) == ("a.bmp", "too_large", "> 1 MB")
    file = io.BytesIO()
    Image.new("L", (500, 500)).save(file, "PNG")
    files = {"a.png": file.getvalue(), "b.png": file.getvalue()}
    assert len(read(zipped(files), ArchiveLimits(megapixels=0.5))) == 2
    assert "at most 0.5 million pixels" in refused(read, zipped(files | {"c.png": picture()}), ArchiveLimits(megapixels=0.5))


def test_a_bomb_is_stopped_while_it_unpacks(read):
    noise = os.urandom(600_000)
    bomb = zipped({f"{index}.png": bytes(3_000_000) for index in range(20)})
    assert bomb.getbuffer().nbytes < 100_000
    limits = ArchiveLimits(image_mb=1, total_mb=2)
    assert refused(read, bomb, limits).startswith("upload: got more than 2 MB")  # each too large, and yet unpacked in part
    few = zipped({"0.png": bytes(1_500_000)})
    assert "holds no readable image" in refused(read, few, limits)
    whole = zipped({f"{index}.bmp": picture(kind="BMP") + noise for index in range(5)})
    assert refused(read, whole, limits) == "upload: got more than 2 MB; accepted: at most 2 MB unpacked."


def test_what_was_too_large_for_an_upload_is_left_out_of_the_training_too(read, tmp_path):
    files = {"a.png": picture(), "b.bmp": picture(kind="BMP") + bytes(21_000_000)}
    found = read(zipped(files))
    trained_on = load_images(tmp_path / "images.zip", 8, 3)
    assert found.plan.left_out == trained_on.plan.left_out
    assert left_out(found) == {"b.bmp": "too_large"}


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (ArchiveLimits(images=2), "upload: got 3 images; accepted: at most 2 images."),
        (ArchiveLimits(entries=2), "upload: got more than 2 files; accepted: at most 2 files."),
        (ArchiveLimits(classes=2), "upload: got more than 2 folders; accepted: at most 2 folders."),
    ],
)
def test_too_much_of_anything_is_said(limits, message, read):
    assert refused(read, zipped({f"{name}/a.png": picture() for name in "abc"}), limits) == message


def test_a_size_that_lies_does_not_help(read):
    """The directory of the zip says ten bytes; the file is larger."""
    content = bytearray(zipped({"a.bmp": picture(kind="BMP") + bytes(2_000_000)}, zipfile.ZIP_STORED).getvalue())
    start = content.rfind(b"PK\x01\x02")
    content[start + 24 : start + 28] = (10).to_bytes(4, "little")
    assert "holds no readable image" in refused(read, io.BytesIO(bytes(content)), ArchiveLimits(image_mb=1))


@settings(max_examples=200)
@given(st.data())
def test_damaged_zips_are_refused_with_a_sentence_or_read(tmp_path_factory, data):
    content = bytearray(zipped({"a/1.png": picture(), "b/2.png": picture(50)}).getvalue())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)))] if data.draw(st.booleans()) else content
    path: Path = tmp_path_factory.mktemp("damaged") / "x.zip"
    path.write_bytes(content)
    try:
        images, code = len(load_images(path, 8, 3, limits=ArchiveLimits())), ""
    except DataError as error:
        images, code = 0, error.code
    assert images in (1, 2) or code in ("not_a_zip", "no_images")
