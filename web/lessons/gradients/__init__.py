"""What G feels: the gradient of each generator loss, at D's output and at fakes on the line between real and generated data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gan_core.figures.panels import area, arrows, axis, band, dots, handle, line, panel, readout, rule, text
from web.lessons.gradients import race
from web.lessons.lesson import Choice, Formula, Json, Lesson, Slider, Values

if TYPE_CHECKING:
    from gan_core.losses import Loss

FloatArray = NDArray[np.floating[Any]]

# G's losses, each with its colour; blue and vermillion are left for the data
ROLES = {"minimax": "warning", "non_saturating": "generator", "lsgan": "discriminator", "wgan": "other", "hinge": "note"}
SIGMOID = ("minimax", "non_saturating")
TRAINED_WITH = {"minimax": "non_saturating", "wgan": "wgan_gp"}  # both sigmoid losses share one D; the critic is held by the penalty

REACH = 8.0  # logits shown
LEFT, RIGHT = -3.0, 9.0  # of the line
LEAST = 1e-8  # the weakest pull shown
GONE = 0.02  # a mean pull below this is called vanished
STEPS = 200
POINTS = 128


def compute(values: Values) -> Json:
    """The panels of the tab shown."""
    if values["view"] == "race":
        return race.compute(values)
    if values["view"] == "line":
        return _on_the_line(values)
    return _at_the_probability(values) if values["against"] == "probability" else _at_the_logit(values)


def _losses(values: Values) -> Mapping[str, Loss]:
    from gan_core.losses import LOSSES
    from gan_core.losses.least_squares import LeastSquares

    goal = values["c" if values["view"] == "line" else "goal"]
    return {name: LOSSES[name] for name in ROLES} | {"lsgan": LeastSquares(a=values["a"], b=values["b"], c=goal)}


# ------------------------------------------------------------------------------------------------------------------- at D's output


def _closed_forms(logit: float, c: float) -> dict[str, float]:
    """d loss / d logit as the formulas beside the curves have it."""
    chance = 1 / (1 + np.exp(-logit))
    return {"minimax": -chance, "non_saturating": chance - 1, "lsgan": logit - c, "wgan": -1.0, "hinge": -1.0}


def _at_the_logit(values: Values) -> Json:
    from gan_core.toys.slopes import generator_slopes

    x, answer = np.linspace(-REACH, REACH, 321), values["answer"]
    expected = _closed_forms(answer, values["goal"])
    losses, slopes, readouts = [], [], []
    for name, role in ROLES.items():
        loss = _losses(values)[name]
        (heights, steepness), (height, steep) = generator_slopes(loss, x), generator_slopes(loss, [answer])
        losses += [line(name, x, _within(heights, -9, 9), role), *_dot(name, answer, height[0], role, 9)]
        slopes += [line(f"{name}_slope", x, _within(steepness, -5, 5), role), *_dot(f"{name}_slope", answer, steep[0], role, 5)]
        readouts.append(readout(f"{name}_now", float(steep[0]), expected=expected[name], digits=6))
    now = rule("answer_now", "generated", x=answer, dash=False)
    chance = readout("chance_now", float(1 / (1 + np.exp(-answer))), digits=4)
    early = band("early", "warning", x=(-REACH, -3))
    return {
        "panels": [
            panel(
                "logit_slopes",
                [early, rule("", y=0), *slopes, now, handle("answer", "generated", x=answer, y=0, control_x="answer")],
                x=axis("logit", -REACH, REACH),
                y=axis("slope_axis", -5, 5),
                readouts=[chance, *readouts],
            ),
            panel("logit_losses", [early, rule("", y=0), *losses, now], x=axis("logit", -REACH, REACH), y=axis("loss_axis", -9, 9)),
        ],
        "says": [_stage_of_training(answer), *_about_lsgan(answer, values), "wgan_is_hinge"],
        "code": f"""from gan_core.losses import LOSSES
from gan_core.toys.slopes import generator_slopes

for name in {tuple(ROLES)}:
    loss, slope = generator_slopes(LOSSES[name], [{answer:g}])
    print(name, loss[0], slope[0])""",
    }


def _at_the_probability(values: Values) -> Json:
    from gan_core.toys.slopes import probability_slopes

    x, chance = np.linspace(0.005, 0.995, 397), values["chance"]
    expected = {"minimax": -1 / (1 - chance), "non_saturating": -1 / chance}
    losses, slopes, readouts = [], [], []
    for name in SIGMOID:
        loss, role = _losses(values)[name], ROLES[name]
        (heights, steepness), (height, steep) = probability_slopes(loss, x), probability_slopes(loss, [chance])
        losses += [line(f"{name}_of_d", x, heights, role), *_dot(f"{name}_of_d", chance, height[0], role, 9)]
        slopes += [line(f"{name}_slope_of_d", x, _within(steepness, -20, 0), role), *_dot(f"{name}_slope_of_d", chance, steep[0], role, 20)]
        readouts.append(readout(f"{name}_now_of_d", float(steep[0]), expected=expected[name], digits=4))
    now = rule("answer_now", "generated", x=chance, dash=False)
    return {
        "panels": [
            panel(
                "probability_slopes",
                [*slopes, now, handle("answer", "generated", x=chance, y=-18, control_x="chance")],
                x=axis("probability", 0, 1),
                y=axis("slope_of_d_axis", -20, 1),
                readouts=readouts,
            ),
            panel("probability_losses", [rule("", y=0), *losses, now], x=axis("probability", 0, 1), y=axis("loss_axis", -6, 6)),
        ],
        "says": [["chain_rule", {"minimax": -chance, "non_saturating": chance - 1}], "only_sigmoid"],
        "code": f"""from gan_core.losses import LOSSES
from gan_core.toys.slopes import probability_slopes

for name in {SIGMOID}:
    loss, slope = probability_slopes(LOSSES[name], [{chance:g}])
    print(name, loss[0], slope[0])""",
    }


def _stage_of_training(logit: float) -> Any:
    chance = 1 / (1 + np.exp(-logit))
    fields = {"chance": float(chance), "minimax": float(chance), "non_saturating": float(1 - chance)}
    if logit < -2:
        return ["says_early", fields]
    return ["says_fooled", fields] if logit > 2 else ["says_even", fields]


def _about_lsgan(logit: float, values: Values) -> list[Any]:
    distance = logit - values["goal"]
    if abs(distance) < 1e-9:
        return ["lsgan_at_c"]
    return [["lsgan_above_c" if distance > 0 else "lsgan_below_c", {"distance": abs(distance)}]]


def _within(y: FloatArray, low: float, high: float) -> FloatArray:
    return np.where((y >= low) & (y <= high), y, np.nan)


def _dot(name: str, x: float, y: float, role: str, limit: float) -> list[Json]:
    return [dots(name, [x], [y], role, size=5)] if abs(y) <= limit else []


# -------------------------------------------------------------------------------------------------------- between real and generated


def discriminators(values: Values, x: FloatArray) -> dict[str, tuple[FloatArray, FloatArray]]:
    """D(x) and dD/dx of the D that belongs to each loss: the best there is, or one that has been trained so far."""
    from gan_core.losses.least_squares import LeastSquares
    from gan_core.toys.critic import CriticRecipe, trained
    from gan_core.toys.line import TwoGaussians, answers

    two = TwoGaussians(round(values["distance"], 2), round(values["real_width"], 2), round(values["fake_width"], 2))
    labels = LeastSquares(a=values["a"], b=values["b"], c=values["c"])
    found: dict[str, tuple[FloatArray, FloatArray]] = {}
    for name in ROLES:
        if values["critic"] == "optimal":
            found[name] = answers(two.best(name, labels), x)
            continue
        recipe = CriticRecipe(TRAINED_WITH.get(name, name), steps=STEPS)
        if name == "lsgan":
            recipe = CriticRecipe(name, steps=STEPS, a=round(labels.a, 2), b=round(labels.b, 2))
        run = trained(recipe, two, POINTS)
        found[name] = run.answers(run.at(values["steps"]), x)
    return found


def _on_the_line(values: Values) -> Json:
    from gan_core.toys.line import TwoGaussians
    from gan_core.toys.slopes import pull

    distance, losses = values["distance"], _losses(values)
    two = TwoGaussians(distance, values["real_width"], values["fake_width"])
    x = np.linspace(LEFT, RIGHT, 281)
    few, fakes = two.samples(3)[1], two.fake_nodes()[0]
    on_line, on_fakes, on_few = (discriminators(values, where) for where in (x, fakes, few))

    logits, pulls, lanes, readouts, mean = [], [], [], [], {}
    for row, (name, role) in enumerate(ROLES.items()):
        loss, height = losses[name], len(ROLES) - row
        if name != "non_saturating":  # the two sigmoid losses have one D
            logits.append(line("d_sigmoid" if name == "minimax" else f"d_{name}", x, on_line[name][0], role))
        force = pull(loss, *on_line[name])
        pulls.append(line(f"{name}_pull", x, np.where(np.abs(force) >= LEAST, np.abs(force), np.nan), role))
        towards = -pull(loss, *on_fakes[name])  # the data lie to the left
        mean[name] = float(two.fake_nodes()[1] @ towards)
        readouts.append(readout(f"{name}_mean", mean[name], digits=6))
        lanes += [
            arrows(
                f"{name}_arrows",
                few,
                np.full(len(few), height),
                np.clip(values["rate"] * pull(loss, *on_few[name]), -8, 8),
                np.zeros(len(few)),
                role,
            ),
            text(f"{name}_name", RIGHT - 0.1, height, role, anchor="end"),
        ]
    lanes.insert(
        0, dots("fakes", np.tile(few, len(ROLES)), np.repeat(np.arange(1, len(ROLES) + 1), len(few)), "generated", symbol="cross", size=4)
    )
    real, fake = two.real_density(x), two.fake_density(x)
    spread = band("where_fakes_are", "generated", x=(distance - 2 * two.fake_width, distance + 2 * two.fake_width))
    top = float(two.fake_density(distance))
    position = axis("position", LEFT, RIGHT)
    return {
        "panels": [
            panel(
                "line_densities",
                [
                    area("real_density", x, real, "real"),
                    area("fake_density", x, fake, "generated"),
                    handle("distance", "generated", x=distance, y=top, control_x="distance"),
                ],
                x=position,
                y=axis("density", 0, 1.1 * max(top, float(two.real_density(0)))),
            ),
            panel("line_lanes", [rule("real_mean", "real", x=0), *lanes], x=position, y=axis("lanes", 0.4, 5.8, ticks=[0])),
            panel(
                "line_answers",
                [spread, rule("", y=0), *logits],
                x=position,
                y=axis("d_output", scale="symlog", ticks=[-50, -10, -1, 0, 1, 10, 50]),
            ),
            panel("line_pulls", [spread, *pulls], x=position, y=axis("pull_axis", LEAST, 100, scale="log"), readouts=readouts),
        ],
        "says": _about_the_pulls(values, mean),
        "code": f"""from gan_core.losses import LOSSES
from gan_core.toys.line import TwoGaussians, answers
from gan_core.toys.slopes import pull

two = TwoGaussians({distance:g}, {two.real_width:g}, {two.fake_width:g})
fakes, shares = two.fake_nodes()
for name in {tuple(ROLES)}:
    logits, slopes = answers(two.best(name), fakes)
    print(name, shares @ pull(LOSSES[name], logits, slopes))""",
    }


def _about_the_pulls(values: Values, mean: Mapping[str, float]) -> list[Any]:
    optimal, fields = values["critic"] == "optimal", {name: {"pull": float(f"{value:.3g}")} for name, value in mean.items()}
    if optimal and values["distance"] == 0 and values["real_width"] == values["fake_width"]:
        return ["line_same"]
    if not optimal and values["steps"] == 0:
        return ["line_untrained"]
    says: list[Any] = ["line_optimal" if optimal else ["line_trained", {"steps": values["steps"]}]]
    says.append(["minimax_gone" if abs(mean["minimax"]) < GONE else "minimax_alive", fields["minimax"]])
    says.append(["non_saturating_note", fields["non_saturating"]])
    if abs(mean["lsgan"]) < GONE:
        says.append(["lsgan_gone_optimal" if optimal else "lsgan_gone_trained", fields["lsgan"]])
    else:
        says.append(["lsgan_alive", fields["lsgan"]])
    says.append("hinge_optimal" if optimal else ["hinge_trained", fields["hinge"]])
    says.append(["wgan_note", fields["wgan"]])
    return says


GAN, LSGAN_PAPER = "https://arxiv.org/abs/1406.2661", "https://arxiv.org/abs/1611.04076"
WGAN_PAPER, HINGE_PAPER = "https://arxiv.org/abs/1701.07875", "https://arxiv.org/abs/1705.02894"
_SOURCES = {
    "minimax": ("Goodfellow et al. 2014, eq. 1", GAN),
    "non_saturating": ("Goodfellow et al. 2014, § 3", GAN),
    "lsgan": ("Mao et al. 2016, eq. 2", LSGAN_PAPER),
    "wgan": ("Arjovsky et al. 2017, alg. 1", WGAN_PAPER),
    "hinge": ("Lim & Ye 2017", HINGE_PAPER),
}
_LOSS = {
    "minimax": r"\log(1 - \sigma(\ell))",
    "non_saturating": r"-\log \sigma(\ell)",
    "lsgan": r"\tfrac12 (\ell - c)^2",
    "wgan": r"-\ell",
    "hinge": r"-\ell",
}
_SLOPE = {"minimax": r"-\sigma(\ell)", "non_saturating": r"\sigma(\ell) - 1", "lsgan": r"\ell - c", "wgan": "-1", "hinge": "-1"}
_PULL = {
    "minimax": r"\sigma(D(x))\, D'(x)",
    "non_saturating": r"(1 - \sigma(D(x)))\, D'(x)",
    "lsgan": r"(c - D(x))\, D'(x)",
    "wgan": "D'(x)",
    "hinge": "D'(x)",
}

LINE, TRAINED, OUTPUT = {"view": ("line",)}, {"view": ("line",), "critic": ("trained",)}, {"view": ("output",)}

LESSON = Lesson(
    name="gradients",
    controls={
        "view": Choice(default="output", options=("output", "line", "race"), tabs=True),
        "against": Choice(default="logit", options=("logit", "probability"), when=OUTPUT),
        "answer": Slider(default=-4.0, low=-8, high=8, step=0.1, plays=True, symbol=r"\ell", when=OUTPUT | {"against": ("logit",)}),
        "chance": Slider(
            default=0.05, low=0.01, high=0.99, step=0.01, plays=True, symbol="D(G(z))", when=OUTPUT | {"against": ("probability",)}
        ),
        "goal": Slider(default=1.0, low=-2, high=2, step=0.1, symbol="c", when=OUTPUT | {"against": ("logit",)}),
        "critic": Choice(default="optimal", options=("optimal", "trained"), when=LINE),
        "steps": Slider(default=20, low=0, high=STEPS, step=10, plays=True, when=TRAINED),
        "distance": Slider(default=4.0, low=0, high=6, step=0.25, plays=True, symbol=r"\mu", when=LINE),
        "real_width": Slider(default=0.6, low=0.3, high=2, step=0.1, symbol=r"\sigma_r", when=LINE),
        "fake_width": Slider(default=0.6, low=0.3, high=2, step=0.1, symbol=r"\sigma_g", when=LINE),
        "rate": Slider(default=0.35, low=0.05, high=1, step=0.05, symbol=r"\eta", when=LINE),
        "a": Slider(default=0.0, low=-2, high=2, step=0.1, symbol="a", group="group_lsgan", when=LINE),
        "b": Slider(default=1.0, low=-2, high=2, step=0.1, symbol="b", group="group_lsgan", when=LINE),
        "c": Slider(default=1.0, low=-2, high=2, step=0.1, symbol="c", group="group_lsgan", when=LINE),
        **race.CONTROLS,
    },
    compute=compute,
    presets={
        "early": {"view": "output", "answer": -6.0},
        "fooled": {"view": "output", "answer": 5.0},
        "early_probability": {"view": "output", "against": "probability", "chance": 0.02},
        "line_optimal": {"view": "line", "critic": "optimal"},
        "line_half": {"view": "line", "critic": "trained", "steps": 20},
        "line_late": {"view": "line", "critic": "trained", "steps": 200},
        "line_pearson": {"view": "line", "critic": "trained", "steps": 20, "a": -1.0, "b": 1.0, "c": 0.0},
        **race.PRESETS,
    },
    headline=(
        "non_saturating_now",
        "minimax_now",
        "lsgan_now",
        "non_saturating_now_of_d",
        "minimax_now_of_d",
        "minimax_mean",
        "non_saturating_mean",
        "lsgan_mean",
        "gap_non_saturating",
        "gap_minimax",
        "gap_lsgan",
    ),
    points={
        "early": "says_early",
        "fooled": "says_fooled",
        "early_probability": "chain_rule",
        "line_optimal": "minimax_gone",
        "line_half": "minimax_alive",
        "line_late": "minimax_gone",
        "line_pearson": "lsgan_alive",
        **race.POINTS,
    },
    formulas={name: Formula(_LOSS[name], *_SOURCES[name]) for name in ROLES}
    | {f"{name}_slope": Formula(r"\frac{\partial}{\partial \ell} = " + _SLOPE[name]) for name in ROLES}
    | {f"{name}_pull": Formula(_PULL[name]) for name in ROLES}
    | {
        "minimax_of_d": Formula(r"\log(1 - D)", *_SOURCES["minimax"]),
        "non_saturating_of_d": Formula(r"-\log D", *_SOURCES["non_saturating"]),
        "minimax_slope_of_d": Formula(r"\frac{\partial}{\partial D} = -\frac{1}{1 - D}"),
        "non_saturating_slope_of_d": Formula(r"\frac{\partial}{\partial D} = -\frac{1}{D}"),
        "d_sigmoid": Formula(r"D^* = \log \frac{p_r}{p_g} \ \text{(logit)}", "Goodfellow et al. 2014, prop. 1", GAN),
        "d_lsgan": Formula(r"D^* = \frac{b\, p_r + a\, p_g}{p_r + p_g}", "Mao et al. 2016, § 3.2", LSGAN_PAPER),
        "d_wgan": Formula(r"D^{*\prime} = \operatorname{sign}(F_g - F_r)", "Arjovsky et al. 2017, eq. 2", WGAN_PAPER),
        "d_hinge": Formula(r"D^* = \operatorname{sign}(p_r - p_g)", *_SOURCES["hinge"]),
        **race.FORMULAS,
        "line_pulls": Formula(r"F(x) = -L_G'(D(x))\, D'(x)"),
    },
)
