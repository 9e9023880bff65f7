"""Images as one tensor on the training device: a batch is an index draw, no per-item Python."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from gan_core.data.plan import ImagePlan
from gan_core.pixels import to_uint8, to_unit

CHUNK = 4096  # images resized at once: bounds memory


@dataclass(frozen=True, eq=False)
class ImageDataset:
    """Labelled images, all of one size, on one device."""

    name: str
    split: str
    images: Tensor  # uint8 (N, C, H, W)
    labels: Tensor  # int64 (N,)
    class_names: tuple[str, ...]
    plan: ImagePlan | None = None  # of own images: which are used, and which are left out and why

    def __len__(self) -> int:
        return len(self.images)

    @property
    def num_classes(self) -> int:
        """Number of class names."""
        return len(self.class_names)

    @property
    def counts(self) -> dict[str, int]:
        """Images of each class."""
        return dict(zip(self.class_names, self.labels.bincount(minlength=self.num_classes).tolist(), strict=True))

    def batch(self, indices: Tensor) -> tuple[Tensor, Tensor]:
        """Images (len(indices), C, H, W) float32 in [-1, 1] and labels, gathered and scaled on the device."""
        return to_unit(self.images[indices]), self.labels[indices]


def fit_images(images: Tensor, image_size: int, image_channels: int) -> Tensor:
    """uint8 (N, C, H, W) to uint8 (N, image_channels, image_size, image_size).

    Grey becomes colour by repeating, colour becomes grey by ITU-R BT.601 luma; resizing is bilinear with antialiasing.
    """
    if images.shape[1] == 3 and image_channels == 1:
        weights = torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)
        images = torch.cat([(chunk.float() * weights).sum(1, keepdim=True).round().to(torch.uint8) for chunk in images.split(CHUNK)])
    if images.shape[-2:] != (image_size, image_size):
        size = (image_size, image_size)
        images = torch.cat([to_uint8(interpolate(to_unit(chunk), size, mode="bilinear", antialias=True)) for chunk in images.split(CHUNK)])
    if images.shape[1] == 1 and image_channels == 3:
        images = images.repeat(1, 3, 1, 1)
    return images
