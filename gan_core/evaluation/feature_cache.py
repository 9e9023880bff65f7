"""Features that were computed once are read the next time."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from gan_core.files import remove, write_atomic
from gan_core.metrics import Extracted
from gan_core.metrics.extractors import Extractor, fingerprint

MAX_BYTES = 2 * 2**30  # of a folder that was not asked for: 26 sets of 10,000 pictures as Inception sees them


class CachedExtractor:
    """Another extractor, and a folder that keeps its features: a batch whose very pixels were seen before is read, not seen again.

    One file a batch, `<fingerprint of the extractor>-<first 16 hex digits of the SHA-256 of the uint8 pixels (N, C, H, W)>.npy`, float32
    (N, D): what is interrupted goes on where it was.
    """

    def __init__(self, extractor: Extractor, folder: Path) -> None:
        self._extractor, self._folder, self._fingerprint = extractor, folder, fingerprint(extractor)
        self.name, self.resize, self.weights = extractor.name, extractor.resize, extractor.weights
        self.feature_size, self.dataset = extractor.feature_size, extractor.dataset
        folder.mkdir(parents=True, exist_ok=True)

    def see(self, images: Tensor) -> Extracted:
        """Features alone."""
        digest = hashlib.sha256(images.contiguous().numpy().tobytes()).hexdigest()[:16]
        path = self._folder / f"{self._fingerprint}-{digest}.npy"
        if path.is_file():
            return Extracted(torch.from_numpy(np.load(path)))
        features = self._extractor.see(images).features
        content = io.BytesIO()
        np.save(content, features.numpy())
        write_atomic(path, content.getvalue())
        return Extracted(features)


def shrink(folder: Path, limit: int = MAX_BYTES) -> None:
    """Delete the oldest features of a folder until the others take no more than `limit` bytes."""
    taken = 0
    files = [(path.stat(), path) for path in folder.glob("*.npy")] if folder.is_dir() else []
    for about, path in sorted(files, key=lambda file: -file[0].st_mtime_ns):
        taken += about.st_size
        if taken > limit:
            remove(path)
