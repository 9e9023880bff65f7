"""The engine's measures against SciPy's, and by hand."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist
from scipy.stats import wasserstein_distance

from gan_core.playground import DATA, Measures, Playground, PlaygroundConfig

SETS = [name for name in DATA if name not in ("text", "points")]
CELLS, PSEUDO = 25, 0.01
TINY = PlaygroundConfig(generator_hidden=(1,), discriminator_hidden=(1,), batch_size=2)


def game(data: str = "blobs", seed: int = 0) -> Playground:
    return Playground(TINY.changed(data=data, seed=seed))


def at(*places: tuple[float, float, int]) -> np.ndarray:
    """`count` points at each (x, y, count)."""
    return np.concatenate([np.tile(np.array([[x, y]], np.float32), (count, 1)) for x, y, count in places])


def real(data: str, seed: int = 0, count: int = 2500) -> np.ndarray:
    return game(data, seed).samples(count)[0]


def counts(points: np.ndarray, box: float) -> np.ndarray:
    cells = np.floor((points.astype(np.float64) + box) * (CELLS / (2 * box)))
    inside = ((cells >= 0) & (cells < CELLS)).all(axis=1)
    index = np.where(inside, cells[:, 1].clip(0, CELLS) * CELLS + cells[:, 0].clip(0, CELLS), CELLS * CELLS).astype(int)
    return np.bincount(index, minlength=CELLS * CELLS + 1)


def expected(data: str, real: np.ndarray, fake: np.ndarray) -> Measures:
    """The same by SciPy."""
    one = game(data)
    scene, modes = one.scene(), one.modes()

    def within(points: np.ndarray, others: np.ndarray) -> float:
        return float(np.mean(cKDTree(others).query(points)[0] <= scene["near"]))

    shares, held, near, good = None, None, within(fake, real), None
    if modes is not None:
        distance, nearest = cKDTree(modes).query(fake)
        found = np.bincount(nearest[distance <= scene["near"]], minlength=len(modes))
        shares, held = tuple(found / len(fake)), int((found >= 0.01 * len(fake)).sum())
        near, good = float(found.sum() / len(fake)), float(np.mean(distance <= 3 * scene["sigma"]))
    p, q = counts(real, scene["box"]), counts(fake, scene["box"])
    smooth = [(one + PSEUDO) / (one + PSEUDO).sum() for one in (p, q)]
    middle = (p + q) / 2
    js = sum(np.sum(one[one > 0] / one.sum() * np.log(one[one > 0] / middle[one > 0])) for one in (p, q)) / 2
    cost = cdist(real[:256], fake[:256])
    return Measures(
        shares=shares, modes=held, near=near, high_quality=good, covered=within(real, fake),
        kl=float(np.sum(smooth[0] * np.log(smooth[0] / smooth[1]))), js=float(js), w1=float(cost[linear_sum_assignment(cost)].mean()),
    )  # fmt: skip


def same(seen: Measures, other: Measures, *, near: float = 1e-6) -> None:
    assert (seen.modes, seen.shares is None) == (other.modes, other.shares is None)
    assert (seen.shares or ()) == pytest.approx(other.shares or (), abs=near)
    for name in ("near", "high_quality", "covered"):
        assert getattr(seen, name) == pytest.approx(getattr(other, name), abs=near), name
    for name in ("kl", "js", "w1"):
        assert getattr(seen, name) == pytest.approx(getattr(other, name), rel=1e-5, abs=1e-6), name


@pytest.mark.parametrize("data", SETS)
def test_they_are_those_of_scipy(data: str) -> None:
    one, random = game(data), np.random.default_rng(0)
    points = real(data)
    clouds = {
        "other real points": real(data, 1),
        "noisy": points + random.normal(scale=0.1, size=points.shape).astype(np.float32),
        "one point": np.tile(points[:1], (2500, 1)),
        "far away": random.normal(scale=5, size=points.shape).astype(np.float32),
    }
    for fake in clouds.values():
        same(one.measure_points(points, fake), expected(data, points, fake), near=0.0009)  # a distance may round to either side of a radius


def test_modes_by_hand() -> None:
    fake = at(
        (-1.7, 1.2, 50), (1.7, 1.7, 30), (1.7, 1.75, 10), (0, 0, 9), (30, 0, 1)
    )  # blobs: centres (-1.7, 1.2), (1.7, 1), ...; near: 0.75
    seen = game().measure_points(real("blobs")[:100], fake)
    assert seen.shares == pytest.approx((0.5, 0.4, 0))
    assert seen.modes == 2
    assert seen.near == seen.high_quality == pytest.approx(0.9)
    points = real("blobs", count=1000)
    assert game().measure_points(points, at((-1.7, 1.2, 991), (1.7, 1, 9))).modes == 1, "less than 1 %"
    assert game().measure_points(points, at((-1.7, 1.2, 990), (1.7, 1, 10))).modes == 2


def test_without_modes_real_points_take_their_place() -> None:
    seen = game("moons").measure_points(at((0, 0, 60), (2, 0, 40)), at((0, 0.1, 70), (1, 1, 30)))
    assert (seen.shares, seen.modes, seen.high_quality) == (None, None, None)
    assert seen.near == pytest.approx(0.7)
    assert seen.covered == pytest.approx(0.6)


@pytest.mark.parametrize("data", SETS)
def test_real_points_in_the_place_of_fakes_are_near_every_floor(data: str) -> None:
    one = game(data)
    modes = one.modes()
    for seen in (one.floor(), one.measure_points(real(data), real(data, 2))):
        assert seen.near > 0.98
        assert seen.covered > 0.98
        assert seen.kl < 0.2
        assert seen.js < 0.04
        assert seen.w1 < 1.1
        if modes is not None:
            assert seen.modes == len(modes)
            assert seen.high_quality == pytest.approx(1 - math.exp(-4.5), abs=0.01)  # of a round Gaussian within 3 sigma


def test_divergences_by_hand() -> None:
    far, here = (30, 0), (0.1, 0.1)
    apart = game("moons").measure_points(at((*here, 50)), at((*far, 50)))
    assert apart.js == pytest.approx(math.log(2))
    assert apart.kl == pytest.approx((50.01 * math.log(50.01 / 0.01) + 0.01 * math.log(0.01 / 50.01)) / (50 + 626 * PSEUDO), rel=1e-5)
    points = real("moons")
    equal = game("moons").measure_points(points, points[::-1].copy())
    assert (equal.js, equal.kl) == (0, 0)


def test_wasserstein_by_every_matching_on_a_line_and_of_a_shift() -> None:
    random, one = np.random.default_rng(3), game("moons")
    a, b = random.normal(size=(2, 6, 2)).astype(np.float32)
    costs = [np.mean(np.linalg.norm(a - b[list(way)], axis=1)) for way in itertools.permutations(range(6))]
    assert one.measure_points(a, b).w1 == pytest.approx(min(costs), rel=1e-6)
    flat = np.zeros((2, 90, 2), np.float32)
    flat[:, :, 0] = random.normal(size=90), random.exponential(size=90)
    assert one.measure_points(*flat).w1 == pytest.approx(wasserstein_distance(*flat[:, :, 0]), rel=1e-5)
    points = random.normal(size=(80, 2)).astype(np.float32)
    assert one.measure_points(points, random.permutation(points) + np.float32([0.3, 0.4])).w1 == pytest.approx(0.5, rel=1e-5)
