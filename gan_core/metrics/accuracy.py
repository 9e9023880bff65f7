"""What a classifier makes of class-conditional samples: is the asked class the one it sees, and is every class there?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.special import xlogy

from gan_core.errors import ConfigError
from gan_core.metrics.features import Array
from gan_core.metrics.measured import Measured


class ClassAccuracy(NamedTuple):
    """Share of images the classifier puts into the asked class."""

    overall: float
    per_class: np.ndarray  # float64 (num_classes,); NaN for a class with no image


class ModeCoverage(NamedTuple):
    """How the classifier's verdicts on generated images spread over the classes."""

    modes: int
    reverse_kl: float
    histogram: np.ndarray  # float64 (num_classes,), sums to 1


def class_accuracy(labels: Array, predictions: Array, num_classes: int) -> ClassAccuracy:
    """mean_n 1[predictions_n = labels_n], over all images and per class.

    Range [0, 1], higher is better. A good generator scores what real test images score, not 1: above that it shows fewer
    hard pictures than the world has. Blind to diversity: one good picture a class scores 1. Compare arXiv:1807.09499,
    where it is called GAN-test. Unbiased in N; the judge's own mistakes are part of it.

    Args:
        labels: int64 (N,), the asked class (true class of a real image).
        predictions: int64 (N,), the classifier's most likely class.
        num_classes: how many there are.

    Raises:
        ConfigError: lengths that differ, or classes out of range.
    """
    asked, seen = _classes("labels", labels, num_classes), _classes("predictions", predictions, num_classes)
    if len(asked) != len(seen):
        raise ConfigError("value", field="predictions", received=f"{len(seen)} values", expected=f"{len(asked)}, as labels")
    correct = (asked == seen).double()
    hits = torch.bincount(asked, weights=correct, minlength=num_classes)
    return ClassAccuracy(correct.mean().item(), (hits / torch.bincount(asked, minlength=num_classes)).cpu().numpy())


def mode_coverage(real_predictions: Array, fake_predictions: Array, num_classes: int) -> ModeCoverage:
    """Number of classes with at least one generated image, and KL(fake histogram || real histogram) in nats.

    arXiv:1611.02163 (unrolled GAN), section 3.3.1, on classifier verdicts. Modes: 0 to num_classes, higher is better. Reverse KL:
    [0, inf], lower is better, infinite when a generated class has no real image; biased upwards by about
    (num_classes - 1) / 2 (1 / N + 1 / M). Says nothing about diversity inside a class.

    Args:
        real_predictions: int64 (N,), the classifier's verdicts on real images.
        fake_predictions: int64 (M,), its verdicts on generated images.
        num_classes: how many there are.

    Raises:
        ConfigError: no values, or classes out of range.
    """
    real = _histogram(_classes("real_predictions", real_predictions, num_classes), num_classes)
    fake = _histogram(_classes("fake_predictions", fake_predictions, num_classes), num_classes)
    reverse_kl = (xlogy(fake, fake) - xlogy(fake, real)).sum().item()
    return ModeCoverage(int((fake > 0).sum()), max(reverse_kl, 0.0), fake.cpu().numpy())


def measure_accuracy(labels: Array, predictions: Array) -> Measured:
    """`class_accuracy` over all images, with each image's verdict as its influence."""
    correct = (torch.as_tensor(labels) == torch.as_tensor(predictions)).double()
    return Measured(correct.mean().item(), fake=correct)


def measure_mode_coverage(real_predictions: Array, fake_predictions: Array, num_classes: int) -> tuple[Measured, Measured]:
    """`mode_coverage`: the number of classes, which no single image moves, and the reverse KL with the influence of each image."""
    modes, reverse_kl, _ = mode_coverage(real_predictions, fake_predictions, num_classes)
    real, fake = (_classes("predictions", values, num_classes) for values in (real_predictions, fake_predictions))
    real_share, fake_share = _histogram(real, num_classes), _histogram(fake, num_classes)
    ratio = fake_share / real_share  # infinite where a generated class has no real image: then there is no interval either
    if not np.isfinite(reverse_kl):
        return Measured(modes), Measured(reverse_kl)
    return Measured(modes), Measured(reverse_kl, real=-ratio[real], fake=ratio[fake].log())


def _histogram(classes: Tensor, num_classes: int) -> Tensor:
    """Share of each class, float64 (num_classes,)."""
    return torch.bincount(classes, minlength=num_classes).double() / len(classes)


def _classes(field: str, values: Array, num_classes: int) -> Tensor:
    """Checked int64 (N,)."""
    classes = torch.as_tensor(values)
    expected = f"integers (N,) from 0 to {num_classes - 1}"
    if classes.ndim != 1 or not len(classes) or classes.is_floating_point():
        raise ConfigError("value", field=field, received=f"{classes.dtype} of shape {tuple(classes.shape)}", expected=expected)
    if classes.min() < 0 or classes.max() >= num_classes:
        raise ConfigError("value", field=field, received=f"{int(classes.min())} to {int(classes.max())}", expected=expected)
    return classes.long()
