from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gan_core.latent import bilinear, lerp, slerp, z_from_seed

unit_interval = st.floats(0, 1)
vectors = arrays(np.float64, 6, elements=st.floats(-10, 10).filter(lambda value: value == 0 or abs(value) > 1e-3))


def angle_between(a, b):
    return np.arccos(np.clip(a @ b / np.linalg.norm(a) / np.linalg.norm(b), -1, 1))


def test_slerp_quarter_circle_by_hand():
    # a third of the way along a quarter circle is at 30 degrees
    np.testing.assert_allclose(slerp(np.array([1.0, 0.0]), np.array([0.0, 1.0]), 1 / 3), [np.sqrt(3) / 2, 1 / 2])


def test_slerp_is_not_lerp():
    start, end = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    assert np.linalg.norm(slerp(start, end, 0.5)) == pytest.approx(1)
    assert np.linalg.norm(lerp(start, end, 0.5)) == pytest.approx(np.sqrt(0.5))


@given(vectors, vectors)
@pytest.mark.parametrize("path", [lerp, slerp])
def test_ends_are_exact_for_any_pair(path, start, end):
    np.testing.assert_allclose(path(start, end, 0.0), start, atol=1e-9)
    np.testing.assert_allclose(path(start, end, 1.0), end, atol=1e-9)


@given(vectors, vectors, unit_interval)
def test_slerp_is_finite_and_never_longer_than_the_pair_for_equal_lengths(start, end, t):
    length = np.linalg.norm(start)
    if length == 0 or np.linalg.norm(end) == 0:
        assert np.isfinite(slerp(start, end, t)).all()
        return
    end = end * (length / np.linalg.norm(end))
    assert np.linalg.norm(slerp(start, end, t)) == pytest.approx(length, rel=1e-5)


@given(st.integers(0, 10_000), unit_interval)
def test_slerp_turns_at_constant_speed(seed, t):
    start, end = z_from_seed(seed, 2, 50).astype(np.float64)
    end *= np.linalg.norm(start) / np.linalg.norm(end)
    assert angle_between(start, slerp(start, end, t)) == pytest.approx(t * angle_between(start, end), abs=1e-6)


def test_parallel_vectors_go_straight():
    start = np.array([1.0, 2.0, 2.0])
    np.testing.assert_allclose(slerp(start, 3 * start, 0.5), 2 * start)
    np.testing.assert_array_equal(slerp(start, start, 0.3), start)


def test_opposite_vectors_turn_around_the_origin_instead_of_passing_through_it():
    start = np.array([0.0, 3.0, 4.0])
    middle = slerp(start, -start, 0.5)
    assert np.linalg.norm(middle) == pytest.approx(5)
    assert middle @ start == pytest.approx(0, abs=1e-9)


def test_zero_vector_has_no_direction():
    end = np.array([2.0, 0.0])
    np.testing.assert_allclose(slerp(np.zeros(2), end, 0.25), [0.5, 0])


def test_bilinear_corners_and_middle_by_hand():
    corners = np.diag([1.0, 2.0, 3.0, 4.0])
    for index, (x, y) in enumerate([(0, 0), (1, 0), (0, 1), (1, 1)]):
        np.testing.assert_allclose(bilinear(corners, x, y), corners[index])
    np.testing.assert_allclose(bilinear(corners, 0.5, 0.5, keep_variance=False), [0.25, 0.5, 0.75, 1])
    np.testing.assert_allclose(bilinear(corners, 0.5, 0.5), [0.5, 1, 1.5, 2])  # 1/4 / sqrt(4 / 16) = 1/2


@given(unit_interval, unit_interval)
def test_keep_variance_means_standard_normal_everywhere(x, y):
    weights = bilinear(np.eye(4), x, y)
    assert (weights**2).sum() == pytest.approx(1)  # variance of the blend of independent N(0, 1)
    assert (bilinear(np.eye(4), x, y, keep_variance=False)).sum() == pytest.approx(1)
