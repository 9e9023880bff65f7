"""The one place where pixels change their scale: uint8 0..255 <-> float32 -1..1."""

from __future__ import annotations

import torch
from torch import Tensor


def to_unit(pixels: Tensor) -> Tensor:
    """uint8 0..255 to float32 -1..1, on the tensor's own device; any shape."""
    return pixels.to(torch.float32).mul_(1 / 127.5).sub_(1)


def to_uint8(images: Tensor) -> Tensor:
    """Float -1..1 (clipped) to the nearest uint8 0..255; any shape; undoes `to_unit` exactly."""
    return images.float().add(1).mul_(127.5).round_().clamp_(0, 255).to(torch.uint8)
