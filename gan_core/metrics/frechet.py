"""Fréchet distance between two Gaussians: FID when the numbers are Inception features."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from scipy.linalg import lapack
from torch import Tensor

from gan_core.errors import ConfigError
from gan_core.metrics.features import Array, as_matrix, as_pair
from gan_core.metrics.measured import Measured

CHUNK = 2048  # rows at a time: bounds memory


class FeatureStatistics(NamedTuple):
    """The Gaussian that stands for a set of features."""

    mean: np.ndarray  # float64 (D,)
    covariance: np.ndarray  # float64 (D, D), unbiased (divided by N - 1)


def feature_statistics(features: Array) -> FeatureStatistics:
    """Mean and unbiased covariance of features (N, D), in float64.

    Raises:
        ConfigError: fewer than 2 rows, or not finite.
    """
    mean, covariance = _moments(as_matrix("features", features, rows=2))
    return FeatureStatistics(mean.numpy(), covariance.numpy())


def _moments(features: Tensor) -> tuple[Tensor, Tensor]:
    """Mean (D,) and unbiased covariance (D, D), float64.

    Sums are taken in float64 over chunks. Of float32 features the centre, and the products inside a chunk, are float32: the features' own
    rounding is as large, and a centre that is off by its rounding counts by its square only.
    """
    chunks = features.split(CHUNK)
    mean = torch.stack([rows.sum(0, dtype=torch.float64) for rows in chunks]).sum(0) / len(features)
    centre = mean.to(features.dtype)
    covariance = np.zeros((len(mean), len(mean)))
    for rows in chunks:
        centred = (rows - centre).cpu().numpy()
        covariance += centred.T @ centred  # NumPy knows that this is symmetric and makes one half of it only
    return mean.cpu(), torch.from_numpy(covariance / (len(features) - 1))


def frechet_distance(mean1: Array, cov1: Array, mean2: Array, cov2: Array) -> float:
    """Squared Fréchet (2-Wasserstein) distance of N(mean1, cov1) and N(mean2, cov2).

        d^2 = |mean1 - mean2|^2 + Tr(cov1 + cov2 - 2 (cov1 cov2)^(1/2))

    Dowson and Landau 1982; "Fréchet Inception Distance" in arXiv:1706.08500, equation 6. The trace of the root is taken
    from the symmetric matrix B^T cov2 B with cov1 = B B^T, which has the same eigenvalues as cov1 cov2 but real and
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
        raise ConfigError("value", field="mean2", received=f"{len(mu2)} values", expected=f"{len(mu1)}, as mean1")

    product = torch.linalg.eigvalsh(_between(sigma1, sigma2))
    return _assembled(mu1, sigma1, mu2, sigma2, product[_significant(product)])


def measure_frechet(real_features: Array, fake_features: Array) -> Measured:
    """`frechet_distance` of the features' statistics, with the influence of each image.

    With T the matrix that carries N(0, cov_fake) over to N(0, cov_real) and T^+ the way back, the distance's derivative is I - T by
    cov_fake, I - T^+ by cov_real, and +-2 (mean_fake - mean_real) by the means.
    """
    real, fake = as_pair(real_features, fake_features, rows=2)
    (mu1, sigma1), (mu2, sigma2) = _moments(real), _moments(fake)
    basis, values = _basis(sigma1)
    product, axes = torch.linalg.eigh(basis.T @ sigma2 @ basis)
    kept = _significant(product)
    product, axes = product[kept], axes[:, kept]

    turned = basis @ axes  # cov1^(1/2) in its own axes, turned to the product's
    onto = turned * product.pow(-0.25)  # T = onto onto^T
    back = (basis / values) @ axes * product.pow(0.25)  # T^+ = back back^T
    apart = mu2 - mu1
    return Measured(
        _assembled(mu1, sigma1, mu2, sigma2, product),
        real=_influence(real, mu1, back, -apart),
        fake=_influence(fake, mu2, onto, apart),
    )


def _influence(features: Tensor, mean: Tensor, root: Tensor, apart: Tensor) -> Tensor:
    """|c|^2 - |root^T c|^2 + 2 apart . c for each centred row c, float64 (N,), less its mean."""
    root, apart = root.to(features.dtype), apart.to(features.dtype)
    parts = []
    for rows in features.cpu().split(CHUNK):
        centred = rows - mean.to(rows.dtype)
        parts.append(centred.square().sum(1) - (centred @ root).square().sum(1) + 2 * centred @ apart)
    influence = torch.cat(parts).double()
    return influence - influence.mean()


def _assembled(mu1: Tensor, sigma1: Tensor, mu2: Tensor, sigma2: Tensor, product: Tensor) -> float:
    """The distance, from the eigenvalues of cov1 cov2."""
    distance = (mu1 - mu2).square().sum() + sigma1.trace() + sigma2.trace() - 2 * product.sqrt().sum()
    return max(distance.item(), 0.0)  # rounding may leave -1e-12 for equal Gaussians


def _between(sigma1: Tensor, sigma2: Tensor) -> Tensor:
    """B^T sigma2 B with sigma1 = B B^T; its lower triangle alone is valid.

    Any B will do. Cholesky's is ten times as fast as the eigenvectors', and LAPACK has the product for it, but sigma1 must be regular.
    """
    lower, failed = torch.linalg.cholesky_ex(sigma1)
    if failed:
        basis, _ = _basis(sigma1)
        return basis.T @ sigma2 @ basis
    product, _ = lapack.dsygst(sigma2.numpy(), lower.numpy(), itype=2, lower=1)
    return torch.from_numpy(product)


def _basis(sigma: Tensor) -> tuple[Tensor, Tensor]:
    """B (D, k) with sigma = B B^T, in sigma's own axes, and the k eigenvalues: B^T cov2 B has the eigenvalues of sigma cov2."""
    values, vectors = torch.linalg.eigh(sigma)
    kept = _significant(values)
    return vectors[:, kept] * values[kept].sqrt(), values[kept]


def _significant(eigenvalues: Tensor) -> Tensor:
    """Mask of the eigenvalues that are more than rounding; without it the roots of 1e-16 add up in singular matrices."""
    if not len(eigenvalues):
        return eigenvalues > 0
    return eigenvalues > eigenvalues.max().clamp_min(0) * len(eigenvalues) * torch.finfo(eigenvalues.dtype).eps


def _vector(field: str, values: Array) -> Tensor:
    vector = torch.atleast_1d(torch.as_tensor(values).detach().double())
    if vector.ndim != 1 or not vector.isfinite().all():
        raise ConfigError("value", field=field, received=f"shape {tuple(vector.shape)}", expected="a finite vector (D,)")
    return vector


def _square(field: str, values: Array, size: int) -> Tensor:
    matrix = torch.atleast_2d(torch.as_tensor(values).detach().double())
    if matrix.shape != (size, size) or not matrix.isfinite().all():
        raise ConfigError("value", field=field, received=f"shape {tuple(matrix.shape)}", expected=f"a finite matrix ({size}, {size})")
    return (matrix + matrix.T) / 2  # rounding in the caller's estimate may have tilted it
