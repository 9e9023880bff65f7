"""Divergences against the distance of the means: values and derivatives, where each flattens, and what is true of LSGAN."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from gan_core.figures.panels import area, arrows, axis, band, dots, handle, line, panel, readout, rule
from gan_core.theory.densities import Pair
from gan_core.theory.divergence_curves import (
    DIVERGENCES,
    FAMILIES,
    FORCES,
    Curve,
    cached_curve,
    chi2_breaks,
    curve,
    densities,
    flat_from,
    force,
    has_closed_form,
    is_infinite,
    log10_value,
)
from web.lessons.lesson import Choice, Formula, Lesson, Slider, Switch, Values

FARTHEST = 12.0
STEP = 0.05
COUNT = round(FARTHEST / STEP) + 1
LOG_LOW = {"value": 1e-4, "slope": 1e-8}
LOG_HIGH = 1e6
# name -> colour, dashed
LOOKS = {
    "js": ("discriminator", False),
    "pearson": ("warning", False),
    "lsgan": ("generator", False),
    "kl": ("first", False),
    "reverse_kl": ("second", True),
    "neyman": ("third", True),
    "total_variation": ("note", False),
    "wasserstein": ("other", False),
}
SHOWN = ("js", "pearson", "lsgan", "wasserstein")
CARRIED = np.linspace(0.1, 0.9, 5)  # quantiles whose way is drawn
# Quantile functions of each family at width 1; not by scipy.stats, which cannot be imported while torch is
QUANTILES: dict[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    "gaussian": ndtri,
    "laplace": lambda share: -np.sign(share - 0.5) * np.log1p(-2 * np.abs(share - 0.5)),
    "uniform": lambda share: 2 * share - 1,
}


def compute(values: Values) -> dict[str, Any]:
    """The two densities, the chosen curves and their slopes, and all of them read off at the chosen distance."""
    family, distance = values["family"], values["distance"]
    widths = float(values["width_real"]), float(values["width_generated"])
    shown = [name for name in DIVERGENCES if values[name]]
    curves = {name: cached_curve(name, family, FARTHEST, COUNT, *widths) for name in shown}
    here = {name: curve(name, family, distance, *widths) for name in shown}
    x = np.linspace(0, FARTHEST, COUNT)
    felt = shown
    if values["d"] == "fixed":  # what G then feels is no slope of these curves, but the mean force of a loss
        felt = [name for name in shown if name in FORCES]
        curves |= {name: Curve(curves[name].value, force(name, family, x, *widths)) for name in felt}
        here |= {name: Curve(here[name].value, force(name, family, distance, *widths)) for name in felt}
    flat = {name: flat_from(x, curves[name].slope) for name in felt}
    log = values["scale"] == "log"

    tops = {"value": float(values["ceiling"]), "slope": _slope_top({name: curves[name] for name in felt})}
    panels = [_densities(family, distance, widths, values["carried"])]
    for part in ("value", "slope"):
        low, high = (LOG_LOW[part], LOG_HIGH) if log else (0.0, tops[part])
        marks: list[Any] = [rule("here", x=distance)]
        starts = [start for start in flat.values() if start is not None]
        if starts:
            marks.insert(0, band("flat", x=(max(starts), FARTHEST)))
        for name in shown if part == "value" else felt:
            role, dashed = LOOKS[name]
            marks.append(line(name, *_up_to(x, getattr(curves[name], part), high, log), role, dash=dashed))
        for name, start in flat.items():
            if start is not None:
                height = float(np.interp(start, x, getattr(curves[name], part)))
                marks.append(dots("flat_point", [start], [height], LOOKS[name][0], symbol="star", size=6))
        for name in shown if part == "value" else felt:
            height = float(getattr(here[name], part))
            if low < height <= high:
                marks.append(dots("now", [distance], [height], LOOKS[name][0], size=5))
        if part == "value":
            readouts = [_value(name, family, distance, widths) for name in shown]
        else:
            readouts = [_slope(name, family, distance, widths, here[name]) for name in felt]
            readouts += [readout(f"{name}_flat", start, digits=2) for name, start in flat.items() if start is not None]
        panels.append(
            panel(
                "force" if (part, values["d"]) == ("slope", "fixed") else part,
                marks,
                x=axis("distance_axis", 0, FARTHEST),
                y=axis(f"{part}_axis", low, high, scale="log" if log else "linear"),
                readouts=readouts,
            )
        )
    return {"panels": panels, "says": _says(values, widths, shown), "code": _code(family, distance, widths, shown)}


def _densities(family: str, distance: float, widths: tuple[float, float], t: float) -> dict[str, Any]:
    real, generated = densities(family, distance, *widths)
    jumps = np.concatenate((real.jumps(), generated.jumps()))
    x = np.linspace(-4, FARTHEST + 4, 401)
    x = np.unique(np.concatenate((x, np.nextafter(jumps, -np.inf), jumps, np.nextafter(jumps, np.inf))))
    heights = {"real": real.pdf(x), "generated": generated.pdf(x)}
    top = 0.25 * 2.0 ** max(0, math.ceil(math.log2(max(one.max() for one in heights.values()) * 1.05 / 0.25)))
    marks = [area(side, x, y, side) for side, y in heights.items()] + [line(side, x, y, side) for side, y in heights.items()]
    place = handle("move_generated", "generated", x=distance, y=float(generated.pdf(distance)), control_x="distance")
    widen = [
        handle(f"width_{side}", side, x=at + width, y=float(one.pdf(at + width)), control_x=f"width_{side}", origin_x=at)
        for side, one, at, width in (("real", real, 0.0, widths[0]), ("generated", generated, distance, widths[1]))
    ]
    if not t:
        return panel("densities", [*marks, place, *widen], x=axis("x", -4, FARTHEST + 4), y=axis("density_axis", 0, top), aspect=7, span=2)
    left = _on_the_way(family, distance, widths, t)
    z = QUANTILES[family](CARRIED)
    start, end = distance + widths[1] * z, widths[0] * z
    on_the_way = [
        line("on_the_way", x, densities(family, *left)[1].pdf(x), "other"),
        arrows("carried_paths", start, np.linspace(0.25, 0.75, len(z)) * top, t * (end - start), np.zeros(len(z)), "other"),
    ]
    numbers = {name: integrated(name, family, left[0], left[1:]) for name in ("wasserstein", "js")}
    whole = integrated("wasserstein", family, distance, widths)
    readouts = [readout("left_wasserstein", numbers["wasserstein"], expected=(1 - t) * whole), readout("left_js", numbers["js"])]
    axes = {"x": axis("x", -4, FARTHEST + 4), "y": axis("density_axis", 0, top)}
    return panel("densities", [*marks, *on_the_way, place, *widen], **axes, aspect=7, span=2, readouts=readouts)


def _on_the_way(family: str, distance: float, widths: tuple[float, float], t: float) -> tuple[float, float, float]:
    """Distance and widths of the data and of what is left when the share t of the way is gone.

    On a line the cheapest transport keeps the order, x -> (1 - t) x + t T(x); between two of one family it stays in the family.
    """
    return (1 - t) * distance, widths[0], (1 - t) * widths[1] + t * widths[0]


def _slope_top(curves: dict[str, Curve]) -> float:
    """Room for the slopes of all curves that are bounded or linear; what explodes leaves the figure."""
    steepest = [float(np.max(one.slope)) for name, one in curves.items() if DIVERGENCES[name] < math.inf or name == "wasserstein"]
    return 1.3 * max(steepest) if steepest else 5.0


def _up_to(x: NDArray[np.float64], y: NDArray[np.float64], high: float, log: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The curve until it leaves the figure at the top, the point where it does so included."""
    above = np.flatnonzero(~(y <= high))
    if not len(above):
        return x, y
    last = int(above[0])
    if last == 0 or not np.isfinite(y[last]):
        return x[:last], y[:last]
    with np.errstate(divide="ignore"):
        before, after, limit = (np.log(one) if log and y[last - 1] > 0 else one for one in (y[last - 1], y[last], high))
    leaves = x[last - 1] + (limit - before) / (after - before) * (x[last] - x[last - 1])
    return np.append(x[:last], leaves), np.append(y[:last], high)


# ---------------------------------------------------------------------------------------------------------------------------- numbers


@lru_cache(4)
def _pairs(family: str, distance: float, widths: tuple[float, float]) -> tuple[Pair, Pair]:
    """Both densities, and the same exchanged; remembered for the next divergence."""
    one, other = densities(family, distance, *widths)
    return Pair(one, other), Pair(other, one)


def integrated(name: str, family: str, distance: float, widths: tuple[float, float]) -> float:
    """The divergence by integration of its definition, whatever is known of it otherwise."""
    if is_infinite(name, family, distance, *widths):
        return math.inf
    pair, exchanged = _pairs(family, distance, widths)
    match name:
        case "js":
            return pair.js()
        case "kl":
            return pair.kl()
        case "reverse_kl":
            return exchanged.kl()
        case "lsgan":
            return pair.lsgan()
        case "pearson":
            return pair.pearson_chi2(chi2_breaks(family, distance, *widths))
        case "neyman":
            return exchanged.pearson_chi2(distance - chi2_breaks(family, distance, *reversed(widths)))
        case "total_variation":
            return pair.total_variation()
        case _:
            return pair.wasserstein1()


def _value(name: str, family: str, distance: float, widths: tuple[float, float]) -> Any:
    """By integration, beside the closed form where there is one."""
    value = integrated(name, family, distance, widths)
    closed = float(curve(name, family, distance, *widths).value) if has_closed_form(name, family) else None
    if math.isinf(value) and not is_infinite(name, family, distance, *widths):
        return readout(f"{name}_exponent", log10_value(name, family, distance, *widths), digits=1)
    return readout(f"{name}_value", value, digits=6, expected=closed)


def _slope(name: str, family: str, distance: float, widths: tuple[float, float], here: Curve) -> Any:
    if is_infinite(name, family, distance, *widths):
        return readout(f"{name}_slope", "no_slope")
    if math.isinf(here.slope):
        return readout(f"{name}_slope", "too_large")
    return readout(f"{name}_slope", float(here.slope), digits=6)


# -------------------------------------------------------------------------------------------------------------------------- sentences


def _says(values: Values, widths: tuple[float, float], shown: list[str]) -> list[Any]:
    says: list[Any] = []
    if values["carried"]:
        left = _on_the_way(values["family"], values["distance"], widths, values["carried"])
        numbers = {name: round(integrated(name, values["family"], left[0], left[1:]), 3) for name in ("wasserstein", "js")}
        says.append(["says_frozen" if numbers["js"] > math.log(2) - 0.01 else "says_thawed", numbers])
    if shown:
        says.append("says_fixed" if values["d"] == "fixed" else "says_follows")
    if "lsgan" in shown:
        says.append("says_lsgan_fixed" if values["d"] == "fixed" else "says_lsgan")
    infinite = [name for name in shown if is_infinite(name, values["family"], values["distance"], *widths)]
    chi2 = "says_infinite_uniform" if values["family"] == "uniform" else "says_infinite_chi2"
    says += ["says_infinite_kl" if "kl" in name else chi2 for name in infinite[:1]]
    if "pearson" in shown and not infinite:
        says.append("says_pearson")
    if "wasserstein" in shown:
        says.append("says_wasserstein")
    if values["family"] == "uniform" and values["distance"] >= sum(widths):
        says.append("says_disjoint")
    return says or ["says_nothing"]


def _code(family: str, distance: float, widths: tuple[float, float], shown: list[str]) -> str:
    calls = [f'curve("{name}", "{family}", {distance}, width_p={widths[0]}, width_q={widths[1]})' for name in shown]
    return "\n".join(
        ["from gan_core.theory.divergence_curves import curve", "", *calls, "", "# each is (value, slope); distance may be an array"]
    )


# ----------------------------------------------------------------------------------------------------------------------------- lesson


def _only(*names: str, **others: Any) -> dict[str, Any]:
    return {name: name in names for name in DIVERGENCES} | others


GOODFELLOW, LSGAN, FGAN, WGAN = (f"https://arxiv.org/abs/{number}" for number in ("1406.2661", "1611.04076", "1606.00709", "1701.07875"))

LESSON = Lesson(
    name="divergences",
    controls={
        "distance": Slider(default=3.0, low=0, high=FARTHEST, step=STEP, plays=True, symbol=r"\mu"),
        "family": Choice(default="gaussian", options=tuple(FAMILIES)),
        "width_real": Slider(default=1.0, low=0.2, high=3, step=0.05, symbol=r"\sigma_p"),
        "width_generated": Slider(default=1.0, low=0.2, high=3, step=0.05, symbol=r"\sigma_q"),
        "carried": Slider(default=0.0, low=0, high=1, step=0.01, plays=True, symbol="t"),
        "d": Choice(default="follows", options=("follows", "fixed")),
        "scale": Choice(default="linear", options=("linear", "log")),
        "ceiling": Slider(default=3.0, low=1, high=20, step=0.5, when={"scale": ("linear",)}),
        **{name: Switch(default=name in SHOWN, group="curves_group") for name in DIVERGENCES},
    },
    compute=compute,
    presets={
        "three": {},
        "lecture": _only("js", "pearson"),
        "own": _only("js", "lsgan", distance=6.0),
        "d_fixed": _only("js", "lsgan", "wasserstein", d="fixed", distance=0.5),
        "bounded": _only("js", "lsgan", "total_variation", distance=6.0),
        "linear": _only("js", "wasserstein", family="uniform", width_real=0.5, width_generated=0.5, ceiling=12.0, distance=6.0),
        "wide": _only("pearson", "neyman", "lsgan", width_generated=1.6),
        "fading": _only("js", "lsgan", "pearson", "wasserstein", scale="log", distance=8.0),
        "all": _only(*DIVERGENCES, scale="log", width_generated=1.3),
        "transport": _only("js", "wasserstein", distance=8.0, width_generated=0.5, ceiling=12.0, carried=0.3),
    },
    headline=(
        "left_wasserstein",
        "left_js",
        "js_value",
        "wasserstein_value",
        "lsgan_value",
        "pearson_value",
        "kl_value",
        "reverse_kl_value",
        "neyman_value",
        "total_variation_value",
    ),
    points={
        "three": "says_lsgan",
        "lecture": "says_pearson",
        "own": "says_lsgan",
        "d_fixed": "says_lsgan_fixed",
        "bounded": "says_lsgan",
        "linear": "says_disjoint",
        "wide": "says_infinite_chi2",
        "fading": "says_wasserstein",
        "all": "says_follows",
        "transport": "says_frozen",
    },
    formulas={
        "real": Formula(r"p = p_{\mathrm{data}}"),
        "generated": Formula(r"q = p_g"),
        "on_the_way": Formula(r"x \mapsto (1 - t)\, x + t\, T(x), \quad T = P^{-1} \circ Q"),
        "js": Formula(
            r"\begin{array}{l} \tfrac12 \mathrm{KL}(p \| m) + \tfrac12 \mathrm{KL}(q \| m) \\[2pt] m = \tfrac12 (p + q) \end{array}",
            "Goodfellow et al. 2014, eq. 5, 6",
            GOODFELLOW,
        ),
        "pearson": Formula(r"\chi^2_P(p \,\|\, q) = \int \frac{(q - p)^2}{p} \, dx", "Nowozin et al. 2016, table 1", FGAN),
        "lsgan": Formula(r"\chi^2_P(p + q \,\|\, 2q) = \int \frac{(q - p)^2}{p + q} \, dx \le 2", "Mao et al. 2016, § 3.2", LSGAN),
        "kl": Formula(r"\mathrm{KL}(p \,\|\, q) = \int p \log \frac{p}{q} \, dx", "Nowozin et al. 2016, table 1", FGAN),
        "reverse_kl": Formula(r"\mathrm{KL}(q \,\|\, p) = \int q \log \frac{q}{p} \, dx", "Nowozin et al. 2016, table 1", FGAN),
        "neyman": Formula(r"\chi^2_N(p \,\|\, q) = \int \frac{(q - p)^2}{q} \, dx = \chi^2_P(q \,\|\, p)", "Nowozin et al. 2016", FGAN),
        "total_variation": Formula(r"\mathrm{TV} = \tfrac12 \int |p - q| \, dx \le 1", "Arjovsky et al. 2017, § 2", WGAN),
        "wasserstein": Formula(
            r"\begin{array}{l} \inf_{\gamma} \mathbb{E}_{(x, y) \sim \gamma} |x - y| \\[2pt] = \int |P - Q| \, dx \end{array}",
            "Arjovsky et al. 2017, eq. 1",
            WGAN,
        ),
    },
)
