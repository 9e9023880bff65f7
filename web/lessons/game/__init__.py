"""The game: payoff matrices, f(x, y) = x y, the Dirac-GAN, and discriminative against generative models; a tab each."""

from __future__ import annotations

from typing import Any

from web.lessons.game import bilinear, classes, dirac, matrix
from web.lessons.lesson import Choice, Lesson, Values

TABS = {"matrix": matrix, "xy": bilinear, "dirac": dirac, "classes": classes}


def compute(values: Values) -> dict[str, Any]:
    """The open tab's panels."""
    return TABS[values["tab"]].compute(values)


LESSON = Lesson(
    controls={"tab": Choice(default="matrix", options=tuple(TABS), tabs=True)}
    | matrix.CONTROLS
    | bilinear.CONTROLS
    | dirac.CONTROLS
    | classes.CONTROLS,
    compute=compute,
    presets=matrix.PRESETS | bilinear.PRESETS | dirac.PRESETS | classes.PRESETS,
    formulas=matrix.FORMULAS | bilinear.FORMULAS | dirac.FORMULAS | classes.FORMULAS,
)
