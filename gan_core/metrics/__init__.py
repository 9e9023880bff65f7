"""How good are the pictures? Functions of features, probabilities or labels; real before fake, always.

An extractor turns images into numbers (`classify`, `inception_features`), a metric turns two sets of numbers into a value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from gan_core.metrics.accuracy import ClassAccuracy, ModeCoverage, class_accuracy, measure_accuracy, measure_mode_coverage, mode_coverage
from gan_core.metrics.classifier import ImageClassifier, classify, load_classifier
from gan_core.metrics.features import Extracted
from gan_core.metrics.frechet import FeatureStatistics, feature_statistics, frechet_distance, measure_frechet
from gan_core.metrics.frechet_infinity import FrechetFit, frechet_infinity, measure_frechet_infinity
from gan_core.metrics.gaussian_kernel import gaussian_distance, measure_gaussian
from gan_core.metrics.inception import inception_features
from gan_core.metrics.inception_score import inception_score, inception_scores, measure_inception_score
from gan_core.metrics.kernel import kernel_distance, kernel_distances, measure_kernel
from gan_core.metrics.measured import Interval, Measured
from gan_core.metrics.memorisation import authenticity, data_copying, measure_authenticity, measure_data_copying
from gan_core.metrics.neighbours import (
    DensityCoverage,
    PrecisionRecall,
    density_coverage,
    measure_density_coverage,
    measure_precision_recall,
    precision_recall,
)
from gan_core.metrics.sliced import measure_sliced, sliced_distance

__all__ = [
    "METRICS",
    "ClassAccuracy",
    "DensityCoverage",
    "Extracted",
    "FeatureStatistics",
    "FrechetFit",
    "ImageClassifier",
    "Interval",
    "Measured",
    "Metric",
    "ModeCoverage",
    "PrecisionRecall",
    "authenticity",
    "class_accuracy",
    "classify",
    "data_copying",
    "density_coverage",
    "feature_statistics",
    "frechet_distance",
    "frechet_infinity",
    "gaussian_distance",
    "inception_features",
    "inception_score",
    "inception_scores",
    "kernel_distance",
    "kernel_distances",
    "load_classifier",
    "measure_accuracy",
    "measure_authenticity",
    "measure_data_copying",
    "measure_density_coverage",
    "measure_frechet",
    "measure_frechet_infinity",
    "measure_gaussian",
    "measure_inception_score",
    "measure_kernel",
    "measure_mode_coverage",
    "measure_precision_recall",
    "measure_sliced",
    "mode_coverage",
    "precision_recall",
    "sliced_distance",
]

Better = Literal["lower", "higher", "zero"]


@dataclass(frozen=True)
class Metric:
    """A row of the registry."""

    measure: Callable[[Extracted, Extracted], dict[str, Measured]]  # (real, fake) -> {value name: value with influences}
    better: dict[str, Better]  # value name: direction
    needs: tuple[str, ...] = ("features",)  # entries of Extracted it reads
    signed: bool = False  # whether chance may bring it below 0

    def interval(self, measured: Measured) -> Interval | None:
        """The value's bootstrap interval, which ends where the metric's range does."""
        interval = measured.interval()
        return interval if interval is None or self.signed else Interval(max(interval.low, 0.0), max(interval.high, 0.0))

    def compute(self, real: Extracted, fake: Extracted) -> dict[str, float]:
        """{value name: number}."""
        return {name: measured.value for name, measured in self.measure(real, fake).items()}


def _fid(real: Extracted, fake: Extracted) -> dict[str, Measured]:
    return {"fid": measure_frechet(real.features, fake.features)}


def _fid_infinity(real: Extracted, fake: Extracted) -> dict[str, Measured]:
    return {"fid_infinity": measure_frechet_infinity(real.features, fake.features)}


def _kid(real: Extracted, fake: Extracted) -> dict[str, Measured]:
    return {"kid": measure_kernel(real.features, fake.features)}


def _mind(real: Extracted, fake: Extracted) -> dict[str, Measured]:
    return {"mind": measure_sliced(real.features, fake.features)}


def _cmmd(real: Extracted, fake: Extracted) -> dict[str, Measured]:
    return {"cmmd": measure_gaussian(real.features, fake.features)}


def _authenticity(real: Extracted, fake: Extracted) -> dict[str, Measured]:
    return {"authenticity": measure_authenticity(real.need("training"), fake.features, real.features)}


def _copying(real: Extracted, fake: Extracted) -> dict[str, Measured]:
    return {"copying": measure_data_copying(real.need("training"), real.features, fake.features)}


def _inception_score(real: Extracted, fake: Extracted) -> dict[str, Measured]:
    return {"inception_score": measure_inception_score(fake.need("probabilities"))}


def _precision_recall(real: Extracted, fake: Extracted) -> dict[str, Measured]:
    return dict(zip(("precision", "recall"), measure_precision_recall(real.features, fake.features), strict=True))


def _density_coverage(real: Extracted, fake: Extracted) -> dict[str, Measured]:
    return dict(zip(("density", "coverage"), measure_density_coverage(real.features, fake.features), strict=True))


def _accuracy(real: Extracted, fake: Extracted) -> dict[str, Measured]:
    return {"accuracy": measure_accuracy(fake.need("labels"), fake.need("probabilities").argmax(1))}


def _modes(real: Extracted, fake: Extracted) -> dict[str, Measured]:
    real_seen, fake_seen = real.need("probabilities"), fake.need("probabilities")
    measured = measure_mode_coverage(real_seen.argmax(1), fake_seen.argmax(1), fake_seen.shape[1])
    return dict(zip(("modes", "reverse_kl"), measured, strict=True))


METRICS: dict[str, Metric] = {
    "fid": Metric(_fid, {"fid": "lower"}),
    "fid_inf": Metric(_fid_infinity, {"fid_infinity": "lower"}, signed=True),
    "kid": Metric(_kid, {"kid": "lower"}, signed=True),
    "mind": Metric(_mind, {"mind": "lower"}),
    "cmmd": Metric(_cmmd, {"cmmd": "lower"}),
    "is": Metric(_inception_score, {"inception_score": "higher"}, ("probabilities",)),
    "prc": Metric(_precision_recall, {"precision": "higher", "recall": "higher"}),
    "dc": Metric(_density_coverage, {"density": "higher", "coverage": "higher"}),
    "accuracy": Metric(_accuracy, {"accuracy": "higher"}, ("probabilities", "labels")),
    "modes": Metric(_modes, {"modes": "higher", "reverse_kl": "lower"}, ("probabilities",)),
    "auth": Metric(_authenticity, {"authenticity": "higher"}, ("features", "training")),
    "ct": Metric(_copying, {"copying": "zero"}, ("features", "training"), signed=True),
}
