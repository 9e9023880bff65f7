from __future__ import annotations

import os

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.data import folder as folder_module
from gan_core.data import load_dataset
from gan_core.errors import DataError


def save(path, colour, size=(40, 30), mode="RGB", **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new(mode, size, colour).save(path, **options)


def load(path, **options):
    return load_dataset("folder", folder=path, image_size=28, progress=False, **options)


def test_sub_folders_are_classes_in_order(tmp_path):
    save(tmp_path / "dog" / "a.png", (255, 0, 0))
    save(tmp_path / "cat" / "deep" / "b.jpg", (0, 255, 0))
    save(tmp_path / "cat" / "c.PNG", (0, 0, 255))
    (tmp_path / "empty").mkdir()
    dataset = load(tmp_path)
    assert dataset.class_names == ("cat", "dog")
    assert dataset.labels.tolist() == [0, 0, 1]
    assert dataset.images.shape == (3, 3, 28, 28)
    assert dataset.images[2, :, 14, 14].tolist() == [255, 0, 0]


def test_images_without_sub_folders_are_one_class(tmp_path):
    save(tmp_path / "a.png", 90, mode="L")
    dataset = load(tmp_path, image_channels=1)
    assert dataset.class_names == (tmp_path.name,)
    assert dataset.images.unique().tolist() == [90]


def test_centre_crop_keeps_the_middle(tmp_path):
    pixels = np.zeros((28, 84), np.uint8)
    pixels[:, 28:56] = 200
    Image.fromarray(pixels).save(tmp_path / "wide.png")
    assert load(tmp_path, image_channels=1).images.unique().tolist() == [200]


def test_orientation_in_the_file_is_honoured(tmp_path):
    pixels = np.zeros((28, 28), np.uint8)
    pixels[:14] = 255
    exif = Image.Exif()
    exif[0x0112] = 3  # turned by 180 degrees
    Image.fromarray(pixels).save(tmp_path / "turned.png", exif=exif)
    image = load(tmp_path, image_channels=1).images[0, 0]
    assert image[:13].max() == 0
    assert image[15:].min() == 255


def test_unusable_files_are_counted_and_named(tmp_path):
    save(tmp_path / "a" / "good.png", (1, 2, 3))
    save(tmp_path / "a" / "whole.jpg", (9, 9, 9), size=(200, 200))
    (tmp_path / "a" / "cut.jpg").write_bytes((tmp_path / "a" / "whole.jpg").read_bytes()[:300])
    (tmp_path / "a" / "text.png").write_bytes(b"not an image")
    (tmp_path / "a" / "empty.gif").touch()
    (tmp_path / "a" / "vector.png").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n")  # no decoder but ours is asked
    os.mkfifo(tmp_path / "a" / "pipe.png")  # opening it would wait for ever
    dataset = load(tmp_path)
    assert dataset.skipped == ("a/cut.jpg", "a/empty.gif", "a/pipe.png", "a/text.png", "a/vector.png")
    assert dataset.images[:, :, 14, 14].tolist() == [[1, 2, 3], [9, 9, 9]]


def test_images_and_labels_stay_together_when_files_are_skipped(tmp_path):
    for index, group in enumerate(("a", "b", "c")):
        (tmp_path / group).mkdir()
        (tmp_path / group / "0.png").write_bytes(b"broken")
        for number in range(1, 4) if group != "b" else ():  # class b has nothing readable: no class at all
            save(tmp_path / group / f"{number}.png", 50 * index + number, mode="L")
    dataset = load(tmp_path, image_channels=1)
    assert dataset.class_names == ("a", "c")
    assert dataset.labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert dataset.images[:, 0, 0, 0].tolist() == [1, 2, 3, 101, 102, 103]


def test_loose_images_beside_class_folders_are_named(tmp_path):
    save(tmp_path / "cat" / "a.png", (1, 1, 1))
    save(tmp_path / "stray.png", (2, 2, 2))
    save(tmp_path / ".thumbnails" / "a.png", (3, 3, 3))
    dataset = load(tmp_path)
    assert (dataset.class_names, dataset.skipped, len(dataset)) == (("cat",), ("stray.png",), 1)


def test_names_that_are_not_utf8_can_be_printed(tmp_path):
    save(tmp_path / os.fsdecode(b"caf\xe9") / "a.png", (1, 1, 1))
    assert load(tmp_path).class_names == ("caf\ufffd",)


def test_sixteen_bit_grey_keeps_its_shades(tmp_path):
    shades = (np.arange(28, dtype=np.uint16) * 2400).repeat(28).reshape(28, 28)
    Image.fromarray(shades).save(tmp_path / "deep.png")
    assert torch.equal(load(tmp_path, image_channels=1).images[0, 0], torch.from_numpy((shades >> 8).astype(np.uint8)))


def test_grey_and_colour_follow_image_channels(tmp_path):
    save(tmp_path / "colour.png", (0, 200, 0))
    save(tmp_path / "grey.png", 80, mode="L")
    assert load(tmp_path).images[:, :, 3, 3].tolist() == [[0, 200, 0], [80, 80, 80]]
    assert load(tmp_path, image_channels=1).images[:, :, 3, 3].tolist() == [[round(200 * 0.587)], [80]]


def test_a_huge_picture_is_left_out(tmp_path, monkeypatch):
    save(tmp_path / "small.png", 0, mode="L")
    save(tmp_path / "huge.png", 0, mode="L", size=(300, 300))
    monkeypatch.setattr(folder_module, "MAX_PIXELS", 10_000)
    assert load(tmp_path).skipped == ("huge.png",)


def test_links_out_of_the_folder_are_not_followed(tmp_path):
    save(tmp_path / "outside" / "secret.png", (5, 5, 5))
    save(tmp_path / "inside" / "a.png", (1, 1, 1))
    (tmp_path / "inside" / "link.png").symlink_to(tmp_path / "outside" / "secret.png")
    (tmp_path / "inside" / "folder").symlink_to(tmp_path / "outside")
    dataset = load(tmp_path / "inside")
    assert dataset.images.unique().tolist() == [1]
    assert dataset.skipped == ("link.png",)
    assert dataset.class_names == ("inside",)


def test_a_folder_without_images_says_what_is_accepted(tmp_path):
    (tmp_path / "notes.txt").write_text("no picture")
    with pytest.raises(DataError, match=r"no readable image; accepted: \.png"):
        load(tmp_path)


def test_too_many_images_are_refused_before_reading(tmp_path, monkeypatch):
    for index in range(4):
        save(tmp_path / f"{index}.png", 0, mode="L")
    monkeypatch.setattr(folder_module, "MAX_IMAGES", 3)
    with pytest.raises(DataError, match="more than 3 images"):
        load(tmp_path)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(DataError, match="does not exist"):
        load(tmp_path / "nowhere")


def test_no_folder_is_never_the_working_directory(tmp_path, monkeypatch):
    save(tmp_path / "a.png", 0, mode="L")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match="data_dir: got None; accepted: a folder of images"):
        load(None)


def test_a_folder_has_no_test_images(tmp_path):
    save(tmp_path / "a.png", 0, mode="L")
    with pytest.raises(DataError, match="split: got 'test'; accepted: train"):
        load(tmp_path, split="test")
