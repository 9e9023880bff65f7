"""What G is to imitate."""

from __future__ import annotations

import numpy as np
import pytest

from gan_core.errors import DataError
from gan_core.playground import DATA, Playground, PlaygroundConfig
from gan_core.playground.config import MAX_POINTS

SETS = [name for name in DATA if name not in ("text", "points")]
TINY = PlaygroundConfig(generator_hidden=(1,), discriminator_hidden=(1,), batch_size=2)


def draw(seed: int = 0, **settings: object) -> np.ndarray:
    return Playground(TINY.changed(seed=seed, **settings)).samples(2500)[0]


@pytest.mark.parametrize("name", SETS)
def test_points_are_in_view_and_differ_by_seed(name: str) -> None:
    points, box = draw(data=name), Playground(TINY.changed(data=name)).scene()["box"]
    assert points.shape == (2500, 2)
    assert points.dtype == np.float32
    assert (np.abs(points) < box).mean() > 0.999
    assert points.std() > 0.5
    assert (points == draw(data=name)).all()
    assert (points != draw(1, data=name)).any()


def test_the_ring_has_eight_different_modes_and_the_grid_twenty_five() -> None:
    ring, grid = (Playground(TINY.changed(data=name)).modes() for name in ("ring", "grid"))
    assert ring is not None
    assert grid is not None
    assert len(np.unique(ring.round(4), axis=0)) == len(ring) == 8
    assert np.linalg.norm(ring, axis=1) == pytest.approx(2)
    assert len(np.unique(grid, axis=0)) == 25
    assert sorted({float(x) for x in grid[:, 0]}) == [-4, -2, 0, 2, 4]


@pytest.mark.parametrize("name", ["ring", "grid", "blobs"])
def test_mixtures_are_equal_and_of_their_width(name: str) -> None:
    game = Playground(TINY.changed(data=name))
    modes, sigma = game.modes(), game.scene()["sigma"]
    assert modes is not None
    points = np.concatenate([draw(seed, data=name) for seed in range(8)])
    offsets = points[:, None] - modes
    nearest = np.linalg.norm(offsets, axis=2).argmin(axis=1)
    counts = np.bincount(nearest, minlength=len(modes))
    assert counts / len(points) == pytest.approx(1 / len(modes), abs=0.02)
    assert offsets[np.arange(len(points)), nearest].std() == pytest.approx(sigma, rel=0.05)


def test_curves_are_where_they_are_said_to_be() -> None:
    line, moons, roll = (draw(data=name) for name in ("line", "moons", "swiss_roll"))
    assert np.std(line[:, 1] - line[:, 0] / 2) == pytest.approx(0.03 * 1.25**0.5, rel=0.1)
    sides = np.hypot(moons[:, 0][:, None] + np.array([0.8, -0.8]), moons[:, 1][:, None] + np.array([0.4, -0.4]))
    assert np.abs(sides - 1.6).min(axis=1).mean() < 0.1
    angle = np.hypot(*roll.T) / 0.17
    assert (angle.min(), angle.max()) == pytest.approx((1.5 * np.pi, 4.5 * np.pi), rel=0.15)
    board = np.floor(draw(data="checkerboard") / 1.2).astype(int)
    assert set(map(tuple, np.unique(board, axis=0))) == {(x, y) for x in range(-2, 2) for y in range(-2, 2) if (x + y) % 2 == 0}


def test_letters_have_their_marks() -> None:
    plain, marked = draw(data="text", text="Viet"), draw(data="text", text="Việt")
    assert (plain[:, 0].min(), plain[:, 0].max()) == pytest.approx((-2.4, 2.4), abs=0.15)
    assert np.ptp(marked[:, 1]) > np.ptp(plain[:, 1])
    assert (draw(data="text", text="Việt") == draw(data="text", text="Vie\u0323\u0302t")).all(), "however it is typed"


@pytest.mark.parametrize("text", ["\u200b", "漢字", "😀"])
def test_letters_without_ink_are_refused_and_others_left_out(text: str) -> None:
    with pytest.raises(DataError, match="nothing to be seen"):
        draw(data="text", text=text)
    assert (draw(data="text", text=f"a{text}b") == draw(data="text", text="ab")).all()


def test_drawn_points_are_gaussians() -> None:
    points = draw(data="points", points=((1.0, 1), (-1, 0)))
    assert points[points[:, 0] > 0].mean(axis=0) == pytest.approx([1, 1], abs=0.01)
    assert points[points[:, 0] > 0].std(axis=0) == pytest.approx(0.03, rel=0.1)
    most = tuple((0.001 * index, 0.0) for index in range(MAX_POINTS))
    assert Playground(PlaygroundConfig(data="points", points=most)).step(1) == 1
