"""What a class is: one rule for a folder and a zip. Each layout is written as both, and both become the same data set."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.data import ImageDataset, load_dataset
from gan_core.data.own_images import load_equal_squares
from gan_core.data.plan import natural_order
from gan_core.errors import DataError
from gan_core.translations import table


def picture(shade: int) -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.full((28, 28), shade, np.uint8)).save(file, "PNG")
    return file.getvalue()


def nfd(name: str) -> str:
    return unicodedata.normalize("NFD", name)


def files_of(*folders: str, each: int = 2) -> dict[str, bytes]:
    """So many pictures in each folder, all different."""
    return {
        f"{folder}/{index}.png".lstrip("/"): picture(10 * place + index) for place, folder in enumerate(folders, 1) for index in range(each)
    }


def write_folder(path: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def write_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def load(path: Path, split: str = "train") -> ImageDataset:
    return load_dataset("folder", folder=path, split=split, image_size=28, image_channels=1, progress=False)


def both(tmp_path: Path, files: dict[str, bytes]) -> ImageDataset:
    """The data set, after it was found to be the same from a folder and from a zip."""
    folder, archive = load(write_folder(tmp_path / "images", files)), load(write_zip(tmp_path / "images.zip", files))
    assert folder.class_names == archive.class_names
    assert torch.equal(folder.labels, archive.labels)
    assert torch.equal(folder.images, archive.images)
    assert Counter(folder.plan.left_out) == Counter(archive.plan.left_out)
    assert folder.plan.counts == archive.plan.counts == folder.counts
    assert sum(folder.plan.counts.values()) == len(folder)
    return folder


@pytest.mark.parametrize(
    ("files", "classes"),
    [
        (files_of("cat", "dog"), ("cat", "dog")),
        (files_of("mine/photos/cat", "mine/photos/dog"), ("cat", "dog")),
        (files_of("cats/2023", "dogs/2023"), ("cats", "dogs")),
        (files_of("cats/2023", "cats/2024", "dogs"), ("cats", "dogs")),
        (files_of(""), ("images",)),
        (files_of("only"), ("only",)),
        (files_of("around/only"), ("only",)),
        (files_of("A+B", "A&B"), ("A&B", "A+B")),
        (files_of("C++", "C##", "v1.0", "v1_0"), ("C##", "C++", "v1.0", "v1_0")),
        (files_of("x" * 70 + "1", "x" * 70 + "2"), ("x" * 70 + "1", "x" * 70 + "2")),
        (files_of("🙂", "🙃", "👨‍👩‍👧"), ("👨‍👩‍👧", "🙂", "🙃")),
        (files_of("cat", "cat ", " cat"), (" cat", "cat", "cat ")),
        (files_of("Cat", "cat"), ("Cat", "cat")),
        (files_of(*map(nfd, ("má", "mà", "mả", "mã", "mạ", "ma"))), ("ma", "mà", "má", "mã", "mạ", "mả")),
        (files_of(nfd("Áo thun"), nfd("Quần")), ("Áo thun", "Quần")),
        (files_of("กำ", "กา", "हिंदी", "हद"), ("हद", "हिंदी", "กา", "กำ")),
        (files_of(*map(str, range(1, 13))), tuple(map(str, range(1, 13)))),
        (files_of("class 10", "class 9", "Class 1"), ("Class 1", "class 9", "class 10")),
        (files_of("a\nb", "a\tb"), ("a\ufffdb", "a\ufffdb (2)")),
    ],
    ids=lambda value: "" if isinstance(value, dict) else "|".join(value).encode("ascii", "backslashreplace").decode(),
)
def test_classes(files, classes, tmp_path):
    dataset = both(tmp_path, files)
    assert sorted(dataset.class_names) == sorted(classes)
    assert dataset.class_names == classes
    assert set(dataset.counts.values()) == ({2} if len(files) == 2 * len(classes) else {2, 4})
    assert dataset.plan.left_out == ()


def test_one_folder_with_its_name_in_two_forms_is_one_class(tmp_path):
    files = {f"{nfd('Giày')}/{index}.png": picture(index) for index in range(2)} | {
        f"Giày/{index + 9}.png": picture(index) for index in range(2)
    }
    assert both(tmp_path, files | files_of("Mũ", each=4)).counts == {"Giày": 4, "Mũ": 4}


def test_names_of_a_zip_without_the_utf8_flag(tmp_path):
    path = write_zip(tmp_path / "x.zip", files_of("XXYY1", "XXZZ2"))
    path.write_bytes(path.read_bytes().replace(b"XXYY1/", "mèoo".encode() + b"/").replace(b"XXZZ2/", "chóo".encode() + b"/"))
    assert load(path).class_names == ("chóo", "mèoo")
    path = write_zip(tmp_path / "y.zip", files_of("XY", "Z"))
    path.write_bytes(path.read_bytes().replace(b"XY/", "ñY".encode("cp437") + b"/"))  # as old tools of DOS write them
    assert load(path).class_names == ("ñY", "Z")


def test_names_of_a_zip_with_backslashes(tmp_path):
    assert load(write_zip(tmp_path / "x.zip", {"mine\\cat\\1.png": picture(1), "mine\\dog\\1.png": picture(2)})).class_names == (
        "cat",
        "dog",
    )


def test_loose_images_beside_classes_are_of_none(tmp_path):
    dataset = both(tmp_path, files_of("a", "b", each=1) | {"c.png": picture(1), "d.png": picture(2)})
    assert (len(dataset), dataset.class_names) == (2, ("a", "b"))
    assert [(one.name, one.reason) for one in dataset.plan.left_out] == [("c.png", "no_class"), ("d.png", "no_class")]


@pytest.mark.parametrize("around", ["", "photos/", "photos/2024/"])
@pytest.mark.parametrize(
    ("names", "classes"),
    [
        (("train/cat", "train/dog", "val/cat", "val/dog"), ("cat", "dog")),
        (("Train/cat", "Train/dog", "TEST/cat", "TEST/dog"), ("cat", "dog")),
        (("training/cat", "training/dog", "validation/cat", "validation/dog", "test/cat", "test/dog"), ("cat", "dog")),
        (("train/images/cat", "train/images/dog", "val/images/cat", "val/images/dog"), ("cat", "dog")),
        (("train/cat", "train/dog", "test/cat"), ("cat", "dog")),
    ],
)
def test_splits(names, classes, around, tmp_path):
    dataset = both(tmp_path, files_of(*(around + name for name in names)))
    assert dataset.class_names == classes
    assert dataset.images[:, 0, 0, 0].tolist() == [10, 11, 20, 21]
    reference = load(tmp_path / "images.zip", "test")
    assert (reference.split, reference.class_names) == ("test", classes)
    assert torch.equal(reference.images, load(tmp_path / "images", "test").images)
    assert reference.images[:, 0, 0, 0].min() >= 30
    assert {classes[label] for label in reference.labels} == {name.rpartition("/")[2] for name in names[2:]}
    kept = table("own_images")["reference"]["en"].format(images=len(reference))
    assert kept in dataset.plan.report(lambda key, **fields: table("own_images")[key]["en"].format(**fields))


@pytest.mark.parametrize(
    ("names", "classes"),
    [
        (("train/cat", "val/dog"), ("train", "val")),
        (("train", "bus"), ("bus", "train")),
        (("val/cat", "test/cat"), ("test", "val")),
        (("train/cat", "train/dog"), ("cat", "dog")),
    ],
)
def test_folders_named_like_splits_that_are_none(names, classes, tmp_path):
    assert both(tmp_path, files_of(*names)).class_names == classes
    with pytest.raises(DataError, match="split: got 'test'; accepted: train"):
        load(tmp_path / "images", "test")


def test_a_split_without_classes(tmp_path):
    dataset = both(tmp_path, files_of("train", "val") | {"cover.png": picture(1)})
    assert (len(dataset), dataset.num_classes, len(load(tmp_path / "images", "test"))) == (2, 1, 2)
    assert [one.name for one in dataset.plan.left_out] == ["cover.png"]


def test_scores_take_the_rest_of_a_split_as_reference(tmp_path):
    folder = write_folder(tmp_path / "images", files_of("train/cat", "train/dog", "val/cat", "val/dog"))
    assert load_equal_squares(folder, at_least=2, split="test", progress=False).images.min() >= 30
    assert load_equal_squares(folder, at_least=2, progress=False).images.max() < 30


def test_a_class_without_a_readable_image_is_none(tmp_path):
    dataset = both(tmp_path, files_of("a", "c") | {"b/1.png": b"broken", "b/2.png": b"broken"})
    assert (dataset.class_names, dataset.labels.tolist()) == (("a", "c"), [0, 0, 1, 1])
    assert [one.name for one in dataset.plan.left_out] == ["b/1.png", "b/2.png"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_report_names_classes_counts_and_reasons(language, tmp_path):
    files = files_of("cat", "dog") | {"dog/broken.png": b"x", "notes.txt": b"x"} | {f"b{index}.heic": b"x" for index in range(12)}
    dataset = both(tmp_path, files)
    report = "\n".join(dataset.plan.report(lambda key, **fields: table("own_images")[key][language].format(**fields)))
    for words in ("cat (2), dog (2)", "dog/broken.png", "notes.txt", "(.heic)", "12", "b8.heic, b9.heic, …"):
        assert words in report
    assert "b10.heic" not in report


def test_nothing_that_can_be_used_says_why_of_each(tmp_path):
    with pytest.raises(DataError, match=r"no readable image; accepted: \.png") as error:
        load(write_folder(tmp_path, {"a.heic": b"x", "b.png": b"x"}))
    assert [(one.name, one.reason) for one in error.value.left_out] == [("a.heic", "ending"), ("b.png", "damaged")]


def test_every_reason_has_its_sentence():
    words = table("own_images")
    sources = "".join(path.read_text() for path in (Path(__file__).parents[2] / "gan_core" / "data").glob("*.py"))
    reasons = {key.removeprefix("reason_") for key in words if key.startswith("reason_")}
    assert reasons == {reason for reason in reasons if f'"{reason}"' in sources}
    assert {part.partition('"')[0] for part in sources.split('Unusable("')[1:]} | {"no_class"} == reasons


def test_natural_order():
    names = ["b10", "b9", "10", "9", "Ă", "a", "á", "1²", "B1", "", "ab"]
    assert sorted(names, key=natural_order) == ["", "1²", "9", "10", "a", "á", "Ă", "ab", "B1", "b9", "b10"]


def test_a_file_in_place_of_a_folder_is_called_a_file(tmp_path):
    (tmp_path / "photo.png").write_bytes(picture(1))
    with pytest.raises(DataError, match=r"photo\.png is a file; accepted: a folder of images, or a \.zip"):
        load(tmp_path / "photo.png")
    (tmp_path / "no.zip").write_bytes(b"no zip")
    with pytest.raises(DataError, match="not a zip file that can be read"):
        load(tmp_path / "no.zip")
