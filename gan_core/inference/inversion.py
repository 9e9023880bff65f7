"""Find a picture in a generator: the z and the class whose picture is nearest to it, by gradient descent on z.

    min_z  mean((G(z, y) - x)^2) + PRIOR * mean(z^2)

(Zhu et al., Generative visual manipulation on the natural image manifold, arXiv:1609.03552, section 3.1, without the encoder.) The second
term keeps z where G was trained: it is the logarithm of z's density, N(0, I). A descent finds the valley that it begins in, so it begins
at several: of each class the one of many drawn before whose picture is nearest.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.errors import ConfigError
from gan_core.inference.generator import TrainedGenerator
from gan_core.latent import z_from_seed
from gan_core.latent.found import rounded
from gan_core.pixels import to_uint8, to_unit

DRAWN = 2000  # pictures drawn once, of all classes together, to begin at
CHUNK = 100
STARTS = 10  # of all classes together; of more classes, one each of those that begin nearest
FIRST, SECOND = 15, 60  # steps: from every start, and from the BEST
BEST = 3
RATE = 0.2  # Adam's, along a cosine to 0
PRIOR = 0.002
MOMENTS = 8  # of the path that are kept


@dataclass(frozen=True)
class Found:
    """Where a picture was found."""

    z: tuple[float, ...]  # as a link holds it
    label: int  # 0 of an unconditional model
    error: float  # of its picture: root mean square over pixels and channels, in [0, 1] from black to white
    image: Tensor  # (C, H, W) in (-1, 1): G(z)
    path: Tensor  # (MOMENTS or fewer, C, H, W): the pictures on the way there, the first one drawn before


class Inversion:
    """A generator, and pictures of it to begin at (a second or two, once). Pictures are (C, H, W) float32 in [-1, 1]."""

    def __init__(self, generator: TrainedGenerator) -> None:
        self.generator = generator
        classes = max(1, generator.num_classes)
        self.z = torch.from_numpy(z_from_seed(0, DRAWN, generator.latent_dim))
        self.labels = torch.arange(DRAWN) % classes
        chunks = zip(self.z.split(CHUNK), self.labels.split(CHUNK), strict=True)
        self.images = torch.cat([to_uint8(self._draw(z, labels)) for z, labels in chunks])  # (DRAWN, C, H, W)

    def _draw(self, z: Tensor, labels: Tensor) -> Tensor:
        with torch.no_grad():
            return self._forward(z, labels)

    def _forward(self, z: Tensor, labels: Tensor) -> Tensor:
        return self.generator.generator(z, labels if self.generator.num_classes else None)

    def find(self, target: Tensor, stop: Callable[[], bool] = lambda: False) -> Found:
        """The nearest picture that was found; after `stop()` says so, the nearest until then.

        Raises ConfigError: `target` has another shape, or holds what is no finite number.
        """
        if target.shape != self.generator.image_shape or not target.isfinite().all():
            raise ConfigError("value", field="image", received=f"shape {tuple(target.shape)}", expected=str(self.generator.image_shape))
        rows = self._starts(target)
        descent = _Descent(self, target, self.z[rows], self.labels[rows])
        descent.go(FIRST, stop)
        descent.keep(BEST)
        descent.go(SECOND, stop)
        descent.keep(1)
        z = rounded(descent.z[0].detach().numpy())
        image = self._draw(torch.tensor([z]), descent.labels)[0]
        history = [z[0] for z in descent.history]
        chosen = torch.linspace(0, len(history) - 1, min(MOMENTS, len(history))).round().long().tolist()
        path = self._draw(torch.stack([history[index] for index in chosen]), descent.labels.expand(len(chosen)))
        return Found(z, int(descent.labels), float(error_of(image, target)), image, path)

    def _starts(self, target: Tensor) -> Tensor:
        """Rows of what was drawn: the nearest of each class, the nearest STARTS of those; without classes the nearest of all."""
        errors = torch.cat([error_of(to_unit(images), target) for images in self.images.split(CHUNK)])  # (DRAWN,)
        if not self.generator.num_classes:
            return errors.topk(STARTS, largest=False).indices
        per_class = errors.masked_fill(self.labels != torch.arange(self.generator.num_classes)[:, None], torch.inf)  # (classes, DRAWN)
        nearest = per_class.min(dim=1)
        return nearest.indices[nearest.values.argsort()[:STARTS]]


class _Descent:
    """Several z that walk at once, each towards the target; `history` holds where they were."""

    def __init__(self, inversion: Inversion, target: Tensor, z: Tensor, labels: Tensor) -> None:
        self.inversion, self.target = inversion, target
        self.z, self.labels = z.clone(), labels
        self.history: list[Tensor] = [z]

    def go(self, steps: int, stop: Callable[[], bool]) -> None:
        z = self.z.requires_grad_(True)
        adam = torch.optim.Adam([z], lr=RATE, betas=(0.9, 0.99))
        for step in range(steps):
            if stop():
                break
            adam.param_groups[0]["lr"] = RATE * (1 + math.cos(math.pi * step / steps)) / 2
            images = self.inversion._forward(z, self.labels)
            loss = (images - self.target).square().flatten(1).mean(1) + PRIOR * z.square().mean(1)  # (starts,)
            adam.zero_grad()
            loss.sum().backward()  # each z has a gradient of its own loss alone
            adam.step()
            self.history.append(z.detach().clone())
        self.z = z.detach()

    def keep(self, count: int) -> None:
        """Only the `count` nearest go on."""
        errors = error_of(self.inversion._draw(self.z, self.labels), self.target)
        kept = errors.topk(min(count, len(errors)), largest=False).indices
        self.z, self.labels = self.z[kept], self.labels[kept]
        self.history = [z[kept] for z in self.history]


def error_of(images: Tensor, target: Tensor) -> Tensor:
    """Root mean square over pixels and channels, (N,) or a scalar, in [0, 1]: half the distance in [-1, 1]."""
    return (images - target).square().flatten(-3).mean(-1).sqrt() / 2
