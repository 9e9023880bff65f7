"""Features that were computed once are read the next time."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from gan_core.files import write_atomic
from gan_core.metrics import Extracted
from gan_core.metrics.extractors import Extractor


class CachedExtractor:
    """Another extractor, and a folder that keeps its features: a batch whose very pixels were seen before is read, not seen again.

    One file a batch, `<name>-<first 16 hex digits of the SHA-256 of the uint8 pixels (N, C, H, W)>.npy`, float32 (N, D): what is
    interrupted goes on where it was.
    """

    def __init__(self, extractor: Extractor, folder: Path) -> None:
        self._extractor, self._folder = extractor, folder
        self.name, self.resize = extractor.name, extractor.resize
        self.feature_size, self.dataset = extractor.feature_size, extractor.dataset
        folder.mkdir(parents=True, exist_ok=True)

    def see(self, images: Tensor) -> Extracted:
        """Features alone."""
        digest = hashlib.sha256(images.contiguous().numpy().tobytes()).hexdigest()[:16]
        path = self._folder / f"{self.name}-{digest}.npy"
        if path.is_file():
            return Extracted(torch.from_numpy(np.load(path)))
        features = self._extractor.see(images).features
        content = io.BytesIO()
        np.save(content, features.numpy())
        write_atomic(path, content.getvalue())
        return Extracted(features)
