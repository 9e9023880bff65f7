from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import sqrtm

from gan_core.errors import ConfigError
from gan_core.metrics import frechet_distance
from gan_core.toys.ellipses import Gaussian, carry, frechet_terms

places, widths = st.tuples(*[st.floats(-4, 4)] * 2), st.tuples(*[st.floats(0.3, 2.5)] * 2)
gaussians = st.builds(Gaussian, places, widths, st.floats(-0.95, 0.95))


def square_noise(count: int) -> np.ndarray:
    """Noise (count, 2) with mean 0 and covariance 1 exactly."""
    noise = np.random.default_rng(0).standard_normal((count, 2))
    noise -= noise.mean(axis=0)
    return np.linalg.solve(np.linalg.cholesky(noise.T @ noise / count), noise.T).T


@given(gaussians, gaussians)
@settings(max_examples=60)
def test_terms_are_those_of_scipys_root_and_of_the_metric(one, other):
    means, covariances = frechet_terms(one, other)
    s1, s2 = one.covariance, other.covariance
    assert means == pytest.approx(np.sum(np.subtract(one.mean, other.mean) ** 2))
    assert covariances == pytest.approx(np.trace(s1 + s2 - 2 * sqrtm(s1 @ s2).real), abs=1e-6)
    assert means + covariances == pytest.approx(frechet_distance(*one.moments, *other.moments), abs=1e-7)
    assert frechet_terms(other, one) == pytest.approx((means, covariances))
    assert frechet_terms(one, one) == pytest.approx((0, 0), abs=1e-7)


@given(gaussians, gaussians)
@settings(max_examples=40)
def test_the_mean_squared_way_of_the_transport_is_the_distance(source, target):
    points = source.spread(square_noise(50))
    moved = carry(source, target, points)
    np.testing.assert_allclose(moved.mean(axis=0), target.mean, atol=1e-9)
    np.testing.assert_allclose(np.cov(moved.T, bias=True), target.covariance, atol=1e-8)
    assert ((moved - points) ** 2).sum(axis=1).mean() == pytest.approx(sum(frechet_terms(source, target)), abs=1e-7)


@given(gaussians)
@settings(max_examples=30)
def test_contours_lie_at_their_mahalanobis_distance_and_touch_the_widths(gaussian):
    away = gaussian.contour(2, count=720) - gaussian.mean
    distance = np.sqrt(np.einsum("ni,ij,nj->n", away, np.linalg.inv(gaussian.covariance), away))
    np.testing.assert_allclose(distance, 2)
    np.testing.assert_allclose(away.max(axis=0), 2 * np.array(gaussian.widths), rtol=1e-3)


@pytest.mark.parametrize("wrong", [{"widths": (0.0, 1.0)}, {"correlation": 1.0}, {"mean": (np.nan, 0.0)}])
def test_what_is_no_gaussian_is_refused(wrong):
    with pytest.raises(ConfigError):
        Gaussian(**wrong)
