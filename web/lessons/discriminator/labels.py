"""The tab of the conditional game: what the shipped D says to a picture with its own label, with wrong ones, and to a generated pair."""

from __future__ import annotations

from typing import Any

import numpy as np

from gan_core.figures.panels import axis, column, heat, panel, readout, rule
from web.lessons.lesson import Choice, Formula, Numbers, Slider, Switch, Values

IN_TAB = {"view": ("labels",)}
CLASSES, OF_A_CLASS = 10, 20
EDGES = np.linspace(0, 1, 11)  # of D's answers
MIRZA, PAPER = "Mirza & Osindero 2014", "https://arxiv.org/abs/1411.1784"

CONTROLS: dict[str, Slider | Choice | Switch | Numbers] = {
    "pair_kind": Choice(default="real", options=("real", "generated"), when=IN_TAB),
    "own_class": Choice(default="7", options=tuple(map(str, range(CLASSES))), when={"view": ("labels", "alike")}),
    "example": Slider(default=0, low=0, high=OF_A_CLASS - 1, step=1, plays=True, when=IN_TAB),
}
PRESETS: dict[str, dict[str, Any]] = {
    "sneaker": {"view": "labels"},
    "shirt": {"view": "labels", "own_class": "6"},
    "drawn_bag": {"view": "labels", "pair_kind": "generated", "own_class": "8"},
}
POINTS = {"sneaker": "three_pairs", "shirt": "three_pairs", "drawn_bag": "three_pairs"}
FORMULAS = {
    "over_labels": Formula(r"D(x \mid y), \quad y = 0, \dots, 9"),
    "three_kinds": Formula(r"\min_G \max_D\; \mathbb{E}_x[\log D(x|y)] + \mathbb{E}_z[\log(1 - D(G(z|y)|y))]", f"{MIRZA}, eq. 2", PAPER),
    "pair_value": Formula(r"\mathbb{E}_x[\log D(x|y)] + \mathbb{E}_z[\log(1 - D(G(z|y)|y))]", f"{MIRZA}, eq. 2", PAPER),
}


def compute(values: Values) -> dict[str, Any]:
    """The picture, D's answers to it with all labels, and the answers to three kinds of pairs over all pictures."""
    from web.lessons.discriminator.pictures import pairs

    kind, own, example = values["pair_kind"], int(values["own_class"]), int(values["example"])
    shown = pairs(kind)
    index = np.flatnonzero(shown.labels.numpy() == own)[example]
    answers = shown.answers[index]
    real, made = pairs("real"), pairs("generated")
    is_own = real.labels.numpy()[:, None] == np.arange(CLASSES)
    kinds = {
        "right": real.answers[is_own],
        "wrong": real.answers[~is_own],
        "made": made.answers[made.labels.numpy()[:, None] == np.arange(CLASSES)],
    }
    value = float(np.log(kinds["right"]).mean() + np.log1p(-kinds["made"]).mean())
    role = "real" if kind == "real" else "generated"
    columns = [
        column("own_label" if label == own else "other_labels", label, float(answer), role if label == own else "note")
        for label, answer in enumerate(answers)
    ]
    return {
        "panels": [
            panel(
                "pair_picture",
                [heat("grey", shown.images[index, 0].numpy()[::-1], x=(0, 1), y=(0, 1))],
                x=axis("pictures_axis", 0, 1, ticks=[]),
                y=axis("pictures_axis", 0, 1, ticks=[]),
                aspect=1,
            ),
            panel(
                "over_labels",
                [rule("half", y=0.5), *columns],
                x=axis("label_axis", -0.6, CLASSES - 0.4, ticks=list(range(CLASSES))),
                y=axis("pair_axis", 0, 1),
                readouts=[
                    readout("with_own", float(answers[own])),
                    readout("best_other", float(np.delete(answers, own).max())),
                ],
            ),
            panel(
                "three_kinds",
                _histograms(kinds),
                x=axis("pair_axis", 0, 1),
                y=axis("pair_share", 0, 1),
                span=2,
                readouts=[
                    *(readout(f"{name}_mean", float(one.mean())) for name, one in kinds.items()),
                    readout("pair_value", value),
                ],
            ),
        ],
        "says": _says(kinds, answers, own, kind),
    }


def _histograms(kinds: dict[str, Any]) -> list[Any]:
    """Shares of the answers in tenths, the three kinds beside each other."""
    marks = []
    for offset, (name, role) in zip((0.02, 0.05, 0.08), (("right", "real"), ("wrong", "warning"), ("made", "generated")), strict=True):
        shares = np.histogram(kinds[name], EDGES)[0] / len(kinds[name])
        marks += [
            column(f"{name}_pairs", float(edge) + offset, float(share), role, width=0.028)
            for edge, share in zip(EDGES, shares, strict=False)
        ]
    return marks


def _says(kinds: dict[str, Any], answers: Any, own: int, kind: str) -> list[Any]:
    percent = {name: round(100 * float((one > 0.5).mean())) for name, one in kinds.items()}
    says: list[Any] = [["three_pairs", percent], "never_shown_wrong"]
    best = int(answers.argmax())
    first = {"own": own, "best": best, "answer": round(float(answers[own]), 3), "other": round(float(answers[best]), 3)}
    says.append(["own_first" if best == own else "other_first", first])
    return says
