"""The story of each lesson: three to five of its states in order, each with one sentence and the numbers that make it true.

The sentence of a state is the word `LESSON_STATE` of `locales/lessons/stories.toml`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

ANY = math.inf
START = "start"  # the state that a lesson has at first; every other is one of its presets


@dataclass(frozen=True)
class Step:
    """A state, and the readouts (NAME, or PANEL/NAME) that must lie between two bounds for its sentence to hold."""

    state: str
    holds: Mapping[str, tuple[float, float]]


def near(value: float, within: float = 0.005) -> tuple[float, float]:
    """Bounds around a number that a sentence names."""
    return value - within, value + within


STORIES: dict[str, tuple[Step, ...]] = {
    "game": (
        Step("pennies", {"row_gain": near(0), "column_gain": near(0), "row_share_1": near(0.5)}),
        Step("xy_spiral", {"factor_simultaneous": (1.001, ANY)}),
        Step("xy_circle", {"factor_alternating": near(1, 1e-6)}),
        Step("xy_extragradient", {"factor_extragradient": (0, 0.999)}),
        Step("dirac_r1", {"radius_cured_alternating": near(0), "radius_plain_alternating": (1, ANY)}),
    ),
    "discriminator": (
        Step(START, {"lemma_found": near(2 / 3), "slope_at": (0.1, ANY)}),
        Step("even", {"lemma_found": near(0.5), "lemma_highest": near(-math.log(4))}),
        Step("far", {"value": near(0), "js": near(math.log(2))}),
        Step("equal", {"value": near(-math.log(4)), "accuracy": near(0.5)}),
    ),
    "divergences": (
        Step("three", {"wasserstein_value": near(3), "js_value": (0.5, 0.55)}),
        Step("own", {"js_slope": (0, 0.01), "lsgan_slope": (0, 0.02)}),
        Step("fading", {"js_slope": (0, 0.001), "lsgan_slope": (0, 0.001), "wasserstein_slope": near(1)}),
        Step("linear", {"js_slope": near(0, 1e-9), "js_value": near(math.log(2)), "wasserstein_slope": near(1)}),
    ),
    "gradients": (
        Step(START, {"minimax_now": near(-0.02), "non_saturating_now": near(-0.98)}),
        Step("fooled", {"minimax_now": near(-0.99), "non_saturating_now": near(-0.01)}),
        Step("line_optimal", {"minimax_mean": (0, 0.02), "wgan_mean": near(1)}),
        Step("line_half", {"lsgan_mean": (0.1, ANY), "minimax_mean": (0.02, ANY)}),
    ),
    "lsgan": (
        Step("pearson", {"condition_bc": near(1), "condition_ba": near(2)}),
        Step("zero_one", {"condition_bc": near(0), "condition_ba": near(1)}),
        Step("flat", {"delta_now": (1.99, 2)}),
        Step("boundary_zero_one", {"entropy_plane/pull_far": near(0.002, 0.001), "squares_plane/pull_far": near(2.3, 0.1)}),
    ),
    "wgan": (
        Step("disjoint", {"w1": near(5), "js_now": near(math.log(2)), "at_fakes_minimax": (0, 0.001)}),
        Step("touching", {"w1": near(1), "js_now": (0.3, 0.4)}),
        Step("vanish", {"median_clip": (0, 0.01)}),
        Step("explode", {"median_clip": (100, ANY)}),
        Step("moons", {"median_penalty": (0.8, 1.3)}),
    ),
    "fid": (
        Step("both_terms", {"means_now": near(3.06), "covariances_now": near(0.9), "fid_now": near(3.96)}),
        Step("apart", {"covariances_now": near(0), "means_now": near(3.06)}),
        Step("collapsed", {"means_now": near(0), "fid_now": near(0.98)}),
        Step("three_points", {"fid_of_fakes": (0, 0.02)}),
        Step("small_n", {"true_fid": near(0), "fid_at_n": (1, 2)}),
    ),
    "inception_score": (
        Step("usual", {"score_now": near(5, 0.05)}),
        Step("best", {"score_now": near(10)}),
        Step("collapsed", {"score_now": near(1)}),
        Step("blurred", {"score_now": (1, 1.3)}),
        Step("by_heart", {"score_of_these": near(9.3, 0.1), "recall": near(0.01)}),
    ),
    "precision_recall": (
        Step("healthy", {"precision": (0.95, 1), "recall": (0.95, 1)}),
        Step("collapse", {"precision": near(1), "recall": near(0.07)}),
        Step("scattered", {"precision": near(0.35), "recall": near(1)}),
        Step("real_outlier", {"precision_without": near(0), "precision_with": near(1)}),
    ),
    "seven_numbers": (
        Step("blur", {"fid": near(8, 0.1), "recall": near(0.23)}),
        Step("class_gone", {"precision": near(0.86), "recall": near(0.8)}),
        Step("few", {"fid": near(5.9, 0.1)}),
        Step("copied", {"authenticity": near(0), "fid": (0, 0.5), "precision": near(0.86)}),
    ),
    "accuracy": (
        Step(START, {"best_now": near(0.84), "wasserstein": near(0.5)}),
        Step("equal", {"best_now": near(0.5)}),
        Step("near_miss", {"best_now": (0.99, 1), "wasserstein": near(1.3)}),
        Step("one_mode_on", {"best_now": near(0.67), "wasserstein": near(4)}),
        Step("memorising", {"seen_now": near(0.84), "new_now": near(0.5)}),
    ),
}
