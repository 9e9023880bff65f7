"""Letters and pictures as points in the plane."""

from __future__ import annotations

import io
import unicodedata
import warnings
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from gan_core.errors import DataError
from gan_core.playground.points import MOST_LETTERS

FONTS = Path(__file__).parent / "fonts"
LETTER_HEIGHT = 96  # pixels a letter is drawn with
SPAN = 2.4  # the longer side of what is drawn runs from -SPAN to SPAN
MOST_BYTES, MOST_PIXELS = 4_000_000, 16_000_000
FAINTEST = 8  # levels of grey a pixel that an edge must have somewhere
SIDE = 160  # pixels of a picture's longer side when its outline is looked for
KINDS = "PNG, JPEG, GIF, BMP, WEBP"


@lru_cache(maxsize=64)
def letter_points(text: str) -> NDArray[np.float32]:
    """Points (K, 2) all over the strokes of a word, every ink pixel one.

    Args:
        text: A word or two; what is longer than MOST_LETTERS is cut off.

    Raises:
        DataError: no letter that leaves ink.
    """
    text = unicodedata.normalize("NFC", text).strip()[:MOST_LETTERS]
    fonts = [ImageFont.truetype(FONTS / f"be-vietnam-pro-{name}-700-normal.woff2", LETTER_HEIGHT) for name in ("latin", "vietnamese")]
    chosen = [(letter, fonts[1] if _missing(fonts[0], letter) else fonts[0]) for letter in text]
    width = sum(font.getlength(letter) for letter, font in chosen)
    image = Image.new("L", (int(width) + 8, 2 * LETTER_HEIGHT))
    pen, x = ImageDraw.Draw(image), 4.0
    for letter, font in chosen:
        pen.text((x, LETTER_HEIGHT / 4), letter, fill=255, font=font)
        x += font.getlength(letter)
    ink = np.asarray(image) > 127
    if not ink.any():
        raise DataError("outline_empty", came=repr(text))
    return _to_plane(ink)


def _missing(font: ImageFont.FreeTypeFont, letter: str) -> bool:
    """Whether the font draws its empty box for the letter."""
    return not letter.isspace() and bytes(font.getmask(letter)) == bytes(font.getmask("\uffff"))


def picture_points(data: bytes, count: int = 800) -> list[tuple[float, float]]:
    """The outline of a picture: at most `count` points where its brightness changes most, rounded to be written into a configuration.

    Args:
        data: A picture file.
        count: How many points at most.

    Raises:
        DataError: too large, not a picture, or without any outline.
    """
    grey = np.asarray(_open(data).filter(ImageFilter.GaussianBlur(1)), np.float32)
    rows, columns = np.gradient(grey) if min(grey.shape) > 1 else (np.zeros_like(grey),) * 2
    steepness = np.hypot(rows, columns)
    if steepness.max() < FAINTEST:
        raise DataError("outline_empty", came="the picture")
    points = _to_plane(steepness > 0.35 * steepness.max())
    chosen = np.random.default_rng(0).permutation(len(points))[:count]
    return [(round(float(x), 2), round(float(y), 2)) for x, y in points[np.sort(chosen)]]


def _open(data: bytes) -> Image.Image:
    """The picture in grey, at most SIDE pixels long. Raises DataError."""
    if len(data) > MOST_BYTES:
        raise DataError("upload_too_large", came=f"{len(data) / 1e6:.1f} MB", accepted=f"{MOST_BYTES / 1e6:g} MB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=KINDS.split(", "))
            if image.width * image.height > MOST_PIXELS:
                raise DataError(
                    "upload_too_large", came=f"{image.width} x {image.height} pixels", accepted=f"{MOST_PIXELS // 10**6} million pixels"
                )
            flat = image.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DataError("picture_unreadable", accepted=KINDS) from error
    white = Image.new("RGBA", flat.size, "white")
    grey = Image.alpha_composite(white, flat).convert("L")
    grey.thumbnail((SIDE, SIDE))
    return grey


def _to_plane(mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The mask's pixels (K, 2), upright, their middle at 0, their longer side 2 SPAN long."""
    pixels = np.argwhere(mask)
    low, high = pixels.min(0), pixels.max(0)
    scaled = (pixels - (low + high) / 2) * (2 * SPAN / max(1, *(high - low)))
    return np.stack([scaled[:, 1], -scaled[:, 0]], axis=1).astype(np.float32)
