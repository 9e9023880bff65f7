from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gan_core.errors import ConfigError
from gan_core.metrics import frechet_distance
from gan_core.toys.few_samples import Distances, RoundGaussians, measure, sizes_up_to


@given(st.integers(1, 12), st.floats(0, 3), st.floats(0.5, 1.5))
@settings(max_examples=30)
def test_the_truth_is_the_distance_of_the_two_gaussians(dimension, shift, width):
    features = RoundGaussians(dimension, shift, width)
    mean = np.zeros(dimension)
    mean[0] = shift
    assert features.truth == pytest.approx(frechet_distance(*features.real, mean, width**2 * np.eye(dimension)), abs=1e-6)


@pytest.mark.parametrize(("dimension", "shift", "width"), [(2, 0.0, 1.0), (8, 1.0, 0.7), (16, 0.5, 1.3)])
def test_the_bias_is_what_the_formula_says(dimension, shift, width):
    features = RoundGaussians(dimension, shift, width)
    counts = (200, 800)
    found = measure(features.real, features.draw, counts, repeats=300)
    error = found.values.std(axis=0) / np.sqrt(300)
    assert np.all(
        np.abs(found.values.mean(axis=0) - features.expected(counts)) < 4 * error + 0.05 * (features.expected(counts) - features.truth)
    )


def test_extrapolation_takes_most_of_the_bias_away():
    features = RoundGaussians(16)
    found = measure(features.real, features.draw, sizes_up_to(512), repeats=40)
    limit, slope = found.extrapolated()
    assert abs(np.median(limit)) < 0.25 * np.median(found.values[:, -1])
    assert np.all(slope > 0)


def test_a_straight_line_is_extrapolated_exactly():
    counts = (10, 20, 40)
    line = 3.0 + 7.0 / np.array(counts)
    limit, slope = Distances(counts, np.stack([line, line + 1])).extrapolated()
    np.testing.assert_allclose(limit, [3, 4])
    np.testing.assert_allclose(slope, 7)


def test_sizes_end_at_the_count_and_lie_evenly_in_its_inverse():
    sizes = sizes_up_to(1000)
    assert (sizes[0], sizes[-1]) == (250, 1000)
    gaps = np.diff(1 / np.array(sizes))
    np.testing.assert_allclose(gaps, gaps[0], rtol=0.05)


def test_impossible_features_are_refused():
    for wrong in ({"dimension": 0}, {"dimension": 2, "width": 0.0}):
        with pytest.raises(ConfigError):
            RoundGaussians(**wrong)
    features = RoundGaussians(2)
    with pytest.raises(ConfigError):
        measure(features.real, features.draw, (1, 5), 1)
