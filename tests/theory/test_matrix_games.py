"""Equilibria against linear programmes and closed forms; learning against what is proved about it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from gan_core.errors import ConfigError
from gan_core.theory.matrix_games import RULES, duality_gap, gains, guarantee, mean_gap_bound, nash_equilibrium, play, saddle_points

PENNIES = np.array([[1.0, -1.0], [-1.0, 1.0]])
ROCK_PAPER_SCISSORS = np.array([[0.0, -1.0, 1.0], [1.0, 0.0, -1.0], [-1.0, 1.0, 0.0]])
SADDLE = np.array([[3.0, 1.0, 4.0], [2.0, 0.0, 1.0], [5.0, -1.0, 2.0]])

sizes = st.tuples(st.integers(1, 4), st.integers(1, 4))
matrices = sizes.flatmap(lambda shape: arrays(np.float64, shape, elements=st.floats(-9, 9).map(lambda value: round(value, 1))))
small_integers = sizes.flatmap(lambda shape: arrays(np.float64, shape, elements=st.integers(-2, 2).map(float)))  # many ties


def row_programme(matrix: np.ndarray) -> tuple[np.ndarray, float]:
    """max v with x A >= v: the row player's linear programme."""
    m, n = matrix.shape
    answer = linprog(
        [*[0.0] * m, -1.0],
        A_ub=np.hstack([-matrix.T, np.ones((n, 1))]),
        b_ub=np.zeros(n),
        A_eq=[[*[1.0] * m, 0.0]],
        b_eq=[1.0],
        bounds=[(0, None)] * m + [(None, None)],
    )
    return answer.x[:m], -answer.fun


@given(st.one_of(matrices, small_integers))
@settings(max_examples=150)
def test_value_is_that_of_both_linear_programmes(matrix: np.ndarray) -> None:
    found = nash_equilibrium(matrix)
    x, value = row_programme(matrix)
    y, minus_value = row_programme(-matrix.T)
    assert found.value == pytest.approx(value, abs=1e-7)
    assert found.value == pytest.approx(-minus_value, abs=1e-7)
    if found.unique:
        np.testing.assert_allclose(found.row, x, atol=1e-5)
        np.testing.assert_allclose(found.column, y, atol=1e-5)


@given(st.one_of(matrices, small_integers, arrays(np.float64, (3, 3), elements=st.floats(-1e3, 1e3))))
@settings(max_examples=150)
def test_no_player_gains_by_changing_alone(matrix: np.ndarray) -> None:
    found = nash_equilibrium(matrix)
    scale = max(1.0, float(np.ptp(matrix)))
    assert found.row.sum() == pytest.approx(1)
    assert found.column.sum() == pytest.approx(1)
    assert min(found.row.min(), found.column.min()) >= 0
    assert gains(matrix, found.row, found.column) == pytest.approx((0, 0), abs=1e-6 * scale)
    assert duality_gap(matrix, found.row, found.column) == pytest.approx(0, abs=1e-6 * scale)


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(1e-3, 5), st.floats(1e-3, 5), st.booleans())
def test_two_by_two_closed_form(b: float, c: float, over: float, above: float, exchanged: bool) -> None:
    """Without a saddle point, where one diagonal is above the other: p = (d - c)/(a - b - c + d), q = (d - b)/..., value (ad - bc)/..."""
    a, d = max(b, c) + over, max(b, c) + above
    matrix = np.array([[b, a], [d, c]] if exchanged else [[a, b], [c, d]])
    a, b, c, d = matrix.ravel()
    total = a - b - c + d
    assert saddle_points(matrix) == []
    found = nash_equilibrium(matrix)
    assert found.unique
    assert found.row[0] == pytest.approx((d - c) / total, abs=1e-7)
    assert found.column[0] == pytest.approx((d - b) / total, abs=1e-7)
    assert found.value == pytest.approx((a * d - b * c) / total, abs=1e-7)


@given(matrices, st.floats(0.1, 10), st.floats(-10, 10))
def test_scaling_and_exchanging_the_players(matrix: np.ndarray, scale: float, shift: float) -> None:
    value = nash_equilibrium(matrix).value
    assert nash_equilibrium(scale * matrix + shift).value == pytest.approx(scale * value + shift, abs=1e-6 * max(1, scale))
    assert nash_equilibrium(-matrix.T).value == pytest.approx(-value, abs=1e-7)


def test_games_everyone_knows() -> None:
    for matrix, count in ((PENNIES, 2), (ROCK_PAPER_SCISSORS, 3)):
        found = nash_equilibrium(matrix)
        np.testing.assert_allclose([found.row, found.column], np.full((2, count), 1 / count))
        assert found.value == 0
        assert found.unique
        assert saddle_points(matrix) == []
    found = nash_equilibrium(SADDLE)
    assert found.row.tolist() == [1, 0, 0]
    assert found.column.tolist() == [0, 1, 0]
    assert found.value == 1
    assert saddle_points(SADDLE) == [(0, 1)]


def test_many_equilibria_are_said_and_the_middle_is_one() -> None:
    found = nash_equilibrium(np.zeros((2, 3)))
    assert not found.unique
    assert found.row.tolist() == [0.5, 0.5]
    found = nash_equilibrium([[1, 1], [0, 2]])  # saddle points' row is fixed, the column player's share is free in [1/2, 1]
    assert not found.unique
    assert found.row.tolist() == [1, 0]
    assert found.column[0] == pytest.approx(0.75)
    assert found.value == 1


def test_guarantee_is_best_at_the_equilibrium() -> None:
    matrix = np.array([[3.0, -1.0], [-2.0, 1.0]])
    shares = np.linspace(0, 1, 7001)
    found = nash_equilibrium(matrix)
    lines, sure = guarantee(matrix, shares, "row")
    assert lines[:, -1].tolist() == [3, -1]
    assert shares[sure.argmax()] == pytest.approx(found.row[0], abs=2e-4)
    assert sure.max() == pytest.approx(found.value, abs=1e-3)
    lines, sure = guarantee(matrix, shares, "column")
    assert lines[:, -1].tolist() == [3, -2]
    assert shares[sure.argmin()] == pytest.approx(found.column[0], abs=2e-4)
    assert sure.min() == pytest.approx(found.value, abs=1e-3)


# ------------------------------------------------------------------------------------------------------------------------- learning


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("matrix", [PENNIES, ROCK_PAPER_SCISSORS, SADDLE], ids=["pennies", "rps", "saddle"])
def test_means_reach_the_equilibrium(rule: str, matrix: np.ndarray) -> None:
    start = np.arange(1, len(matrix) + 1) / np.arange(1, len(matrix) + 1).sum()
    path = play(matrix, start, start[::-1], 4000, rule=rule, rate=0.02)
    assert duality_gap(matrix, path.mean_rows[-1], path.mean_columns[-1]) < 0.1
    np.testing.assert_allclose(path.rows.sum(axis=1), 1)
    np.testing.assert_allclose(path.mean_rows[-1], path.rows.mean(axis=0))


def test_multiplicative_circles_outwards_optimistic_comes_in() -> None:
    start = np.array([0.6, 0.4])
    outwards = play(PENNIES, start, start, 2000, rule="multiplicative", rate=0.1)
    inwards = play(PENNIES, start, start, 2000, rule="optimistic", rate=0.1)
    first = duality_gap(PENNIES, start, start)
    assert duality_gap(PENNIES, outwards.rows[-300:], outwards.columns[-300:]).min() > 2 * first
    assert duality_gap(PENNIES, inwards.rows[-1], inwards.columns[-1]) < 1e-3


@given(arrays(np.float64, (3, 3), elements=st.floats(-3, 3)), st.floats(0.01, 0.5))
@settings(max_examples=20)
def test_gap_of_the_means_keeps_its_bound(matrix: np.ndarray, rate: float) -> None:
    start = np.array([0.5, 0.3, 0.2])
    path = play(matrix, start, start, 200, rule="multiplicative", rate=rate)
    gap = duality_gap(matrix, path.mean_rows, path.mean_columns)
    assert (gap <= mean_gap_bound(matrix, start, start, np.arange(1, 202), rate) + 1e-9).all()


def test_multiplicative_step_by_hand() -> None:
    path = play(PENNIES, [0.5, 0.5], [0.75, 0.25], 1, rule="multiplicative", rate=0.2)
    assert path.rows[1, 0] == pytest.approx(np.exp(0.1) / (np.exp(0.1) + np.exp(-0.1)))
    assert path.columns[1] == pytest.approx([0.75, 0.25])
    assert path.mean_rows[1, 0] == pytest.approx((0.5 + path.rows[1, 0]) / 2)


def test_fictitious_play_answers_best_to_the_mean() -> None:
    path = play(PENNIES, [0.9, 0.1], [0.8, 0.2], 2, rule="fictitious")
    assert (path.rows[0].tolist(), path.columns[0].tolist()) == ([0.9, 0.1], [0.8, 0.2])
    assert path.rows[1].tolist() == [1, 0]
    assert path.columns[1].tolist() == [0, 1]
    assert path.columns[2].tolist() == [0, 1]  # the row's mean is (0.95, 0.05)
    assert path.rows[2].tolist() == [0, 1]  # the column's mean is (0.4, 0.6)


def test_a_certain_start_stays_finite() -> None:
    path = play(1000 * PENNIES, [1, 0], [0, 1], 50, rule="multiplicative", rate=1)
    assert np.isfinite(path.rows).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: nash_equilibrium([1, 2]), "payoff: got shape"),
        (lambda: nash_equilibrium([[1], [2, 3]]), "payoff: holds something"),
        (lambda: nash_equilibrium([[np.nan]]), "payoff: holds something"),
        (lambda: nash_equilibrium(np.zeros((7, 2))), "7 x 2"),
        (lambda: gains(PENNIES, [0.5, 0.6], [0.5, 0.5]), "row"),
        (lambda: gains(PENNIES, [0.5, 0.5], [1, 0, 0]), "column"),
        (lambda: play(PENNIES, [1, 0], [1, 0], 1, rule="none"), "rule: got 'none'"),
        (lambda: guarantee(SADDLE, [0.5], "row"), "payoff: got shape"),
    ],
)
def test_mistakes_are_named(call, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        call()
