"""One image file to pixels that mean what the file means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

import numpy as np
from PIL import Image, ImageOps, features

from gan_core.data.members import Unusable
from gan_core.errors import DataError

_AVIF = features.check("avif")  # Pillow may be built without
EXTENSIONS = (
    ".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".pbm", ".pgm", ".ppm", ".pnm",
    *((".avif",) if _AVIF else ()),
)  # fmt: skip
# the only decoders a file may reach
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "PPM", *(("AVIF",) if _AVIF else ()))
MAX_PIXELS = 50_000_000  # a file
DEPTHS = (8, 10, 12, 14, 16, 24, 31)  # bits that a grey value may be meant to have
DARK = 63  # of 255: a colour image of 16 bits that is no lighter had 14 bits or fewer


@dataclass(frozen=True)
class Form:
    """What every image is brought to: a square of `size` pixels a side; `crop` and `background` as in `TrainingConfig`."""

    size: int
    channels: int
    crop: str = "centre"
    background: str = "white"

    def fit(self, image: Image.Image) -> Image.Image:
        """The image as such a square. Borders of what may be transparent are."""
        side = self.size, self.size
        if image.size == side:
            return image
        if self.crop == "centre":
            return ImageOps.fit(image, side, Image.Resampling.LANCZOS)
        return ImageOps.pad(image, side, Image.Resampling.LANCZOS, color=(0, 0, 0, 0) if image.mode == "RGBA" else self.background)


@dataclass(frozen=True, eq=False)
class Decoded:
    """uint8 (size, size, channels), and what was done for it."""

    pixels: np.ndarray
    oblong: bool
    transparent: bool
    deep: bool


def read_image(file: IO[bytes], form: Form, spend: Callable[[int], None] = lambda _: None) -> Decoded:
    """Upright, a square, scaled; transparency over the background, deep values scaled as `_eight_bits` says.

    Raises:
        Unusable: damaged, too large, or of a depth that cannot be told.
        DataError: `spend`, called with the number of pixels before they are decoded, refuses.
    """
    try:
        with Image.open(file, formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Unusable("too_large", f"{image.width}×{image.height}")
            spend(image.width * image.height)
            image.draft(None, (2 * form.size, 2 * form.size))  # lets JPEG decode at a fraction of its size
            sixteen_bits = any(";16" in str(tile[3]) for tile in image.tile)  # of colours, Pillow keeps the upper 8
            upright = ImageOps.exif_transpose(image)
            deep = upright.mode == "F" or upright.mode.startswith("I")
            if deep:
                upright = Image.fromarray(_eight_bits(np.asarray(upright)))
            elif sixteen_bits and max(high for _, high in _extrema(upright.convert("RGB"))) <= DARK:
                raise Unusable("depth")
            elif upright.mode == "LAB":  # which Pillow turns into RGB alone
                upright = upright.convert("RGB")
            oblong = upright.width != upright.height
            upright, transparent = _over(upright, form)
            square = form.fit(upright.convert("RGB" if form.channels == 3 else "L"))
    except (Unusable, DataError):
        raise
    except Image.DecompressionBombError:
        raise Unusable("too_large") from None
    except Exception:  # decoders fail on damaged files in a dozen ways, struct.error and TypeError among them
        raise Unusable("damaged") from None
    pixels = np.array(square, np.uint8).reshape(form.size, form.size, form.channels)
    return Decoded(pixels, oblong, transparent, deep or sixteen_bits)


def read_head(file: IO[bytes]) -> tuple[tuple[int, int], bool]:
    """(width, height) and whether it has colours, from the file's head. Raises Unusable."""
    try:
        with Image.open(file, formats=FORMATS) as image:
            size, mode = image.size, image.mode
    except Exception:  # as in read_image
        raise Unusable("damaged") from None
    if size[0] * size[1] > MAX_PIXELS:
        raise Unusable("too_large", f"{size[0]}×{size[1]}")
    return size, mode not in ("1", "L", "LA", "La", "I", "F") and not mode.startswith("I;16")


def _over(image: Image.Image, form: Form) -> tuple[Image.Image, bool]:
    """The image laid over a colour, and whether any of that is seen. Scaled first: Pillow weighs colours by their opacity then."""
    if not image.has_transparency_data:
        return image, False
    whole = image.convert("RGBA")
    square = form.fit(whole)
    transparent = _extrema(square if form.crop == "centre" else whole)[3][0] < 255  # borders are no part of the image
    return Image.alpha_composite(Image.new("RGBA", square.size, form.background), square), transparent


def _extrema(image: Image.Image) -> list[tuple[int, int]]:
    return list(image.getextrema())  # type: ignore[arg-type]


def _eight_bits(values: np.ndarray) -> np.ndarray:
    """Deep grey values as uint8.

    Whole numbers: the fewest of DEPTHS bits that hold the greatest of them are the image's depth; its upper 8 are kept. Fractions: 0 to 1
    where none is above 1, else 0 to 255. Raises Unusable: a number below 0, above that, or none.
    """
    low, high = values.min(), values.max()
    if values.dtype.kind == "f":
        if not (low >= 0 and high <= 255):
            raise Unusable("depth", f"{low:g} … {high:g}")
        return np.asarray((values * 255 if high <= 1 else values).round(), np.uint8)
    if low < 0:
        raise Unusable("depth", f"{low} … {high}")
    bits = next(bits for bits in DEPTHS if high < 1 << bits)
    return np.asarray(values >> (bits - 8), np.uint8)
