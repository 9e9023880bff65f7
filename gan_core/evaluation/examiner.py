"""Scores of pictures, each with what it takes to read it: N, extractor, resize, interval."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gan_core.data import DATASETS
from gan_core.errors import CheckpointError, ConfigError
from gan_core.evaluation.feature_cache import CachedExtractor, shrink
from gan_core.evaluation.pictures import Pictures
from gan_core.metrics import METRICS, Extracted, Interval, class_accuracy
from gan_core.metrics.classifier import IMAGE_SHAPES, weights_path
from gan_core.metrics.extractors import ClassifierExtractor, DinoExtractor, Extractor, InceptionExtractor, extract
from gan_core.metrics.frechet_infinity import PARTS
from gan_core.metrics.measured import LEVEL
from gan_core.metrics.neighbours import rounding

CLASSIFIERS = {"fashion": "fashion-mnist", "mnist": "mnist", "cifar10": "cifar10"}  # extractor: the data set whose classifier it is
EXTRACTORS = (*CLASSIFIERS, "inception", "dinov2")
JUDGED = ("accuracy", "modes")  # metrics that need the classes of the data: only the classifier trained on them can give those
MEMORY = tuple(name for name, metric in METRICS.items() if "training" in metric.needs)  # metrics that need the images trained on
BATCH, SLOW_BATCH = 250, 50
FULL_FEATURES = 4  # FID of fewer than so many pictures a feature is mostly bias

Progress = Callable[[str, int, int], None]

NOTES = {
    "singular": "FID: N = {n} is not more than the {size} features, so the covariance is singular and the value mostly bias; "
    "take at least {wanted} pictures, or compare values of this very N only.",
    "biased": "FID: N = {n} is small for {size} features, so the value is biased upwards; compare values of this very N only.",
    "unequal": "{generated} generated pictures against {real} real ones: compare values of these very numbers only.",
    "training_images": "The real pictures ({dataset}) are training images: a generator that copies them looks perfect.",
    "headless": "No Inception Score: these Inception weights lack the last layer; torch-fidelity's own file has it.",
    "bent": "FID at infinity: the smallest sets of its fit have {n} pictures for {size} features; the line is not to be trusted.",
    "ties": "{n} real pictures have more than k equal ones: their balls hold nothing, so density and coverage count 0 there, as in prdc.",
    "equal": "All generated pictures look the same to the extractor: one picture repeated.",
    "unscored_memory": "Copies were not looked for: a slow extractor would have to see all {n} training pictures. Ask for them by auth,ct.",
    "foreign_classifier": "The classifier was trained on {known}, not on {dataset}: take its features with care.",
}


@dataclass(frozen=True)
class Note:
    """A word of caution: `code` of NOTES, and what fills it."""

    code: str
    fields: tuple[tuple[str, object], ...]

    def __str__(self) -> str:
        return NOTES[self.code].format(**dict(self.fields))


@dataclass(frozen=True)
class Score:
    """One value and all that belongs to it."""

    value: float
    interval: Interval | None
    better: str  # lower, higher, or nearer to zero
    n_real: int
    n_generated: int
    extractor: str
    resize: str
    details: Mapping[str, Any] = field(default_factory=dict)  # as `Measured` has them


@dataclass(frozen=True)
class Evaluation:
    """All scores of one set of pictures against one set of real ones."""

    real: str
    generated: str
    scores: dict[str, Score]
    accuracy_per_class: dict[str, float] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain dict; infinite values as None."""
        return {
            "real": self.real,
            "generated": self.generated,
            "scores": {name: _score_json(score) for name, score in self.scores.items()},
            "accuracy_per_class": self.accuracy_per_class,
            "notes": [{"code": note.code, **dict(note.fields), "text": str(note)} for note in self.notes],
        }


def _score_json(score: Score) -> dict[str, Any]:
    interval = [score.interval.low, score.interval.high] if score.interval else None
    value = score.value if np.isfinite(score.value) else None
    plain = {**vars(score), "value": value, "interval": interval}
    return plain if score.details else {name: part for name, part in plain.items() if name != "details"}


class Examiner:
    """Scores any number of sets of pictures against one set of real ones, which each extractor sees once.

    Args:
        training: all pictures that the generators were trained on, to see what was copied.
        inception_weights: the FID weights; default: PyTorch's cache, or a download.
        dinov2_weights: a file of DINOv2's weights; without it there is no such extractor.
        cache: a folder that keeps a slow extractor's features of the very pictures it has seen, batch by batch: what is interrupted goes
            on there.
        real_cache: the same for real pictures alone, whatever the extractor; the oldest features give way.
        device: where the extractors work; the metrics themselves are computed on the processor.
        progress: called with (stage, done, total) after every batch and between metrics; what it raises ends the evaluation.
    """

    def __init__(
        self,
        real: Pictures,
        *,
        training: Pictures | None = None,
        inception_weights: Path | None = None,
        dinov2_weights: Path | None = None,
        cache: Path | None = None,
        real_cache: Path | None = None,
        device: torch.device | str = "cpu",
        progress: Progress = lambda stage, done, total: None,
    ) -> None:
        self.real, self.training, self._progress, self._device = real, training, progress, device
        self._weights = {"inception": inception_weights, "dinov2": dinov2_weights}
        self._cache, self._real_cache = cache, real_cache
        if real_cache:
            shrink(real_cache)
        self._eyes: dict[str, Extractor] = {}
        self._reals: dict[str, Extracted] = {}
        self._trainings: dict[str, Tensor] = {}

    def examine(self, fake: Pictures, metrics: Collection[str] = (), extractor: str = "") -> Evaluation:
        """Score `fake`.

        Args:
            metrics: names of METRICS; default: all that fit the pictures and the extractor.
            extractor: of EXTRACTORS; default: the classifier for 28x28 grey pictures, else Inception.

        Raises:
            ConfigError: metrics or an extractor that do not fit the pictures, or pictures of another shape than the real ones.
            CheckpointError: Inception's weights are missing, damaged, or lack the layer that 'is' needs.
        """
        real, judge, extractor = self.real, judge_of(self.real), extractor or default_extractor(self.real)
        names = metrics or fitting_metrics(real, fake, self.training)
        check_metrics(names, extractor, real, fake, self.training)
        scores: dict[str, Score] = {}
        per_class: dict[str, float] = {}
        cautions: list[Note] = []
        if not metrics and not self._gives_probabilities(extractor):
            names = [name for name in names if name != "is"]
            cautions.append(Note("headless", ()))
        if not metrics and self.training and extractor not in CLASSIFIERS and self.training.count > fake.count:
            names = [name for name in names if name not in MEMORY]
            cautions.append(Note("unscored_memory", (("n", self.training.count),)))
        for kind in EXTRACTORS:
            wanted = [name for name in METRICS if name in names and kind == (judge if name in JUDGED else extractor)]
            if not wanted:
                continue
            eye = self._eye(kind, "is" in wanted)
            real_seen, fake_seen = self._real_seen(kind, "is" in wanted), self._seen(eye, fake, "is" in wanted)
            if any(name in MEMORY for name in wanted):
                real_seen = replace(real_seen, training=self._training_seen(kind))
            for done, name in enumerate(wanted):
                self._progress(name, done, len(wanted))
                scores |= _scored(name, real_seen, fake_seen, eye)
            cautions += _ties(scores, fake_seen)
            if "accuracy" in wanted:
                per_class = _per_class(fake_seen, fake.class_names)
            cautions += _cautions(real, fake, wanted, eye)
        return Evaluation(real.title, fake.title, scores, per_class, tuple(dict.fromkeys(cautions)))

    def _eye(self, kind: str, probabilities: bool) -> Extractor:
        """The extractor, loaded once."""
        if kind not in self._eyes:
            self._eyes[kind] = load_extractor(kind, self._weights.get(kind), self._device)
        if probabilities and not self._gives_probabilities(kind):
            raise CheckpointError("inception_headless", received=self._weights.get(kind) or "")
        return self._eyes[kind]

    def _training_seen(self, kind: str) -> Tensor:
        """Features of the pictures trained on, made once."""
        if kind not in self._trainings:
            assert self.training is not None
            self._trainings[kind] = self._seen(self._eyes[kind], self.training, False).features
        return self._trainings[kind]

    def _gives_probabilities(self, kind: str) -> bool:
        """Found out on one picture, before the long work on all."""
        return self._eye(kind, False).see(next(self.real.batches(1))[0]).probabilities is not None

    def _real_seen(self, kind: str, probabilities: bool) -> Extracted:
        """The real pictures as the extractor sees them, made once."""
        if kind not in self._reals:
            self._reals[kind] = self._seen(self._eyes[kind], self.real, probabilities)
        return self._reals[kind]

    def _seen(self, eye: Extractor, pictures: Pictures, probabilities: bool) -> Extracted:
        """All pictures as the extractor sees them; features come from a cache where these very pixels were seen before."""
        slow = eye.name not in (f"{dataset}-classifier" for dataset in CLASSIFIERS.values())
        own = pictures in (self.real, self.training)
        folder = self._real_cache if own and (slow or pictures is self.training) else None
        folder = (self._cache if slow else None) or folder
        if folder and not probabilities:  # it holds features alone
            eye = CachedExtractor(eye, folder)
        size = SLOW_BATCH if slow else BATCH
        return extract(eye, pictures.batches(size), lambda done: self._progress(f"{eye.name}: {pictures.title}", done, pictures.count))


def load_extractor(kind: str, weights: Path | None = None, device: torch.device | str = "cpu") -> Extractor:
    """The extractor of that name (of EXTRACTORS). Raises CheckpointError when its weights are missing or damaged."""
    if kind in CLASSIFIERS:
        return ClassifierExtractor(CLASSIFIERS[kind], device)
    return InceptionExtractor(weights, device) if kind == "inception" else DinoExtractor(weights, device)


def _scored(name: str, real: Extracted, fake: Extracted, eye: Extractor) -> dict[str, Score]:
    metric = METRICS[name]
    title = f"{eye.name} ({eye.feature_size} features)"
    return {
        key: Score(
            measured.value, metric.interval(measured), metric.better[key], len(real), len(fake), title, eye.resize, dict(measured.details)
        )
        for key, measured in metric.measure(real, fake).items()
        if not np.isnan(measured.value)  # too few pictures for it
    }


def _per_class(fake: Extracted, names: tuple[str, ...]) -> dict[str, float]:
    accuracy = class_accuracy(fake.need("labels"), fake.need("probabilities").argmax(1), len(names)).per_class
    return dict(zip(names, accuracy.tolist(), strict=True))


def table(result: Evaluation) -> str:
    """A line for each score, then classes and notes."""
    lines = [f"generated: {result.generated}", f"real:      {result.real}", ""]
    for name, score in result.scores.items():
        spread = f"[{score.interval.low:.4f}, {score.interval.high:.4f}]" if score.interval else ""
        arrow = {"lower": "lower is better", "higher": "higher is better", "zero": "best at 0"}[score.better]
        n = f"N = {score.n_generated:,} / {score.n_real:,}"
        lines.append(f"{name:16} {score.value:10.4f}  {spread:22} {n}  {score.extractor}; resize: {score.resize}; {arrow}")
    if "authenticity" in result.scores and "held_out" in (details := result.scores["authenticity"].details):
        lines += ["", f"authenticity of the real pictures: {details['held_out']:.4f}"]
    if "fid_infinity" in result.scores:
        fit = result.scores["fid_infinity"].details["fit"]
        lines += ["", "FID of sets of each size, for fid_infinity: " + ", ".join(f"{n:,}: {value:.3f}" for n, value in fit)]
    lines += ["", f"in brackets: {LEVEL:.0%} bootstrap interval; N: generated / real"]
    lines += [f"accuracy of {name}: {value:.1%}" for name, value in result.accuracy_per_class.items()]
    lines += [f"note: {note}" for note in result.notes]
    return "\n".join(lines)


# What fits


def judge_of(real: Pictures) -> str:
    """The extractor that knows the classes of these real pictures; empty when none does."""
    for kind, dataset in CLASSIFIERS.items():
        if DATASETS[dataset].class_names == real.class_names and IMAGE_SHAPES[dataset] == real.shape and weights_path(dataset).is_file():
            return kind
    return ""


def default_extractor(real: Pictures) -> str:
    """For pictures of Fashion-MNIST's shape the classifier that knows their classes, or else Fashion-MNIST's; for others Inception."""
    return (judge_of(real) or "fashion") if real.shape == IMAGE_SHAPES["fashion-mnist"] else "inception"


def fitting_metrics(real: Pictures, fake: Pictures, training: Pictures | None = None) -> tuple[str, ...]:
    """Every metric that has what it needs."""
    return tuple(name for name in METRICS if not _misfit(name, real, fake, training))


def check_metrics(names: Collection[str], extractor: str, real: Pictures, fake: Pictures, training: Pictures | None = None) -> None:
    """Raises ConfigError for pictures of different shapes, and for a metric or extractor that is unknown or does not fit them."""
    if real.shape != fake.shape:
        raise ConfigError(
            "value", field="reference", received=f"pictures {_shape(real.shape)}", expected=f"{_shape(fake.shape)}, as generated"
        )
    for name in names:
        if name not in METRICS:
            raise ConfigError("value", field="metrics", received=repr(name), expected=", ".join(METRICS))
        if reason := _misfit(name, real, fake, training):
            fitting = ", ".join(fitting_metrics(real, fake, training))
            raise ConfigError("value", field="metrics", received=repr(name), expected=f"{fitting} ({reason})")
    if extractor not in EXTRACTORS:
        raise ConfigError("value", field="extractor", received=repr(extractor), expected=", ".join(EXTRACTORS))
    if extractor in CLASSIFIERS and (shape := IMAGE_SHAPES[CLASSIFIERS[extractor]]) != fake.shape:
        received, expected = f"{extractor} for pictures {_shape(fake.shape)}", f"inception, or pictures {_shape(shape)}"
        raise ConfigError("value", field="extractor", received=received, expected=expected)


def _misfit(name: str, real: Pictures, fake: Pictures, training: Pictures | None) -> str:
    """Why the metric cannot be had for these pictures; empty when it can."""
    if name in JUDGED and not judge_of(real):
        return "no shipped classifier knows the classes of these pictures"
    if name == "accuracy" and fake.class_names != real.class_names:
        return "these pictures were not asked for by class"
    if name in MEMORY and training is None:
        return "the pictures that the generator was trained on are not known"
    if name == "ct" and real.training:
        return "it needs real pictures that were held out from the training"
    return ""


def _cautions(real: Pictures, fake: Pictures, names: Collection[str], eye: Extractor) -> Iterator[Note]:
    """What a reader of these scores must know."""
    n, size = min(real.count, fake.count), eye.feature_size
    if "fid" in names and n <= size:
        yield Note("singular", (("n", n), ("size", size), ("wanted", FULL_FEATURES * size)))
    elif "fid" in names and n < FULL_FEATURES * size:
        yield Note("biased", (("n", n), ("size", size)))
    if "fid_inf" in names and n // PARTS <= size:
        yield Note("bent", (("n", n // PARTS), ("size", size)))
    if real.count != fake.count:
        yield Note("unequal", (("generated", fake.count), ("real", real.count)))
    if real.training:
        yield Note("training_images", (("dataset", real.title),))
    if eye.dataset in DATASETS and real.class_names != DATASETS[eye.dataset].class_names:
        yield Note("foreign_classifier", (("known", eye.dataset), ("dataset", real.dataset)))


def _ties(scores: Mapping[str, Score], fake: Extracted) -> Iterator[Note]:
    """What equal pictures do to the scores."""
    ties = scores["density"].details["ties"] if "density" in scores else 0
    if ties:
        yield Note("ties", (("n", ties),))
    if (fake.features - fake.features[:1]).square().sum(1).max() <= rounding(fake.features):
        yield Note("equal", ())


def _shape(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))
