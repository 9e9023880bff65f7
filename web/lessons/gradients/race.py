"""The tab of the race: a row of fakes for each loss, one start, each walking by its own gradient against the best D of the moment."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gan_core.figures.panels import axis, dots, line, panel, readout, rule, text
from gan_core.toys.race import COUNT, STEPS, distance, race
from web.lessons.lesson import Choice, Formula, Json, Numbers, Slider, Switch, Values

FloatArray = NDArray[np.float64]
IN_TAB = {"view": ("race",)}
RUNNERS = {"minimax": "warning", "non_saturating": "generator", "lsgan": "discriminator", "wgan": "other"}
NAMES = {"minimax": "minimax", "non_saturating": "−log D", "lsgan": "LSGAN", "wgan": "WGAN"}
ARRIVED = 0.25  # a Wasserstein distance below this; their mean further beyond the data than this has overshot
MOVED = 0.1  # a share of the way below which a runner stands
LEFT, RIGHT = -3.0, 9.0

CONTROLS: dict[str, Slider | Choice | Switch | Numbers] = {
    "race_step": Slider(default=STEPS, low=0, high=STEPS, step=1, plays=True, when=IN_TAB),
    "race_start": Slider(default=4.0, low=0.5, high=7, step=0.25, symbol=r"\mu", when=IN_TAB),
    "race_width": Slider(default=0.6, low=0.4, high=1.5, step=0.1, symbol=r"\sigma", when=IN_TAB),
    "race_rate": Slider(default=0.05, low=0.01, high=0.5, step=0.01, symbol=r"\eta", when=IN_TAB),
}
PRESETS: dict[str, dict[str, Any]] = {
    "race_far": {"view": "race"},
    "race_near": {"view": "race", "race_start": 1.5},
    "race_strides": {"view": "race", "race_start": 1.5, "race_rate": 0.5},
}
POINTS = {"race_far": "race_stands", "race_near": "race_arrives", "race_strides": "race_overshoots"}
FORMULAS = {
    "race_lanes": Formula(r"x_i \leftarrow x_i - \eta\, \tfrac{d}{dx} L_G(D^*(x)) \big|_{x_i}"),
}


def compute(values: Values) -> Json:
    """The four rows as they are at the step, and their distance to the data over all steps."""
    start, width, rate = (round(float(values[f"race_{name}"]), 2) for name in ("start", "width", "rate"))
    step = int(values["race_step"])
    paths = race(start, width, rate)
    every = np.arange(0, STEPS + 1, 5)
    gaps = {name: distance(path[every], width) for name, path in paths.items()}
    now = {name: float(distance(path[step], width)) for name, path in paths.items()}
    x = np.linspace(LEFT, RIGHT, 201)
    lanes = [rule("real_mean", "real", x=0), line("race_data", x, 0.2 + 0.55 * np.exp(-(x**2) / (2 * width**2)), "real")]
    for row, (name, role) in enumerate(RUNNERS.items(), 1):
        lanes.append(dots(f"race_{name}", paths[name][step], np.full(COUNT, row + 0.3), role, size=5))
        lanes.append(text(f"race_{name}", RIGHT - 0.1, row + 0.55, anchor="end"))
    return {
        "panels": [
            panel("race_lanes", lanes, x=axis("position", LEFT, RIGHT), y=axis("lanes", 0, 5, ticks=[0]), span=2, aspect=2.6),
            panel(
                "race_distance",
                [rule("", x=step), *[line(f"race_{name}", every, gaps[name], role) for name, role in RUNNERS.items()]],
                x=axis("race_steps", 0, STEPS),
                y=axis("race_gap", 0, 1.1 * max(1.0, *(float(gap.max()) for gap in gaps.values()))),
                span=2,
                aspect=2.6,
                readouts=[readout(f"gap_{name}", gap) for name, gap in now.items()],
            ),
        ],
        "says": _says(paths, now, {name: float(gap[0]) for name, gap in gaps.items()}, step),
        "code": f"""from gan_core.toys.race import distance, race

for name, path in race({start}, {width}, {rate}).items():
    print(name, distance(path[{step}], {width}))""",
    }


def _says(paths: dict[str, FloatArray], now: dict[str, float], first: dict[str, float], step: int) -> list[Any]:
    if step == 0:
        return ["race_begins"]
    says: list[Any] = []
    over = [name for name, path in paths.items() if float(path[: step + 1].mean(axis=1).min()) < -ARRIVED]
    arrived = [name for name, gap in now.items() if gap < ARRIVED]
    stands = [name for name, gap in now.items() if first[name] - gap < MOVED * first[name] and gap >= ARRIVED]
    for key, names in (("race_overshoots", over), ("race_stands", stands), ("race_arrives", arrived)):
        if names:
            says.append([key, {"names": _list(names)}])
    under_way = [name for name in RUNNERS if name not in {*arrived, *stands}]
    if under_way:
        says.append(["race_under_way", {"names": _list(under_way)}])
    return says


def _list(names: list[str]) -> str:
    return ", ".join(NAMES[name] for name in names)
