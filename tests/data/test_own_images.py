"""Pixels and classes of a folder of images. What a class is, for folder and zip alike: test_plan.py."""

from __future__ import annotations

import os
from collections import Counter

import numpy as np
import pytest
import torch
from PIL import Image, ImageCms

from gan_core.data import ImageDataset, decoding, load_dataset, plan
from gan_core.data.own_images import load_equal_squares
from gan_core.errors import DataError


def save(path, colour, size=(40, 30), mode="RGB", **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new(mode, size, colour).save(path, **options)


def skipped(dataset: ImageDataset) -> dict[str, str]:
    """Names of what was left out -> the reason."""
    return {one.name: one.reason for one in dataset.plan.left_out}


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


@pytest.mark.parametrize(("background", "border"), [("white", 255), ("black", 0)])
def test_the_whole_of_what_is_no_square_stands_between_borders(background, border, tmp_path):
    pixels = np.full((28, 84, 3), 200, np.uint8)
    Image.fromarray(pixels).save(tmp_path / "wide.png")
    Image.fromarray(pixels).convert("RGBA").save(tmp_path / "wide-alpha.png")
    dataset = load(tmp_path, crop="whole", background=background)
    for image in dataset.images:
        assert image[:, :8].unique().tolist() == image[:, 20:].unique().tolist() == [border]
        assert image[:, 10:18].unique().tolist() == [200]
    assert dataset.plan.remarks == {"oblong": 2, "transparent": 0, "deep": 0}


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
    assert skipped(dataset) == dict.fromkeys(("a/cut.jpg", "a/empty.gif", "a/text.png", "a/vector.png"), "damaged") | {
        "a/pipe.png": "no_file"
    }
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
    assert (dataset.class_names, len(dataset)) == (("cat",), 1)
    assert skipped(dataset) == {"stray.png": "no_class", ".thumbnails": "hidden"}


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
    monkeypatch.setattr(decoding, "MAX_PIXELS", 10_000)
    (left_out,) = load(tmp_path).plan.left_out
    assert (left_out.name, left_out.reason, left_out.detail) == ("huge.png", "too_large", "300×300")


@pytest.fixture
def folder_with_links(tmp_path):
    """A folder with links of every kind; returns the folder."""
    save(tmp_path / "outside" / "secret.png", (5, 5, 5))
    save(tmp_path / "inside" / "dog" / "a.png", (1, 1, 1))
    save(tmp_path / "inside" / "cat" / "a.png", (2, 2, 2))
    links = {"link.png": tmp_path / "outside" / "secret.png", "folder": tmp_path / "outside", "puppy": tmp_path / "inside" / "dog"}
    links |= {"dog/around": tmp_path / "inside", "broken.png": tmp_path / "nowhere.png"}
    for name, target in links.items():
        (tmp_path / "inside" / name).symlink_to(target)
    return tmp_path / "inside"


def test_links_are_followed_inside_the_folder_and_named_where_they_lead_out(folder_with_links):
    dataset = load(folder_with_links)
    assert dataset.class_names == ("cat", "dog", "puppy")
    assert dataset.images[:, 0, 0, 0].tolist() == [2, 1, 1]
    outside = dict.fromkeys(("link.png", "folder", "broken.png"), "link_outside")
    assert skipped(dataset) == outside | {"dog/around": "link_circle", "puppy/around": "link_circle"}


def test_links_out_of_the_folder_are_followed_when_asked_for(folder_with_links):
    dataset = load(folder_with_links, follow_links=True)
    assert dataset.class_names == ("cat", "dog", "folder", "puppy")
    assert skipped(dataset)["link.png"] == "no_class"
    assert skipped(dataset)["broken.png"] == "no_file"


def test_two_links_that_lead_to_each_other_end(tmp_path):
    for name, other in (("a", "b"), ("b", "a")):
        save(tmp_path / name / "1.png", 0, mode="L")
        (tmp_path / name / "other").symlink_to(tmp_path / other)
    dataset = load(tmp_path)
    assert (dataset.class_names, len(dataset)) == (("a", "b"), 4)


@pytest.mark.parametrize("follow_links", [False, True])
def test_a_link_to_itself_is_named(follow_links, tmp_path):
    save(tmp_path / "1.png", 0, mode="L")
    (tmp_path / "loop.png").symlink_to("loop.png")
    assert skipped(load(tmp_path, follow_links=follow_links)) == {"loop.png": "unreadable"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_named(tmp_path):
    save(tmp_path / "fine.png", 0, mode="L")
    save(tmp_path / "closed" / "a.png", 0, mode="L")
    (tmp_path / "closed").chmod(0)
    assert skipped(load(tmp_path)) == {"closed": "unreadable"}
    (tmp_path / "closed").chmod(0o700)


def ramp(greatest: float, kind: type) -> np.ndarray:
    return np.linspace(0, greatest, 28 * 28).astype(kind).reshape(28, 28)


@pytest.mark.parametrize(
    ("pixels", "name"),
    [
        (ramp(1, np.float32), "unit.tiff"),
        (ramp(255, np.float32), "bytes.tiff"),
        (ramp(255, np.uint16), "eight_in_sixteen.png"),
        (ramp(4095, np.uint16), "twelve_in_sixteen.png"),
        (ramp(65535, np.uint16), "sixteen.png"),
        (ramp(65535, np.int32), "sixteen_in_32.tiff"),
        (ramp(2**31 - 1, np.float64).astype(np.int32), "all_of_32.tiff"),
    ],
)
def test_deep_images_keep_their_shades(pixels, name, tmp_path):
    Image.fromarray(pixels).save(tmp_path / name)
    dataset = load(tmp_path, image_channels=1)
    expected = torch.from_numpy(ramp(255, np.float32))
    assert (dataset.images[0, 0] - expected).abs().max() <= 1
    assert dataset.plan.remarks["deep"] == 1


@pytest.mark.parametrize(
    ("pixels", "why"), [(ramp(300, np.float32) - 20, "-20 … 280"), (ramp(3e5, np.float32), "0 … 300000"), (ramp(9, np.int32) - 3, "-3 … 6")]
)
def test_deep_images_without_a_rule_are_named(pixels, why, tmp_path):
    Image.fromarray(pixels).save(tmp_path / "strange.tiff")
    save(tmp_path / "fine.png", 0, mode="L")
    (left_out,) = load(tmp_path).plan.left_out
    assert (left_out.name, left_out.reason, left_out.detail) == ("strange.tiff", "depth", why)


def test_a_number_that_is_none_is_named(tmp_path):
    pixels = ramp(1, np.float32)
    pixels[3, 3] = np.nan
    Image.fromarray(pixels).save(tmp_path / "nan.tiff")
    save(tmp_path / "fine.png", 0, mode="L")
    assert skipped(load(tmp_path)) == {"nan.tiff": "depth"}


@pytest.mark.parametrize(("background", "outside"), [("white", 255), ("black", 0)])
@pytest.mark.parametrize("channels", [1, 3])
def test_what_is_transparent_is_laid_over_a_colour_and_hidden_colours_never_show(background, outside, channels, tmp_path):
    pixels = np.zeros((28, 28, 4), np.uint8)
    pixels[..., :3] = (200, 10, 90)  # hidden
    pixels[8:20, 8:20] = (60, 60, 60, 255)
    Image.fromarray(pixels).save(tmp_path / "rgba.png")
    Image.fromarray(pixels).convert("LA").save(tmp_path / "la.png")
    palette = Image.fromarray(np.array([[0, 1], [1, 0]], np.uint8), mode="P").resize((28, 28), Image.Resampling.NEAREST)
    palette.putpalette([200, 10, 90, 60, 60, 60])
    palette.save(tmp_path / "palette.gif", transparency=0)
    dataset = load(tmp_path, image_channels=channels, background=background)
    assert [images.unique().tolist() for images in dataset.images] == [sorted({60, outside})] * 3
    assert dataset.plan.remarks["transparent"] == 3


def test_a_scaled_edge_of_what_is_transparent_has_no_hidden_colour(tmp_path):
    pixels = np.zeros((280, 280, 4), np.uint8)
    pixels[..., 0] = 255  # red where nothing is seen
    pixels[95:, :] = (255, 255, 255, 255)
    Image.fromarray(pixels).save(tmp_path / "edge.png")
    assert load(tmp_path).images.unique().tolist() == [255]


@pytest.mark.parametrize(
    ("name", "kind"), [("a.jfif", "JPEG"), ("a.jpe", "JPEG"), ("a.pgm", "PPM"), ("a.ppm", "PPM"), ("a.avif", "AVIF"), ("a.APNG", "PNG")]
)
def test_further_kinds_are_read(name, kind, tmp_path):
    Image.new("L" if name == "a.pgm" else "RGB", (28, 28), 90 if name == "a.pgm" else (90, 90, 90)).save(tmp_path / name, kind)
    assert (load(tmp_path).images.float() - 90).abs().max() <= 2


@pytest.mark.parametrize("channels", [1, 3])
def test_images_of_every_kind_of_colour_stand_beside_each_other(channels, tmp_path):
    """The same grey as each of them, in one folder: none is refused for being unlike the first."""
    grey = Image.new("RGB", (28, 28), (120, 120, 120))
    grey.quantize(2).save(tmp_path / "P.tiff")
    for mode in ("L", "LA", "RGB", "RGBA", "CMYK"):
        grey.convert(mode).save(tmp_path / f"{mode}.tiff")
    profiles = (ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"))
    ImageCms.applyTransform(grey, ImageCms.buildTransform(*profiles, "RGB", "LAB")).save(tmp_path / "LAB.tiff")
    dataset = load(tmp_path, image_channels=channels)
    assert (len(dataset), dataset.plan.left_out) == (7, ())
    assert (dataset.images.float() - 120).abs().max() <= 2


def test_every_file_that_is_not_used_is_counted_by_reason(tmp_path):
    save(tmp_path / "fine.png", 0, mode="L")
    for name in ("a.heic", "b.HEIC", "c.svg", "readme.txt", "noending", ".DS_Store", "__MACOSX/._fine.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    left_out = load(tmp_path).plan.left_out
    reasons = {("ending", ".heic"): 2, ("ending", ".svg"): 1, ("ending", ".txt"): 1, ("ending", ""): 1, ("hidden", ""): 2}
    assert Counter((one.reason, one.detail) for one in left_out) == reasons


def test_a_folder_without_images_says_what_is_accepted(tmp_path):
    (tmp_path / "notes.txt").write_text("no picture")
    with pytest.raises(DataError, match=r"no readable image; accepted: \.png"):
        load(tmp_path)


def test_too_many_images_are_refused_before_reading(tmp_path, monkeypatch):
    for index in range(4):
        save(tmp_path / f"{index}.png", 0, mode="L")
    monkeypatch.setattr(plan, "MAX_IMAGES", 3)
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


def test_scores_take_images_at_their_own_size_and_colours(tmp_path):
    for name in ("a", "b"):
        save(tmp_path / f"{name}.png", 70, size=(9, 9), mode="L")
    grey = load_equal_squares(tmp_path, at_least=2, progress=False)
    assert (grey.images.shape, grey.images.unique().tolist()) == ((2, 1, 9, 9), [70])
    save(tmp_path / "c.png", (70, 70, 70), size=(9, 9))
    (tmp_path / "d.png").write_bytes(b"broken")  # has no size
    for split in ("train", "test"):  # without a reference, all are it
        assert load_equal_squares(tmp_path, at_least=3, split=split, progress=False).images.shape == (3, 3, 9, 9)
    with pytest.raises(DataError, match="holds 3 images that can be read; accepted: at least 4"):
        load_equal_squares(tmp_path, at_least=4, progress=False)


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        (((9, 9), (8, 8)), "8x8, 9x9"),
        (((9, 8),), "9x8"),
        (((4, 4), (3, 3), (2, 2)), "2x2, 3x3, 4x4"),
        (((4, 4), (3, 3), (2, 2), (1, 1)), "1x1, 2x2, 3x3, ..."),
    ],
)
def test_scores_refuse_what_is_not_squares_of_one_size(sizes, shown, tmp_path):
    for index, size in enumerate(sizes):
        save(tmp_path / f"{index}.png", 0, size=size, mode="L")
    with pytest.raises(DataError) as error:
        load_equal_squares(tmp_path, at_least=1, progress=False)
    assert error.value.fields["sizes"] == shown


@pytest.mark.parametrize("size", [(3000, 10), (10, 3000)])
def test_scores_leave_a_huge_picture_out(size, tmp_path, monkeypatch):
    save(tmp_path / "huge.png", 0, size=size, mode="L")
    save(tmp_path / "small.png", 0, size=(100, 100), mode="L")
    monkeypatch.setattr(decoding, "MAX_PIXELS", 10_000)
    assert load_equal_squares(tmp_path, at_least=1, progress=False).images.shape == (1, 1, 100, 100)


def test_scores_name_a_folder_that_is_missing_or_holds_no_image(tmp_path):
    with pytest.raises(DataError, match="does not exist"):
        load_equal_squares(tmp_path / "nowhere", at_least=1, progress=False)
    (tmp_path / "broken.png").write_bytes(b"x")
    with pytest.raises(DataError, match="no readable image"):
        load_equal_squares(tmp_path, at_least=1, progress=False)
