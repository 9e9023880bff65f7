from __future__ import annotations

import warnings

import numpy as np
import pytest
import scipy.linalg
import torch
from pytorch_fid.fid_score import calculate_frechet_distance
from torch_fidelity.metric_fid import fid_features_to_statistics, fid_statistics_to_metric

from gan_core.errors import ConfigError
from gan_core.metrics import feature_statistics, frechet, frechet_distance


def features(n: int, size: int, seed: int, shift: float = 0.0) -> torch.Tensor:
    """Correlated, skewed, non-negative, like ReLU features."""
    draws = np.random.default_rng(seed)
    mixing = np.random.default_rng(99).normal(size=(size, size)) / size**0.5
    return torch.from_numpy(np.maximum(draws.normal(size=(n, size)) @ mixing + shift, 0))


def exact_trace_formula(mean1, cov1, mean2, cov2) -> float:
    """The definition, with SciPy's root of the product."""
    return float(np.sum((mean1 - mean2) ** 2) + np.trace(cov1 + cov2 - 2 * scipy.linalg.sqrtm(cov1 @ cov2).real))


def test_one_dimension_closed_form():
    # 2-Wasserstein between N(1, 2^2) and N(4, 5^2): (1 - 4)^2 + (2 - 5)^2.
    assert frechet_distance(1.0, 4.0, 4.0, 25.0) == pytest.approx(18, abs=1e-12)


def test_commuting_covariances_closed_form():
    # Diagonal: |m1 - m2|^2 + sum (s1 - s2)^2.
    mean1, mean2, std1, std2 = np.zeros(4), np.arange(4.0), np.array([1.0, 2, 3, 0]), np.array([2.0, 2, 0, 1])
    assert frechet_distance(mean1, np.diag(std1**2), mean2, np.diag(std2**2)) == pytest.approx(14 + 1 + 0 + 9 + 1, abs=1e-12)


@pytest.mark.parametrize(
    ("n", "m", "size", "tolerance"),
    [
        (600, 500, 80, 1e-9),
        (81, 80, 80, 1e-4),  # one covariance barely regular, one singular
        (40, 50, 200, 1e-4),  # both singular
        (200, 1000, 300, 1e-4),  # real features fewer than their size, generated ones more
    ],
)
@pytest.mark.parametrize("silent", [0, 15], ids=["", "some features never fire"])
def test_agrees_with_scipy_torch_fidelity_and_pytorch_fid(n, m, size, tolerance, silent):
    real, fake = features(n, size, 0), features(m, size, 1, shift=0.2)
    real[:, :silent] = fake[:, :silent] = 0
    tolerance = max(tolerance, 1e-6) if silent else tolerance
    ours = frechet_distance(*feature_statistics(real), *feature_statistics(fake))
    stats = fid_features_to_statistics(real), fid_features_to_statistics(fake)
    flat = [value for stat in stats for value in (stat["mu"], stat["sigma"])]
    with warnings.catch_warnings():  # SciPy's root of a singular matrix, and that package's own call of it
        warnings.simplefilter("ignore")
        assert ours == pytest.approx(exact_trace_formula(*flat), rel=tolerance)
        assert ours == pytest.approx(calculate_frechet_distance(*flat), rel=tolerance)
    assert ours == pytest.approx(fid_statistics_to_metric(*stats, verbose=False)["frechet_inception_distance"], rel=tolerance)


@pytest.mark.parametrize("n", [500, 90])  # more pictures than features, and fewer
def test_agrees_on_features_of_real_pictures(halves, n):
    real, fake = (half.features[:n].double() for half in halves)
    stats = fid_features_to_statistics(real), fid_features_to_statistics(fake)
    ours = frechet_distance(*feature_statistics(real), *feature_statistics(fake))
    assert ours == pytest.approx(fid_statistics_to_metric(*stats, verbose=False)["frechet_inception_distance"], rel=1e-4)


def test_singular_covariances_agree_with_the_low_rank_closed_form():
    # N < size: cov = X^T X / (n - 1); Tr sqrt(cov1 cov2) is the nuclear norm of X1 X2^T over sqrt((n1 - 1) (n2 - 1)).
    real, fake = features(40, 200, 0), features(50, 200, 1, shift=0.3)
    centred = [(x - x.mean(0)).numpy() for x in (real, fake)]
    root = np.linalg.svd(centred[0] @ centred[1].T, compute_uv=False).sum() / (39 * 49) ** 0.5
    variance = sum((x**2).sum() / (len(x) - 1) for x in centred)
    expected = float((real.mean(0) - fake.mean(0)).square().sum()) + variance - 2 * root
    assert frechet_distance(*feature_statistics(real), *feature_statistics(fake)) == pytest.approx(expected, rel=1e-9)


def test_chunks_do_not_change_the_statistics(monkeypatch):
    x = features(50, 7, 0)
    whole = feature_statistics(x)
    monkeypatch.setattr(frechet, "CHUNK", 9)
    np.testing.assert_allclose(feature_statistics(x).covariance, whole.covariance, rtol=1e-12)
    np.testing.assert_array_equal(feature_statistics(x).mean, whole.mean)


def test_constant_features_leave_only_the_means():
    zeros = np.zeros((3, 3))
    assert frechet_distance(np.zeros(3), zeros, np.ones(3), zeros) == 3


def test_symmetric_and_zero_for_equal():
    real, fake = feature_statistics(features(100, 30, 0)), feature_statistics(features(100, 30, 1))
    assert frechet_distance(*real, *fake) == pytest.approx(frechet_distance(*fake, *real), rel=1e-9)
    assert 0 <= frechet_distance(*real, *real) < 1e-9


def test_the_unit_of_the_features_is_a_factor():
    """No threshold for rounding is absolute."""
    (mu1, sigma1), (mu2, sigma2) = (feature_statistics(features(200, 8, seed)) for seed in (1, 2))
    unit = 1e-6
    scaled = frechet_distance(unit * mu1, unit**2 * sigma1, unit * mu2, unit**2 * sigma2)
    assert scaled == pytest.approx(unit**2 * frechet_distance(mu1, sigma1, mu2, sigma2), rel=1e-6)


def test_falls_with_n_for_equal_distributions():
    values = [
        frechet_distance(*feature_statistics(features(n, 30, 0)), *feature_statistics(features(n, 30, 1))) for n in (50, 200, 800, 3200)
    ]
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float64, 1e-12), (torch.float32, 1e-6)])
def test_statistics_are_numpys(dtype, tolerance):
    x = features(20, 5, 0).to(dtype)
    mean, covariance = feature_statistics(x)
    np.testing.assert_allclose(mean, x.double().numpy().mean(0), rtol=1e-12)
    np.testing.assert_allclose(covariance, np.cov(x.double().numpy(), rowvar=False), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("n", [30, 100, 120, 3000])
def test_float32_features_lose_nothing_that_matters(n):
    real, fake = features(n, 100, 0).float(), features(n, 100, 1, shift=0.05).float()
    exact = frechet_distance(*feature_statistics(real.double()), *feature_statistics(fake.double()))
    assert frechet_distance(*feature_statistics(real), *feature_statistics(fake)) == pytest.approx(exact, rel=1e-5)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((np.zeros(2), np.eye(2), np.zeros(3), np.eye(2)), "mean2"),
        ((np.zeros((2, 2)), np.eye(2), np.zeros(2), np.eye(2)), "mean1: got shape (2, 2)"),
        ((np.zeros(2), np.eye(2), np.array([0, np.inf]), np.eye(2)), "mean2"),
        ((np.zeros(2), np.eye(3), np.zeros(2), np.eye(2)), "cov1: got shape (3, 3)"),
        ((np.zeros(2), np.eye(2), np.zeros(2), np.eye(2) * np.nan), "cov2"),
    ],
)
def test_bad_statistics_are_named(arguments, says):
    with pytest.raises(ConfigError) as error:
        frechet_distance(*arguments)
    assert says in str(error.value)


@pytest.mark.parametrize("bad", [torch.zeros(1, 4), torch.zeros(4), torch.full((5, 2), float("nan"))])
def test_bad_features_are_named(bad):
    with pytest.raises(ConfigError, match="features"):
        feature_statistics(bad)
