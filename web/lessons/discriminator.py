"""The optimal discriminator: the lemma behind it, and D* and the game's value on two densities to move and shape."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from gan_core.figures.panels import area, axis, dots, handle, heat, line, panel, readout, rule
from gan_core.theory.densities import Density, Gaussian, Laplace, Mixture, Pair, Points, Uniform, lemma, lemma_maximum, lemma_slope
from web.lessons.lesson import Choice, Formula, Lesson, Numbers, Slider, Value, Values

LOG_4 = math.log(4)
LEMMA, DENSITIES = {"view": ("lemma",)}, {"view": ("densities",)}
KINDS = ("gaussian", "mixture", "uniform", "laplace", "points")
SEEN = 9.0  # half the figure's width
SHARPNESS, OFFSET = (0.0, 3.0), (-4.0, 4.0)
SHARPNESSES, OFFSETS = np.linspace(*SHARPNESS, 25), np.linspace(*OFFSET, 25)
DEPTH = 1.5  # the map of V shows this much below its highest point
DRAWN = {
    "real": (0.0, 0.1, 0.3, 0.6, 0.9, 1.0, 0.8, 0.5, 0.3, 0.2, 0.3, 0.2, 0.0),
    "generated": (0.0, 0.0, 0.1, 0.2, 0.5, 0.8, 1.0, 0.8, 0.5, 0.2, 0.1, 0.0, 0.0),
}


# ---------------------------------------------------------------------------------------------------------------------------- lemma


def lemma_figures(values: Values) -> dict[str, Any]:
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


# ------------------------------------------------------------------------------------------------------------------------ densities


def density(values: Values, side: str) -> Density:
    """The density that the controls of one side, `real` or `generated`, describe."""
    kind, mean, width = (values[f"{side}_{part}"] for part in ("kind", "mean", "width"))
    match kind:
        case "mixture":
            return Mixture(mean, width, values[f"{side}_separation"], values[f"{side}_share"])
        case "points":
            return Points(mean, width, tuple(values[f"{side}_points"]))
        case "uniform":
            return Uniform(mean, width)
        case "laplace":
            return Laplace(mean, width)
        case _:
            return Gaussian(mean, width)


def handles(one: Density, values: Values, side: str) -> list[Any]:
    """What of a density can be dragged: its place, its width, the distance of its modes."""
    mean, width = values[f"{side}_mean"], values[f"{side}_width"]
    made = [handle(f"{side}_place", side, x=mean, y=float(one.pdf(mean)), control_x=f"{side}_mean")]
    origin, reach = mean, 1.0
    if isinstance(one, Mixture):
        origin = mean + one.separation / 2
        control = f"{side}_separation"
        made.append(handle(f"{side}_mode", side, x=origin, y=float(one.pdf(origin)), control_x=control, origin_x=mean, factor_x=2))
    elif isinstance(one, Points):
        reach = 3.0
    edge, control = origin + reach * width, f"{side}_width"
    made.append(handle(f"{side}_edge", side, x=edge, y=float(one.pdf(edge)), control_x=control, origin_x=origin, factor_x=1 / reach))
    return made


def _grid(pair: Pair) -> NDArray[np.float64]:
    """Even points, and both sides of every jump."""
    jumps = np.concatenate((pair.real.jumps(), pair.generated.jumps()))
    x = np.concatenate((np.linspace(-SEEN, SEEN, 301), np.nextafter(jumps, -np.inf), jumps, np.nextafter(jumps, np.inf)))
    return np.unique(x[np.abs(x) <= SEEN])


def _step_up(value: float, least: float) -> float:
    """The next of least, 2 least, 4 least, ...: an axis that does not breathe while something is dragged."""
    return least * 2.0 ** max(0, math.ceil(math.log2(max(value, least) / least)))


def densities_figures(values: Values) -> dict[str, Any]:
    """Two densities, D* and the visitor's D, what V adds up, and V over all bent discriminators."""
    real, generated = density(values, "real"), density(values, "generated")
    pair = Pair(real, generated)
    bend = values["sharpness"], values["offset"]
    bent = bend != (1, 0)
    x = _grid(pair)
    real_heights, generated_heights = real.pdf(x), generated.pdf(x)

    js, value, varied = pair.js(), pair.value(), pair.total_variation()
    own_value = pair.value(*bend) if bent else value
    deepest = -float(pair.integrand(x).min())
    if bent:  # a bad D may go very deep
        deepest = max(deepest, min(4 * deepest, -float(pair.integrand(x, *bend).min())))
    panels = [
        panel(
            "densities",
            [
                area("real", x, real_heights, "real"),
                area("generated", x, generated_heights, "generated"),
                line("real", x, real_heights, "real"),
                line("generated", x, generated_heights, "generated"),
                *handles(real, values, "real"),
                *handles(generated, values, "generated"),
            ],
            x=axis("x", -SEEN, SEEN),
            y=axis("density_axis", 0, _step_up(1.05 * max(real_heights.max(), generated_heights.max()), 0.25)),
            readouts=[readout("js", js), readout("total_variation", varied)],
        ),
        *(_drawing(one, values, side) for side, one in (("real", real), ("generated", generated)) if isinstance(one, Points)),
        _discriminators(pair, x, bend, bent, varied),
        panel(
            "integrands",
            _integrands(pair, x, bend, bent),
            x=axis("x", -SEEN, SEEN),
            y=axis("integrand_axis", -_step_up(1.05 * deepest, 0.25), 0),
            readouts=[
                readout("value", value, digits=5, expected=2 * js - LOG_4),
                readout("lowest", -LOG_4, digits=5),
                *([readout("own_value", own_value, digits=5), readout("lost", value - own_value, digits=5)] if bent else []),
            ],
        ),
        _map(pair, bend, value),
    ]
    return {"panels": panels, "says": _says(pair, js, value, own_value, varied, bent), "code": _code(real, generated, bend, bent)}


def _drawing(one: Points, values: Values, side: str) -> dict[str, Any]:
    """The heights to drag, before they are scaled to area 1."""
    heights = values[f"{side}_points"]
    return panel(
        f"{side}_drawing",
        [
            line(f"{side}_heights", one.knots, heights, side),
            *(
                handle(f"{side}_height", side, x=float(x), y=height, control_y=f"{side}_points.{index}")
                for index, (x, height) in enumerate(zip(one.knots, heights, strict=True))
            ),
        ],
        x=axis("x", -SEEN, SEEN),
        y=axis("height_axis", 0, 1),
    )


def _discriminators(pair: Pair, x: NDArray[np.float64], bend: tuple[float, float], bent: bool, varied: float) -> dict[str, Any]:
    def probability(logits: NDArray[np.float64]) -> NDArray[np.float64]:
        return expit(logits)

    marks = [rule("half", y=0.5), line("optimal", x, probability(pair.optimal_logits(x)), "discriminator")]
    accuracy = readout("accuracy", pair.accuracy(), expected=(1 + varied) / 2)
    if bent:
        marks.append(line("own", x, probability(pair.logits(x, *bend)), "warning"))
    own = [readout("own_accuracy", pair.accuracy(*bend))] if bent else []
    return panel("discriminators", marks, x=axis("x", -SEEN, SEEN), y=axis("probability_axis", -0.02, 1.02), readouts=[accuracy, *own])


def _integrands(pair: Pair, x: NDArray[np.float64], bend: tuple[float, float], bent: bool) -> list[dict[str, Any]]:
    best = pair.integrand(x)
    marks = [area("integrand", x, best, "discriminator"), line("integrand", x, best, "discriminator")]
    return [*marks, line("own_integrand", x, pair.integrand(x, *bend), "warning")] if bent else marks


def _map(pair: Pair, bend: tuple[float, float], value: float) -> dict[str, Any]:
    heights = np.clip(pair.values(SHARPNESSES, OFFSETS), value - DEPTH, None)
    return panel(
        "bends",
        [
            heat("value_map", heights, x=SHARPNESS, y=OFFSET),
            dots("optimal_here", [1], [0], "discriminator", symbol="star", size=8),
            handle("own_here", "warning", x=bend[0], y=bend[1], control_x="sharpness", control_y="offset"),
        ],
        x=axis("sharpness_axis", *SHARPNESS),
        y=axis("offset_axis", *OFFSET),
    )


def _says(pair: Pair, js: float, value: float, own_value: float, varied: float, bent: bool) -> list[Any]:
    says: list[Any] = []
    if bent:
        says.append(["says_bent" if value - own_value > 5e-5 else "says_bent_free", {"lost": round(value - own_value, 4)}])
    if js < 1e-9:
        says.append("says_equal")
    elif js > math.log(2) - 0.005:
        says.append("says_apart")
    elif isinstance(pair.real, Mixture):
        chances = expit([float(pair.optimal_logits(part.mean)) for part in pair.real.parts])
        if chances.max() > 0.95 and chances.min() < 0.6:
            says.append(["says_collapse", {"missed": round(float(chances.max()), 3)}])
    says.append(["says_accuracy", {"percent": round(50 * (1 + varied), 1)}])
    return says


def _code(real: Density, generated: Density, bend: tuple[float, float], bent: bool) -> str:
    names = ", ".join(sorted({type(one).__name__ for one in (real, generated)} | {"Pair"}))
    lines = [
        "import math",
        "",
        f"from gan_core.theory.densities import {names}",
        "",
        f"pair = Pair({real!r}, {generated!r})",
        "pair.value()  # V(D*, G)",
        "2 * pair.js() - math.log(4)",
    ]
    return "\n".join([*lines, f"pair.value(sharpness={bend[0]}, offset={bend[1]})"] if bent else lines)


# --------------------------------------------------------------------------------------------------------------------------- lesson


def compute(values: Values) -> dict[str, Any]:
    """The figures of the open tab."""
    return lemma_figures(values) if values["view"] == "lemma" else densities_figures(values)


def _side(side: str, kind: str, mean: float, width: float) -> dict[str, Choice | Slider | Numbers]:
    shown: dict[str, Any] = {"when": DENSITIES, "group": f"{side}_group"}
    mixed: dict[str, Any] = shown | {"when": DENSITIES | {f"{side}_kind": ("mixture",)}}
    return {
        f"{side}_kind": Choice(default=kind, options=KINDS, **shown),
        f"{side}_mean": Slider(default=mean, low=-6, high=6, step=0.05, plays=side == "generated", **shown),
        f"{side}_width": Slider(default=width, low=0.2, high=2.5, step=0.05, **shown),
        f"{side}_separation": Slider(default=5.0, low=0.5, high=8, step=0.05, **mixed),
        f"{side}_share": Slider(default=0.5, low=0.05, high=0.95, step=0.05, **mixed),
        f"{side}_points": Numbers(default=DRAWN[side], low=0, high=1, step=0.01, when=DENSITIES | {f"{side}_kind": ("points",)}),
    }


TWO_MODES: dict[str, Value] = {"view": "densities", "real_kind": "mixture", "real_mean": 0.0, "real_width": 0.7}
GOODFELLOW, PAPER = "Goodfellow et al. 2014", "https://arxiv.org/abs/1406.2661"

LESSON = Lesson(
    name="discriminator",
    controls={
        "view": Choice(default="lemma", options=("lemma", "densities"), tabs=True),
        "a": Slider(default=0.8, low=0, high=2, step=0.05, symbol="a", when=LEMMA),
        "b": Slider(default=0.4, low=0, high=2, step=0.05, symbol="b", when=LEMMA),
        "at": Slider(default=0.3, low=0.01, high=0.99, step=0.01, symbol="x", plays=True, when=LEMMA),
        **_side("real", "gaussian", -1.5, 1.0),
        **_side("generated", "gaussian", 1.5, 1.3),
        "sharpness": Slider(default=1.0, low=SHARPNESS[0], high=SHARPNESS[1], step=0.05, symbol="k", when=DENSITIES, group="bend_group"),
        "offset": Slider(default=0.0, low=OFFSET[0], high=OFFSET[1], step=0.1, symbol="m", when=DENSITIES, group="bend_group"),
    },
    compute=compute,
    presets={
        "even": {"a": 1.0, "b": 1.0, "at": 0.5},
        "only_real": {"a": 1.0, "b": 0.0, "at": 0.6},
        "mostly_generated": {"a": 0.2, "b": 1.4, "at": 0.4},
        "equal": {"view": "densities", "real_mean": 0.0, "generated_mean": 0.0, "generated_width": 1.0},
        "far": {"view": "densities", "real_mean": -5.0, "generated_mean": 5.0, "generated_width": 1.0},
        "collapse": TWO_MODES | {"generated_mean": 2.5, "generated_width": 0.7},
        "disjoint": {
            "view": "densities",
            "real_kind": "uniform",
            "real_mean": -2.0,
            "generated_kind": "uniform",
            "generated_mean": 2.0,
            "generated_width": 1.0,
        },
        "overconfident": {"view": "densities", "sharpness": 2.5},
        "draw": {"view": "densities", "real_kind": "points", "real_mean": 0.0},
    },
    headline=(
        "value",
        "lowest",
        "js",
        "lemma_value",
        "lemma_highest",
    ),
    points={
        "even": "lemma_there",
        "only_real": "lemma_up",
        "mostly_generated": "lemma_down",
        "equal": "says_equal",
        "far": "says_apart",
        "collapse": "says_collapse",
        "disjoint": "says_apart",
        "overconfident": "says_bent",
        "draw": "says_accuracy",
    },
    formulas={
        "lemma_sum": Formula(r"f(x) = a \log x + b \log(1 - x)", f"{GOODFELLOW}, prop. 1", PAPER),
        "lemma_real": Formula(r"a \log x"),
        "lemma_generated": Formula(r"b \log(1 - x)"),
        "lemma_best": Formula(r"x^\star = \frac{a}{a + b}", f"{GOODFELLOW}, prop. 1", PAPER),
        "lemma_slope": Formula(r"f'(x) = \frac{a}{x} - \frac{b}{1 - x}"),
        "slope_real": Formula(r"\frac{a}{x}"),
        "slope_generated": Formula(r"-\frac{b}{1 - x}"),
        "tangent": Formula(r"f(x_0) + f'(x_0)(x - x_0)"),
        "real": Formula(r"p_{\mathrm{data}}(x)"),
        "generated": Formula(r"p_g(x)"),
        "optimal": Formula(r"D^\star(x) = \frac{p_{\mathrm{data}}(x)}{p_{\mathrm{data}}(x) + p_g(x)}", f"{GOODFELLOW}, eq. 2", PAPER),
        "own": Formula(r"D(x) = \sigma\bigl(k \log \tfrac{p_{\mathrm{data}}(x)}{p_g(x)} + m\bigr)"),
        "integrand": Formula(r"p_{\mathrm{data}} \log D^\star + p_g \log(1 - D^\star)", f"{GOODFELLOW}, eq. 3", PAPER),
        "own_integrand": Formula(r"p_{\mathrm{data}} \log D + p_g \log(1 - D)"),
        "integrands": Formula(r"V(D^\star, G) = 2\,\mathrm{JS}(p_{\mathrm{data}} \,\|\, p_g) - \log 4", f"{GOODFELLOW}, eq. 6", PAPER),
        "lowest": Formula(r"-\log 4", f"{GOODFELLOW}, theorem 1", PAPER),
        "js": Formula(r"\mathrm{JS}(p_{\mathrm{data}} \,\|\, p_g)"),
        "total_variation": Formula(r"\tfrac12 \int |p_{\mathrm{data}} - p_g| \, dx"),
        "accuracy": Formula(r"\tfrac12 (1 + \mathrm{TV})"),
        "value_map": Formula(r"V(D, G) \le V(D^\star, G)", f"{GOODFELLOW}, eq. 1", PAPER),
    },
)
