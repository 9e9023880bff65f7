"""Many pictures at once: the states of a grid, a path or a plane, and pictures as one sheet, PNG or GIF."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable

import numpy as np
from PIL import Image

from gan_core.latent.state import LatentState
from gan_core.provenance import MadeBy, marked_gif, png_info


def grid_states(state: LatentState, n: int) -> list[LatentState]:
    """The seed's first n samples as they are: no sliders, but truncation, since that is a matter of the whole crowd."""
    plain = dataclasses.replace(state, mode="sliders", components=(), dimensions=(), z=())
    return [dataclasses.replace(plain, picks=(i, *state.picks[1:])) for i in range(n)]


def plane_states(state: LatentState, n: int) -> list[LatentState]:
    """n x n points of the plane, row by row."""
    steps = [i / (n - 1) for i in range(n)]
    return [dataclasses.replace(state, mode="plane", x=x, y=y) for y in steps for x in steps]


def path_states(state: LatentState, n: int, path: str) -> list[LatentState]:
    """n points from pick A to pick B."""
    return [dataclasses.replace(state, mode="path", path=path, t=i / (n - 1)) for i in range(n)]


def class_states(state: LatentState, n: int) -> list[LatentState]:
    """The same z through the first n classes."""
    return [dataclasses.replace(state, mode="classes", label=i) for i in range(n)]


def blend_states(state: LatentState, n: int) -> list[LatentState]:
    """n mixtures from the class to the other class."""
    return [dataclasses.replace(state, mode="blend", t=i / (n - 1)) for i in range(n)]


# kind: (its states for n, smallest n, largest n)
SHEETS: dict[str, tuple[Callable[[LatentState, int], list[LatentState]], int, int]] = {
    "classes": (class_states, 1, 100),
    "grid": (grid_states, 1, 64),
    "plane": (plane_states, 2, 12),
    "slerp": (lambda state, n: path_states(state, n, "slerp"), 2, 32),
    "line": (lambda state, n: path_states(state, n, "line"), 2, 32),
    "blend": (blend_states, 2, 32),
}


def arrange(pictures: np.ndarray, columns: int) -> np.ndarray:
    """(N, H, W, C) to one sheet (rows H, columns W, C); an unfinished last row ends in black."""
    missing = -len(pictures) % columns
    pictures = np.concatenate([pictures, np.zeros((missing, *pictures.shape[1:]), np.uint8)])
    count, height, width, channels = pictures.shape
    rows = pictures.reshape(count // columns, columns, height, width, channels)
    return rows.transpose(0, 2, 1, 3, 4).reshape(-1, columns * width, channels)


def _pillow(pixels: np.ndarray, scale: int) -> Image.Image:
    pixels = pixels.repeat(scale, axis=0).repeat(scale, axis=1)
    return Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)


def png(pixels: np.ndarray, scale: int = 1, made_by: MadeBy | None = None) -> bytes:
    """(H, W, C) uint8 as PNG, every pixel drawn `scale` times wide and high; `made_by` for generated pixels, None for real ones."""
    buffer = io.BytesIO()
    _pillow(pixels, scale).save(buffer, "PNG", compress_level=1, pnginfo=made_by and png_info(made_by))
    return buffer.getvalue()


def gif(frames: np.ndarray, scale: int, milliseconds: int = 80, *, made_by: MadeBy) -> bytes:
    """(N, H, W, C) uint8 as a GIF that loops for ever, marked as generated."""
    buffer = io.BytesIO()
    first, *rest = [_pillow(frame, scale) for frame in frames]
    first.save(buffer, "GIF", save_all=True, append_images=rest, duration=milliseconds, loop=0)
    return marked_gif(buffer.getvalue(), made_by)
