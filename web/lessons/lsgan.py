"""LSGAN workshop: three labels, the divergence that results from them, and the pull on fakes that D already takes for real."""

from __future__ import annotations

from typing import Any

import numpy as np

from gan_core.figures.panels import area, arrows, axis, band, dots, handle, heat, line, panel, readout, rule
from web.lessons.lesson import Choice, Formula, Json, Lesson, Slider, Values

FAR = 8.0
GRID = np.linspace(-20, 28, 2401)
SHOWN = slice(800, 1601)  # -4 to 12
LABELS = {  # letters that share a value -> name and colour of its line
    "a": ("label_a", "generated"),
    "b": ("label_b", "real"),
    "c": ("label_c", "generator"),
    "ab": ("label_ab", "note"),
    "ac": ("label_ac", "generator"),
    "bc": ("label_bc", "generator"),
    "abc": ("label_abc", "note"),
}
FLAT = 1.96  # of 2: the divergence has no room to grow


def compute(values: Values) -> Json:
    """The panels of the tab shown."""
    return _boundary(values) if values["view"] == "boundary" else _theory(values)


# ----------------------------------------------------------------------------------------------------------------------------- theory


def _theory(values: Values) -> Json:
    from gan_core.divergences import js, lsgan_divergence, pearson_chi2
    from gan_core.losses.least_squares import LeastSquares
    from gan_core.theory import least_squares as game
    from gan_core.toys.line import TwoGaussians, answers

    labels = game.Labels(values["a"], values["b"], values["c"])
    distance, widths = values["distance"], (values["real_width"], values["fake_width"])
    two = TwoGaussians(distance, *widths)
    real, fake, x = two.real_density(GRID), two.fake_density(GRID), GRID[SHOWN][::2]
    best, slope = answers(two.best("lsgan", LeastSquares(a=labels.a, b=labels.b, c=labels.c)), x)

    # everything G's objective may be, against the distance
    coarse = GRID[::2]
    shifts = np.linspace(0, FAR, 33)
    curves: dict[str, list[float]] = {"objective": [], "delta": [], "own_term": [], "js_scaled": []}
    for shift in shifts:
        p, q = real[::2], TwoGaussians(shift, *widths).fake_density(coarse)
        curves["objective"].append(game.full_objective(labels, p, q, coarse))
        curves["delta"].append(lsgan_divergence(p, q, coarse))
        curves["own_term"].append(game.own_objective(labels, p, q, coarse))
        curves["js_scaled"].append(js(p, q, coarse) * 2 / np.log(2))

    delta, objective = lsgan_divergence(real, fake, GRID), game.full_objective(labels, real, fake, GRID)
    by_delta = game.objective_by_divergence(labels, real, fake, GRID)
    readouts = [readout("condition_bc", labels.conditions[0], expected=1), readout("condition_ba", labels.conditions[1], expected=2)]
    if labels.holds:
        mixture = (real + fake) / 2  # chi2_P(p + q || 2 q) is twice that of their halves, which have area 1
        readouts.append(readout("objective_pearson", objective, expected=2 * pearson_chi2(mixture, fake, GRID), digits=6))
    readouts += [readout("objective_delta", objective, expected=by_delta, digits=6), readout("delta_now", delta, digits=6)]

    position = axis("position", -4, 12)
    spread = band("where_fakes_are", "generated", x=(distance - 2 * two.fake_width, distance + 2 * two.fake_width))
    top = float(two.fake_density(distance))
    return {
        "panels": [
            panel(
                "densities",
                [
                    area("real_density", x, two.real_density(x), "real"),
                    area("fake_density", x, two.fake_density(x), "generated"),
                    handle("distance", "generated", x=distance, y=top, control_x="distance"),
                ],
                x=position,
                y=axis("density", 0, 1.1 * max(top, float(two.real_density(0)))),
            ),
            panel(
                "best_answer",
                [*_label_rules(labels.a, labels.b, labels.c), line("d_star", x, best, "discriminator")],
                x=position,
                y=axis("d_output"),
            ),
            panel(
                "objectives",
                [
                    rule("bound", y=2),
                    line("delta", shifts, curves["delta"], "note"),
                    line("js_scaled", shifts, curves["js_scaled"], "other"),
                    line("own_term", shifts, curves["own_term"], "warning"),
                    line("objective", shifts, curves["objective"], "generator"),
                    dots("objective", [distance], [objective], "generator", size=6),
                ],
                x=axis("distance_axis", 0, FAR),
                y=axis("objective_axis", 0, max(2.2, 1.1 * max(map(max, curves.values())))),
                readouts=readouts,
            ),
            panel(
                "forces",
                [
                    spread,
                    rule("", y=0),
                    line("force_descent", x, game.force_of_descent(labels, best, slope), "warning"),
                    line("force_objective", x, game.force_of_objective(labels, best, slope), "generator"),
                ],
                x=position,
                y=axis("force_axis"),
            ),
        ],
        "says": _about_the_labels(labels, delta),
        "code": f"""import numpy as np
from gan_core.theory.least_squares import Labels, full_objective, objective_by_divergence
from gan_core.toys.line import TwoGaussians

x = np.linspace(-20, 28, 2401)
two = TwoGaussians({distance:g}, {two.real_width:g}, {two.fake_width:g})
labels = Labels(a={labels.a:g}, b={labels.b:g}, c={labels.c:g})
p, q = two.real_density(x), two.fake_density(x)
print(full_objective(labels, p, q, x), objective_by_divergence(labels, p, q, x))""",
    }


def _label_rules(a: float, b: float, c: float) -> list[Json]:
    """A line at each label; labels that are equal share theirs."""
    letters: dict[float, str] = {}
    for letter, value in (("a", a), ("b", b), ("c", c)):
        letters[value] = letters.get(value, "") + letter
    return [rule(*LABELS[shared], y=value) for value, shared in letters.items()]


def _about_the_labels(labels: Any, delta: float) -> list[Any]:
    numbers = {"constant": labels.constant, "factor": labels.factor}
    if labels.a == labels.b:
        return [["labels_equal", numbers]]
    gap_c, gap_a = labels.conditions
    says: list[Any] = []
    if labels.holds:
        says.append("conditions_hold")
    else:
        says.append(["condition_bc_holds" if abs(gap_c - 1) < 1e-9 else "condition_bc_fails", {"value": gap_c}])
        says.append(["condition_ba_holds" if abs(gap_a - 2) < 1e-9 else "condition_ba_fails", {"value": gap_a}])
        says.append(["what_is_minimised", numbers])
    if labels.pushes_everywhere:
        says.append("pushes_everywhere")
    elif labels.pushes_away:
        says.append("pushes_away")
    says.append(["divergence_flat" if delta > FLAT else "divergence_now", {"delta": round(delta, 4)}])
    return says


# -------------------------------------------------------------------------------------------------------------------------- boundary


def _boundary(values: Values) -> Json:
    from gan_core.losses import LOSSES
    from gan_core.losses.least_squares import LeastSquares
    from gan_core.toys.boundary import Boundary, fake_points, real_points
    from gan_core.toys.slopes import pull

    a, b, c = values["a"], values["b"], values["c"]
    middle, half = (a + b) / 2, (b - a) / 2
    edge = Boundary(values["crossing"], values["angle"], values["steepness"])
    clouds = {
        "wrong": fake_points(-2.4, 0.6, 8, 0.35, 0),
        "near": fake_points(0.9, -1.6, 8, 0.3, 1),
        "far": fake_points(values["far_x"], values["far_y"], 14, 0.5, 2),
    }
    entropy, squares = LOSSES[values["form"]], LeastSquares(a=a, b=b, c=c)

    def pulls(points: Any) -> dict[str, Any]:
        scores, slopes = edge.scores(points), edge.slopes(points)
        return {"entropy": pull(entropy, scores, slopes), "squares": pull(squares, middle + half * scores, half * slopes)}

    sides = np.linspace(-4, 7, 45), np.linspace(-4, 4, 33)
    scores = edge.scores(np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)).reshape(33, 45)
    maps = {"entropy": (1 / (1 + np.exp(-scores)), 0.5), "squares": (middle + half * scores, middle)}
    real, fakes = real_points(), np.concatenate(list(clouds.values()))
    x, y = axis("first", -4, 7), axis("second", -4, 4)
    length: dict[str, dict[str, float]] = {name: {} for name in maps}
    for cloud, points in clouds.items():
        for name, force in pulls(points).items():
            length[name][cloud] = float(np.linalg.norm(force, axis=1).mean())

    panels = []
    for name, (values_on_map, parts_at) in maps.items():
        force = values["rate"] * pulls(fakes)[name]
        panels.append(
            panel(
                f"{name}_plane",
                [
                    heat(f"{name}_answer", values_on_map, x=(-4, 7), y=(-4, 4), middle=parts_at),
                    line("edge", *edge.ends(20), "discriminator"),
                    dots("real_points", real[:, 0], real[:, 1], "real", size=3.5),
                    dots("fake_points", fakes[:, 0], fakes[:, 1], "generated", symbol="cross", size=3.5),
                    arrows(f"{name}_arrows", fakes[:, 0], fakes[:, 1], force[:, 0], force[:, 1], "note"),
                    handle("crossing", "discriminator", x=edge.crossing, y=0, control_x="crossing"),
                    handle("far_cloud", "generated", x=values["far_x"], y=values["far_y"], control_x="far_x", control_y="far_y"),
                ],
                x=x,
                y=y,
                aspect=11 / 8,
                readouts=[readout(f"pull_{cloud}", size, digits=5) for cloud, size in length[name].items()],
            )
        )

    positions = np.linspace(-4, 8, 241)
    on_line = np.array([edge.crossing, 0]) + positions[:, None] * edge.normal
    strength = {name: np.linalg.norm(force, axis=1) for name, force in pulls(on_line).items()}
    where = [rule(f"{cloud}_place", "generated", x=float(np.mean(edge.distances(points)))) for cloud, points in clouds.items()]
    panels.append(
        panel(
            "strengths",
            [
                *where,
                line(f"{values['form']}_strength", positions, strength["entropy"], "warning"),
                line("squares_strength", positions, strength["squares"], "generator"),
            ],
            x=axis("signed_distance", -4, 8),
            y=axis("strength_axis", 0, max(2.0, 1.05 * max(length["squares"].values()))),
            span=2,
        )
    )
    return {
        "panels": panels,
        "says": _about_the_far(values, float(np.mean(edge.distances(clouds["far"]))), length),
        "code": f"""from gan_core.losses import LOSSES
from gan_core.losses.least_squares import LeastSquares
from gan_core.toys.boundary import Boundary, fake_points
from gan_core.toys.slopes import pull

edge = Boundary({edge.crossing:g}, {edge.angle:g}, {edge.steepness:g})
far = fake_points({values["far_x"]:g}, {values["far_y"]:g}, 14, 0.5, 2)
scores, slopes = edge.scores(far), edge.slopes(far)
print(pull(LOSSES["{values["form"]}"], scores, slopes))
print(pull(LeastSquares({a:g}, {b:g}, {c:g}), {middle:g} + {half:g} * scores, {half:g} * slopes))""",
    }


def _about_the_far(values: Values, distance: float, length: dict[str, dict[str, float]]) -> list[Any]:
    entropy, squares = length["entropy"]["far"], length["squares"]["far"]
    fields = {"distance": round(distance, 2), "entropy": float(f"{entropy:.3g}"), "squares": float(f"{squares:.3g}")}
    if values["a"] == values["b"]:
        return ["boundary_labels_equal"]
    if distance < 0.5:
        return [["far_wrong_side", fields]]
    says: list[Any] = ["boundary_unbounded", ["far_minimax" if values["form"] == "minimax" else "far_right_side", fields]]
    if values["c"] == (values["a"] + values["b"]) / 2:
        says.append("towards_the_edge")
    else:
        says.append(["towards_the_level", {"c": values["c"]}])
    return says


PAPER, GAN = "https://arxiv.org/abs/1611.04076", "https://arxiv.org/abs/1406.2661"
THEORY, BOUNDARY = {"view": ("theory",)}, {"view": ("boundary",)}


def surfaces(values: Values) -> list[Json]:
    """The loss of one answer of D, over that answer and its label: where a, b and c lie on it."""
    reach, cells = 2.5, 41
    at = reach * (2 * (np.arange(cells) + 0.5) / cells - 1)
    output, label = np.meshgrid(at, at)
    ends, along = (-reach, reach), np.linspace(-reach, reach, 61)
    marks = [heat("loss_height", (output - label) ** 2 / 2, x=ends, y=ends)]
    marks += [line(LABELS[name][0], along, np.full(61, values[name]), LABELS[name][1]) for name in "abc"]
    return [{"panel": panel("loss_surface", marks, x=axis("d_output", *ends), y=axis("label_axis", *ends)), "says": "loss_surface_says"}]


LESSON = Lesson(
    surfaces=surfaces,
    name="lsgan",
    controls={
        "view": Choice(default="theory", options=("theory", "boundary"), tabs=True),
        "a": Slider(default=-1.0, low=-2, high=2, step=0.1, symbol="a", group="group_labels"),
        "b": Slider(default=1.0, low=-2, high=2, step=0.1, symbol="b", group="group_labels"),
        "c": Slider(default=0.0, low=-2, high=2, step=0.1, symbol="c", group="group_labels"),
        "distance": Slider(default=2.0, low=0, high=FAR, step=0.1, plays=True, symbol=r"\mu", when=THEORY),
        "real_width": Slider(default=1.0, low=0.3, high=2, step=0.1, symbol=r"\sigma_d", when=THEORY),
        "fake_width": Slider(default=1.0, low=0.3, high=2, step=0.1, symbol=r"\sigma_g", when=THEORY),
        "form": Choice(default="non_saturating", options=("non_saturating", "minimax"), when=BOUNDARY),
        "angle": Slider(default=10, low=-75, high=75, step=1, plays=True, when=BOUNDARY),
        "crossing": Slider(default=0.0, low=-3, high=5, step=0.1, when=BOUNDARY),
        "steepness": Slider(default=1.5, low=0.2, high=4, step=0.1, symbol="k", when=BOUNDARY),
        "rate": Slider(default=0.2, low=0.05, high=1, step=0.05, symbol=r"\eta", when=BOUNDARY),
        "far_x": Slider(default=4.5, low=-3.5, high=6.5, step=0.1, when=BOUNDARY),
        "far_y": Slider(default=1.4, low=-3.5, high=3.5, step=0.1, when=BOUNDARY),
    },
    compute=compute,
    presets={
        "pearson": {"view": "theory"},
        "zero_one": {"view": "theory", "a": 0.0, "b": 1.0, "c": 1.0},
        "flat": {"view": "theory", "distance": 7.0},
        "wrong_c": {"view": "theory", "a": 0.0, "b": 1.0, "c": 0.0},
        "boundary_pearson": {"view": "boundary"},
        "boundary_zero_one": {"view": "boundary", "a": 0.0, "b": 1.0, "c": 1.0},
        "boundary_minimax": {"view": "boundary", "form": "minimax"},
    },
    headline=(
        "delta_now",
        "condition_bc",
        "condition_ba",
        "squares_plane/pull_far",
        "entropy_plane/pull_far",
    ),
    points={
        "pearson": "conditions_hold",
        "zero_one": "what_is_minimised",
        "flat": "divergence_flat",
        "wrong_c": "pushes_everywhere",
        "boundary_pearson": "far_right_side",
        "boundary_zero_one": "far_right_side",
        "boundary_minimax": "far_minimax",
    },
    formulas={
        "d_star": Formula(r"D^*(x) = \frac{b\, p_d(x) + a\, p_g(x)}{p_d(x) + p_g(x)}", "Mao et al. 2016, § 3.2", PAPER),
        "objective": Formula(
            r"2C(G) = \int \frac{\left((b - c)\, p_d + (a - c)\, p_g\right)^2}{p_d + p_g}\, dx", "Mao et al. 2016, § 3.2", PAPER
        ),
        "delta": Formula(r"\chi^2_P(p_d + p_g \,\|\, 2 p_g) = \int \frac{(p_g - p_d)^2}{p_d + p_g}\, dx", "Mao et al. 2016, § 3.2", PAPER),
        "own_term": Formula(r"\mathbb{E}_{p_g}\left[(D^* - c)^2\right]", "Mao et al. 2016, eq. 2", PAPER),
        "js_scaled": Formula(r"\tfrac{2}{\log 2}\, \mathrm{JS}(p_d \,\|\, p_g)", "Goodfellow et al. 2014, thm. 1", GAN),
        "force_descent": Formula(r"(c - D^*)\, D^{*\prime}"),
        "force_objective": Formula(r"(D^* - a)\, D^{*\prime}"),
        "objective_delta": Formula(r"= 2\left(\tfrac{a + b}{2} - c\right)^2 + \left(\tfrac{b - a}{2}\right)^2 \Delta"),
        "objective_pearson": Formula(r"= \chi^2_P(p_d + p_g \,\|\, 2 p_g)"),
        "delta_now": Formula(r"\Delta"),
        "condition_bc": Formula("b - c = 1"),
        "condition_ba": Formula("b - a = 2"),
        "entropy_plane": Formula(r"D(x) = \sigma(s), \quad s = k\, n^\top (x - x_0)"),
        "squares_plane": Formula(r"D(x) = \tfrac{a + b}{2} + \tfrac{b - a}{2}\, s"),
        "non_saturating_strength": Formula(
            r"\left\|\nabla_x \left(-\log \sigma(s)\right)\right\| = k\,(1 - \sigma(s))", "Goodfellow et al. 2014, § 3", GAN
        ),
        "minimax_strength": Formula(r"\left\|\nabla_x \log(1 - \sigma(s))\right\| = k\,\sigma(s)", "Goodfellow et al. 2014, eq. 1", GAN),
        "squares_strength": Formula(
            r"\left\|\nabla_x \tfrac12 (D - c)^2\right\| = \tfrac{|b - a|}{2}\, k\, |D - c|", "Mao et al. 2016, fig. 1", PAPER
        ),
    },
)
