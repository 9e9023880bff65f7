"""The tab of the Dirac-GAN: the smallest GAN there is, and what makes it come to rest.

`gan_core.theory.dirac_gan` has the paper's sign, in which a large D means generated. Here, as on all other pages, a large D means real:
this tab's psi is minus the paper's.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gan_core.figures.panels import axis, dots, handle, line, panel, readout, text
from gan_core.theory.dirac_gan import OBJECTIVES, REMEDIES, DiracGan, bilinear_factor, spectral_radius, trajectory, update_matrix
from web.lessons.game.phase import STEPS, field, on_surface, within
from web.lessons.lesson import Choice, Formula, Numbers, Slider, Switch, Values

IN_TAB = {"tab": ("dirac",)}
RULES = ("simultaneous", "alternating")
ROLES = {"plain_simultaneous": "generated", "plain_alternating": "warning", "cured_simultaneous": "generator", "cured_alternating": "real"}
SYMBOLS = {"plain_simultaneous": "cross", "plain_alternating": "triangle", "cured_simultaneous": "circle", "cured_alternating": "square"}
FARTHEST = 4.0  # radii beyond it are cut from the figures
ON_THE_CIRCLE = 1e-9

CONTROLS: dict[str, Slider | Choice | Switch | Numbers] = {
    "objective": Choice(default="minimax", options=OBJECTIVES, when=IN_TAB),
    "remedy": Choice(default="r1", options=REMEDIES, when=IN_TAB),
    "gamma": Slider(default=0.3, low=0.0, high=2.0, step=0.05, symbol=r"\gamma", when=IN_TAB | {"remedy": ("r1", "gp", "consensus")}),
    "sigma": Slider(default=1.0, low=0.0, high=2.0, step=0.05, symbol=r"\sigma", when=IN_TAB | {"remedy": ("noise",)}),
    "bound": Slider(default=0.5, low=0.05, high=2.0, step=0.05, symbol="c", when=IN_TAB | {"remedy": ("clip",)}),
    "dirac_rate": Slider(default=0.2, low=0.02, high=1.0, step=0.02, symbol=r"\eta", when=IN_TAB),
    "dirac_shown": Slider(default=STEPS + 1, low=2, high=STEPS + 1, step=1, plays=True, local=True, when=IN_TAB),
    "dirac_start": Numbers(default=(1.0, -1.0), low=-2, high=2, step=0.05, columns=2, when=IN_TAB),
}

PRESETS: dict[str, dict[str, Any]] = {
    "dirac_r1": {"tab": "dirac"},
    "dirac_none": {"tab": "dirac", "remedy": "none"},
    "dirac_noise": {"tab": "dirac", "remedy": "noise"},
    "dirac_wgan_clip": {"tab": "dirac", "objective": "wgan", "remedy": "clip"},
    "dirac_wgan_gp": {"tab": "dirac", "objective": "wgan", "remedy": "gp", "gamma": 1.0},
    "dirac_critical": {"tab": "dirac", "gamma": 1.0},
}

PAPER = ("Mescheder et al. 2018", "https://arxiv.org/abs/1801.04406")
FORMULAS = {
    "dirac_phase": Formula(r"\min_\theta\max_\psi\; f(-\psi\theta) + f(0)", *PAPER),
    "dirac_eigen": Formula(r"\max |\lambda| < 1\,?", *PAPER),
    "plain_simultaneous": Formula(r"\lambda = 1 \pm i\,\eta f'(0)", *PAPER),
    "plain_alternating": Formula(r"|\lambda| = 1\;\;\big(\eta f'(0) \le 2\big)", *PAPER),
    "dirac_picture": Formula(r"D_\psi(x) = \psi\, x", *PAPER),
}


def compute(values: Values) -> dict[str, Any]:
    """Paths without and with the remedy, their radius, the eigenvalues of one step, and the GAN itself at the start."""
    plain, cured = DiracGan(values["objective"]), _cured(values)
    rate, start = values["dirac_rate"], values["dirac_start"]
    paths = {f"plain_{rule}": _path(plain, start, rate, rule) for rule in RULES}
    if cured is not plain:
        paths |= {f"cured_{rule}": _path(cured, start, rate, rule) for rule in RULES}
    radii = {name: np.hypot(*path.T) for name, path in paths.items()}
    largest = max(float(np.nanmax(radius)) for radius in radii.values())
    reach = min(FARTHEST, max(1.5, 1.1 * largest))
    steps = np.arange(STEPS + 1)

    seen = {name: within(path, reach) for name, path in paths.items()}
    phase = [
        field(_Mirrored(cured), reach),
        *[line(name, path[:, 0], path[:, 1], ROLES[name], until="dirac_shown") for name, path in seen.items()],
        dots("equilibrium", [0], [0], "note", symbol="star", size=7),
        handle("start", "note", x=start[0], y=start[1], control_x="dirac_start.0", control_y="dirac_start.1"),
    ]
    far = [
        line(name, steps, np.where(radius <= 1.6 * reach, radius, np.nan), ROLES[name], until="dirac_shown")
        for name, radius in radii.items()
    ]
    readouts = [readout("radius_start", float(np.hypot(*start)))]
    readouts += [readout(f"radius_{name}", float(radius[-1]), digits=4) for name, radius in radii.items()]
    ends = (-reach, reach)
    panels = [
        panel("dirac_phase", phase, x=axis("theta", *ends), y=axis("psi", *ends), aspect=1),
        panel("dirac_radius", far, x=axis("step", 0, STEPS), y=axis("distance", 0, reach), readouts=readouts),
        _eigenvalues(plain, cured, rate),
        _picture(start),
    ]
    return {"panels": panels, "says": _says(values, plain, cured), "code": _code(values, cured)}


class _Mirrored(NamedTuple):
    """A game in this tab's sign."""

    game: DiracGan

    def pulls(self, theta: Any, psi: Any) -> tuple[Any, Any]:
        """Where theta and psi are pulled."""
        dtheta, dpsi = self.game.pulls(theta, -psi)
        return dtheta, -dpsi


def _path(game: DiracGan, start: tuple[float, ...], rate: float, rule: str) -> np.ndarray:
    """The way of (theta, psi) from a start."""
    theta, psi = start
    return trajectory(game, (theta, -psi), rate=rate, steps=STEPS, rule=rule) * (1, -1)


def surfaces(values: Values) -> list[dict[str, Any]]:
    """V over both players, and their paths on it."""
    phase = compute(values)["panels"][0]
    paths = [mark for mark in phase["marks"] if mark["kind"] in ("line", "dots")]
    game = DiracGan(values["objective"])
    return [
        on_surface(
            "dirac_value", lambda theta, psi: game.value(theta, -psi), paths, ("theta", "psi"), phase["x"]["domain"][1], "dirac_value_says"
        )
    ]


def _cured(values: Values) -> DiracGan:
    remedy = values["remedy"]
    strength = values[{"noise": "sigma", "clip": "bound"}.get(remedy, "gamma")] if remedy != "none" else 0.0
    return DiracGan(values["objective"], remedy, strength)


def _eigenvalues(plain: DiracGan, cured: DiracGan, rate: float) -> dict[str, Any]:
    """Inside the unit circle a step comes closer to the equilibrium, outside it goes away."""
    found, readouts = {}, []
    for kind, game in (("plain", plain), ("cured", cured)):
        jacobian = game.jacobian()
        if (kind == "cured" and game == plain) or jacobian is None:
            continue
        for rule in RULES:
            matrix = update_matrix(jacobian, rate, rule)
            found[f"{kind}_{rule}"] = np.linalg.eigvals(matrix)
            # without a remedy the Jacobian is that of x y, f'(0) times as strong
            theory = bilinear_factor(rate * abs(jacobian[0, 1]), rule) if kind == "plain" else None
            readouts.append(readout(f"spectral_{kind}_{rule}", spectral_radius(matrix), digits=6, expected=theory))
    away = max(0.15, 1.25 * max(float(np.abs(values - 1).max()) for values in found.values()))
    x, y = (1 - 1.5 * away, 1 + 0.5 * away), (-away, away)
    angle = np.linspace(-np.pi, np.pi, 721)
    circle_x, circle_y = np.cos(angle), np.sin(angle)
    marks = [
        line("unit_circle", circle_x, circle_y, "note"),
        *[dots(name, one.real, one.imag, ROLES[name], symbol=SYMBOLS[name], size=6) for name, one in found.items()],
        text("inside", 1 - 1.1 * away, -0.85 * away, anchor="start"),
    ]
    return panel("dirac_eigen", marks, x=axis("real_part", *x), y=axis("imaginary_part", *y), aspect=1, readouts=readouts)


def _picture(start: tuple[float, ...]) -> dict[str, Any]:
    """The data, the sample and the discriminator's line, as they are at the start."""
    theta, psi = start
    x = np.array([-2.2, 2.2])
    marks = [
        line("critic_line", x, psi * x, "discriminator"),
        dots("real_sample", [0], [0], "real", size=8),
        dots("generated_sample", [theta], [psi * theta], "generated", symbol="triangle", size=8),
    ]
    return panel("dirac_picture", marks, x=axis("sample", -2.2, 2.2), y=axis("critic_axis", -4.5, 4.5))


def _says(values: Values, plain: DiracGan, cured: DiracGan) -> list[Any]:
    says: list[Any] = ["dirac_plain_says" if values["objective"] != "non_saturating" else "dirac_non_saturating_says"]
    remedy = values["remedy"]
    if remedy == "none":
        return says
    if remedy in ("gp", "clip"):
        return [*says, f"dirac_{remedy}_says"]
    jacobian, bare = cured.jacobian(), plain.jacobian()
    if jacobian is None or bare is None or np.array_equal(jacobian, bare):
        return [*says, "dirac_no_effect"]
    factor = spectral_radius(update_matrix(jacobian, values["dirac_rate"], "simultaneous"))
    verdict = "dirac_converges" if factor < 1 - ON_THE_CIRCLE else "dirac_step_too_large"
    return [*says, [verdict, {"remedy": f"remedy_{remedy}", "factor": round(factor, 4)}]]


def _code(values: Values, cured: DiracGan) -> str:
    theta, psi = values["dirac_start"]
    return (
        "import numpy as np\n"
        "from gan_core.theory.dirac_gan import DiracGan, trajectory, update_matrix\n\n"
        "# the library has the paper's sign: its psi is minus the page's\n"
        f"game = DiracGan({cured.objective!r}, {cured.remedy!r}, {cured.strength:g})\n"
        f"path = trajectory(game, {(theta, -psi)}, rate={values['dirac_rate']:g}, steps={STEPS}, rule='simultaneous')\n"
        "print(np.hypot(*path[0]), np.hypot(*path[-1]))"
        + (
            f"\nprint(abs(np.linalg.eigvals(update_matrix(game.jacobian(), {values['dirac_rate']:g}, 'simultaneous'))))"
            if cured.remedy != "gp"
            else ""
        )
    )
