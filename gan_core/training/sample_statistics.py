"""Statistics of what G draws while it trains: which classes, how many different pictures, how real. What the doctor sees beside the curves.

A measurement draws from a random stream of its own and changes nothing that trains: a run with measurements is bit for bit the run without.
"""

from __future__ import annotations

import math
from contextlib import suppress

import torch
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d, normalize

from gan_core.config import TrainingConfig
from gan_core.errors import CheckpointError
from gan_core.metrics.classifier import CLASSES, IMAGE_SHAPES, ImageClassifier, classify, load_classifier
from gan_core.metrics.neighbours import precision_recall
from gan_core.pixels import to_uint8, to_unit
from gan_core.rng import make_generator
from gan_core.training.diagnostics import SampleStatistics
from gan_core.training.loop import Images
from gan_core.training.samples import evaluating
from gan_core.training.steps import Players

MEASURE_EVERY = 20  # steps from one measurement to the next at the beginning
SAMPLES = 200  # pictures of a measurement, and as many real ones to hold them against; with ten classes twenty of each are asked for
CHUNK = 50  # pictures drawn at once: bounds memory
POOLED = 8  # side of the pooled pixels that stand for a picture no classifier knows
MIN_OF_CLASS = 8  # pictures of a class from which its own diversity is worth a number
CLOSE = 0.01  # duplicates are closer than all but this share of real pictures to their nearest fellow
REMEMBERED = 100  # training images, and as many held out, that D is asked about
GRID = 8  # noises and labels, and pictures and labels, of which every pair tells what depends on the label
MAX_DIVERSITY = 10.0  # as many times as varied as the real ones: these are all alike then, and how much more says nothing
NEAREST = 3  # k of precision (arXiv:1904.06991)


def measurement_due(step: int, last: int) -> bool:
    """Whether it is time for another one: rarer as a run grows older, so that they cost little of any run but the shortest."""
    return step - last >= max(MEASURE_EVERY, last // 10)


def vendi_score(features: Tensor) -> float:
    """Effective number of different rows of `features` (N, D): 1 when all point one way, N when all are at right angles.

    exp of the entropy of the eigenvalues of K / N, K the cosine similarities: arXiv:2210.02410, equation 2 (equation 5: those of the
    D x D matrix are the same but for zeros). Range [1, min(N, D)].
    """
    rows = normalize(features.double(), dim=1)
    matrix = rows @ rows.T if len(rows) <= rows.shape[1] else rows.T @ rows
    weights = torch.linalg.eigvalsh(matrix / len(rows)).clamp(min=0)
    return math.exp(-float(torch.special.xlogy(weights, weights).sum()))


class SampleMonitor:
    """Holds what all measurements of one run share: the real pictures, and the z and labels that G is asked for, the same every time."""

    def __init__(self, config: TrainingConfig, dataset: Images, held_out: Images | None = None) -> None:
        self._asked = None if held_out is None else tuple(_some(config, images) for images in (dataset, held_out))
        self.classifier = _classifier_of(config)
        self.z = torch.randn(SAMPLES, config.latent_dim, generator=make_generator(config.seed, "looks"))
        self.labels = torch.arange(SAMPLES) % config.model_classes if config.conditional else None
        rows = torch.randperm(len(dataset), generator=make_generator(config.seed, "looked at"))
        self.pairs = (
            _Pairs(self.z[:GRID], dataset.images[rows[:GRID].to(dataset.images.device)].cpu(), config.num_classes)
            if config.conditional
            else None
        )
        real_labels = None
        if config.conditional:  # as many of each class as are asked for
            labels = dataset.labels.cpu()[rows]
            rows = torch.cat([rows[labels == c][: SAMPLES // config.num_classes or 1] for c in range(config.num_classes)])
            real_labels = dataset.labels.cpu()[rows[:SAMPLES]]
        self.real, _ = self._seen(dataset.images[rows[:SAMPLES].to(dataset.images.device)].cpu())
        self._real_scores = self._scores(self.real, real_labels)
        self._closest = float(_to_nearest(self.real).quantile(CLOSE)) if len(self.real) > 1 else 0.0

    @torch.inference_mode()
    def measure(self, players: Players, step: int) -> SampleStatistics | None:
        """What the shown generator draws now, in evaluation mode; None when that is not finite."""
        images = self._draw(players)
        if not images.isfinite().all():
            return None
        features, classes = self._seen(to_uint8(images))
        return SampleStatistics(
            step,
            shares=None if classes is None else tuple((classes.bincount(minlength=CLASSES) / SAMPLES).tolist()),
            diversity=self._diversity(features),
            quality=precision_recall(self.real, features, NEAREST).precision if len(self.real) > NEAREST else None,
            duplicates=float((_to_nearest(features) < self._closest).double().mean()),
            label_accuracy=self._label_accuracy(classes),
            **({} if self.pairs is None else self.pairs.spreads(players)),
            **({} if self._asked is None else _memory(players, *self._asked)),
        )

    def _label_accuracy(self, classes: Tensor | None) -> float | None:
        """Share of pictures whose class is the one asked for; None where labels are not the classifier's."""
        if classes is None or self.labels is None or int(self.labels.max()) >= CLASSES:
            return None
        return float((classes == self.labels).double().mean())

    def _draw(self, players: Players) -> Tensor:
        """Images (SAMPLES, C, H, W) on the CPU."""
        device = players.device
        labels = [None] * (SAMPLES // CHUNK) if self.labels is None else self.labels.to(device).split(CHUNK)
        with evaluating(players.shown_generator) as generator:
            images = [generator(z, asked).float().cpu() for z, asked in zip(self.z.to(device).split(CHUNK), labels, strict=True)]
        return torch.cat(images)

    def _seen(self, images: Tensor) -> tuple[Tensor, Tensor | None]:
        """Features (N, D) of uint8 images, and the class of each when a classifier knows them, else pooled pixels and None."""
        if self.classifier is None:
            return adaptive_avg_pool2d(to_unit(images), POOLED).flatten(1), None
        seen = classify(self.classifier, images)
        return seen.features, seen.need("probabilities").argmax(1)

    def _diversity(self, features: Tensor) -> float:
        """The least of what the whole set and the classes on average have of the diversity of real pictures."""
        scores = self._scores(features, self.labels)
        # one picture alone scores 1, which is no diversity: what is compared is what there is beyond it
        ratios = {c: (score - 1) / max(self._real_scores[c] - 1, 1e-9) for c, score in scores.items() if c in self._real_scores}
        whole = min(ratios.pop(-1), MAX_DIVERSITY)
        return min(whole, sum(ratios.values()) / len(ratios)) if ratios else whole

    def _scores(self, features: Tensor, labels: Tensor | None) -> dict[int, float]:
        """Vendi scores by class, and of all as class -1."""
        scores = {-1: vendi_score(features)}
        for c in [] if labels is None else labels.unique().tolist():
            members = features[labels == c]
            if len(members) >= MIN_OF_CLASS:
                scores[c] = vendi_score(members)
        return scores


def _some(config: TrainingConfig, dataset: Images) -> tuple[Tensor, Tensor]:
    """REMEMBERED images of a set and their labels, or all."""
    rows = torch.randperm(len(dataset), generator=make_generator(config.seed, "remembered"))[:REMEMBERED].to(dataset.images.device)
    return dataset.images[rows].cpu(), dataset.labels[rows].cpu()


def _memory(players: Players, known: tuple[Tensor, Tensor], unknown: tuple[Tensor, Tensor]) -> dict[str, float]:
    """How well D tells training images from real ones that are held out, and the shares of either that it takes for real."""
    device, conditional = players.device, players.config.conditional
    with evaluating(players.discriminator) as discriminator:
        seen, unseen = (
            discriminator(to_unit(images).to(device), labels.to(device) if conditional else None).float().cpu().flatten()
            for images, labels in (known, unknown)
        )
    pairs = (seen[:, None] > unseen).double().mean() + (seen[:, None] == unseen).double().mean() / 2
    memory = {"memory": float(pairs)}
    if players.config.loss not in ("minimax", "non_saturating", "lsgan", "hinge"):  # the others' zero has no meaning of its own
        return memory
    training, held_out = (float((answers > players.loss.boundary()).double().mean()) for answers in (seen, unseen))
    return memory | {"training_accuracy": training, "held_out_accuracy": held_out}


class _Pairs:
    """The same few noises, real pictures and labels at every measurement: how far what G draws and D answers depends on each."""

    def __init__(self, z: Tensor, real: Tensor, num_classes: int) -> None:
        labels = torch.arange(min(GRID, num_classes))
        self.z, self.z_labels = _every_pair(z, labels)
        self.real, self.real_labels = _every_pair(to_unit(real), labels)
        self.count = len(labels)

    def spreads(self, players: Players) -> dict[str, float]:
        """Standard deviations of G's pixels and of D's answers over the labels, and over the noises or pictures."""
        device = players.device
        with evaluating(players.shown_generator) as generator:
            drawn = generator(self.z.to(device), self.z_labels.to(device)).float().cpu()
        with evaluating(players.discriminator) as discriminator:
            answers = discriminator(self.real.to(device), self.real_labels.to(device)).float().cpu()
        label_spread, z_spread = _spreads(drawn, self.count)
        label_answers, picture_answers = _spreads(answers, self.count)
        return {"label_spread": label_spread, "z_spread": z_spread, "label_answers": label_answers, "picture_answers": picture_answers}


def _every_pair(rows: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """Rows (N, ...) and labels (L,) to N L rows and labels."""
    return rows.repeat_interleave(len(labels), dim=0), labels.repeat(len(rows))


def _spreads(values: Tensor, labels: int) -> tuple[float, float]:
    """Mean standard deviation of `values` (N L, ...) over the L labels, and over the N others."""
    table = values.view(-1, labels, *values.shape[1:])
    return float(table.std(1).mean()), float(table.std(0).mean()) if len(table) > 1 else 0.0


def _classifier_of(config: TrainingConfig) -> ImageClassifier | None:
    """The shipped classifier made for these images, if any; without its file a training goes on all the same."""
    shape = (config.image_channels, config.image_size, config.image_size)
    name = next((name for name in IMAGE_SHAPES if config.dataset.startswith(name) and shape == IMAGE_SHAPES[name]), None)
    with suppress(CheckpointError), torch.random.fork_rng(devices=[]):  # a network is born with random weights
        return load_classifier(name) if name else None
    return None


def _to_nearest(features: Tensor) -> Tensor:
    """Distance (N,) from each row to the nearest other one."""
    distances = torch.cdist(features, features)
    return distances.fill_diagonal_(torch.inf).min(dim=1).values
