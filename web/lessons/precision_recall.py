"""Precision and recall by nearest-neighbour balls: whose ball is whose, what one outlier does, and density and coverage beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gan_core.figures.panels import axis, discs, dots, handle, line, panel, readout, rule
from web.lessons.lesson import Choice, Formula, Json, Lesson, Slider, Values

if TYPE_CHECKING:
    from gan_core.toys.balls import Balls, FloatArray

SIDE = 3.2  # of the plane
MAX_K = 10
ROLES = {"precision": "generated", "recall": "real", "density": "discriminator", "coverage": "generator"}
FARTHEST = 10.0  # of the outlier
OUTLIER_POINTS = 60
HIGH, LOW = 0.75, 0.45


def compute(values: Values) -> Json:
    """The panels of the tab shown."""
    return _outlier(values) if values["view"] == "outlier" else _balls(values)


def _scores(balls: Balls) -> dict[str, float]:
    """The four measures, by the library."""
    from gan_core.metrics import density_coverage, precision_recall

    return precision_recall(balls.real, balls.fake, balls.k)._asdict() | density_coverage(balls.real, balls.fake, balls.k)._asdict()


# ---------------------------------------------------------------------------------------------------------------------------- balls


def _balls(values: Values) -> Json:
    from gan_core.toys.balls import Balls, equal_coverage, two_clouds

    k, count = int(values["k"]), int(values["count"])
    real, fake = two_clouds(values["data"], values["fakes"], count, int(values["seed"]))
    now = Balls(real, fake, k)
    all_k = np.arange(1, MAX_K + 1)
    curves = [_scores(Balls(real, fake, int(one))) for one in all_k]
    scores = curves[k - 1]
    x, y = axis("first", -SIDE, SIDE), axis("second", -SIDE, SIDE)
    return {
        "panels": [
            _precision_panel(now, scores, x, y),
            _recall_panel(now, scores, x, y),
            panel(
                "against_k",
                [
                    rule("", y=1),
                    *[line(name, all_k, [one[name] for one in curves], role) for name, role in ROLES.items()],
                    line("coverage_if_equal", all_k, [equal_coverage(count, int(one)) for one in all_k], "note", dash=True),
                    rule("k_axis", x=k),
                ],
                x=axis("k_axis", 1, MAX_K, ticks=list(range(1, MAX_K + 1))),
                y=axis("score", 0, max(1.2, 1.05 * max(one["density"] for one in curves))),
                span=2,
            ),
        ],
        "says": [_verdict(scores), *_counted(now, scores)],
        "code": f"""from gan_core.metrics import density_coverage, precision_recall
from gan_core.toys.balls import two_clouds

real, fake = two_clouds("{values["data"]}", "{values["fakes"]}", {count}, {int(values["seed"])})
print(precision_recall(real, fake, {k}), density_coverage(real, fake, {k}))""",
    }


def _precision_panel(now: Balls, scores: dict[str, float], x: Json, y: Json, *more: Json) -> Json:
    """Balls around real points: which fakes look real, and which balls are covered."""
    inside, covered = now.looks_real, now.covered
    return panel(
        "precision_plane",
        [
            _round("covered_balls", now.real[covered], now.real_radii[covered], "real"),
            _round("empty_balls", now.real[~covered], now.real_radii[~covered], "note"),
            _points("real_points", now.real, "real", size=2),
            _points("fakes_inside", now.fake[inside], "generated", size=3.5),
            _points("fakes_outside", now.fake[~inside], "warning", symbol="cross", size=3.5),
            *more,
        ],
        x=x,
        y=y,
        aspect=1,
        readouts=[readout(name, scores[name]) for name in ("precision", "density", "coverage")],
    )


def _recall_panel(now: Balls, scores: dict[str, float], x: Json, y: Json, *more: Json) -> Json:
    """Balls around fakes: which real points G reaches."""
    reached = now.reached
    return panel(
        "recall_plane",
        [
            _round("fake_balls", now.fake, now.fake_radii, "generated"),
            _points("fake_points", now.fake, "generated", symbol="cross", size=2),
            _points("reals_reached", now.real[reached], "real", size=3.5),
            _points("reals_missed", now.real[~reached], "warning", symbol="triangle", size=3.5),
            *more,
        ],
        x=x,
        y=y,
        aspect=1,
        readouts=[readout("recall", scores["recall"])],
    )


def _points(name: str, at: FloatArray, role: str, *, size: float, symbol: str = "circle") -> Json:
    return dots(name, at[:, 0], at[:, 1], role, symbol=symbol, size=size)


def _round(name: str, at: FloatArray, radii: FloatArray, role: str) -> Json:
    return discs(name, at[:, 0], at[:, 1], radii, role)


def _counted(now: Balls, scores: dict[str, float]) -> list[Any]:
    return [
        ["precision_counted", {"inside": int(now.looks_real.sum()), "all": len(now.fake), "value": round(scores["precision"], 3)}],
        ["recall_counted", {"inside": int(now.reached.sum()), "all": len(now.real), "value": round(scores["recall"], 3)}],
    ]


def _verdict(scores: dict[str, float]) -> str:
    precision, recall = scores["precision"], scores["recall"]
    if precision >= HIGH and recall >= HIGH:
        return "both_high"
    if precision >= HIGH and recall < LOW:
        return "high_low"
    if precision < LOW and recall >= HIGH:
        return "low_high"
    if precision < LOW and recall < LOW:
        return "both_low"
    if precision >= HIGH:
        return "some_missed"
    return "some_outside" if recall >= HIGH else "in_between"


# --------------------------------------------------------------------------------------------------------------------------- outlier


def _with_outlier(whose: str, where: tuple[float, float], k: int, *, there: bool = True) -> Balls:
    """A bad generator, and one point gone astray: a real one near far-away fakes, or a fake away from a collapsed cloud."""
    from gan_core.toys.balls import Balls, two_clouds

    real, fake = two_clouds("round", "apart" if whose == "real" else "edge", OUTLIER_POINTS)
    if there and whose == "real":
        real = np.concatenate([real, [where]])
    elif there:
        fake = np.concatenate([fake, [where]])
    return Balls(real, fake, k)


def _outlier(values: Values) -> Json:
    k, whose = int(values["k"]), values["whose"]
    where = (values["stray_x"], values["stray_y"])
    now, without = _with_outlier(whose, where, k), _with_outlier(whose, where, k, there=False)
    scores, before = _scores(now), _scores(without)
    positions = np.linspace(-3, FARTHEST, 40)
    along = [_scores(_with_outlier(whose, (float(one), where[1]), k)) for one in positions]
    x, y = axis("first", -3.5, 10.5), axis("second", -7, 7)
    stray = handle("stray", "real" if whose == "real" else "generated", x=where[0], y=where[1], control_x="stray_x", control_y="stray_y")
    planes = [_precision_panel(now, scores, x, y, stray), _recall_panel(now, scores, x, y, stray)]
    radius = float((now.real_radii if whose == "real" else now.fake_radii)[-1])
    return {
        "panels": [
            *(planes if whose == "real" else planes[::-1]),
            panel(
                "against_position",
                [
                    rule("", y=1),
                    *[line(name, positions, [one[name] for one in along], role) for name, role in ROLES.items()],
                    rule("stray_here", x=where[0]),
                ],
                x=axis("position_axis", -3, FARTHEST),
                y=axis("score", 0, 1.2),
                span=2,
                readouts=[
                    part
                    for name in (("precision", "density") if whose == "real" else ("recall", "coverage"))
                    for part in (readout(f"{name}_without", before[name]), readout(f"{name}_with", scores[name]))
                ],
            ),
        ],
        "says": _about_the_stray(whose, radius, before, scores),
        "code": f"""import numpy as np
from gan_core.metrics import density_coverage, precision_recall
from gan_core.toys.balls import two_clouds

real, fake = two_clouds("round", "{"apart" if whose == "real" else "edge"}", {OUTLIER_POINTS})
{"real = np.concatenate([real" if whose == "real" else "fake = np.concatenate([fake"}, [[{where[0]:g}, {where[1]:g}]]])
print(precision_recall(real, fake, {k}), density_coverage(real, fake, {k}))""",
    }


def _about_the_stray(whose: str, radius: float, before: dict[str, float], scores: dict[str, float]) -> list[Any]:
    fooled, steady = ("precision", "density") if whose == "real" else ("recall", "coverage")
    fields = {
        "radius": round(radius, 2),
        "before": round(before[fooled], 2),
        "after": round(scores[fooled], 2),
        "steady_before": round(before[steady], 2),
        "steady": round(scores[steady], 2),
    }
    if scores[fooled] - before[fooled] < 0.1:
        return [[f"stray_{whose}_harmless", fields], f"drag_{whose}"]
    return [[f"stray_{whose}_fools", fields], [f"steady_{whose}", fields]]


IMPROVED, RELIABLE = "https://arxiv.org/abs/1904.06991", "https://arxiv.org/abs/2002.09797"
BALLS, OUTLIER = {"view": ("balls",)}, {"view": ("outlier",)}

LESSON = Lesson(
    name="precision_recall",
    controls={
        "view": Choice(default="balls", options=("balls", "outlier"), tabs=True),
        "data": Choice(default="moons", options=("moons", "eight", "round"), when=BALLS),
        "fakes": Choice(default="good", options=("good", "collapsed", "scattered", "missing", "apart"), when=BALLS),
        "whose": Choice(default="real", options=("real", "generated"), when=OUTLIER),
        "k": Slider(default=3, low=1, high=MAX_K, step=1, plays=True, symbol="k"),
        "count": Slider(default=60, low=20, high=150, step=5, symbol="N", when=BALLS),
        "seed": Slider(default=0, low=0, high=20, step=1, when=BALLS),
        "stray_x": Slider(default=9.0, low=-3, high=FARTHEST, step=0.1, plays=True, when=OUTLIER),
        "stray_y": Slider(default=0.0, low=-6, high=6, step=0.1, when=OUTLIER),
    },
    compute=compute,
    presets={
        "healthy": {"view": "balls"},
        "collapse": {"view": "balls", "fakes": "collapsed"},
        "scattered": {"view": "balls", "fakes": "scattered"},
        "missing": {"view": "balls", "data": "eight", "fakes": "missing"},
        "real_outlier": {"view": "outlier"},
        "at_home": {"view": "outlier", "stray_x": 0.0},
        "fake_outlier": {"view": "outlier", "whose": "generated", "stray_x": 3.0},
    },
    headline=(
        "precision_with",
        "precision_without",
        "recall_with",
        "recall_without",
        "precision",
        "recall",
    ),
    points={
        "healthy": "both_high",
        "collapse": "high_low",
        "scattered": "low_high",
        "missing": "some_missed",
        "real_outlier": "stray_real_fools",
        "at_home": "stray_real_harmless",
        "fake_outlier": "stray_generated_fools",
    },
    formulas={
        "precision": Formula(
            r"\frac{1}{M} \sum_j \mathbb{1}\left[y_j \in \bigcup_i B(x_i)\right]", "Kynkäänniemi et al. 2019, eq. 2", IMPROVED
        ),
        "recall": Formula(
            r"\frac{1}{N} \sum_i \mathbb{1}\left[x_i \in \bigcup_j B(y_j)\right]", "Kynkäänniemi et al. 2019, eq. 2", IMPROVED
        ),
        "density": Formula(r"\frac{1}{kM} \sum_j \sum_i \mathbb{1}\left[y_j \in B(x_i)\right]", "Naeem et al. 2020, § 3", RELIABLE),
        "coverage": Formula(r"\frac{1}{N} \sum_i \mathbb{1}\left[\exists j: y_j \in B(x_i)\right]", "Naeem et al. 2020, § 3", RELIABLE),
        "coverage_if_equal": Formula(r"1 - \prod_{j=1}^{k} \frac{N - j}{2N - j}", "Naeem et al. 2020, § 3", RELIABLE),
    },
)
