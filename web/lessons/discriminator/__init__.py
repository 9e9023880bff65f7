"""The discriminator: the best answer (lemma, two densities), both losses term by term, and what it says of pairs of picture and label."""

from __future__ import annotations

from typing import Any

from web.lessons.discriminator import alike, batch, densities, labels, lemma, relations, ways
from web.lessons.lesson import Choice, Lesson, Values

TABS = {"lemma": lemma, "densities": densities, "batch": batch, "labels": labels, "alike": alike, "ways": ways, "relations": relations}


def compute(values: Values) -> dict[str, Any]:
    """The figures of the open tab."""
    return TABS[values["view"]].compute(values)


LESSON = Lesson(
    name="discriminator",
    controls={"view": Choice(default="lemma", options=tuple(TABS), tabs=True)}
    | lemma.CONTROLS
    | densities.CONTROLS
    | batch.CONTROLS
    | labels.CONTROLS
    | alike.CONTROLS
    | ways.CONTROLS
    | relations.CONTROLS,
    compute=compute,
    presets=lemma.PRESETS | densities.PRESETS | batch.PRESETS | labels.PRESETS | alike.PRESETS | ways.PRESETS | relations.PRESETS,
    headline=(
        "value",
        "lowest",
        "js",
        "lemma_value",
        "lemma_highest",
        "d_loss",
        "g_non_saturating",
        "g_minimax",
        "right_mean",
        "wrong_mean",
        "made_mean",
        "loss_different",
        "loss_alike",
        "parameters_one_hot",
        "parameters_embedding",
        "parameters_projection",
        "rank_correlation",
        "map_keeps",
    ),
    points=lemma.POINTS | densities.POINTS | batch.POINTS | labels.POINTS | alike.POINTS | ways.POINTS | relations.POINTS,
    formulas=lemma.FORMULAS | densities.FORMULAS | batch.FORMULAS | labels.FORMULAS | alike.FORMULAS | ways.FORMULAS | relations.FORMULAS,
)
