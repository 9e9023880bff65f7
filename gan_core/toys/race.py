"""Fakes on a line that walk by their own gradient, a row for each loss, against the best D of every moment."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

FloatArray = NDArray[np.float64]

STEPS, COUNT = 300, 15
LOSSES = ("minimax", "non_saturating", "lsgan", "wgan")


@lru_cache(64)
def race(start: float, width: float, rate: float) -> dict[str, FloatArray]:
    """Where the fakes of each loss are after each step, (STEPS + 1, COUNT).

    Real data are N(0, width^2). The fakes' density is the mean of Gaussians of that width at them; D is the best one for both densities
    at every step, so with p = p_r/(p_r + p_g): its logit is log p_r - log p_g, LSGAN's D* (0, 1) is p, the critic's slope sign(F_g - F_r).
    """
    quantiles = (np.arange(COUNT) + 0.5) / COUNT
    first = start + 0.5 * width * ndtri(quantiles)
    return {name: _walk(name, first, width, rate) for name in LOSSES}


def _walk(name: str, first: FloatArray, width: float, rate: float) -> FloatArray:
    path = [first]
    for _ in range(STEPS):
        path.append(path[-1] + rate * _pull(name, path[-1], width))
    return np.array(path)


def _pull(name: str, fakes: FloatArray, width: float) -> FloatArray:
    """Minus the gradient of G's loss at each fake, D fixed."""
    away = (fakes[:, None] - fakes[None]) / width
    weights = np.exp(-(away**2) / 2)
    generated = weights.mean(axis=1)  # up to the factor that both densities share
    real_log = -(fakes**2) / (2 * width**2)
    slope_real, slope_fake = -fakes / width**2, -(weights * away).mean(axis=1) / width / generated
    logit, rise = real_log - np.log(generated), slope_real - slope_fake
    chance = 1 / (1 + np.exp(-logit))
    if name == "minimax":
        return chance * rise
    if name == "non_saturating":
        return (1 - chance) * rise
    if name == "lsgan":  # a = 0, b = c = 1
        return (1 - chance) * chance * (1 - chance) * rise
    return np.sign(ndtr(away).mean(axis=1) - ndtr(fakes / width))


def distance(fakes: FloatArray, width: float) -> FloatArray:
    """Wasserstein-1 between N(0, width^2) and the fakes' density, (...) of fakes (..., COUNT): of their sorted quantiles, by midpoints."""
    at = np.linspace(-12, 16, 1401)
    reached = ndtr((at - fakes[..., None]) / width).mean(axis=-2)
    return np.asarray(np.trapezoid(np.abs(reached - ndtr(at / width)), at, axis=-1))
