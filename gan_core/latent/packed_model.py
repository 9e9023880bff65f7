"""A trained generator as a browser takes it, in one file that is read without torch."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = "browser.bin"


@dataclass(frozen=True)
class PackedModel:
    """What a page says about a generator, and what a browser draws with."""

    card: dict[str, Any]  # classes, image (C, H, W), latentDim, shares of the directions, ...: JSON
    gzipped: bytes  # the network, compressed once when the model is packed

    @property
    def network(self) -> bytes:
        """The principal directions, float32 (K, latentDim), then the network file of gan_core/browser/network.py."""
        return gzip.decompress(self.gzipped)

    def to_bytes(self) -> bytes:
        """The card as one line of JSON, then the compressed network."""
        return json.dumps(self.card, separators=(",", ":")).encode() + b"\n" + self.gzipped

    @classmethod
    def from_bytes(cls, content: bytes) -> PackedModel:
        """Inverse of `to_bytes`."""
        card, _, gzipped = content.partition(b"\n")
        return cls(json.loads(card), gzipped)

    @classmethod
    def read(cls, model: Path) -> PackedModel | None:
        """The one in a model's folder; None where it was shipped without."""
        path = model / FILE
        return cls.from_bytes(path.read_bytes()) if path.is_file() else None
