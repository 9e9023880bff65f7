from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageDraw

from gan_core.errors import DataError
from gan_core.playground import DATA, Playground, PlaygroundConfig
from gan_core.playground.outline import SPAN, letter_points, picture_points
from gan_core.playground.points import MOST_POINTS, pen


@pytest.mark.parametrize("name", DATA)
def test_points_are_in_view_and_as_many_as_asked_for(name: str) -> None:
    data = DATA[name]
    points = data.draw(np.random.default_rng(0), 3000)
    assert points.shape == (3000, 2)
    assert points.dtype == np.float32
    assert (np.abs(points) < data.box).mean() > 0.999
    assert points.std() > 0.5


def test_the_ring_has_eight_different_modes_and_the_grid_twenty_five() -> None:
    ring, grid = DATA["ring"].modes, DATA["grid"].modes
    assert ring is not None
    assert grid is not None
    assert len(np.unique(ring.round(4), axis=0)) == len(ring) == 8
    assert np.linalg.norm(ring, axis=1) == pytest.approx(2)
    assert len(np.unique(grid, axis=0)) == 25
    assert sorted({float(x) for x in grid[:, 0]}) == [-4, -2, 0, 2, 4]


@pytest.mark.parametrize("name", ["ring", "grid", "blobs"])
def test_mixtures_are_equal_and_of_their_width(name: str) -> None:
    data = DATA[name]
    assert data.modes is not None
    points = data.draw(np.random.default_rng(0), 20_000)
    offsets = points[:, None] - data.modes
    nearest = np.linalg.norm(offsets, axis=2).argmin(axis=1)
    counts = np.bincount(nearest, minlength=len(data.modes))
    assert counts / 20_000 == pytest.approx(1 / len(data.modes), abs=0.02)
    assert offsets[np.arange(20_000), nearest].std() == pytest.approx(data.sigma, rel=0.05)


def test_letters_have_their_marks() -> None:
    plain, marked = letter_points("Viet"), letter_points("Việt")
    assert plain[:, 0].min() == pytest.approx(-SPAN)
    assert plain[:, 0].max() == pytest.approx(SPAN)
    assert np.ptp(marked[:, 1]) > np.ptp(plain[:, 1])
    assert len(letter_points("ữ")) != len(letter_points("ư"))


@pytest.mark.parametrize("text", ["", "   ", "\u200b"])
def test_letters_without_ink_are_refused(text: str) -> None:
    with pytest.raises(DataError, match="nothing to be seen"):
        letter_points(text)


def as_file(image: Image.Image, kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize(("mode", "kind"), [("RGB", "PNG"), ("L", "JPEG"), ("P", "GIF"), ("RGBA", "WEBP")])
def test_the_outline_of_a_disc_is_a_circle(mode: str, kind: str) -> None:
    image = Image.new("L", (400, 300), 255)
    ImageDraw.Draw(image).ellipse((100, 50, 300, 250), fill=0)
    points = picture_points(as_file(image.convert(mode), kind))
    assert len(points) <= 800
    assert np.linalg.norm(points, axis=1) == pytest.approx(SPAN, abs=0.25)
    assert PlaygroundConfig(data="points", points=tuple(points)).points == tuple(points)


def test_a_picture_is_upright() -> None:
    image = Image.new("L", (200, 300), 255)
    ImageDraw.Draw(image).polygon([(100, 20), (20, 280), (180, 280)], fill=0)
    points = np.array(picture_points(as_file(image)))
    top, bottom = points[points[:, 1] > 1.5], points[points[:, 1] < -1.5]
    assert np.ptp(top[:, 0]) < np.ptp(bottom[:, 0])


def huge_png() -> bytes:
    """A small file that says it is 60,000 x 60,000."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)) + b"\0" * 20


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not an image"),
        (b"GIF89a", "not an image"),
        (b"\x00" * 5_000_000, "5.0 MB"),
        (huge_png(), "picture|not an image|60000"),
        (as_file(Image.new("L", (50, 50), 7)), "nothing to be seen"),
        (as_file(Image.new("L", (1, 1))), "nothing to be seen"),
        (as_file(Image.effect_noise((80, 80), 90))[:900], "not an image"),
        (as_file(Image.new("L", (30, 30)), "TIFF"), "not an image"),
        (as_file(Image.new("L", (5000, 5000))), "5000 x 5000"),
    ],
    ids=["empty", "cut", "large", "bomb", "flat", "dot", "torn", "foreign", "pixels"],
)
def test_what_has_no_outline_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(DataError, match=said):
        picture_points(data)


def test_drawn_points_are_gaussians() -> None:
    points = pen(np.array([[1.0, 1], [-1, 0]])).draw(np.random.default_rng(0), 4000)
    assert points[points[:, 0] > 0].mean(axis=0) == pytest.approx([1, 1], abs=0.01)
    assert points[points[:, 0] > 0].std() == pytest.approx(0.03, rel=0.1)
    most = tuple((0.001 * index, 0.0) for index in range(MOST_POINTS))
    assert Playground(PlaygroundConfig(data="points", points=most)).step(1) == 1
