"""One change at a time to the same real pictures, weaker and stronger, and what each score says of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn.functional import interpolate
from torchvision.transforms.functional import gaussian_blur

from gan_core.errors import ConfigError
from gan_core.metrics import (
    Extracted,
    Measured,
    measure_accuracy,
    measure_authenticity,
    measure_density_coverage,
    measure_frechet,
    measure_kernel,
    measure_precision_recall,
    measure_sliced,
)

DISTANCES = ("fid", "kid", "mind")
SHARES = ("precision", "recall", "density", "coverage", "accuracy")
FEWEST = 12  # pictures: more than the k of any score
KERNEL_SUBSETS, PROJECTIONS = 10, 300


class Pictures(NamedTuple):
    """Pictures and their classes."""

    images: Tensor  # uint8 (N, C, H, W)
    labels: Tensor  # int64 (N,)


@dataclass(frozen=True)
class Pool:
    """What changes are made to: fresh real pictures, more than are shown, and some that a generator may copy."""

    fresh: Pictures
    training: Pictures


@dataclass(frozen=True)
class Change:
    """A change and how strong it can be; the first strength leaves everything as it is."""

    strengths: tuple[float, ...]
    apply: Callable[[Pool, int, float], Pictures]  # (pool, n, strength) -> n pictures, or fewer


def changed(name: str, pool: Pool, n: int, step: int) -> Pictures:
    """The first `n` fresh pictures under that change at its strength number `step`.

    Raises:
        ConfigError: an unknown change, or a step out of range.
    """
    if name not in CHANGES:
        raise ConfigError("value", field="change", received=repr(name), expected=", ".join(CHANGES))
    change = CHANGES[name]
    if not 0 <= step < len(change.strengths):
        raise ConfigError("value", field="step", received=step, expected=f"0 to {len(change.strengths) - 1}")
    return change.apply(pool, n, change.strengths[step])


def _first(pictures: Pictures, n: int) -> Pictures:
    return Pictures(pictures.images[:n], pictures.labels[:n])


def _to_bytes(images: Tensor) -> Tensor:
    return images.round().clamp(0, 255).to(torch.uint8)


def _each(change: Callable[[Tensor, float], Tensor]) -> Callable[[Pool, int, float], Pictures]:
    """A change of pixels alone."""

    def apply(pool: Pool, n: int, strength: float) -> Pictures:
        images, labels = _first(pool.fresh, n)
        return Pictures(change(images, strength), labels)

    return apply


def _blur(images: Tensor, sigma: float) -> Tensor:
    """A Gaussian of so many pixels."""
    return _to_bytes(gaussian_blur(images.float(), 2 * int(np.ceil(3 * sigma)) + 1, sigma)) if sigma else images


def _jpeg(images: Tensor, quality: float) -> Tensor:
    """Through a JPEG file of that quality; 100 means: no file at all."""
    return images if quality >= 100 else torch.stack([_through_jpeg(image, int(quality)) for image in images])


def _through_jpeg(image: Tensor, quality: int) -> Tensor:
    file = io.BytesIO()
    _pillow(image).save(file, "JPEG", quality=quality)
    return _tensor(Image.open(file))


def _pillow(image: Tensor) -> Image.Image:
    pixels = image.permute(1, 2, 0).numpy()
    return Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)


def _tensor(image: Image.Image) -> Tensor:
    pixels = torch.from_numpy(np.array(image))
    return pixels[None] if pixels.ndim == 2 else pixels.permute(2, 0, 1)


def _contrast(images: Tensor, factor: float) -> Tensor:
    """Towards each picture's mean."""
    mean = images.float().mean((1, 2, 3), keepdim=True)
    return _to_bytes(mean + factor * (images - mean))


def _resized(resize: Callable[[Tensor, int], Tensor]) -> Callable[[Pool, int, float], Pictures]:
    """Down to a share of the side, and up again, by one and the same bilinear filter."""

    def there_and_back(images: Tensor, share: float) -> Tensor:
        side = images.shape[-1]
        small = max(1, round(share * side))
        return images if small == side else resize(resize(images, small), side)

    return _each(there_and_back)


def _pillow_resize(images: Tensor, side: int) -> Tensor:
    """The filter grows as wide as the picture shrinks."""
    return torch.stack([_tensor(_pillow(image).resize((side, side), Image.Resampling.BILINEAR)) for image in images])


def _torch_resize(images: Tensor, side: int) -> Tensor:
    """Always the two nearest pixels: what lies between them is skipped."""
    return _to_bytes(interpolate(images.float(), (side, side), mode="bilinear", align_corners=False))


def _tensorflow_resize(images: Tensor, side: int) -> Tensor:
    """As PyTorch's, and moved by half a pixel: what Inception's first FID was made with."""
    from torch_fidelity.interpolate_compat_tensorflow import interpolate_bilinear_2d_like_tensorflow1x  # slow to import

    return _to_bytes(interpolate_bilinear_2d_like_tensorflow1x(images.float(), (side, side), align_corners=False))


def fewer_of(n: int, share: float) -> int:
    """How many pictures that share of `n` are; never too few for a score."""
    return max(FEWEST, round(share * n))


def _fewer(pool: Pool, n: int, share: float) -> Pictures:
    return _first(pool.fresh, fewer_of(n, share))


def _copied(pool: Pool, n: int, share: float) -> Pictures:
    """That share are training pictures."""
    count = round(share * n)
    copies, fresh = _first(pool.training, count), _first(pool.fresh, n)
    return Pictures(torch.cat([copies.images, fresh.images[count:]]), torch.cat([copies.labels, fresh.labels[count:]]))


def _left_out(pool: Pool, n: int, classes: float) -> Pictures:
    """The last so many of ten classes are never drawn, the others the more often."""
    kept = pool.fresh.labels < 10 - classes
    return _first(Pictures(pool.fresh.images[kept], pool.fresh.labels[kept]), n)


SIDES = (1, 0.93, 0.8, 0.65, 0.5, 0.36, 0.25)
CHANGES: dict[str, Change] = {
    "blur": Change((0, 0.3, 0.5, 0.7, 1, 1.5, 2.5), _each(_blur)),
    "jpeg": Change((100, 95, 80, 60, 40, 20, 8), _each(_jpeg)),
    "resize_pillow": Change(SIDES, _resized(_pillow_resize)),
    "resize_torch": Change(SIDES, _resized(_torch_resize)),
    "resize_tensorflow": Change(SIDES, _resized(_tensorflow_resize)),
    "fewer": Change((1, 0.5, 0.3, 0.2, 0.1, 0.05, 0.03), _fewer),
    "copied": Change((0, 0.05, 0.1, 0.2, 0.5, 0.75, 1), _copied),
    "left_out": Change((0, 1, 2, 3, 4, 5, 6), _left_out),
    "contrast": Change((1, 0.9, 0.8, 0.65, 0.5, 0.35, 0.2), _each(_contrast)),
}


def scores(real: Extracted, fake: Extracted) -> dict[str, Measured]:
    """What each score says, of as many real pictures as there are changed ones; `authenticity` too where `real` knows its training."""
    real = replace(real, features=real.features[: len(fake)])
    size = min(1000, len(fake))
    found = {
        "fid": measure_frechet(real.features, fake.features),
        "kid": measure_kernel(real.features, fake.features, subsets=KERNEL_SUBSETS if size == 1000 else 1, subset_size=size),
        "mind": measure_sliced(real.features, fake.features, projections=PROJECTIONS),
        **dict(zip(("precision", "recall"), measure_precision_recall(real.features, fake.features), strict=True)),
        **dict(zip(("density", "coverage"), measure_density_coverage(real.features, fake.features), strict=True)),
        "accuracy": measure_accuracy(fake.need("labels"), fake.need("probabilities").argmax(1)),
    }
    return found if real.training is None else found | {"authenticity": measure_authenticity(real.training, fake.features)}


def worse_by(name: str, value: float, floor: float, spread: float) -> float:
    """How much worse than other real pictures score, in half-widths of that score's own 95 % interval; below 0: better than real."""
    return (value - floor if name in DISTANCES else floor - value) / spread
