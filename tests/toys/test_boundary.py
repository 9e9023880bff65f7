from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gan_core.losses import LOSSES
from gan_core.losses.least_squares import LeastSquares
from gan_core.toys.boundary import Boundary, fake_points, real_points
from gan_core.toys.slopes import pull


@given(st.floats(-3, 5), st.floats(-75, 75), st.floats(0.2, 4))
@settings(max_examples=40)
def test_scores_are_steepness_times_distance_and_zero_on_the_line(crossing, angle, steepness):
    edge = Boundary(crossing, angle, steepness)
    np.testing.assert_allclose(edge.scores(np.column_stack(edge.ends(7))), 0, atol=1e-9)
    beyond = np.array([crossing, 0]) + 3 * edge.normal
    assert edge.distances([beyond])[0] == pytest.approx(3)
    assert edge.scores([beyond])[0] == pytest.approx(3 * steepness)
    np.testing.assert_allclose(np.linalg.norm(edge.slopes([beyond, beyond]), axis=1), steepness)


def test_far_fakes_on_the_right_side_are_pulled_by_least_squares_only():
    edge, far = Boundary(0, 10, 1.5), fake_points(4.5, 1.4, 14, 0.5, 2)
    scores, slopes = edge.scores(far), edge.slopes(far)
    entropy = np.linalg.norm(pull(LOSSES["non_saturating"], scores, slopes), axis=1)
    squares = pull(LeastSquares(a=-1, b=1, c=0), scores, slopes)
    assert entropy.max() < 0.05
    assert np.linalg.norm(squares, axis=1).min() > 5
    assert (squares @ edge.normal < 0).all()  # back to the boundary


def test_the_real_cloud_lies_on_the_default_boundary():
    distances = Boundary().distances(real_points())
    assert abs(distances.mean()) < 0.2
    assert (distances > 0).mean() == pytest.approx(0.5, abs=0.15)
