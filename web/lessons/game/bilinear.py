"""The tab of f(x, y) = x y: one player goes down, the other up, and how they take turns decides everything."""

from __future__ import annotations

from typing import Any

import numpy as np

from gan_core.figures.panels import axis, dots, handle, line, panel, readout
from gan_core.theory.dirac_gan import RULES, DiracGan, bilinear_factor, measured_factor, spectral_radius, trajectory, update_matrix
from web.lessons.game.phase import STEPS, distances, field, on_surface, within
from web.lessons.lesson import Choice, Formula, Numbers, Slider, Switch, Values

IN_TAB = {"tab": ("xy",)}
SEEN = 200  # steps in the figures; the factor is measured over all
REGULARISED = ("consensus", "r1")  # remedies, with simultaneous steps
ROLES = {
    "simultaneous": "generated",
    "alternating": "warning",
    "extragradient": "real",
    "optimistic": "other",
    "consensus": "generator",
    "r1": "discriminator",
}

CONTROLS: dict[str, Slider | Choice | Switch | Numbers] = {
    "method": Choice(default="all", options=("all", *RULES, *REGULARISED), when=IN_TAB),
    "xy_rate": Slider(default=0.2, low=0.05, high=1.0, step=0.01, symbol=r"\eta", when=IN_TAB),
    "xy_gamma": Slider(default=0.3, low=0.0, high=1.0, step=0.05, symbol=r"\gamma", when=IN_TAB | {"method": ("all", *REGULARISED)}),
    "xy_shown": Slider(default=SEEN + 1, low=2, high=SEEN + 1, step=1, plays=True, local=True, when=IN_TAB),
    "xy_start": Numbers(default=(1.0, 0.0), low=-2, high=2, step=0.05, columns=2, when=IN_TAB),
}

PRESETS: dict[str, dict[str, Any]] = {
    "xy_all": {"tab": "xy"},
    "xy_spiral": {"tab": "xy", "method": "simultaneous", "xy_rate": 0.1, "xy_start": (0.5, 0.0)},
    "xy_circle": {"tab": "xy", "method": "alternating", "xy_rate": 0.6},
    "xy_extragradient": {"tab": "xy", "method": "extragradient", "xy_rate": 0.3},
    "xy_optimistic_limit": {"tab": "xy", "method": "optimistic", "xy_rate": 0.65, "xy_start": (0.3, 0.0), "xy_shown": 40},
}

GIDEL = ("Gidel et al. 2019", "https://arxiv.org/abs/1802.10551")
FORMULAS = {
    "simultaneous": Formula(r"x' = x - \eta y,\; y' = y + \eta x", *GIDEL),
    "alternating": Formula(r"x' = x - \eta y,\; y' = y + \eta x'", *GIDEL),
    "extragradient": Formula(r"z' = z + \eta\, v\big(z + \eta\, v(z)\big)", *GIDEL),
    "optimistic": Formula(r"z' = z + 2\eta\, v(z) - \eta\, v(z_{-1})", "Daskalakis et al. 2018", "https://arxiv.org/abs/1711.00141"),
    "consensus": Formula(
        r"z' = z + \eta\big(v - \tfrac\gamma2 \nabla\lVert v\rVert^2\big)", "Mescheder et al. 2017", "https://arxiv.org/abs/1705.10461"
    ),
    "r1": Formula(r"y' = y + \eta\,(x - \gamma y)", "Mescheder et al. 2018, eq. 9", "https://arxiv.org/abs/1801.04406"),
    "factor_simultaneous": Formula(r"\sqrt{1+\eta^2}"),
    "factor_alternating": Formula(r"1\;(\eta \le 2)"),
    "factor_extragradient": Formula(r"\sqrt{(1-\eta^2)^2+\eta^2}"),
    "factor_consensus": Formula(r"\sqrt{(1-\eta\gamma)^2+\eta^2}"),
    "factor_r1": Formula(r"\sqrt{1-\eta\gamma+\eta^2}"),
    "xy_distance": Formula(r"\lVert z_t \rVert \approx \lVert z_0 \rVert\, \rho^t"),
    "xy_phase": Formula(r"\min_x \max_y\; x\,y,\qquad v = (-y,\; x)"),
}


def compute(values: Values) -> dict[str, Any]:
    """Paths of the chosen ways to take turns, and their distance from (0, 0)."""
    chosen = tuple(ROLES) if values["method"] == "all" else (values["method"],)
    rate, start = values["xy_rate"], values["xy_start"]
    reach = max(1.5, 1.25 * max(map(abs, start)))
    steps = np.arange(SEEN + 1)
    paths, far, factors = [], [], []
    for name in chosen:
        game, rule = _game(name, values["xy_gamma"])
        path = trajectory(game, start, rate=rate, steps=STEPS, rule=rule)
        theory = _theory(name, rate, values["xy_gamma"])
        x, y = within(path[: SEEN + 1], reach).T
        paths.append(line(name, x, y, ROLES[name], until="xy_shown"))
        if len(chosen) == 1:
            paths.append(dots(name, x, y, ROLES[name], size=2.5, until="xy_shown"))
            with np.errstate(over="ignore"):
                expected = np.hypot(*start) * theory**steps
            far.append(line("xy_theory", steps, np.where((expected < 1e6) & (expected > 1e-12), expected, np.nan), "note", dash=True))
        far.append(line(name, steps, distances(path[: SEEN + 1]), ROLES[name], until="xy_shown"))
        measured = measured_factor(path)
        # at rest in the equilibrium there is nothing to measure
        factors.append(readout(f"factor_{name}", measured if np.isfinite(measured) else theory, expected=theory))
    one = _game(chosen[0], values["xy_gamma"])[0] if len(chosen) == 1 else DiracGan("wgan")
    paths = [
        field(one, reach),
        *paths,
        dots("equilibrium", [0], [0], "note", symbol="star", size=7),
        handle("start", "note", x=start[0], y=start[1], control_x="xy_start.0", control_y="xy_start.1"),
    ]
    ends = (-reach, reach)
    panels = [
        panel("xy_phase", paths, x=axis("x_down", *ends), y=axis("y_up", *ends), aspect=1),
        panel("xy_distance", far, x=axis("step", 0, SEEN), y=axis("distance", scale="log"), readouts=factors),
    ]
    return {"panels": panels, "says": [_says(values)], "code": _code(values)}


def surfaces(values: Values) -> list[dict[str, Any]]:
    """f itself, and the path of each way to take turns on it."""
    start = values["xy_start"]
    reach = max(1.5, 1.25 * max(map(abs, start)))
    paths = [mark for mark in compute(values)["panels"][0]["marks"] if mark["kind"] in ("line", "dots")]
    return [on_surface("xy_saddle", lambda x, y: x * y, paths, ("x_down", "y_up"), reach, "xy_saddle_says")]


def _game(name: str, gamma: float) -> tuple[DiracGan, str]:
    return (DiracGan("wgan", name, gamma), "simultaneous") if name in REGULARISED else (DiracGan("wgan"), name)


def _theory(name: str, rate: float, gamma: float) -> float:
    """The factor a step: the closed form, or for the regularised the spectral radius."""
    if name not in REGULARISED:
        return bilinear_factor(rate, name)
    jacobian = _game(name, gamma)[0].jacobian()
    return spectral_radius(update_matrix(jacobian, rate, "simultaneous")) if jacobian is not None else float("nan")


def _says(values: Values) -> Any:
    if values["method"] == "all":
        return "xy_all_says"
    factor = _theory(values["method"], values["xy_rate"], values["xy_gamma"])
    verdict = "xy_circles" if abs(factor - 1) < 1e-9 else "xy_diverges" if factor > 1 else "xy_converges"
    return [verdict, {"method": f"method_{values['method']}", "percent": round(abs(factor - 1) * 100, 2)}]


def _code(values: Values) -> str:
    name = "simultaneous" if values["method"] == "all" else values["method"]
    game, rule = _game(name, values["xy_gamma"])
    own = f'DiracGan("wgan", {name!r}, {game.strength:g})' if name in REGULARISED else 'DiracGan("wgan")  # f(x, y) = x y'
    return (
        "from gan_core.theory.dirac_gan import DiracGan, measured_factor, spectral_radius, trajectory, update_matrix\n\n"
        f"game = {own}\n"
        f"path = trajectory(game, {tuple(values['xy_start'])}, rate={values['xy_rate']:g}, steps={STEPS}, rule={rule!r})\n"
        f"print(measured_factor(path), spectral_radius(update_matrix(game.jacobian(), {values['xy_rate']:g}, {rule!r})))"
    )
