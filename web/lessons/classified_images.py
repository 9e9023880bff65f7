"""Pictures as the shipped Fashion-MNIST classifier sees them, for the lessons about measures; computed once, when first asked for."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import torch
from torch import Tensor

from gan_core.data import load_dataset
from gan_core.inference import TrainedGenerator, draw
from gan_core.latent.state import DEFAULT_MODEL
from gan_core.metrics import Extracted, classify, load_classifier
from gan_core.metrics.classifier import ImageClassifier
from gan_core.paths import CHECKPOINTS
from gan_core.pixels import to_uint8
from gan_core.toys.once_cache import OnceCache

COUNT = 1000  # pictures of a kind: two seconds of the classifier on one core
NOISE = 40.0  # grey levels of 255
SEED = 0

KINDS = ("reference", "real", "noisy", "generated")


class Judged(NamedTuple):
    """Pictures and what the classifier says of them."""

    images: Tensor  # uint8 (N, 1, 28, 28)
    seen: Extracted


_JUDGED = OnceCache[Judged](len(KINDS))


@lru_cache(1)
def classifier() -> ImageClassifier:
    """The judge."""
    return load_classifier()


def judged(kind: str) -> Judged:
    """`COUNT` pictures: "reference" (real ones), "real" (others), "noisy" (those with noise on them), or "generated" (by the shipped G)."""
    return _JUDGED.get(kind, lambda: _judge(kind))


def _judge(kind: str) -> Judged:
    images, labels = _pictures(kind)
    return Judged(images, classify(classifier(), images, labels))


def _pictures(kind: str) -> tuple[Tensor, Tensor]:
    if kind == "generated":
        generator = TrainedGenerator.load(CHECKPOINTS / DEFAULT_MODEL)
        z, labels = draw(generator, label=None, seed=SEED, count=COUNT)
        return to_uint8(generator.float_images(z, labels)), torch.arange(COUNT) % 10 if labels is None else labels
    data = load_dataset("fashion-mnist-10k")
    order = torch.randperm(len(data), generator=torch.Generator().manual_seed(SEED))
    chosen = order[:COUNT] if kind == "reference" else order[COUNT : 2 * COUNT]
    images = data.images[chosen]
    if kind == "noisy":
        noise = torch.randn(images.shape, generator=torch.Generator().manual_seed(SEED))
        images = (images + NOISE * noise).round().clamp(0, 255).to(torch.uint8)
    return images, data.labels[chosen]
