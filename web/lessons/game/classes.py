"""The tab of two classes: what a generative model knows and a discriminative one does not."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np

from gan_core.figures.panels import area, axis, bars, dots, handle, line, panel, readout, rule
from gan_core.theory.two_classes import TwoClasses, crossings, fit_generative, fit_logistic, logistic
from web.lessons.lesson import Choice, Formula, Numbers, Slider, Switch, Values

IN_TAB = {"tab": ("classes",)}
REACH = 6.0
DRAWN = 2000  # samples of the generative model
RARE = 1e-3  # a density below this, and x has hardly been seen

CONTROLS: dict[str, Slider | Choice | Switch | Numbers] = {
    "means": Numbers(default=(-1.5, 1.5), low=-4, high=4, step=0.05, columns=2, when=IN_TAB),
    "width_a": Slider(default=1.0, low=0.3, high=2.5, step=0.05, symbol=r"\sigma_A", when=IN_TAB),
    "width_b": Slider(default=1.0, low=0.3, high=2.5, step=0.05, symbol=r"\sigma_B", when=IN_TAB),
    "prior": Slider(default=0.5, low=0.05, high=0.95, step=0.05, symbol="p(B)", when=IN_TAB),
    "query": Slider(default=0.5, low=-REACH, high=REACH, step=0.1, symbol="x", plays=True, when=IN_TAB),
    "degree": Choice(default="line", options=("line", "parabola"), when=IN_TAB),
    "labelled": Slider(default=100, low=10, high=1000, step=10, symbol="N", when=IN_TAB),
    "seed": Slider(default=1, low=1, high=20, step=1, when=IN_TAB),
}

PRESETS: dict[str, dict[str, Any]] = {
    "classes_equal": {"tab": "classes"},
    "classes_inside": {"tab": "classes", "means": (0.0, 0.0), "width_a": 0.6, "width_b": 2.0, "labelled": 500},
    "classes_inside_parabola": {
        "tab": "classes",
        "means": (0.0, 0.0),
        "width_a": 0.6,
        "width_b": 2.0,
        "labelled": 500,
        "degree": "parabola",
    },
    "classes_far": {"tab": "classes", "query": 5.5},
    "classes_rare": {"tab": "classes", "prior": 0.05, "query": 0.0},
}

NG = ("Ng & Jordan 2001", "https://papers.nips.cc/paper/2001/hash/7b7a53e239400a13bd6be6c91c4f6c4e-Abstract.html")
FORMULAS = {
    "joint": Formula(r"p(x, y) = p(x \mid y)\, p(y)"),
    "posterior": Formula(r"p(B \mid x) = \frac{p(x \mid B)\,p(B)}{p(x \mid A)\,p(A) + p(x \mid B)\,p(B)}"),
    "by_logistic": Formula(r"\sigma(w_0 + w_1 x\;[+\, w_2 x^2])", *NG),
    "drawn": Formula(r"y \sim p(y),\quad x \sim p(x \mid y)"),
}


def compute(values: Values) -> dict[str, Any]:
    """The truth, both models learnt from samples of it, and what each answers."""
    mean_a, mean_b = values["means"]
    truth = TwoClasses((mean_a, mean_b), (values["width_a"], values["width_b"]), values["prior"])
    rng = np.random.default_rng(int(values["seed"]))
    x, labels = truth.sample(int(values["labelled"]), rng, both=True)
    generative, weights = fit_generative(x, labels), fit_logistic(x, labels, 1 if values["degree"] == "line" else 2)

    at = np.linspace(-REACH, REACH, 321)
    query = values["query"]
    joint, here = truth.joint(at), truth.joint(query)
    top = float(joint.sum(axis=0).max())
    peaks = [float(truth.joint(mean)[index]) for index, mean in enumerate(truth.means)]
    posterior, learned = float(truth.posterior(query)), float(logistic(weights, query))
    across = axis("x_axis", -REACH, REACH)
    rug = [
        dots(
            f"samples_{name}",
            x[labels == index],
            np.full((labels == index).sum(), -0.03 * (index + 1) * top),
            role,
            symbol=symbol,
            size=2.5,
        )
        for index, (name, role, symbol) in enumerate((("a", "other", "circle"), ("b", "warning", "triangle")))
    ]
    density = [
        area("class_a", at, joint[0], "other"),
        line("class_a", at, joint[0], "other"),
        area("class_b", at, joint[1], "warning"),
        line("class_b", at, joint[1], "warning"),
        line("evidence", at, joint.sum(axis=0), "note", dash=True),
        *rug,
        rule("query_rule", x=query),
        handle("mean_a", "other", x=truth.means[0], y=peaks[0], control_x="means.0"),
        handle("mean_b", "warning", x=truth.means[1], y=peaks[1], control_x="means.1"),
    ]
    answers = [
        line("by_bayes", at, truth.posterior(at), "note"),
        line("by_generative", at, generative.posterior(at), "generator"),
        line("by_logistic", at, logistic(weights, at), "discriminator"),
        rule("half", y=0.5),
        *[rule("boundary", x=place) for place in truth.boundaries() if abs(place) <= REACH],
        handle("query", "note", x=query, y=posterior, control_x="query"),
    ]
    drawn, _ = generative.sample(DRAWN, np.random.default_rng(1000 + int(values["seed"])))
    edges = np.linspace(-REACH, REACH, 61)
    heights = np.histogram(drawn, edges)[0] / (DRAWN * (edges[1] - edges[0]))
    panels = [
        panel(
            "joint",
            density,
            x=across,
            y=axis("density", -0.09 * top, 1.3 * top),
            readouts=[
                readout("likelihood_a", float(here[0]), digits=6),
                readout("likelihood_b", float(here[1]), digits=6),
                readout("evidence_here", float(truth.density(query)), digits=6),
            ],
        ),
        panel(
            "posterior",
            answers,
            x=across,
            y=axis("probability", 0, 1),
            readouts=[
                readout("bayes_here", float(here[1] / here.sum()) if here.sum() else posterior, digits=4, expected=posterior),
                readout("generative_here", float(generative.posterior(query))),
                readout("logistic_here", learned),
                readout("bayes_error", truth.bayes_error()),
                readout("logistic_error", _error(truth, weights)),
            ],
        ),
        panel(
            "drawn",
            [bars("drawn_samples", edges, heights, "generator"), line("evidence", at, joint.sum(axis=0), "note", dash=True)],
            x=across,
            y=axis("density"),
            span=2,
        ),
    ]
    return {"panels": panels, "says": _says(truth, values, learned), "code": _code(values, truth)}


def _error(truth: TwoClasses, weights: np.ndarray) -> float:
    """The share of mistakes that the learnt boundary makes on the truth."""
    edges = np.clip([-1e3, *crossings(weights), 1e3], -1e3, 1e3)
    error = 0.0
    for low, high in pairwise(edges):
        wrong = 1 if logistic(weights, (low + high) / 2) < 0.5 else 0
        error += truth.mass(wrong, float(low), float(high))
    return error


def _says(truth: TwoClasses, values: Values, learned: float) -> list[Any]:
    says: list[Any] = [["missing_input", {"prior": round(truth.prior, 2)}]]
    if float(truth.density(values["query"])) < RARE:
        certainty = min(math.floor(10_000 * max(learned, 1 - learned)) / 100, 99.99)  # however sure it is, not 100 %
        says.append(["never_seen", {"certainty": certainty, "density": float(truth.density(values["query"]))}])
    if truth.widths[0] == truth.widths[1]:
        says.append("same_widths")
    elif values["degree"] == "line":
        says.append("line_cannot")
    return says


def _code(values: Values, truth: TwoClasses) -> str:
    return (
        "import numpy as np\n"
        "from gan_core.theory.two_classes import TwoClasses, fit_generative, fit_logistic, logistic\n\n"
        f"truth = TwoClasses({truth.means}, {truth.widths}, {truth.prior:g})\n"
        f"x, labels = truth.sample({int(values['labelled'])}, np.random.default_rng({int(values['seed'])}), both=True)\n"
        f"print(truth.posterior({values['query']:g}), fit_generative(x, labels).posterior({values['query']:g}))\n"
        f"print(logistic(fit_logistic(x, labels, {1 if values['degree'] == 'line' else 2}), {values['query']:g}))\n"
        "new_x, new_labels = fit_generative(x, labels).sample(10, np.random.default_rng(0))  # only the generative model can"
    )
