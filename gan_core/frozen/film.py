"""The film of a run: its pictures from the same noise, as WebP, within a bound of bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

from gan_core.config import TrainingConfig
from gan_core.provenance import MadeBy, made_with, xmp

FRAMES = 60
LARGEST = 4_500_000  # bytes of all frames together; a third more in the page
QUALITIES = (None, 85, 60)  # lossless where that fits
FAST = 0  # of WebP's methods: six times as fast as the default for five per cent more bytes


def film(pictures: Mapping[int, Path], config: TrainingConfig) -> dict[int, bytes]:
    """Step -> WebP of at most FRAMES pictures, spread evenly, the first and the last among them; fewer where they would be too large.

    A picture that cannot be read is left out.
    """

    def frame(step: int, quality: int | None) -> bytes:
        return _frame(pictures[step], made_with(config, seed=config.seed, step=step), quality)

    steps = list(pictures)
    count = min(FRAMES, len(steps))
    while count:
        chosen = [steps[index] for index in np.unique(np.linspace(0, len(steps) - 1, count).round().astype(int))]
        for quality in QUALITIES:
            if len(frame(chosen[-1], quality)) * len(chosen) > 1.5 * LARGEST:
                continue  # by far, so the others need not be made
            frames = {step: content for step in chosen if (content := frame(step, quality))}
            if sum(map(len, frames.values())) <= LARGEST:
                return frames
        count //= 2
    return {}


def _frame(path: Path, made_by: MadeBy, quality: int | None) -> bytes:
    buffer = io.BytesIO()
    try:
        with Image.open(path) as image:
            options = {"lossless": True} if quality is None else {"quality": quality}
            image.convert("RGB").save(buffer, "WEBP", method=FAST, xmp=xmp(made_by), **options)
    except (OSError, ValueError, Image.DecompressionBombError):
        return b""
    return buffer.getvalue()
