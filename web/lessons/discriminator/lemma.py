"""The tab of the lemma: a log x + b log(1 - x) is highest at a/(a + b)."""

from __future__ import annotations

from typing import Any

import numpy as np

from gan_core.figures.panels import axis, dots, handle, line, panel, readout, rule
from gan_core.theory.densities import lemma, lemma_maximum, lemma_slope
from web.lessons.lesson import Choice, Formula, Numbers, Slider, Switch, Values

IN_TAB = {"view": ("lemma",)}
GOODFELLOW, PAPER = "Goodfellow et al. 2014", "https://arxiv.org/abs/1406.2661"

CONTROLS: dict[str, Slider | Choice | Switch | Numbers] = {
    "a": Slider(default=0.8, low=0, high=2, step=0.05, symbol="a", when=IN_TAB),
    "b": Slider(default=0.4, low=0, high=2, step=0.05, symbol="b", when=IN_TAB),
    "at": Slider(default=0.3, low=0.01, high=0.99, step=0.01, symbol="x", plays=True, when=IN_TAB),
}
PRESETS: dict[str, dict[str, Any]] = {
    "even": {"a": 1.0, "b": 1.0, "at": 0.5},
    "only_real": {"a": 1.0, "b": 0.0, "at": 0.6},
    "mostly_generated": {"a": 0.2, "b": 1.4, "at": 0.4},
}
POINTS = {"even": "lemma_there", "only_real": "lemma_up", "mostly_generated": "lemma_down"}
FORMULAS = {
    "lemma_sum": Formula(r"f(x) = a \log x + b \log(1 - x)", f"{GOODFELLOW}, prop. 1", PAPER),
    "lemma_real": Formula(r"a \log x"),
    "lemma_generated": Formula(r"b \log(1 - x)"),
    "lemma_best": Formula(r"x^\star = \frac{a}{a + b}", f"{GOODFELLOW}, prop. 1", PAPER),
    "lemma_slope": Formula(r"f'(x) = \frac{a}{x} - \frac{b}{1 - x}"),
    "slope_real": Formula(r"\frac{a}{x}"),
    "slope_generated": Formula(r"-\frac{b}{1 - x}"),
    "tangent": Formula(r"f(x_0) + f'(x_0)(x - x_0)"),
}


def compute(values: Values) -> dict[str, Any]:
    """a log x + b log(1 - x), its two parts, its slope, and the point the visitor stands at."""
    a, b, at = values["a"], values["b"], values["at"]
    x = np.concatenate((np.geomspace(1e-4, 0.02, 40), np.linspace(0.025, 0.975, 191), 1 - np.geomspace(0.02, 1e-4, 40)))
    height, slope = float(lemma(a, b, at)), float(lemma_slope(a, b, at))
    says: list[Any] = ["lemma_nothing"]
    best_marks: list[Any] = []
    slope_marks: list[Any] = []
    readouts = []
    if a + b > 0:
        best = a / (a + b)
        best_height = float(lemma(a, b, best))
        best_marks = [rule("", x=best), dots("lemma_best", [best], [best_height], "note", symbol="star", size=7)]
        slope_marks = [rule("", x=best)]
        readouts = [
            readout("lemma_found", lemma_maximum(a, b), digits=6, expected=best),
            readout("lemma_highest", best_height),
        ]
        says = [["lemma_up" if slope > 0 else "lemma_down", {"slope": round(slope, 3)}] if abs(at - best) > 0.004 else "lemma_there"]
    tangent = np.array([max(0, at - 0.12), min(1, at + 0.12)])
    parts = [
        line("lemma_real", x, lemma(a, 0, x), "real"),
        line("lemma_generated", x, lemma(0, b, x), "generated"),
    ]
    slopes = [
        line("slope_real", x, lemma_slope(a, 0, x), "real"),
        line("slope_generated", x, lemma_slope(0, b, x), "generated"),
        line("lemma_slope", x, lemma_slope(a, b, x), "discriminator"),
    ]
    return {
        "panels": [
            panel(
                "lemma",
                [
                    *parts,
                    line("lemma_sum", x, lemma(a, b, x), "discriminator"),
                    line("tangent", tangent, height + slope * (tangent - at), "warning"),
                    *best_marks,
                    handle("lemma_at", "warning", x=at, y=height, control_x="at"),
                ],
                x=axis("answer_x", 0, 1),
                y=axis("lemma_axis", -6, 0.3),
                readouts=[readout("lemma_value", height), *readouts],
            ),
            panel(
                "lemma_slopes",
                [rule("", y=0), *slope_marks, *slopes, dots("slope_at", [at], [slope], "warning", size=6)],
                x=axis("answer_x", 0, 1),
                y=axis("slope_axis", -12, 12),
                readouts=[readout("slope_at", slope)],
            ),
        ],
        "says": says,
        "code": f"from gan_core.theory.densities import lemma_maximum\n\nlemma_maximum(a={a}, b={b})  # a / (a + b)",
    }
