"""Evidence about the slips of formulas, quick ones: closed forms and numpy alone."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from gan_core.conv_arithmetic import conv_output_size, conv_transpose_output_size
from gan_core.divergences import js
from gan_core.theory.matrix_games import gains, nash_equilibrium
from web.reference.evidence.theory import GRID, gauss
from web.reference.evidence.types import Evidence

FloatArray = NDArray[np.float64]

PENNIES = ((1, -1), (-1, 1))
ROCK_PAPER_SCISSORS = ((0, -1, 1), (1, 0, -1), (-1, 1, 0))


def one_js_or_two() -> Evidence:
    """V(D*, G) of two unit Gaussians integrated as it is defined, beside `2 JS - log 4` and beside the slide's `JS - log 4`."""
    rows = []
    for distance in (0.0, 1.0, 2.0, 4.0, 8.0):
        real, fake = gauss(0), gauss(distance)
        logit = distance**2 / 2 - distance * GRID  # log p_r/p_g, which does not underflow
        value = float(np.trapezoid(-real * np.logaddexp(0, -logit) - fake * np.logaddexp(0, logit), GRID))
        divergence = js(real, fake, GRID)
        rows.append((distance, value, 2 * divergence - math.log(4), divergence - math.log(4)))
    at_four = rows[3]
    return Evidence(
        holds=all(abs(value - twice) < 1e-6 for _, value, twice, _ in rows) and abs(at_four[1] - at_four[3]) > 0.5,
        fields={"distance": at_four[0], "value": at_four[1], "twice": at_four[2], "once": at_four[3]},
        columns=("distance", "value_of_game", "twice_js", "once_js"),
        rows=tuple(rows),
    )


def two_gradients() -> Evidence:
    """Slopes of log(1 - D) and of -log D with respect to D's logit: the same sign, so the same optimum, but not the same size."""
    rows = []
    for logit in (-6.0, -4.0, 0.0, 4.0):
        chance = 1 / (1 + math.exp(-logit))
        rows.append((logit, chance, chance, 1 - chance))  # |-sigma|, |sigma - 1|
    _, _, saturating, non_saturating = rows[1]
    return Evidence(
        holds=saturating < 0.02 < 0.98 < non_saturating,
        fields={"logit": rows[1][0], "saturating": saturating, "non_saturating": non_saturating},
        columns=("logit", "d_of_fake", "slope_saturating", "slope_non_saturating"),
        rows=tuple(rows),
    )


def which_example() -> Evidence:
    """Output sizes there and back, of the example and of the one after it."""
    rows = []
    for side, stride, padding in ((2, 1, 0), (3, 2, 1)):
        up = conv_transpose_output_size(side, 3, stride=stride, padding=padding)
        rows.append(
            (stride, padding, f"{side}×{side} → {up}×{up}", f"{up}×{up} → {(back := conv_output_size(up, 3, stride, padding))}×{back}")
        )
    return Evidence(
        holds=[row[2:] for row in rows] == [("2×2 → 4×4", "4×4 → 2×2"), ("3×3 → 5×5", "5×5 → 3×3")],
        fields={},
        columns=("stride", "padding", "transposed", "check"),
        rows=tuple(rows),
    )


def nothing_to_hinder() -> Evidence:
    """Two zero-sum games at their equilibria: the most a player gains by changing alone, which is the most the other one can lose by it."""
    most = []
    for game in (PENNIES, ROCK_PAPER_SCISSORS):
        nash = nash_equilibrium(game)
        most.append(max(gains(game, nash.row, nash.column)) + 0.0)
    away = gains(PENNIES, (0.8, 0.2), (0.5, 0.5))[1]  # the row player leaves the equilibrium: now the other one can gain
    return Evidence(
        holds=max(most) < 1e-12 < away,
        fields={"pennies": round(most[0], 12), "scissors": round(most[1], 12), "away": away},
    )


def penalty_places() -> Evidence:
    """A critic of slope 1 near every point of either cloud and slope 5 between the clouds, under the penalty at x and at x_hat.

    Real points N(0, 0.5^2), generated ones N(4, 0.5^2), at evenly spaced quantiles; x_hat on the lines between them (arXiv:1704.00028).
    """
    count = 400
    spread = np.sort(gauss_quantiles(count)) / 2
    real, fake = spread, 4 + spread
    mix = (np.arange(count) + 0.5) / count
    between = mix[:, None] * real + (1 - mix[:, None]) * fake[::-1]

    def penalty(x: FloatArray) -> float:
        slope = np.where((x > 1.5) & (x < 2.5), 5.0, 1.0)
        return float(((slope - 1) ** 2).mean())

    at_data, at_hat = penalty(real), penalty(between)
    return Evidence(holds=at_data < 0.2 and at_hat > 2, fields={"at_data": at_data, "at_hat": at_hat, "steepest": 5})


def gauss_quantiles(count: int) -> FloatArray:
    """Quantiles of N(0, 1) at (i + 1/2)/count, from the distribution function on GRID."""
    cumulative = np.cumsum(gauss(0)) * (GRID[1] - GRID[0])
    return np.interp((np.arange(count) + 0.5) / count, cumulative, GRID)


def counted_by_eye() -> Evidence:
    """Share of generated pictures that people take for real, with Wilson's 95 % interval: looking becomes a measurement by counting."""
    z = 1.959964
    rows = []
    for count in (20, 100, 1000):
        share = 0.3
        middle = (share + z**2 / (2 * count)) / (1 + z**2 / count)
        half = z / (1 + z**2 / count) * math.sqrt(share * (1 - share) / count + z**2 / (4 * count**2))
        rows.append((count, 100 * share, 100 * (middle - half), 100 * (middle + half)))
    return Evidence(
        holds=all(low < share < high for _, share, low, high in rows) and rows[-1][3] - rows[-1][2] < 6,
        fields={"few": rows[0][0], "many": rows[-1][0]},
        columns=("answers", "taken_for_real", "interval_low", "interval_high"),
        rows=tuple(rows),
    )
