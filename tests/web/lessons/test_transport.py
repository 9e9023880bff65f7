"""Carrying one density to the other on the divergences' page: what is left, and what JS sees of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import laplace, norm, uniform

from web.lessons import LESSONS

LESSON = LESSONS["divergences"]
FAMILIES = {"gaussian": lambda at, width: norm(at, width), "laplace": laplace, "uniform": lambda at, width: uniform(at - width, 2 * width)}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("t", [0.25, 0.9])
def test_what_is_left_of_the_way(family, t):
    answer = LESSON.answer(LESSON.read({}) | {"family": family, "distance": 8.0, "width_real": 1.0, "width_generated": 0.5, "carried": t})
    numbers = {one["name"]: one["value"] for one in answer["panels"][0]["readouts"]}
    real, generated = FAMILIES[family](0, 1.0), FAMILIES[family](8.0, 0.5)
    u = (np.arange(20_000) + 0.5) / 20_000
    carried = (1 - t) * generated.ppf(u) + t * real.ppf(u)  # in order: the cheapest way on a line
    assert numbers["left_wasserstein"] == pytest.approx(np.abs(carried - real.ppf(u)).mean(), rel=1e-3)
    now = FAMILIES[family](8.0 * (1 - t), 0.5 * (1 - t) + t)

    def part(x: float) -> float:
        p, q = real.pdf(x), now.pdf(x)
        return sum(one / 2 * math.log(2 * one / (p + q)) for one in (p, q) if one > 0)

    edges = [-1.0, 1.0, *now.ppf([0, 1])] if family == "uniform" else None
    assert numbers["left_js"] == pytest.approx(quad(part, -30, 40, points=edges or [0, 8 * (1 - t)], limit=400)[0], abs=1e-4)
    first = answer["says"][0][0]
    assert first == ("says_frozen" if numbers["left_js"] > math.log(2) - 0.01 else "says_thawed")
    assert [one["name"] for one in answer["headline"]][:2] == ["left_wasserstein", "left_js"]
