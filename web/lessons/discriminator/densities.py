"""The tab of two densities to move and shape: D*, and the game's value over all discriminators that are bent."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from gan_core.figures.panels import area, axis, dots, handle, heat, line, panel, readout, rule
from gan_core.theory.densities import Density, Gaussian, Laplace, Mixture, Pair, Points, Uniform
from web.lessons.lesson import Choice, Formula, Numbers, Slider, Switch, Values

LOG_4 = math.log(4)
IN_TAB = {"view": ("densities",)}
KINDS = ("gaussian", "mixture", "uniform", "laplace", "points")
SEEN = 9.0  # half the figure's width
SHARPNESS, OFFSET = (0.0, 3.0), (-4.0, 4.0)
SHARPNESSES, OFFSETS = np.linspace(*SHARPNESS, 25), np.linspace(*OFFSET, 25)
DEPTH = 1.5  # the map of V shows this much below its highest point
DRAWN = {
    "real": (0.0, 0.1, 0.3, 0.6, 0.9, 1.0, 0.8, 0.5, 0.3, 0.2, 0.3, 0.2, 0.0),
    "generated": (0.0, 0.0, 0.1, 0.2, 0.5, 0.8, 1.0, 0.8, 0.5, 0.2, 0.1, 0.0, 0.0),
}
GOODFELLOW, PAPER = "Goodfellow et al. 2014", "https://arxiv.org/abs/1406.2661"
TWO_MODES: dict[str, Any] = {"view": "densities", "real_kind": "mixture", "real_mean": 0.0, "real_width": 0.7}


def _side(side: str, kind: str, mean: float, width: float) -> dict[str, Slider | Choice | Switch | Numbers]:
    shown: dict[str, Any] = {"when": IN_TAB, "group": f"{side}_group"}
    mixed: dict[str, Any] = shown | {"when": IN_TAB | {f"{side}_kind": ("mixture",)}}
    return {
        f"{side}_kind": Choice(default=kind, options=KINDS, **shown),
        f"{side}_mean": Slider(default=mean, low=-6, high=6, step=0.05, plays=side == "generated", **shown),
        f"{side}_width": Slider(default=width, low=0.2, high=2.5, step=0.05, **shown),
        f"{side}_separation": Slider(default=5.0, low=0.5, high=8, step=0.05, **mixed),
        f"{side}_share": Slider(default=0.5, low=0.05, high=0.95, step=0.05, **mixed),
        f"{side}_points": Numbers(default=DRAWN[side], low=0, high=1, step=0.01, when=IN_TAB | {f"{side}_kind": ("points",)}),
    }


CONTROLS: dict[str, Slider | Choice | Switch | Numbers] = {
    **_side("real", "gaussian", -1.5, 1.0),
    **_side("generated", "gaussian", 1.5, 1.3),
    "sharpness": Slider(default=1.0, low=SHARPNESS[0], high=SHARPNESS[1], step=0.05, symbol="k", when=IN_TAB, group="bend_group"),
    "offset": Slider(default=0.0, low=OFFSET[0], high=OFFSET[1], step=0.1, symbol="m", when=IN_TAB, group="bend_group"),
}
PRESETS: dict[str, dict[str, Any]] = {
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
}
POINTS = {
    "equal": "says_equal",
    "far": "says_apart",
    "collapse": "says_collapse",
    "disjoint": "says_apart",
    "overconfident": "says_bent",
    "draw": "says_accuracy",
}
FORMULAS = {
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
}


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


def compute(values: Values) -> dict[str, Any]:
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
