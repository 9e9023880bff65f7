"""Fréchet distance between two Gaussians: FID when the numbers are Inception features."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from gan_core.errors import ConfigError
from gan_core.metrics.features import Array, as_matrix


class FeatureStatistics(NamedTuple):
    """The Gaussian that stands for a set of features."""

    mean: np.ndarray  # float64 (D,)
    covariance: np.ndarray  # float64 (D, D), unbiased (divided by N - 1)


def feature_statistics(features: Array) -> FeatureStatistics:
    """Mean and unbiased covariance of features (N, D), in float64.

    Raises:
        ConfigError: fewer than 2 rows, or not finite.
    """
    matrix = as_matrix("features", features, rows=2).double()
    mean = matrix.mean(0)
    centred = matrix - mean
    covariance = centred.T @ centred / (len(matrix) - 1)
    return FeatureStatistics(mean.cpu().numpy(), covariance.cpu().numpy())


def frechet_distance(mean1: Array, cov1: Array, mean2: Array, cov2: Array) -> float:
    """Squared Fréchet (2-Wasserstein) distance of N(mean1, cov1) and N(mean2, cov2).

        d^2 = |mean1 - mean2|^2 + Tr(cov1 + cov2 - 2 (cov1 cov2)^(1/2))

    Dowson and Landau 1982; "Fréchet Inception Distance" in arXiv:1706.08500, equation 6. The trace of the root is taken
    from the symmetric matrix cov1^(1/2) cov2 cov1^(1/2), which has the same eigenvalues as cov1 cov2 but real and
    non-negative ones by construction: no complex parts to drop and nothing to add to the diagonal when a covariance is
    singular (fewer samples than features).

    Range [0, inf), lower is better, 0 only for equal Gaussians. Estimated from samples it is biased upwards, by about
    1 / N and differently for each model (arXiv:1911.07023): compare values of equal N, extractor and resize only.

    Args:
        mean1, mean2: (D,), or a number when D = 1.
        cov1, cov2: (D, D), symmetric positive semi-definite.

    Raises:
        ConfigError: shapes that do not fit, or values that are not finite.
    """
    mu1, mu2 = _vector("mean1", mean1), _vector("mean2", mean2)
    sigma1, sigma2 = _square("cov1", cov1, len(mu1)), _square("cov2", cov2, len(mu1))
    if mu1.shape != mu2.shape:
        raise ConfigError("value", field="mean2", came=f"{len(mu2)} values", accepted=f"{len(mu1)}, as mean1")

    # cov1 = B B^T with B = V sqrt(lambda); B^T cov2 B is cov1^(1/2) cov2 cov1^(1/2) in cov1's own axes.
    values, vectors = torch.linalg.eigh(sigma1)
    kept = _significant(values)
    basis = vectors[:, kept] * values[kept].sqrt()
    product = torch.linalg.eigvalsh(basis.T @ sigma2 @ basis)
    root_trace = product[_significant(product)].sqrt().sum()

    distance = (mu1 - mu2).square().sum() + sigma1.trace() + sigma2.trace() - 2 * root_trace
    return max(distance.item(), 0.0)  # rounding may leave -1e-12 for equal Gaussians


def _significant(eigenvalues: Tensor) -> Tensor:
    """Mask of the eigenvalues that are more than rounding; without it the roots of 1e-16 add up in singular matrices."""
    if not len(eigenvalues):
        return eigenvalues > 0
    return eigenvalues > eigenvalues.max().clamp_min(0) * len(eigenvalues) * torch.finfo(eigenvalues.dtype).eps


def _vector(field: str, values: Array) -> Tensor:
    vector = torch.atleast_1d(torch.as_tensor(values).detach().double())
    if vector.ndim != 1 or not vector.isfinite().all():
        raise ConfigError("value", field=field, came=f"shape {tuple(vector.shape)}", accepted="a finite vector (D,)")
    return vector


def _square(field: str, values: Array, size: int) -> Tensor:
    matrix = torch.atleast_2d(torch.as_tensor(values).detach().double())
    if matrix.shape != (size, size) or not matrix.isfinite().all():
        raise ConfigError("value", field=field, came=f"shape {tuple(matrix.shape)}", accepted=f"a finite matrix ({size}, {size})")
    return (matrix + matrix.T) / 2  # rounding in the caller's estimate may have tilted it
