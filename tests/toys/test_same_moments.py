from __future__ import annotations

import numpy as np
import pytest

from gan_core.errors import ConfigError
from gan_core.metrics import feature_statistics, frechet_distance, precision_recall
from gan_core.toys.same_moments import SHAPES, same_moments

MANY = 200_000


@pytest.mark.parametrize("mix", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("shape", SHAPES)
def test_mean_and_covariance_are_the_standard_gaussians(shape, mix):
    points = same_moments(shape, MANY, mix)
    np.testing.assert_allclose(points.mean(axis=0), 0, atol=5 / np.sqrt(MANY))
    np.testing.assert_allclose(np.cov(points.T), np.eye(2), atol=0.02)
    assert frechet_distance(np.zeros(2), np.eye(2), *feature_statistics(points)) < 1e-3


def test_single_points_are_few_and_their_moments_exact():
    for shape, corners in (("triangle", 3), ("corners", 4)):
        points = np.unique(same_moments(shape, 12 * corners).round(9), axis=0)
        assert len(points) == corners
        np.testing.assert_allclose(points.mean(axis=0), 0, atol=1e-8)
        np.testing.assert_allclose(np.cov(points.T, bias=True), np.eye(2), atol=1e-8)


def test_recall_sees_what_the_frechet_distance_does_not():
    real = np.random.default_rng(3).standard_normal((1000, 2))
    fakes = same_moments("triangle", 1000)
    assert frechet_distance(*feature_statistics(real), *feature_statistics(fakes)) < 0.05
    assert precision_recall(real, fakes) == (1.0, 0.0)


def test_wrong_shapes_are_refused():
    with pytest.raises(ConfigError):
        same_moments("star", 10)
    with pytest.raises(ConfigError):
        same_moments("ring", 10, mix=1.5)
