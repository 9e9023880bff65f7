"""Evidence about divergences and the optimal discriminator, by `gan_core.divergences`."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from gan_core.divergences import js, lsgan_divergence, neyman_chi2, optimal_discriminator, pearson_chi2, total_variation
from web.reference.evidence.types import Evidence

FloatArray = NDArray[np.float64]

DISTANCES = (0.5, 1.0, 2.0, 4.0, 8.0)  # of the means of two unit Gaussians
GRID = np.linspace(-20, 30, 20_001)  # chi-square's integrand peaks at twice the distance
STEP = 1e-3  # of the central difference
FAR = -6.0  # a fake that D is sure of: its logit
LABELS = {"a": 0.0, "c": 1.0}  # LSGAN's: of a fake, and what G wants


def gauss(mean: float, deviation: float = 1.0) -> FloatArray:
    """Normal density on GRID."""
    return np.exp(-(((GRID - mean) / deviation) ** 2) / 2) / (deviation * math.sqrt(2 * math.pi))


def three_curves() -> Evidence:
    """JS, LSGAN's own divergence and Pearson's chi-square against the distance of two unit Gaussians, with derivatives.

    And the gradients of three generator losses with respect to D's output, where each D is equally sure that a picture is a fake: the
    sigmoid losses at logit -6 have sigmoid(l) and 1 - sigmoid(l), LSGAN at its label a = 0 has |a - c| = 1. And far on the real side, at
    output +6: non-saturating 1 - sigmoid(6), LSGAN |6 - c| with c = 1.
    """

    def slope(divergence: Callable[..., float], distance: float) -> float:
        high, low = (divergence(gauss(0), gauss(distance + by), GRID) for by in (STEP, -STEP))
        return (high - low) / (2 * STEP)

    rows: list[tuple[float, ...]] = []
    for distance in DISTANCES:
        row = [distance]
        for divergence in (js, lsgan_divergence, pearson_chi2):
            row += [divergence(gauss(0), gauss(distance), GRID), slope(divergence, distance)]
        rows.append(tuple(row))
    saturating, least_squares = 1 / (1 + math.exp(-FAR)), abs(LABELS["a"] - LABELS["c"])
    beyond = {"far_real": -FAR, "non_saturating_real": saturating, "least_squares_real": abs(-FAR - LABELS["c"])}
    _, *nearest = rows[1]
    _, *farthest = rows[-1]
    flat = farthest[1] < 0.01 * nearest[1] and farthest[3] < 0.01 * nearest[3]
    return Evidence(
        holds=flat and farthest[2] <= 2 and farthest[5] > nearest[5] and least_squares > 100 * saturating,
        fields={"far": FAR, "saturating": saturating, "non_saturating": 1 - saturating, "least_squares": least_squares}
        | beyond
        | {"js_bound": math.log(2)},
        columns=("distance", "js", "js_slope", "lsgan", "lsgan_slope", "pearson", "pearson_slope"),
        rows=tuple(rows),
    )


def orientations() -> Evidence:
    """Pearson's and Neyman's chi-square of the same two Gaussians: of equal widths they agree, of different widths they do not."""
    rows = []
    for mean, deviation in ((1.0, 1.0), (1.0, 0.8), (0.0, 0.8)):
        p, q = gauss(0), gauss(mean, deviation)
        rows.append((f"N({mean:g}, {deviation:g}²)", pearson_chi2(p, q, GRID), neyman_chi2(p, q, GRID)))
    (_, *equal), (_, *different), _ = rows
    return Evidence(
        holds=math.isclose(*equal, rel_tol=1e-9) and not math.isclose(*different, rel_tol=0.1),
        fields={"pearson": different[0], "neyman": different[1]},
        columns=("second_density", "pearson", "neyman"),
        rows=tuple(rows),
    )


def accuracy_of_the_best() -> Evidence:
    """D*, and its accuracy 1/2 + TV/2, as the fakes come nearer; a D that says 1/2 to everything is right half the time too."""
    rows = []
    for distance in (4.0, 2.0, 1.0, 0.0):
        real, fake = gauss(0), gauss(distance)
        best = optimal_discriminator(real, fake)
        at_fakes = float(np.interp(distance, GRID, best))
        rows.append((distance, at_fakes, 100 * (0.5 + total_variation(real, fake, GRID) / 2)))
    *_, percent = rows[-1]
    return Evidence(
        holds=percent == 50 and bool((best == 0.5).all()),
        fields={"percent": percent, "far": rows[0][0], "far_percent": rows[0][-1]},
        columns=("distance", "best_at_fakes", "best_accuracy"),
        rows=tuple(rows),
    )
