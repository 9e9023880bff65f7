"""WGAN: a critic beside a discriminator on two distributions that do not meet; weight clipping beside the gradient penalty."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import expit

from gan_core.figures.panels import area, axis, band, bars, dots, handle, heat, line, panel, readout, rule
from web.lessons.lesson import Choice, Formula, Json, Lesson, Slider, Values
from web.lessons.wgan import rows

if TYPE_CHECKING:
    from gan_core.toys.critic import CriticRecipe, CriticRun

STEPS = 200
POINTS_ON_LINE, POINTS_IN_PLANE, POINTS_DRAWN = 128, 256, 128
LEAST = 1e-8  # the weakest gradient shown
FLAT = 1e-12  # a largest slope below this is none: of critics that have learned nothing
SURE = 0.05  # D's answer to fakes below this: it has nothing to learn from them, and neither has minimax
STRAIGHT = 0.8  # least slope between the clouds, of the largest there: above this one sees no bend
SIDE = 4.0  # of the plane
CELLS = 41
NORM_EDGES = np.logspace(-5, 3, 41)
VANISHED, EXPLODED = 0.1, 10.0  # median gradient norms


def compute(values: Values) -> Json:
    """The panels of the tab shown."""
    if values["view"] == "rows":
        return rows.compute(values)
    return _plane(values) if values["view"] == "plane" else _line(values)


def _recipes(values: Values, hidden: tuple[int, ...]) -> dict[str, CriticRecipe]:
    """The two ways to hold a critic back."""
    from gan_core.toys.critic import CriticRecipe

    clip, weight = float(f"{values['clip']:.2g}"), float(f"{values['gp_weight']:.2g}")  # fewer different trainings than a thumb has places
    return {
        "clip": CriticRecipe("wgan", steps=STEPS, hidden=hidden, clip_value=clip),
        "penalty": CriticRecipe("wgan_gp", steps=STEPS, hidden=hidden, gp_weight=weight, gp_target=round(values["gp_target"], 2)),
    }


# ----------------------------------------------------------------------------------------------------------------------- on the line


def _line(values: Values) -> Json:
    from gan_core.divergences import wasserstein1
    from gan_core.losses import LOSSES
    from gan_core.toys.critic import CriticRecipe, trained
    from gan_core.toys.line import TwoGaussians, answers
    from gan_core.toys.slopes import pull

    distance = round(values["distance"] * 4) / 4
    two = TwoGaussians(distance, round(values["width"], 1), round(values["width"], 1))
    recipes = {"sigmoid": CriticRecipe("non_saturating", steps=STEPS)} | _recipes(values, (32, 32))
    runs = {name: trained(recipe, two, POINTS_ON_LINE) for name, recipe in recipes.items()}
    now = runs["sigmoid"].at(values["steps"])
    x, wide = np.linspace(-2, 10, 301), np.linspace(-12, 20, 3201)
    fakes, shares = two.fake_nodes()
    truth = wasserstein1(two.real_density(wide), two.fake_density(wide), wide)
    steep = {name: float(runs[name].steepest[now]) for name in ("clip", "penalty")}

    logits, slopes = runs["sigmoid"].answers(now, x)
    d_on_fakes = runs["sigmoid"].answers(now, fakes)
    curves, gradients, readouts = [], [], []
    for name, role in (("minimax", "warning"), ("non_saturating", "generator")):
        gradients.append(line(f"gradient_{name}", x, _shown(pull(LOSSES[name], logits, slopes)), role))
        readouts.append(readout(f"at_fakes_{name}", float(shares @ np.abs(pull(LOSSES[name], *d_on_fakes))), digits=6))
    for name, role in (("clip", "note"), ("penalty", "other")):
        scores, rises = runs[name].answers(now, x)
        centre = float(np.interp(distance / 2, x, scores))
        curves.append(line(f"critic_{name}", x, (scores - centre) / max(steep[name], FLAT), role))
        gradients.append(line(f"gradient_{name}", x, _shown(rises), role))
        readouts.append(readout(f"at_fakes_{name}", float(shares @ np.abs(runs[name].answers(now, fakes)[1])), digits=6))
    to_data = float(shares @ runs["penalty"].answers(now, fakes)[1])  # d D(G(z)) / d shift of the fakes
    readouts += [readout("g_right", distance + to_data), readout("g_printed", distance - to_data)]
    potential = answers(two.wasserstein_potential, x)[0]
    potential = potential - np.interp(distance / 2, x, potential)

    updates = runs["sigmoid"].steps
    js = math.log(2) - runs["sigmoid"].losses / 2  # (V + log 4)/2 with V = -loss
    estimates = {name: runs[name].gaps / np.maximum(runs[name].steepest, FLAT) for name in ("clip", "penalty")}
    estimates["clip"][0] = estimates["penalty"][0] = np.nan  # flat critics know nothing yet
    position, spread = (
        axis("position", -2, 10),
        band("where_fakes_are", "generated", x=(distance - 2 * two.fake_width, distance + 2 * two.fake_width)),
    )
    top = min(1.0, float(two.fake_density(distance)))
    return {
        "panels": [
            panel(
                "d_answer",
                [
                    area("real_density", x, two.real_density(x), "real"),
                    area("fake_density", x, two.fake_density(x), "generated"),
                    line("sigmoid_d", x, 1 / (1 + np.exp(-logits.astype(float))), "discriminator"),
                    handle("distance", "generated", x=distance, y=top, control_x="distance"),
                ],
                x=position,
                y=axis("chance_axis", 0, max(1.05, 1.05 * top)),
            ),
            panel("critic_answer", [line("potential", x, potential, "generator", dash=True), *curves], x=position, y=axis("score_axis")),
            panel("gradient_sizes", [spread, *gradients], x=position, y=axis("gradient_axis", LEAST, 100, scale="log"), readouts=readouts),
            panel(
                "what_they_tell",
                [
                    rule("w1_truth", "real", y=truth),
                    rule("log_2", "discriminator", y=math.log(2)),
                    rule("", x=values["steps"]),
                    line("estimate_clip", updates, estimates["clip"], "note"),
                    line("estimate_penalty", updates, estimates["penalty"], "other"),
                    line("js_estimate", updates, js, "discriminator"),
                ],
                x=axis("updates", 0, STEPS),
                y=axis("estimate_axis", 0, max(1.0, 1.25 * truth)),
                readouts=[
                    readout("w1", truth),
                    readout("gap_clip", float(runs["clip"].gaps[now]), digits=6),
                    readout("k_clip", steep["clip"], digits=6),
                    readout("gap_penalty", float(runs["penalty"].gaps[now])),
                    readout("k_penalty", steep["penalty"]),
                    readout("js_now", float(js[now])),
                ],
            ),
        ],
        "says": _about_the_line(values, readouts, steep, distance, float(shares @ (expit(d_on_fakes[0]))))
        + _about_the_bend(values, runs, now, distance),
        "code": f"""from gan_core.toys.critic import CriticRecipe, trained
from gan_core.toys.line import TwoGaussians

two = TwoGaussians({distance:g}, {two.real_width:g}, {two.fake_width:g})
clipped = trained(CriticRecipe("wgan", clip_value={recipes["clip"].clip_value:g}), two, {POINTS_ON_LINE})
print(clipped.gaps[-1], clipped.steepest[-1], clipped.gaps[-1] / clipped.steepest[-1])""",
    }


def _shown(slopes: Any) -> Any:
    return np.where(np.abs(slopes) >= LEAST, np.abs(slopes), np.nan)


def _about_the_line(values: Values, readouts: list[Json], steep: dict[str, float], distance: float, chance: float) -> list[Any]:
    if values["steps"] == 0:
        return ["untrained"]
    if distance == 0:
        return [["d_cannot", {"chance": round(chance, 2)}], ["penalty_at_zero", {"k": float(f"{steep['penalty']:.2g}")}]]
    size = {one["name"].removeprefix("at_fakes_"): float(f"{one['value']:.2g}") for one in readouts}
    return [
        ["d_saturated" if chance < SURE else "d_alive", {"minimax": size["minimax"], "sure": size["non_saturating"]}],
        ["k_times_w1", {"k": float(f"{steep['clip']:.2g}")}],
        # for a straight critic the best slope is a + W1/(2 lambda)
        [
            "penalty_overshoots",
            {"slope": round(values["gp_target"] + distance / (2 * float(f"{values['gp_weight']:.2g}")), 3), "penalty": size["penalty"]},
        ],
        "sign_of_g",
    ]


def _about_the_bend(values: Values, runs: dict[str, CriticRun], now: int, distance: float) -> list[Any]:
    """Whether one sees the critics bend between the two clouds."""
    if values["steps"] == 0 or distance == 0:
        return []
    slopes = {name: np.abs(runs[name].answers(now, np.linspace(0, distance, 101))[1]) for name in ("clip", "penalty")}
    fields = {name: float(f"{one.mean():.2g}") for name, one in slopes.items()}
    bends = [name for name, one in slopes.items() if one.min() < STRAIGHT * one.max()]
    return [["critic_linear" if not bends else "critics_bend" if len(bends) == 2 else f"{bends[0]}_bends", fields]]


# ---------------------------------------------------------------------------------------------------------------------- in the plane


def _plane(values: Values) -> Json:
    from gan_core.toys.clouds import Plane, between
    from gan_core.toys.critic import trained

    plane = Plane(values["data"], values["fakes"])
    real, fake = plane.samples(POINTS_IN_PLANE)
    recipes = _recipes(values, (64, 64))
    runs = {name: trained(recipe, plane, POINTS_IN_PLANE) for name, recipe in recipes.items()}
    now = runs["clip"].at(values["steps"])
    ends = (-SIDE, SIDE)
    steps = np.linspace(*ends, CELLS)
    grid = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    hats = between(real, fake)
    x, y = axis("first", *ends), axis("second", *ends)

    surfaces, norms = [], {}
    for name in runs:
        scores = runs[name].answers(now, grid)[0]
        norms[name] = np.linalg.norm(runs[name].answers(now, hats)[1], axis=1)
        middle = float(np.mean([runs[name].answers(now, cloud)[0].mean() for cloud in (real, fake)]))
        surfaces.append(
            panel(
                f"{name}_surface",
                [
                    heat(f"{name}_score", scores.reshape(CELLS, CELLS), x=ends, y=ends, middle=middle),
                    dots("real_points", real[:POINTS_DRAWN, 0], real[:POINTS_DRAWN, 1], "real", size=2.5),
                    dots("fake_points", fake[:POINTS_DRAWN, 0], fake[:POINTS_DRAWN, 1], "generated", symbol="cross", size=2.5),
                ],
                x=x,
                y=y,
                aspect=1,
                readouts=[
                    readout(f"gap_{name}", float(runs[name].gaps[now]), digits=5),
                    readout(f"k_{name}", float(runs[name].steepest[now]), digits=5),
                ],
            )
        )

    clip = recipes["clip"].clip_value
    weights = {name: runs[name].weights[now] for name in runs}
    piled = float(np.mean(np.abs(weights["clip"]) >= 0.99 * clip))
    reach = max(0.05, float(np.abs(weights["penalty"]).max()))
    edges = {"clip": np.linspace(-1.1 * clip, 1.1 * clip, 45), "penalty": np.linspace(-reach, reach, 45)}
    marked = {"clip": [rule("minus_c", x=-clip), rule("plus_c", x=clip)], "penalty": []}
    piles = [
        panel(
            f"{name}_weights",
            [bars(f"weights_{name}", edges[name], _shares(weights[name], edges[name]), role), *marked[name]],
            x=axis("weight"),
            y=axis("share", 0, None),
            readouts=[readout("piled", 100 * piled, digits=1, unit="%")] if name == "clip" else [],
        )
        for name, role in (("clip", "note"), ("penalty", "other"))
    ]
    median = {name: float(np.median(norms[name])) for name in norms}
    cost = {name: 1000 * runs[name].update_seconds for name in runs}
    sizes = panel(
        "norms",
        [
            bars(f"norms_{name}", NORM_EDGES, _shares(np.clip(norms[name], NORM_EDGES[0] * 1.01, NORM_EDGES[-1] * 0.99), NORM_EDGES), role)
            for name, role in (("clip", "note"), ("penalty", "other"))
        ]
        + [rule("target", x=recipes["penalty"].gp_target)],
        x=axis("norm", float(NORM_EDGES[0]), float(NORM_EDGES[-1]), scale="log"),
        y=axis("share", 0, 1),
        span=2,
        readouts=[
            readout("median_clip", median["clip"], digits=5),
            readout("median_penalty", median["penalty"]),
            readout("cost_clip", cost["clip"], digits=2, unit="ms"),
            readout("cost_penalty", cost["penalty"], digits=2, unit="ms"),
            readout("cost_step", values["n_critic"] * cost["penalty"], digits=1, unit="ms"),
        ],
    )
    return {
        "panels": [*surfaces, *piles, sizes],
        "says": _about_the_plane(values, recipes["penalty"].gp_target, piled, median),
        "code": f"""import numpy as np
from scipy.special import expit
from gan_core.toys.clouds import Plane, between
from gan_core.toys.critic import CriticRecipe, trained

plane = Plane("{plane.real}", "{plane.fake}")
clipped = CriticRecipe("wgan", hidden=(64, 64), clip_value={clip:g})
penalised = CriticRecipe("wgan_gp", hidden=(64, 64), gp_weight={recipes["penalty"].gp_weight:g})
for recipe in (clipped, penalised):
    run = trained(recipe, plane, {POINTS_IN_PLANE})
    slopes = run.answers(-1, between(*plane.samples({POINTS_IN_PLANE})))[1]
    print(recipe.loss, np.median(np.linalg.norm(slopes, axis=1)))""",
    }


def surfaces(values: Values) -> list[Json]:
    """Over the plane: D's answer, and both critics."""
    if values["view"] != "plane":
        return []
    from gan_core.toys.clouds import Plane
    from gan_core.toys.critic import CriticRecipe, trained

    critics = [one for one in compute(values)["panels"] if one["name"].endswith("_surface")]
    judge = trained(CriticRecipe("non_saturating", steps=STEPS, hidden=(64, 64)), Plane(values["data"], values["fakes"]), POINTS_IN_PLANE)
    steps = np.linspace(-SIDE, SIDE, CELLS)
    grid = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    answer = expit(judge.answers(judge.at(values["steps"]), grid)[0]).reshape(CELLS, CELLS)
    points = [mark for mark in critics[0]["marks"] if mark["kind"] == "dots"]
    ends = (-SIDE, SIDE)
    drawn = panel("d_surface", [heat("d_height", answer, x=ends, y=ends, middle=0.5), *points], x=critics[0]["x"], y=critics[0]["y"])
    return [{"panel": drawn, "says": "d_surface_says"}, *({"panel": one, "says": f"{one['name']}_says"} for one in critics)]


def _shares(numbers: Any, edges: Any) -> Any:
    return np.histogram(numbers, edges)[0] / len(numbers)


def _about_the_plane(values: Values, target: float, piled: float, median: dict[str, float]) -> list[Any]:
    if values["steps"] == 0:
        return ["untrained"]
    clip = "clip_vanishes" if median["clip"] < VANISHED else "clip_explodes" if median["clip"] > EXPLODED else "clip_between"
    return [
        ["piled_up", {"share": round(100 * piled), "c": float(f"{values['clip']:.2g}")}],
        [clip, {"norm": float(f"{median['clip']:.2g}")}],
        [
            "penalty_norms" if abs(median["penalty"] - target) < 0.3 * target else "penalty_off",
            {"norm": round(median["penalty"], 2), "target": target},
        ],
        ["cost_note", {"n": values["n_critic"]}],
    ]


WGAN, PENALTY, GAN = "https://arxiv.org/abs/1701.07875", "https://arxiv.org/abs/1704.00028", "https://arxiv.org/abs/1406.2661"
LINE, PLANE, TRAINED = {"view": ("line",)}, {"view": ("plane",)}, {"view": ("line", "plane")}

LESSON = Lesson(
    surfaces=surfaces,
    name="wgan",
    trains=True,
    controls={
        "view": Choice(default="line", options=("line", "plane", "rows"), tabs=True),
        "steps": Slider(default=STEPS, low=0, high=STEPS, step=10, plays=True, when=TRAINED),
        "distance": Slider(default=5.0, low=0, high=8, step=0.25, symbol=r"\mu", when=LINE),
        "width": Slider(default=0.5, low=0.4, high=1, step=0.1, symbol=r"\sigma", when=LINE),
        "data": Choice(default="eight", options=("eight", "moons", "line"), when=PLANE),
        "fakes": Choice(default="blob", options=("blob", "noisy"), when=PLANE),
        "clip": Slider(default=0.03, low=0.01, high=0.5, step=0.01, log=True, symbol="c", when=TRAINED),
        "gp_weight": Slider(default=10.0, low=0.1, high=100, step=0.1, log=True, symbol=r"\lambda", when=TRAINED),
        "gp_target": Slider(default=1.0, low=0.25, high=2, step=0.25, symbol="a", when=TRAINED),
        "n_critic": Slider(default=5, low=1, high=10, step=1, symbol=r"n_\text{critic}", when=PLANE),
        **rows.CONTROLS,
    },
    compute=compute,
    presets={
        "disjoint": {"view": "line"},
        "touching": {"view": "line", "distance": 1.0},
        "early": {"view": "line", "steps": 20},
        "vanish": {"view": "plane", "clip": 0.01},
        "explode": {"view": "plane", "clip": 0.5},
        "weak": {"view": "plane", "gp_weight": 0.1},
        "ring": {"view": "plane", "fakes": "noisy", "clip": 0.1, "gp_weight": 1.0},
        "moons": {"view": "plane", "data": "moons"},
        **rows.PRESETS,
    },
    headline=(
        "w1",
        "gap_penalty",
        "js_now",
        "median_penalty",
        "median_clip",
        "needed_wgan_gp",
        "needed_lsgan",
        "needed_dcgan",
    ),
    points={
        "disjoint": "d_saturated",
        "touching": "d_alive",
        "early": "critic_linear",
        "vanish": "clip_vanishes",
        "explode": "clip_explodes",
        "weak": "penalty_off",
        "ring": "clip_between",
        "moons": "penalty_norms",
        **rows.POINTS,
    },
    formulas={
        "sigmoid_d": Formula(r"\sigma(D(x))", "Goodfellow et al. 2014, eq. 1", GAN),
        "potential": Formula(r"f^*: \ f^{*\prime} = \operatorname{sign}(F_g - F_r)", "Arjovsky et al. 2017, eq. 2", WGAN),
        "critic_clip": Formula(r"f_w / K, \quad w \in [-c, c]", "Arjovsky et al. 2017, alg. 1", WGAN),
        "critic_penalty": Formula(
            r"f / K, \quad \lambda\, \mathbb{E}\left[(\|\nabla f(\hat x)\|_2 - a)^2\right]", "Gulrajani et al. 2017, eq. 3", PENALTY
        ),
        "gradient_minimax": Formula(r"\left|\tfrac{d}{dx} \log(1 - \sigma(D))\right|", "Goodfellow et al. 2014, eq. 1", GAN),
        "gradient_non_saturating": Formula(r"\left|\tfrac{d}{dx} \left(-\log \sigma(D)\right)\right|", "Goodfellow et al. 2014, § 3", GAN),
        "gradient_clip": Formula(r"|f_w'(x)|"),
        "gradient_penalty": Formula(r"|f'(x)|"),
        "estimate_clip": Formula(
            r"\tfrac1K \left(\mathbb{E}_{p_r} f_w - \mathbb{E}_{p_g} f_w\right) \le W_1", "Arjovsky et al. 2017, eq. 3", WGAN
        ),
        "estimate_penalty": Formula(r"\tfrac1K \left(\mathbb{E}_{p_r} f - \mathbb{E}_{p_g} f\right) \le W_1"),
        "js_estimate": Formula(r"\tfrac12 \left(V(D, G) + \log 4\right) \le \mathrm{JS}", "Goodfellow et al. 2014, thm. 1", GAN),
        "gap_clip": Formula(r"\mathbb{E}_{p_r} f_w - \mathbb{E}_{p_g} f_w \le K\, W_1"),
        "g_right": Formula(r"\mu + \mathbb{E}\, D'(G(z)): \ \max \mathbb{E}\, D(G(z))", "Arjovsky et al. 2017, alg. 1", WGAN),
        "g_printed": Formula(r"\mu - \mathbb{E}\, D'(G(z)): \ \min \mathbb{E}\, D(G(z))"),
        "w1": Formula(r"W_1 = \int |F_r - F_g|\, dx"),
        "clip_surface": Formula(r"w \leftarrow \operatorname{clip}(w, -c, c)", "Arjovsky et al. 2017, alg. 1", WGAN),
        "penalty_surface": Formula(
            r"\lambda\, \mathbb{E}_{\hat x}\left[(\|\nabla_{\hat x} f(\hat x)\|_2 - a)^2\right]", "Gulrajani et al. 2017, eq. 3", PENALTY
        ),
        "norms": Formula(
            r"\|\nabla_{\hat x} f(\hat x)\|_2, \quad \hat x = \epsilon x + (1 - \epsilon)\, G(z)", "Gulrajani et al. 2017, alg. 1", PENALTY
        ),
        **rows.FORMULAS,
        "cost_step": Formula(r"n_\text{critic} \times"),
    },
)
