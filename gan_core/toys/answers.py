"""What a classifier may say of a generator's pictures, what the Inception Score makes of it, and noise that pleases a classifier."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from gan_core.errors import ConfigError
from gan_core.pixels import to_uint8

FloatArray = NDArray[np.float64]


def apportioned(shares: Sequence[float], count: int) -> NDArray[np.int64]:
    """How many of `count` pictures each class gets, (classes,): shares rounded so that they add up (largest remainders first).

    Raises:
        ConfigError: a share below 0, or none above.
    """
    weights = np.asarray(shares, dtype=np.float64)
    if weights.min() < 0 or not weights.sum() > 0:
        raise ConfigError("value", field="shares", received=tuple(shares), expected="numbers >= 0, not all 0")
    exact = weights / weights.sum() * count
    whole = np.floor(exact).astype(np.int64)
    late = np.argsort(-(exact - whole), kind="stable")[: count - whole.sum()]
    whole[late] += 1
    return whole


def sure_answers(shares: Sequence[float], confidence: float, count: int) -> FloatArray:
    """p(y | x) of `count` pictures, (count, classes), ordered by class: `confidence` for a picture's own class, the rest spread evenly.

    Raises:
        ConfigError: shares that are none, or a confidence out of range.
    """
    classes = len(shares)
    if not 0 <= confidence <= 1:
        raise ConfigError("value", field="confidence", received=confidence, expected="0 <= confidence <= 1")
    rows = np.full((classes, classes), (1 - confidence) / (classes - 1))
    np.fill_diagonal(rows, confidence)
    return np.repeat(rows, apportioned(shares, count), axis=0)


def entropy(probabilities: ArrayLike) -> FloatArray:
    """-sum p log p in nats, over the last axis; 0 log 0 = 0."""
    p = np.asarray(probabilities, dtype=np.float64)
    return -np.sum(p * np.log(np.where(p > 0, p, 1)), axis=-1)


def score_by_entropies(answers: ArrayLike) -> float:
    """The Inception Score as exp(H(y) - H(y | x)): the entropy of the mean answer less the mean entropy of the answers."""
    rows = np.asarray(answers, dtype=np.float64)
    return math.exp(entropy(rows.mean(axis=0)) - entropy(rows).mean())


def pleasing_noise(classify: Callable[[Tensor], Tensor], shape: tuple[int, ...], classes: int, *, steps: int = 60, seed: int = 0) -> Tensor:
    """One picture a class, uint8 (classes, *shape), that is noise to the eye and that a classifier is sure of (compare arXiv:1801.01973).

    Gradient ascent on log p(class | x) from noise, by sign steps of two grey levels.

    Args:
        classify: pictures (N, *shape), float32 in [-1, 1] -> logits (N, classes).
        shape: of one picture, (C, H, W).
        classes: how many.
        steps: of the ascent.
        seed: of the noise.
    """
    noise = torch.randn(classes, *shape, generator=torch.Generator().manual_seed(seed))
    pictures, wanted = (0.35 * noise).clamp(-1, 1), torch.arange(classes)
    for _ in range(steps):
        pictures.requires_grad_(True)
        loss = torch.nn.functional.cross_entropy(classify(pictures), wanted, reduction="sum")
        (slope,) = torch.autograd.grad(loss, pictures)
        pictures = (pictures.detach() - 2 / 127.5 * slope.sign()).clamp(-1, 1)
    return to_uint8(pictures)
