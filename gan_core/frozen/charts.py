"""Which numbers of a run are drawn together; the live page draws the same (web/training/browser/charts.mjs)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Curve:
    """A number of stats.jsonl as a curve."""

    number: str
    role: str  # gives its colour: gan_core/figures/palette.py
    label: str  # key of its name in training_stage.toml


@dataclass(frozen=True)
class Chart:
    """Curves over one axis."""

    name: str
    kinds: tuple[tuple[Curve, ...], ...]  # of the same thing, as objectives have them: probabilities or scores, of images or of pairs
    unit: bool = False  # whether its first kind lies in [0, 1]
    percent: bool = False
    log: bool = False


CHARTS = (
    Chart(
        "loss",
        ((Curve("discriminator_loss", "discriminator", "label_d"), Curve("generator_loss", "generator", "label_g")),),
    ),
    Chart(
        "output",
        (
            (Curve("real_prob_mean", "real", "label_real"), Curve("fake_prob_mean", "generated", "label_fake")),
            (Curve("real_score_mean", "real", "label_real"), Curve("fake_score_mean", "generated", "label_fake")),
        ),
        unit=True,
    ),
    Chart(
        "accuracy",
        (
            (Curve("discriminator_pair_accuracy", "discriminator", "label_pairs"),),
            (
                Curve("discriminator_accuracy_real", "real", "label_real"),
                Curve("discriminator_accuracy_fake", "generated", "label_fake"),
            ),
        ),
        unit=True,
        percent=True,
    ),
    Chart(
        "samples",
        (
            (
                Curve("diversity", "generated", "label_diversity"),
                Curve("label_share", "generator", "label_label_share"),
                Curve("label_accuracy", "discriminator", "label_label_accuracy"),
            ),
        ),
        unit=True,
        percent=True,
    ),
    Chart(
        "gradient",
        ((Curve("generator_grad_norm", "generator", "label_g"), Curve("discriminator_grad_norm", "discriminator", "label_d")),),
        log=True,
    ),
)
