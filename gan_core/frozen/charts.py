"""Which numbers of a run are drawn together, by the live page too: `python -m scripts.write_constants` writes them for its charts."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Any


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
    log: bool | None = None  # whether it begins on a logarithmic scale; None: it has none

    def to_json(self) -> dict[str, Any]:
        """As the live page's charts read it: a curve is [number, role, label]."""
        said = {"unit": self.unit or None, "percent": self.percent or None, "log": self.log}
        kinds = [[astuple(curve) for curve in kind] for kind in self.kinds]
        return {"name": self.name, "kinds": kinds} | {name: value for name, value in said.items() if value is not None}


CHARTS = (
    Chart(
        "loss",
        ((Curve("discriminator_loss", "discriminator", "label_d"), Curve("generator_loss", "generator", "label_g")),),
        log=False,
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
            (Curve("discriminator_pair_accuracy", "discriminator", "label_pairs"),),  # where there are any: then D(x) alone says nothing
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
