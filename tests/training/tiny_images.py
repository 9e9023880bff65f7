"""A data set for tests, in a module of its own: child processes import it by name."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class TinyImages:
    """uint8 images (N, 1, 28, 28) and their labels, as the loop wants them; from batch `nan_from` on the images are NaN."""

    images: Tensor
    labels: Tensor
    nan_from: int | None = None

    def __len__(self) -> int:
        return len(self.images)

    def batch(self, indices: Tensor) -> tuple[Tensor, Tensor]:
        images = self.images[indices].float() / 127.5 - 1
        if self.nan_from is not None:
            object.__setattr__(self, "nan_from", self.nan_from - 1)
            images = images * float("nan") if self.nan_from < 0 else images
        return images, self.labels[indices]
