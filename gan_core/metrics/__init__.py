"""How good are the pictures? Functions of features, probabilities or labels; real before fake, always.

An extractor turns images into numbers (`classify`, `inception_features`), a metric turns two sets of numbers into a value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from gan_core.metrics.accuracy import ClassAccuracy, ModeCoverage, class_accuracy, mode_coverage
from gan_core.metrics.classifier import ImageClassifier, classify, load_classifier
from gan_core.metrics.features import Extracted
from gan_core.metrics.frechet import FeatureStatistics, feature_statistics, frechet_distance
from gan_core.metrics.inception import inception_features
from gan_core.metrics.inception_score import inception_score, inception_scores
from gan_core.metrics.kernel import kernel_distance, kernel_distances
from gan_core.metrics.neighbours import DensityCoverage, PrecisionRecall, density_coverage, precision_recall

__all__ = [
    "METRICS",
    "ClassAccuracy",
    "DensityCoverage",
    "Extracted",
    "ImageClassifier",
    "FeatureStatistics",
    "Metric",
    "ModeCoverage",
    "PrecisionRecall",
    "class_accuracy",
    "classify",
    "density_coverage",
    "feature_statistics",
    "frechet_distance",
    "inception_features",
    "inception_score",
    "inception_scores",
    "kernel_distance",
    "kernel_distances",
    "load_classifier",
    "mode_coverage",
    "precision_recall",
]


@dataclass(frozen=True)
class Metric:
    """A row of the registry."""

    compute: Callable[[Extracted, Extracted], dict[str, float]]  # (real, fake) -> {value name: number}
    better: dict[str, Literal["lower", "higher"]]  # value name: direction
    needs: tuple[str, ...] = ("features",)  # entries of Extracted it reads


def _fid(real: Extracted, fake: Extracted) -> dict[str, float]:
    return {"fid": frechet_distance(*feature_statistics(real.features), *feature_statistics(fake.features))}


def _kid(real: Extracted, fake: Extracted) -> dict[str, float]:
    return {"kid": kernel_distance(real.features, fake.features)}


def _inception_score(real: Extracted, fake: Extracted) -> dict[str, float]:
    return {"inception_score": inception_score(fake.need("probabilities"))}


def _precision_recall(real: Extracted, fake: Extracted) -> dict[str, float]:
    return precision_recall(real.features, fake.features)._asdict()


def _density_coverage(real: Extracted, fake: Extracted) -> dict[str, float]:
    return density_coverage(real.features, fake.features)._asdict()


def _accuracy(real: Extracted, fake: Extracted) -> dict[str, float]:
    probabilities = fake.need("probabilities")
    return {"accuracy": class_accuracy(fake.need("labels"), probabilities.argmax(1), probabilities.shape[1]).overall}


def _modes(real: Extracted, fake: Extracted) -> dict[str, float]:
    real_seen, fake_seen = real.need("probabilities"), fake.need("probabilities")
    result = mode_coverage(real_seen.argmax(1), fake_seen.argmax(1), fake_seen.shape[1])
    return {"modes": result.modes, "reverse_kl": result.reverse_kl}


METRICS: dict[str, Metric] = {
    "fid": Metric(_fid, {"fid": "lower"}),
    "kid": Metric(_kid, {"kid": "lower"}),
    "is": Metric(_inception_score, {"inception_score": "higher"}, ("probabilities",)),
    "prc": Metric(_precision_recall, {"precision": "higher", "recall": "higher"}),
    "dc": Metric(_density_coverage, {"density": "higher", "coverage": "higher"}),
    "accuracy": Metric(_accuracy, {"accuracy": "higher"}, ("probabilities", "labels")),
    "modes": Metric(_modes, {"modes": "higher", "reverse_kl": "lower"}, ("probabilities",)),
}
