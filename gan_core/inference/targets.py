"""Test images that came with a model, and how near it comes to them: what the Latent page offers to be found, and compares with."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from gan_core.paths import TARGETS


@dataclass(frozen=True, eq=False)
class Targets:
    """Pictures that the model was not trained on; errors as `gan_core.inference.inversion.error_of`."""

    images: Tensor  # uint8 (N, C, H, W)
    labels: tuple[int, ...]
    errors: tuple[float, ...]  # of the nearest picture of G that was found
    nearest: tuple[float, ...]  # of the nearest real training image
    searched: int  # of how many

    def to_files(self) -> dict[str, bytes]:
        """The images in a row as PNG, and the numbers."""
        row = self.images.permute(2, 0, 3, 1).flatten(1, 2).numpy()  # (H, N * W, C)
        buffer = io.BytesIO()
        Image.fromarray(row.squeeze(-1) if row.shape[-1] == 1 else row).save(buffer, "PNG", optimize=True)
        errors, nearest = ([round(error, 4) for error in errors] for errors in (self.errors, self.nearest))
        numbers = {"labels": self.labels, "errors": errors, "nearest": nearest, "searched": self.searched}
        return {f"{TARGETS}.png": buffer.getvalue(), f"{TARGETS}.json": json.dumps(numbers).encode() + b"\n"}


def read_targets(folder: Path) -> Targets | None:
    """Of a model's folder; None where it has none."""
    try:
        numbers = json.loads((folder / f"{TARGETS}.json").read_text(encoding="utf-8"))
        with Image.open(folder / f"{TARGETS}.png", formats=("PNG",)) as sheet:
            pixels = np.array(sheet)
    except (OSError, ValueError):
        return None
    images = torch.from_numpy(pixels.reshape(len(pixels), len(numbers["labels"]), -1, 1 if pixels.ndim == 2 else pixels.shape[2]))
    labels, errors, nearest = (tuple(numbers[name]) for name in ("labels", "errors", "nearest"))
    return Targets(images.permute(1, 3, 0, 2), labels, errors, nearest, numbers["searched"])
