"""D's accuracy: what the best D scores, what weak and memorising ones do, and why none of it is the quality of the samples."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from gan_core.figures.panels import area, axis, dots, handle, line, panel, readout, rule
from web.lessons.lesson import Choice, Formula, Json, Lesson, Slider, Values

FAR = 8.0  # the largest shift
MAX_CELLS = 1024
EVERY = 8  # of the grid's points are drawn
LOOKS = {  # of the generators in a figure
    "copy": ("generator", "circle"),
    "narrow": ("other", "square"),
    "collapsed": ("generated", "triangle"),
    "blurred": ("warning", "cross"),
}
SURE = 0.99  # an accuracy that has no room to grow


def compute(values: Values) -> Json:
    """The panels of the tab shown."""
    return _strength(values) if values["view"] == "strength" else _best(values)


def _percent(share: float) -> float:
    return round(100 * share, 1)


@lru_cache(512)
def _quality(name: str, shift: float) -> dict[str, float]:
    """Of a generator: the best D's accuracy, precision, recall, and how far its samples have to move."""
    from gan_core.toys.judges import REAL, best_accuracy, generator, reached, transport_distance

    fake = generator(name, shift)
    return {
        "accuracy": best_accuracy(REAL, fake),
        "precision": reached(fake, REAL),
        "recall": reached(REAL, fake),
        "wasserstein": transport_distance(REAL, fake),
    }


# ----------------------------------------------------------------------------------------------------------------------- the best D


def _best(values: Values) -> Json:
    from gan_core.divergences import optimal_discriminator, total_variation
    from gan_core.toys.judges import GRID, REAL, generator

    name, shift = values["generator"], round(values["shift"], 1)
    fake, now = generator(name, shift), _quality(name, shift)
    p, q = REAL.density(GRID), fake.density(GRID)
    shown = (GRID >= -9) & (GRID <= 13)
    x = GRID[shown][::EVERY]
    best = optimal_discriminator(p, q)
    shifts = np.round(np.linspace(0, FAR, 41), 2)
    along = [_quality(name, float(shift)) for shift in shifts]
    position = axis("position", -9, 13)
    top = float(fake.density(shift))
    return {
        "panels": [
            panel(
                "densities",
                [
                    area("real_density", x, p[shown][::EVERY], "real"),
                    area("fake_density", x, q[shown][::EVERY], "generated"),
                    handle("drag_shift", "generated", x=shift, y=min(top, 0.62), control_x="shift"),
                ],
                x=position,
                y=axis("density", 0, 0.7),
                readouts=[readout(one, now[one], digits=2) for one in ("precision", "recall", "wasserstein")],
            ),
            panel(
                "best_answer",
                [rule("", y=0.5), line("d_star", x, best[shown][::EVERY], "discriminator")],
                x=position,
                y=axis("chance", 0, 1.05),
                readouts=[
                    readout("best_now", now["accuracy"], expected=0.5 + total_variation(p, q, GRID) / 2),
                ],
            ),
            panel(
                "against_shift",
                [
                    rule("coin", y=0.5),
                    line("best_accuracy", shifts, [one["accuracy"] for one in along], "discriminator"),
                    line("precision", shifts, [one["precision"] for one in along], "generated"),
                    line("recall", shifts, [one["recall"] for one in along], "real"),
                    line("wasserstein_scaled", shifts, [one["wasserstein"] / FAR for one in along], "note"),
                    rule("", x=shift),
                    dots("best_accuracy", [shift], [now["accuracy"]], "discriminator", size=6),
                ],
                x=axis("shift_axis", 0, FAR),
                y=axis("value", 0, 1.15),
                span=2,
            ),
        ],
        "says": _about_the_best(name, shift, now),
        "code": f"""from gan_core.divergences import total_variation
from gan_core.toys.judges import GRID, REAL, best_accuracy, generator

fake = generator("{name}", {shift:g})
print(best_accuracy(REAL, fake), 0.5 + total_variation(REAL.density(GRID), fake.density(GRID), GRID) / 2)""",
    }


def _about_the_best(name: str, shift: float, now: dict[str, float]) -> list[Any]:
    fields = {
        "accuracy": _percent(now["accuracy"]),
        "precision": round(now["precision"], 2),
        "recall": round(now["recall"], 2),
        "wasserstein": round(now["wasserstein"], 2),
    }
    if name == "copy" and shift == 0:
        return ["equal"]
    if now["accuracy"] > SURE:
        return [["no_room", fields], ["no_gradient", fields]]
    if name == "narrow" and shift == 0:
        return [["narrow_note", fields]]
    if name == "copy" and now["wasserstein"] > 3 and now["accuracy"] < 0.9:
        return [["further_but_lower", fields]]
    return [["best_note", fields], "no_room_hint"]


# ------------------------------------------------------------------------------------------------------------------- how strong D is


def _strength(values: Values) -> Json:
    from gan_core.toys.judges import GENERATORS, REAL, generator, train_judge

    name, shift = values["generator"], round(values["shift"], 1)
    cells, count = int(values["cells"]), int(values["count"])
    fake = generator(name, shift)
    judge = train_judge(REAL, fake, cells, count)
    sizes = sorted({1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, cells})
    judges = [train_judge(REAL, fake, size, count) for size in sizes]
    seen, new = judge.on_seen, judge.on_new(REAL, fake)
    best = _quality(name, shift)["accuracy"]
    qualities = {one: _quality(one, shift) for one in GENERATORS}
    scored = {one: train_judge(REAL, generator(one, shift), cells, count).on_new(REAL, generator(one, shift)) for one in GENERATORS}
    most = max(one["wasserstein"] for one in qualities.values())
    return {
        "panels": [
            panel(
                "judge_answer",
                [
                    rule("", y=0.5),
                    line("d_in_cells", np.repeat(judge.edges, 2)[1:-1], np.repeat(judge.answers, 2), "discriminator"),
                ],
                x=axis("position", -8, 8),
                y=axis("chance", -0.03, 1.05, ticks=[0, 0.5, 1]),
                readouts=[readout("seen_now", seen), readout("new_now", new), readout("best_possible", best)],
            ),
            panel(
                "scatter",
                [
                    rule("coin", x=0.5),
                    dots(
                        "best_judge",
                        [qualities[one]["accuracy"] for one in GENERATORS],
                        [qualities[one]["wasserstein"] for one in GENERATORS],
                        "note",
                        symbol="star",
                        size=5,
                    ),
                    *[
                        dots(f"judge_of_{one}", [scored[one]], [qualities[one]["wasserstein"]], role, symbol=symbol, size=5)
                        for one, (role, symbol) in LOOKS.items()
                    ],
                ],
                x=axis("accuracy_axis", 0.42, 1.02),
                y=axis("wasserstein_axis", -0.12 * most, 1.2 * most),
            ),
            panel(
                "against_cells",
                [
                    rule("coin", y=0.5),
                    rule("best_rule", "note", y=best),
                    line("on_seen", sizes, [one.on_seen for one in judges], "warning"),
                    line("on_new", sizes, [one.on_new(REAL, fake) for one in judges], "discriminator"),
                    rule("", x=cells),
                ],
                x=axis("cells_axis", 1, MAX_CELLS, scale="log"),
                y=axis("accuracy_axis", 0.45, 1.05),
                span=2,
            ),
        ],
        "says": _about_the_judge(name, shift, cells, seen, new, best),
        "code": f"""from gan_core.toys.judges import REAL, generator, train_judge

fake = generator("{name}", {shift:g})
judge = train_judge(REAL, fake, {cells}, {count})
print(judge.on_seen, judge.on_new(REAL, fake))""",
    }


def _about_the_judge(name: str, shift: float, cells: int, seen: float, new: float, best: float) -> list[Any]:
    fields = {"seen": _percent(seen), "new": _percent(new), "best": _percent(best), "cells": cells}
    if cells == 1:
        return ["untrained", "same_column"]
    perfect = name == "copy" and shift == 0
    if seen - new > 0.1:
        return [["by_heart_perfect" if perfect else "by_heart", fields]]
    if new < 0.55 and not perfect:
        return [["blind", fields], "same_column"]
    return [["judge_note", fields], "same_column"]


GAN, TESTS = "https://arxiv.org/abs/1406.2661", "https://arxiv.org/abs/1610.06545"
STRENGTH = {"view": ("strength",)}

LESSON = Lesson(
    name="accuracy",
    controls={
        "view": Choice(default="best", options=("best", "strength"), tabs=True),
        "generator": Choice(default="copy", options=("copy", "narrow", "collapsed", "blurred")),
        "shift": Slider(default=0.5, low=0, high=FAR, step=0.1, plays=True),
        "cells": Slider(default=16, low=1, high=MAX_CELLS, step=1, log=True, plays=True, when=STRENGTH),
        "count": Slider(default=100, low=20, high=2000, step=10, log=True, symbol="N", when=STRENGTH),
    },
    compute=compute,
    presets={
        "equal": {"view": "best", "shift": 0.0},
        "near_miss": {"view": "best", "shift": 1.3},
        "garbage": {"view": "best", "shift": 8.0, "generator": "collapsed"},
        "too_narrow": {"view": "best", "shift": 0.0, "generator": "narrow"},
        "one_mode_on": {"view": "best", "shift": 4.0},
        "coin": {"view": "strength", "shift": 0.0, "generator": "collapsed", "cells": 1},
        "weak": {"view": "strength", "shift": 0.0, "generator": "collapsed", "cells": 2},
        "fitting": {"view": "strength", "shift": 0.0, "generator": "collapsed", "cells": 16},
        "memorising": {"view": "strength", "shift": 0.0, "cells": 1024},
    },
    headline=(
        "best_now",
        "wasserstein",
        "precision",
        "new_now",
        "seen_now",
        "best_possible",
    ),
    points={
        "equal": "equal",
        "near_miss": "no_gradient",
        "garbage": "no_gradient",
        "too_narrow": "narrow_note",
        "one_mode_on": "further_but_lower",
        "coin": "untrained",
        "weak": "blind",
        "fitting": "judge_note",
        "memorising": "by_heart_perfect",
    },
    formulas={
        "d_star": Formula(r"D^*(x) = \frac{p_r(x)}{p_r(x) + p_g(x)}", "Goodfellow et al. 2014, prop. 1", GAN),
        "best_accuracy": Formula(r"\tfrac12 \int \max(p_r, p_g)\, dx = \tfrac12 + \tfrac12 \mathrm{TV}(p_r, p_g)"),
        "best_now": Formula(r"\tfrac12 + \tfrac12 \mathrm{TV}"),
        "wasserstein_scaled": Formula(r"W_1(p_r, p_g) / 8"),
        "wasserstein": Formula("W_1"),
        "precision": Formula(r"P_g(R_r): \ R_r \text{ smallest with } P_r(R_r) = 0.99"),
        "recall": Formula(r"P_r(R_g): \ R_g \text{ smallest with } P_g(R_g) = 0.99"),
        "d_in_cells": Formula(r"D = \frac{n_r}{n_r + n_g}"),
        "on_new": Formula(r"\tfrac12 P_r(D > \tfrac12) + \tfrac12 P_g(D < \tfrac12)", "Lopez-Paz & Oquab 2016, § 2", TESTS),
    },
)
