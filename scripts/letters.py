"""Draw the letters that the playground's words are made of into gan_core/engine/letters.bin, so that every machine has the same pixels.

    python -m scripts.letters

A letter: its code point (two bytes, little-endian), how far the next one is (one byte), how many bytes follow (two), and runs of
pixels, paper and ink in turn, row by row over a box of HEIGHT rows and that many columns and 2 MARGIN more; a run of 255 goes on with
the next byte.
"""

from __future__ import annotations

import itertools
import struct
import unicodedata
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from gan_core.paths import LIBRARY

FOLDER = LIBRARY / "engine"
SIZE = 48  # pixels of the fonts' em
HEIGHT, MARGIN = 68, 4  # also in letters.c
FONTS = {name: FOLDER / "fonts" / f"be-vietnam-pro-{name}-700-normal.woff2" for name in ("latin", "vietnamese")}


def letters() -> Iterator[str]:
    """Of Vietnamese, English and their neighbours."""
    yield from map(chr, range(0x20, 0x7F))
    yield from map(chr, range(0xC0, 0x100))
    yield from "ĂăĐđĨĩŨũƠơƯư"
    yield from map(chr, range(0x1EA0, 0x1EFA))
    yield from "–—‘’“”…€"


def main() -> None:
    """Write the file."""
    latin, vietnamese = (ImageFont.truetype(path, SIZE) for path in FONTS.values())
    content = bytearray()
    for letter in letters():
        assert unicodedata.normalize("NFC", letter) == letter
        font = vietnamese if missing(latin, letter) else latin
        if missing(font, letter):
            raise SystemExit(f"no font has {letter!r}")
        width = round(font.getlength(letter))
        image = Image.new("L", (width + 2 * MARGIN, HEIGHT))
        ImageDraw.Draw(image).text((MARGIN, 0), letter, fill=255, font=font)
        ink = np.asarray(image) > 127
        assert not ink[-1].any(), letter
        runs = encode(ink.ravel())
        content += struct.pack("<HBH", ord(letter), width, len(runs)) + runs
    (FOLDER / "letters.bin").write_bytes(content)
    print(f"{len(content)} bytes")


def missing(font: ImageFont.FreeTypeFont, letter: str) -> bool:
    """Whether the font draws its empty box for the letter."""
    return not letter.isspace() and bytes(font.getmask(letter)) == bytes(font.getmask("\uffff"))


def encode(pixels: np.ndarray) -> bytes:
    """Lengths of runs, paper first; the last run of paper is left out."""
    runs = [(value, len(list(group))) for value, group in itertools.groupby(pixels.tolist())]
    out = bytearray()
    for place, (value, length) in enumerate(runs):
        if place == 0 and value:
            out.append(0)
        if place == len(runs) - 1 and not value:
            break
        while length >= 255:
            out.append(255)
            length -= 255
        out.append(length)
    return bytes(out)


if __name__ == "__main__":
    main()
