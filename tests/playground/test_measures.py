from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import wasserstein_distance

from gan_core.errors import ConfigError
from gan_core.playground import DATA
from gan_core.playground.measures import CELLS, HELD, PSEUDO, cell_counts, jensen_shannon, kullback_leibler, measure, wasserstein
from gan_core.playground.points import Distribution, mixture

TWO = mixture(np.array([[-1.0, 0], [1, 0]]), sigma=0.05)


def at(*places: tuple[float, float, int]) -> np.ndarray:
    """`count` points at each (x, y, count)."""
    return np.concatenate([np.tile(np.array([[x, y]], np.float32), (count, 1)) for x, y, count in places])


def real(distribution: Distribution, count: int = 2500, seed: int = 1) -> np.ndarray:
    return distribution.draw(np.random.default_rng(seed), count)


def test_modes_by_hand() -> None:
    fake = at((-1, 0, 50), (1.2, 0, 30), (1.13, 0, 10), (0, 0, 9), (30, 0, 1))
    seen = measure(TWO, real(TWO, 100), fake)
    assert seen.shares == pytest.approx((0.5, 0.4))
    assert seen.modes == 2
    assert seen.near == pytest.approx(0.9)
    assert seen.high_quality == pytest.approx(0.6)  # 0.2 is within 0.25, but not within 3 x 0.05
    assert measure(TWO, real(TWO, 100), at((-1, 0, 99), (1, 0.2, 1))).modes == 2
    assert measure(TWO, real(TWO, 1000), at((-1, 0, 991), (1, 0.2, 9))).modes == 1, f"less than {HELD:.0%}"


def test_without_modes_real_points_take_their_place() -> None:
    distribution = Distribution(TWO.draw)
    seen = measure(distribution, at((0, 0, 60), (2, 0, 40)), at((0, 0.1, 70), (1, 1, 30)))
    assert (seen.shares, seen.modes, seen.high_quality) == (None, None, None)
    assert seen.near == pytest.approx(0.7)
    assert seen.covered == pytest.approx(0.6)


@pytest.mark.parametrize("name", DATA)
def test_real_points_in_the_place_of_fakes_are_near_every_floor(name: str) -> None:
    distribution = DATA[name]
    seen = measure(distribution, real(distribution), real(distribution, seed=2))
    assert seen.near > 0.98
    assert seen.covered > 0.98
    assert seen.kl < 0.2
    assert seen.js < 0.04
    assert seen.w1 < 0.8
    if distribution.modes is not None:
        assert seen.modes == len(distribution.modes)
        assert seen.high_quality == pytest.approx(1 - math.exp(-4.5), abs=0.01)  # of a round Gaussian within 3 sigma


@pytest.mark.parametrize("name", DATA)
def test_one_point_is_worse_than_noisy_data_on_every_scale(name: str) -> None:
    points = real(DATA[name])
    noisy = points + 0.05 * np.random.default_rng(0).standard_normal(points.shape)
    one, close = measure(DATA[name], points, np.tile(points[:1], (2500, 1))), measure(DATA[name], points, noisy)
    assert one.covered < 0.5 < close.covered
    assert (close.kl, close.js, close.w1) < (one.kl, one.js, one.w1)
    assert close.js < one.js
    assert close.w1 < one.w1


def test_no_point_is_lost_on_the_grid() -> None:
    width = 6 / CELLS
    points = at((-3, -3, 2), (-3 + 1.5 * width, -3, 3), (-3, -3 + 1.5 * width, 4), (3.5, 0, 5), (1e30, -1e30, 6), (3, 3, 1))
    counts = cell_counts(points, box=3)
    assert counts.sum() == len(points)
    assert (counts[0], counts[1], counts[CELLS], counts[-1]) == (2, 3, 4, 12)


def test_divergences_by_hand() -> None:
    p, q = np.array([3, 1, 0]), np.array([1, 1, 2])
    assert jensen_shannon(p, q) == pytest.approx(
        0.5 * (0.75 * math.log(0.75 / 0.5) + 0.25 * math.log(0.25 / 0.25))
        + 0.5 * (0.25 * math.log(0.25 / 0.5) + 0.25 * math.log(0.25 / 0.25) + 0.5 * math.log(0.5 / 0.25))
    )
    smooth = [(np.array(one) + PSEUDO) / (4 + 3 * PSEUDO) for one in (p, q)]
    assert kullback_leibler(p, q) == pytest.approx(sum(a * math.log(a / b) for a, b in zip(*smooth, strict=True)))
    assert jensen_shannon(np.array([5, 0]), np.array([0, 7])) == pytest.approx(math.log(2))
    assert kullback_leibler(p, p) == jensen_shannon(q, q) == 0


def test_kl_of_two_gaussians_comes_to_the_closed_form() -> None:
    random = np.random.default_rng(0)
    a, b = random.normal(size=(400_000, 2)), random.normal(size=(400_000, 2)) + np.array([0.5, 0])
    assert kullback_leibler(*(cell_counts(points, box=5) for points in (a, b))) == pytest.approx(0.125, rel=0.05)  # |shift|^2 / 2


@given(st.lists(st.integers(0, 50), min_size=4, max_size=4), st.lists(st.integers(0, 50), min_size=4, max_size=4))
def test_divergences_stay_in_their_ranges(p: list[int], q: list[int]) -> None:
    left, right = np.array(p) + np.eye(4, dtype=int)[0], np.array(q) + np.eye(4, dtype=int)[3]
    assert 0 <= jensen_shannon(left, right) <= math.log(2) + 1e-12
    assert jensen_shannon(left, right) == pytest.approx(jensen_shannon(right, left))
    assert kullback_leibler(left, right) >= -1e-12


def test_wasserstein_by_every_matching() -> None:
    random = np.random.default_rng(3)
    a, b = random.normal(size=(6, 2)), random.normal(size=(6, 2)) + 1
    for order in (1, 2):
        costs = [np.mean(np.linalg.norm(a - b[list(way)], axis=1) ** order) for way in itertools.permutations(range(6))]
        assert wasserstein(a, b, order) == pytest.approx(min(costs) ** (1 / order))


def test_wasserstein_of_a_shift_and_on_a_line() -> None:
    random = np.random.default_rng(4)
    points, values, others = random.normal(size=(80, 2)), random.normal(size=90), random.exponential(size=90)
    shift = np.array([0.3, 0.4])
    assert wasserstein(points, random.permutation(points) + shift) == pytest.approx(0.5)
    assert wasserstein(points, points + shift, order=2) == pytest.approx(0.5)
    flat = [np.stack([one, np.zeros(90)], axis=1) for one in (values, others)]
    assert wasserstein(*flat) == pytest.approx(wasserstein_distance(values, others))
    with pytest.raises(ConfigError, match="80, as many"):
        wasserstein(points, points[:5])
