"""Zero-sum games on a payoff matrix: equilibria, what a player gains by deviating alone, and play that learns.

`payoff[i, j]` is what the row player gets, and the column player pays, when they choose row i and column j. The row player makes it
large (as D does with V(D, G)), the column player small (as G does). A mixed strategy is a vector of probabilities.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gan_core.errors import ConfigError

FloatArray = NDArray[np.float64]

LARGEST = 6  # rows or columns: the equilibria are found by trying every square part of the matrix
TOLERANCE = 1e-9  # of the spread of the payoffs: equilibria this close to exact count as such
RULES = ("fictitious", "multiplicative", "optimistic")


@dataclass(frozen=True)
class Equilibrium:
    """A Nash equilibrium in mixed strategies: `row` (m,), `column` (n,), the game's `value`, and whether there is no other."""

    row: FloatArray
    column: FloatArray
    value: float
    unique: bool


@dataclass(frozen=True)
class Play:
    """Rounds of learning, the start first: strategies `rows` (T + 1, m), `columns` (T + 1, n), and their means up to each round."""

    rows: FloatArray
    columns: FloatArray
    mean_rows: FloatArray
    mean_columns: FloatArray


def nash_equilibrium(payoff: ArrayLike) -> Equilibrium:
    """The equilibrium of a zero-sum game; where there are many, the middle of the extreme ones.

    By the minimax theorem (von Neumann 1928) `max_x min_j (x A)_j = min_y max_i (A y)_i = value`. Every extreme pair of optimal strategies
    solves a square part B of the matrix, made positive by adding a constant: `x = 1 B^-1 / (1 B^-1 1)`, `y = B^-1 1 / (1 B^-1 1)`,
    value `1 / (1 B^-1 1)` (Shapley and Snow 1950). So trying every square part finds all of them; the same answers come from a linear
    programme for each player.

    Args:
        payoff: (m, n), m and n from 1 to `LARGEST`.

    Raises:
        ConfigError: the payoffs are not a matrix of finite numbers.
    """
    matrix = _matrix(payoff)
    spread = float(np.ptp(matrix)) or 1.0
    positive = (matrix - matrix.min()) / spread + 1
    rows, columns, gaps = [], [], []
    for size in range(1, min(positive.shape) + 1):
        for chosen_rows in combinations(range(positive.shape[0]), size):
            for chosen_columns in combinations(range(positive.shape[1]), size):
                pair = _kernel(positive, chosen_rows, chosen_columns)
                if pair is not None:
                    rows.append(pair[0])
                    columns.append(pair[1])
                    gaps.append(float(duality_gap(positive, *pair)))
    near = [index for index, gap in enumerate(gaps) if gap <= min(gaps) + TOLERANCE]
    extreme_rows, extreme_columns = _distinct([rows[index] for index in near]), _distinct([columns[index] for index in near])
    row, column = extreme_rows.mean(axis=0), extreme_columns.mean(axis=0)
    unique = len(extreme_rows) == len(extreme_columns) == 1
    value = float(row @ matrix @ column)
    return Equilibrium(row, column, 0.0 if abs(value) < 1e-14 * spread else value, unique)


def saddle_points(payoff: ArrayLike) -> list[tuple[int, int]]:
    """Cells that are the largest of their column and the smallest of their row: equilibria in pure strategies. Raises ConfigError."""
    matrix = _matrix(payoff)
    found = (matrix == matrix.max(axis=0)) & (matrix == matrix.min(axis=1, keepdims=True))
    return [(int(row), int(column)) for row, column in np.argwhere(found)]


def gains(payoff: ArrayLike, row: ArrayLike, column: ArrayLike) -> tuple[float, float]:
    """What the row and the column player could gain by changing their own strategy alone, each at least 0; (0, 0) at an equilibrium.

    Raises:
        ConfigError: the payoffs are not a matrix, or a strategy is not one.
    """
    matrix = _matrix(payoff)
    x, y = _strategy("row", row, matrix.shape[0]), _strategy("column", column, matrix.shape[1])
    now = float(x @ matrix @ y)
    return max(0.0, float((matrix @ y).max()) - now), max(0.0, now - float((x @ matrix).min()))


def duality_gap(payoff: ArrayLike, row: ArrayLike, column: ArrayLike) -> FloatArray:
    """Both players' gains together, `max_i (A y)_i - min_j (x A)_j` >= 0, for one pair or for each of (..., m) and (..., n)."""
    matrix = np.asarray(payoff, dtype=np.float64)
    return np.maximum(0.0, (np.asarray(column) @ matrix.T).max(axis=-1) - (np.asarray(row) @ matrix).min(axis=-1))


def guarantee(payoff: ArrayLike, shares: ArrayLike, player: str) -> tuple[FloatArray, FloatArray]:
    """Payoff of a 2 x 2 game against a player's own share of its first strategy.

    Args:
        payoff: (2, 2).
        shares: Probabilities of the player's first strategy, (N,).
        player: "row" or "column".

    Returns:
        Payoffs to the row player against the opponent's first and second pure strategy, (2, N), and what the player is sure of, (N,): the
        smaller of both for the row player, the larger for the column player. Where that is best for the player is its equilibrium share.

    Raises:
        ConfigError: the payoffs are not a 2 x 2 matrix.
    """
    matrix = _matrix(payoff)
    if matrix.shape != (2, 2):
        raise ConfigError("matrix_shape", field="payoff", received=matrix.shape)
    p = np.asarray(shares, dtype=np.float64)
    against = matrix if player == "row" else matrix.T  # own strategy first
    lines = np.stack([p * against[0, other] + (1 - p) * against[1, other] for other in (0, 1)])
    return lines, lines.min(axis=0) if player == "row" else lines.max(axis=0)


def play(payoff: ArrayLike, row: ArrayLike, column: ArrayLike, rounds: int, *, rule: str, rate: float = 0.1) -> Play:
    """Both players learn from each other's play, at the same time.

    - `fictitious`: each answers best to the other's mean so far; the means reach equilibrium (Brown 1951, Robinson 1951).
    - `multiplicative`: `x_i <- x_i exp(rate (A y)_i)`, `y_j <- y_j exp(-rate (x A)_j)`, scaled to 1 (Freund and Schapire 1999).
      The means come near an equilibrium, the strategies themselves circle outwards (Bailey and Piliouras 2018).
    - `optimistic`: the same with `2 u_t - u_(t-1)` for the payoffs u: the strategies themselves converge (arXiv:1807.04252).

    Args:
        payoff: (m, n).
        row: The row player's first strategy, (m,).
        column: The column player's first strategy, (n,).
        rounds: T >= 0.
        rule: One of `RULES`.
        rate: Step size of the multiplicative rules.

    Raises:
        ConfigError: the payoffs are not a matrix, a strategy is not one, or the rule is unknown.
    """
    matrix = _matrix(payoff)
    x, y = _strategy("row", row, matrix.shape[0]), _strategy("column", column, matrix.shape[1])
    if rule not in RULES:
        raise ConfigError("value", field="rule", received=repr(rule), expected=", ".join(RULES))
    rows, columns = np.empty((rounds + 1, len(x))), np.empty((rounds + 1, len(y)))
    rows[0], columns[0] = x, y
    tiny = np.finfo(np.float64).tiny
    log_x, log_y = np.log(np.maximum(x, tiny)), np.log(np.maximum(y, tiny))
    total_x, total_y = x.copy(), y.copy()
    last_gain, last_cost = matrix @ y, x @ matrix
    for one in range(1, rounds + 1):
        if rule == "fictitious":
            x, y = np.eye(len(x))[np.argmax(matrix @ total_y)], np.eye(len(y))[np.argmin(total_x @ matrix)]
            total_x, total_y = total_x + x, total_y + y
        else:
            gain, cost = matrix @ y, x @ matrix
            ahead = rule == "optimistic"
            log_x = log_x + rate * (2 * gain - last_gain if ahead else gain)
            log_y = log_y - rate * (2 * cost - last_cost if ahead else cost)
            last_gain, last_cost = gain, cost
            log_x, log_y = log_x - log_x.max(), log_y - log_y.max()
            x, y = np.exp(log_x) / np.exp(log_x).sum(), np.exp(log_y) / np.exp(log_y).sum()
        rows[one], columns[one] = x, y
    count = np.arange(1, rounds + 2)[:, None]
    return Play(rows, columns, rows.cumsum(axis=0) / count, columns.cumsum(axis=0) / count)


def mean_gap_bound(payoff: ArrayLike, row: ArrayLike, column: ArrayLike, rounds: ArrayLike, rate: float) -> FloatArray:
    """The most that the gap of the means of `multiplicative` play can be after so many strategies played, for every matrix of this spread.

    `(log 1/min x_1 + log 1/min y_1) / (rate T) + rate R^2 / 4`, R the spread of the payoffs: both players' regret bounds for exponential
    weights, added (Cesa-Bianchi and Lugosi 2006, theorem 2.2).

    Args:
        payoff: (m, n).
        row: First strategy, (m,).
        column: First strategy, (n,).
        rounds: Numbers of strategies in the mean, T >= 1.
        rate: The rule's step size.
    """
    spread = float(np.ptp(_matrix(payoff)))
    tiny = np.finfo(np.float64).tiny
    start = -np.log(max(float(np.min(row)), tiny)) - np.log(max(float(np.min(column)), tiny))
    return start / (rate * np.asarray(rounds, dtype=np.float64)) + rate * spread**2 / 4


def _kernel(positive: FloatArray, rows: tuple[int, ...], columns: tuple[int, ...]) -> tuple[FloatArray, FloatArray] | None:
    """The strategies that make the opponent indifferent within a square part of the matrix; None where there are none."""
    part = positive[np.ix_(rows, columns)]
    try:
        inner_x, inner_y = np.linalg.solve(part.T, np.ones(len(rows))), np.linalg.solve(part, np.ones(len(rows)))
    except np.linalg.LinAlgError:
        return None
    if not (np.isfinite(inner_x).all() and np.isfinite(inner_y).all()):
        return None
    pair = []
    for inner, chosen, size in ((inner_x, rows, positive.shape[0]), (inner_y, columns, positive.shape[1])):
        total = inner.sum()
        if total <= 0 or (inner / total).min() < -TOLERANCE:
            return None
        whole = np.zeros(size)
        whole[list(chosen)] = np.maximum(inner / total, 0)
        pair.append(whole / whole.sum())
    return pair[0], pair[1]


def _distinct(strategies: list[FloatArray]) -> FloatArray:
    kept: list[FloatArray] = []
    for strategy in strategies:
        if all(np.abs(strategy - other).max() > 1e-7 for other in kept):
            kept.append(strategy)
    return np.stack(kept)


def _matrix(payoff: ArrayLike) -> FloatArray:
    try:
        matrix = np.asarray(payoff, dtype=np.float64)
    except (TypeError, ValueError):
        raise ConfigError("matrix_values", field="payoff") from None
    if matrix.ndim != 2 or 0 in matrix.shape:
        raise ConfigError("matrix_shape", field="payoff", received=matrix.shape)
    if max(matrix.shape) > LARGEST:
        raise ConfigError("value", field="payoff", received=f"{matrix.shape[0]} x {matrix.shape[1]}", expected=f"1 ... {LARGEST}")
    if not np.isfinite(matrix).all():
        raise ConfigError("matrix_values", field="payoff")
    return matrix


def _strategy(field: str, shares: ArrayLike, count: int) -> FloatArray:
    strategy = np.asarray(shares, dtype=np.float64)
    if strategy.shape != (count,) or not (strategy >= 0).all() or abs(strategy.sum() - 1) > 1e-6:
        raise ConfigError(
            "value", field=field, received=np.array2string(strategy, precision=3), expected=f"{count} probabilities >= 0, sum 1"
        )
    return strategy / strategy.sum()
