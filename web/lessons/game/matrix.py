"""The tab of the payoff matrix: equilibrium, what deviating brings, and play that learns."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gan_core.figures.panels import area, axis, bars, dots, handle, line, panel, readout, rule, text
from gan_core.theory.matrix_games import duality_gap, gains, guarantee, mean_gap_bound, nash_equilibrium, play, saddle_points
from web.lessons.lesson import Choice, Formula, Numbers, Slider, Switch, Values

ROUNDS = 600
HEIGHT = math.sqrt(3) / 2  # of the triangle of three strategies
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, HEIGHT]])  # rock, paper, scissors; or rows 1, 2, 3
EDGE = 0.02  # a start closer than this to never playing a strategy is moved away: multiplied, 0 stays 0
IN_TAB = {"tab": ("matrix",)}

CONTROLS: dict[str, Slider | Choice | Switch | Numbers] = {
    "size": Choice(default="two", options=("two", "three"), when=IN_TAB),
    "two": Numbers(default=(1, -1, -1, 1), low=-10, high=10, step=1, columns=2, when=IN_TAB | {"size": ("two",)}),
    "three": Numbers(default=(0, -1, 1, 1, 0, -1, -1, 1, 0), low=-10, high=10, step=1, columns=3, when=IN_TAB | {"size": ("three",)}),
    "learn": Choice(default="multiplicative", options=("fictitious", "multiplicative", "optimistic"), when=IN_TAB),
    "learn_rate": Slider(
        default=0.1, low=0.01, high=0.5, step=0.01, log=True, symbol=r"\eta", when=IN_TAB | {"learn": ("multiplicative", "optimistic")}
    ),
    "rounds": Slider(default=ROUNDS + 1, low=2, high=ROUNDS + 1, step=1, plays=True, local=True, when=IN_TAB),
    "shares": Numbers(default=(0.8, 0.6), low=0, high=1, step=0.01, when=IN_TAB | {"size": ("two",)}),
    "corners": Numbers(default=(0.35, 0.2, 0.6, 0.4), low=0, high=1, step=0.01, when=IN_TAB | {"size": ("three",)}),
}

PRESETS: dict[str, dict[str, Any]] = {
    "pennies": {},
    "rock_paper_scissors": {"size": "three"},
    "uneven": {"two": (3, -1, -2, 1)},
    "saddle": {"size": "three", "three": (3, 1, 4, 2, 0, 1, 5, -1, 2), "learn": "fictitious"},
    "optimistic": {"learn": "optimistic"},
}

FORMULAS = {
    "row_payoff": Formula(r"\max_p \min_j\,(pA)_j", "von Neumann 1928", "https://doi.org/10.1007/BF01448847"),
    "column_payoff": Formula(r"\min_q \max_i\,(Aq)_i", "von Neumann 1928", "https://doi.org/10.1007/BF01448847"),
    "gap": Formula(r"\max_i (A\bar q)_i - \min_j (\bar p A)_j \ge 0"),
    "gap_bound": Formula(
        r"\frac{\ln\frac1{\min p_1} + \ln\frac1{\min q_1}}{\eta T} + \frac{\eta R^2}{4}",
        "Cesa-Bianchi & Lugosi 2006, thm 2.2",
        "https://doi.org/10.1017/CBO9780511546921",
    ),
}


def compute(values: Values) -> dict[str, Any]:
    """Panels of the payoff matrix the visitor typed."""
    two = values["size"] == "two"
    matrix = np.reshape(values["two" if two else "three"], (2, 2) if two else (3, 3)).astype(np.float64)
    nash = nash_equilibrium(matrix)
    row, column = _starts(values)
    path = play(matrix, row, column, ROUNDS, rule=values["learn"], rate=values["learn_rate"])
    row_gain, column_gain = (round(gain, 12) for gain in gains(matrix, nash.row, nash.column))
    low, high = round(float((nash.row @ matrix).min()), 12), round(float((matrix @ nash.column).max()), 12)
    value_readout = readout("game_value", low, expected=high)
    gain_readouts = [readout("row_gain", row_gain, expected=0.0), readout("column_gain", column_gain, expected=0.0)]
    own_gains = gains(matrix, row, column)
    chosen = [
        readout("payoff_chosen", float(row @ matrix @ column)),
        readout("row_gain_chosen", own_gains[0]),
        readout("column_gain_chosen", own_gains[1]),
    ]
    saddles = saddle_points(matrix)
    says: list[Any] = ["unique" if nash.unique else "many_equilibria"]
    if saddles:
        says.append(["saddle_found", {"row": saddles[0][0] + 1, "column": saddles[0][1] + 1}])
    says.append(f"learn_{values['learn']}_says")
    if two:
        shares = readout("row_share_1", float(nash.row[0])), readout("column_share_1", float(nash.column[0]))
        first = [
            _payoffs_of_one(matrix, nash, "row", [value_readout, shares[0], gain_readouts[0]]),
            _payoffs_of_one(matrix, nash, "column", [value_readout, shares[1], gain_readouts[1]]),
        ]
    else:
        first = [_bars(nash, [value_readout, *gain_readouts])]
    space = _square(values, path, nash, chosen) if two else _triangle(values, path, nash, chosen)
    return {"panels": [space, _gap(matrix, path, values), *first], "says": says, "code": _code(matrix, values)}


def _starts(values: Values) -> tuple[np.ndarray, np.ndarray]:
    """The two strategies that the visitor put down."""
    if values["size"] == "two":
        p, q = (min(max(share, EDGE), 1 - EDGE) for share in values["shares"])
        return np.array([p, 1 - p]), np.array([q, 1 - q])
    places = np.reshape(values["corners"], (2, 2))
    inside = []
    for x, y in places:
        third = y / HEIGHT
        shares = np.maximum([1 - x - third / 2, x - third / 2, third], EDGE)
        inside.append(shares / shares.sum())
    return inside[0], inside[1]


def _payoffs_of_one(matrix: np.ndarray, nash: Any, player: str, readouts: list[Any]) -> dict[str, Any]:
    """A player's payoff against its own share: it guards against the worse of the opponent's answers."""
    shares = np.linspace(0, 1, 101)
    against, sure = guarantee(matrix, shares, player)
    own, role = (nash.row[0], "discriminator") if player == "row" else (nash.column[0], "generator")
    other = "column" if player == "row" else "row"
    low, high = float(against.min()), float(against.max())
    room = 0.08 * (high - low) or 1.0
    low, high = low - room, high + 2 * room
    marks = [
        area(f"{player}_sure", shares, sure, role, base=low if player == "row" else high),
        line(f"against_{other}_1", shares, against[0], "other"),
        line(f"against_{other}_2", shares, against[1], "warning"),
        rule("value_rule", y=nash.value),
        dots("equilibrium", [own], [nash.value], "note", symbol="star", size=7),
    ]
    return panel(f"{player}_payoff", marks, x=axis(f"{player}_share", 0, 1), y=axis("payoff_axis", low, high), readouts=readouts)


def _bars(nash: Any, readouts: list[Any]) -> dict[str, Any]:
    """How often each plays each of its three strategies at equilibrium."""
    marks = []
    for name, shares, offset, role in (("row_mix", nash.row, 0, "discriminator"), ("column_mix", nash.column, 4, "generator")):
        marks.append(bars(name, np.arange(4) + 0.5 + offset, shares, role))
        for index, share in enumerate(shares):
            marks.append(text("share_above", offset + index + 1, share + 0.06, value=round(float(share), 2)))
            marks.append(text("strategy_below", offset + index + 1, -0.08, value=str(index + 1)))
    x, y = axis("strategy", 0.3, 7.7, ticks=[]), axis("share", -0.16, 1.16, ticks=[0, 0.5, 1])
    return panel("mixes", marks, x=x, y=y, readouts=readouts)


def _square(values: Values, path: Any, nash: Any, chosen: list[Any]) -> dict[str, Any]:
    marks = []
    if values["learn"] != "fictitious":
        marks.append(line("played", path.rows[:, 0], path.columns[:, 0], "generated", until="rounds"))
    marks += [
        line("mean", path.mean_rows[:, 0], path.mean_columns[:, 0], "real", until="rounds"),
        dots("equilibrium", [nash.row[0]], [nash.column[0]], "note", symbol="star", size=7),
        handle("start", "warning", x=values["shares"][0], y=values["shares"][1], control_x="shares.0", control_y="shares.1"),
    ]
    return panel("square", marks, x=axis("row_share", 0, 1), y=axis("column_share", 0, 1), aspect=1, readouts=chosen)


def _triangle(values: Values, path: Any, nash: Any, chosen: list[Any]) -> dict[str, Any]:
    together = np.allclose(nash.row, nash.column, atol=1e-6)  # one star for both, not one under the other
    marks = [line("triangle", CORNERS[:, 0], CORNERS[:, 1], "note", closed=True)]
    for player, last, mean, best, role in (
        ("row", path.rows, path.mean_rows, nash.row, "discriminator"),
        ("column", path.columns, path.mean_columns, nash.column, "generator"),
    ):
        if values["learn"] != "fictitious":
            x, y = (last @ CORNERS).T
            marks.append(line(f"{player}_played", x, y, role, until="rounds"))
        x, y = (mean @ CORNERS).T
        marks.append(line(f"{player}_mean", x, y, role, dash=True, until="rounds"))
        x, y = best @ CORNERS
        if not together:
            marks.append(dots(f"{player}_equilibrium", [x], [y], role, symbol="star", size=7))
    if together:
        x, y = nash.row @ CORNERS
        marks.append(dots("equilibrium", [x], [y], "note", symbol="star", size=7))
    x1, y1, x2, y2 = values["corners"]
    marks += [
        *[text("corner", x, y, value=str(index + 1)) for index, (x, y) in enumerate((CORNERS * 1.1 - 0.05).tolist())],
        handle("row_start", "discriminator", x=x1, y=y1, control_x="corners.0", control_y="corners.1"),
        handle("column_start", "generator", x=x2, y=y2, control_x="corners.2", control_y="corners.3"),
    ]
    across, up = axis("triangle_x", -0.1, 1.1, ticks=[]), axis("triangle_y", -0.1, 1.0, ticks=[])
    return panel("simplex", marks, x=across, y=up, aspect=1.2 / 1.1, readouts=chosen)


def _gap(matrix: np.ndarray, path: Any, values: Values) -> dict[str, Any]:
    """How far from equilibrium: what both players together could gain by deviating."""
    count = np.arange(1, ROUNDS + 2)
    last, mean = duality_gap(matrix, path.rows, path.columns), duality_gap(matrix, path.mean_rows, path.mean_columns)
    marks = []
    if values["learn"] != "fictitious":
        marks.append(line("gap_played", count, _positive(last), "generated", until="rounds"))
    marks.append(line("gap_mean", count, _positive(mean), "real", until="rounds"))
    if values["learn"] == "multiplicative":
        bound = mean_gap_bound(matrix, path.rows[0], path.columns[0], count, values["learn_rate"])
        marks.append(line("gap_bound", count, _positive(bound), "note", dash=True))
    readouts = [readout("gap_mean_last", float(mean[-1]))]
    if values["learn"] != "fictitious":
        readouts.insert(0, readout("gap_played_last", float(last[-1])))
    return panel("gap", marks, x=axis("round", 1, ROUNDS + 1, scale="log"), y=axis("gap_axis", scale="log"), readouts=readouts)


def _positive(values: np.ndarray) -> np.ndarray:
    return np.where(values > 1e-9, values, np.nan)


def _code(matrix: np.ndarray, values: Values) -> str:
    row, column = _starts(values)
    rate = "" if values["learn"] == "fictitious" else f", rate={values['learn_rate']:g}"
    return (
        "from gan_core.theory.matrix_games import duality_gap, gains, nash_equilibrium, play\n\n"
        f"payoff = {matrix.tolist()}\n"
        "nash = nash_equilibrium(payoff)\n"
        "print(nash.row, nash.column, nash.value, gains(payoff, nash.row, nash.column))\n"
        f"path = play(payoff, {np.round(row, 4).tolist()}, {np.round(column, 4).tolist()}, {ROUNDS}, rule={values['learn']!r}{rate})\n"
        "print(duality_gap(payoff, path.mean_rows[-1], path.mean_columns[-1]))"
    )
