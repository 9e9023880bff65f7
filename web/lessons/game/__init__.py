"""The game: payoff matrices, f(x, y) = x y, the Dirac-GAN, and discriminative against generative models; a tab each."""

from __future__ import annotations

from typing import Any

from web.lessons.game import bilinear, classes, dirac, matrix
from web.lessons.lesson import Choice, Lesson, Values

TABS = {"matrix": matrix, "xy": bilinear, "dirac": dirac, "classes": classes}


def compute(values: Values) -> dict[str, Any]:
    """The open tab's panels."""
    return TABS[values["tab"]].compute(values)


def surfaces(values: Values) -> list[dict[str, Any]]:
    """The open tab's, where it has any."""
    return getattr(TABS[values["tab"]], "surfaces", lambda _: [])(values)


LESSON = Lesson(
    surfaces=surfaces,
    name="game",
    controls={"tab": Choice(default="matrix", options=tuple(TABS), tabs=True)}
    | matrix.CONTROLS
    | bilinear.CONTROLS
    | dirac.CONTROLS
    | classes.CONTROLS,
    compute=compute,
    presets=matrix.PRESETS | bilinear.PRESETS | dirac.PRESETS | classes.PRESETS,
    headline=(
        "game_value",
        "row_gain_chosen",
        "column_gain_chosen",
        "factor_simultaneous",
        "factor_alternating",
        "factor_extragradient",
        "factor_optimistic",
        "factor_consensus",
        "factor_r1",
        "spectral_cured_simultaneous",
        "spectral_plain_simultaneous",
        "bayes_here",
        "generative_here",
        "logistic_here",
    ),
    points={
        "pennies": "learn_multiplicative_says",
        "rock_paper_scissors": "learn_multiplicative_says",
        "uneven": "unique",
        "saddle": "saddle_found",
        "optimistic": "learn_optimistic_says",
        "xy_all": "xy_all_says",
        "xy_spiral": "xy_diverges",
        "xy_circle": "xy_circles",
        "xy_extragradient": "xy_converges",
        "xy_optimistic_limit": "xy_diverges",
        "dirac_r1": "dirac_converges",
        "dirac_none": "dirac_plain_says",
        "dirac_noise": "dirac_converges",
        "dirac_wgan_clip": "dirac_clip_says",
        "dirac_wgan_gp": "dirac_gp_says",
        "dirac_critical": "dirac_converges",
        "classes_equal": "same_widths",
        "classes_inside": "line_cannot",
        "classes_inside_parabola": "missing_input",
        "classes_far": "never_seen",
        "classes_rare": "same_widths",
    },
    formulas=matrix.FORMULAS | bilinear.FORMULAS | dirac.FORMULAS | classes.FORMULAS,
)
