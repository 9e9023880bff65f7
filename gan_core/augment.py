"""DiffAugment (arXiv:2006.10738): random transforms T of what D sees, of real and of fake images alike, that gradients pass through.

D learns from T(x) and T(G(z)), G from D(T(G(z))). D never sees one image twice, so it cannot learn a small data set by heart; and as real
images go through T as well, G gains nothing from drawing what T does.

A transform is a function of the images and of uniform numbers drawn beforehand: who draws the numbers decides what can be repeated.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def augment(images: Tensor, policy: str, uniform: Tensor, strength: float = 1.0) -> Tensor:
    """T(images): each image by its own numbers.

    Args:
        images: (N, C, H, W), grey = 0.
        policy: Names of TRANSFORMS joined by commas, carried out in this order; "" leaves the images alone.
        uniform: (N, numbers_needed(policy)) in [0, 1).
        strength: 0 (nothing happens) to 1 (the paper's sizes).
    """
    for name in _names(policy):
        transform, count = TRANSFORMS[name]
        images, uniform = transform(images, uniform[:, :count], strength), uniform[:, count:]
    return images


def numbers_needed(policy: str) -> int:
    """How many uniform numbers `augment` takes for an image."""
    return sum(TRANSFORMS[name][1] for name in _names(policy))


def _names(policy: str) -> list[str]:
    return policy.split(",") if policy else []


def _color(images: Tensor, uniform: Tensor, strength: float) -> Tensor:
    """Brightness +-1/2, saturation times 0 to 2, contrast times 1/2 to 3/2; pixels may leave [-1, 1]."""
    brightness, saturation, contrast = (strength * (uniform - 0.5))[:, :, None, None, None].unbind(1)
    images = images + brightness
    grey = images.mean(1, keepdim=True)
    images = grey + (1 + 2 * saturation) * (images - grey)
    mean = images.mean((1, 2, 3), keepdim=True)
    return mean + (1 + contrast) * (images - mean)


def _translation(images: Tensor, uniform: Tensor, strength: float) -> Tensor:
    """Shifted by whole pixels, at most an eighth of the side either way; grey comes in."""
    for axis, number in zip((2, 3), uniform.unbind(1), strict=True):
        size = images.shape[axis]
        reach = round(strength * size / 8)
        source = torch.arange(size, device=images.device) - (_integer(number, 2 * reach + 1) - reach)[:, None]  # (N, size)
        inside = ((source >= 0) & (source < size)).unflatten(1, (1, 1, size)).movedim(3, axis)
        place = source.clamp(0, size - 1).unflatten(1, (1, 1, size)).movedim(3, axis)
        images = torch.where(inside, images.gather(axis, place.expand_as(images)), 0.0)
    return images


def _cutout(images: Tensor, uniform: Tensor, strength: float) -> Tensor:
    """A square of half the side goes grey; its middle may lie anywhere in the image, so a part of it may lie outside."""
    holes = []
    for axis, number in zip((2, 3), uniform.unbind(1), strict=True):
        size = images.shape[axis]
        side = round(strength * size / 2)
        first = (_integer(number, size + 1 - side % 2) - side // 2)[:, None]
        place = torch.arange(size, device=images.device)
        holes.append((place >= first) & (place < first + side))  # (N, size)
    return torch.where((holes[0][:, :, None] & holes[1][:, None, :])[:, None], 0.0, images)


def _integer(uniform: Tensor, count: int) -> Tensor:
    """Of [0, 1), evenly one of 0 ... count - 1."""
    return (uniform * count).long().clamp(max=count - 1)  # the product may round up to count


Transform = Callable[[Tensor, Tensor, float], Tensor]

# name: what it does, and how many uniform numbers it takes for an image
TRANSFORMS: dict[str, tuple[Transform, int]] = {"color": (_color, 3), "translation": (_translation, 2), "cutout": (_cutout, 2)}
