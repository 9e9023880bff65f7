"""Pictures of the shipped conditional GAN and real ones, with its D's answers; computed once, when first asked for."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from gan_core.data import load_dataset
from gan_core.inference import TrainedGenerator
from gan_core.latent.state import DEFAULT_MODEL
from gan_core.paths import CHECKPOINTS

CLASSES, SIDE = 10, 28
COUNT = 200  # pictures of a kind whose answers are averaged
DRAWN = 300  # of one class


class Pairs(NamedTuple):
    """Pictures and what D says to each with each label."""

    images: Tensor  # (N, 1, 28, 28) in [-1, 1]
    labels: Tensor  # int64 (N,): its own, or the one it was drawn for
    answers: np.ndarray  # (N, 10) in (0, 1): sigma of the logit with the label 0, 1, ...


@lru_cache(1)
def _model() -> TrainedGenerator:
    return TrainedGenerator.load(CHECKPOINTS / DEFAULT_MODEL)


@torch.inference_mode()
def _answers(images: Tensor, labels: Tensor) -> np.ndarray:
    judge = _model().discriminator
    assert judge is not None  # the shipped model comes with its D
    parts = [judge(*part) for part in zip(images.split(500), labels.split(500), strict=True)]
    return torch.cat(parts).flatten().sigmoid().double().numpy()


@lru_cache(2)
def pairs(kind: str) -> Pairs:
    """`COUNT` pictures, "real" or "generated", the classes in turn."""
    if kind == "real":
        data = load_dataset("fashion-mnist-10k")
        chosen = torch.cat([(data.labels == label).nonzero().ravel()[: COUNT // CLASSES] for label in range(CLASSES)])
        images, labels = data.batch(chosen)
    else:
        labels = torch.arange(CLASSES).repeat_interleave(COUNT // CLASSES)
        images = _drawn(labels)
    every = torch.arange(CLASSES).repeat(len(images))
    answers = _answers(images.repeat_interleave(CLASSES, dim=0), every)
    return Pairs(images, labels, answers.reshape(len(images), CLASSES))


@lru_cache(CLASSES)
def of_class(label: int) -> tuple[Tensor, np.ndarray]:
    """`DRAWN` generated pictures of a class, and D's answers with that label."""
    labels = torch.full((DRAWN,), label)
    images = _drawn(labels)
    return images, _answers(images, labels)


@torch.inference_mode()
def _drawn(labels: Tensor) -> Tensor:
    z = torch.randn(len(labels), _model().latent_dim, generator=torch.Generator().manual_seed(0))
    return _model().float_images(z, labels)


def mosaic(images: Tensor, columns: int) -> np.ndarray:
    """Grey pictures in rows, for a map whose first row lies lowest."""
    padded = np.pad(images[:, 0].numpy().astype(float), ((0, 0), (1, 1), (1, 1)), constant_values=np.nan)
    rows, side = len(images) // columns, SIDE + 2
    return padded.reshape(rows, columns, side, side).transpose(0, 2, 1, 3).reshape(rows * side, columns * side)[::-1]
