"""LSGAN's game on densities: the best discriminator for labels a, b, and what G minimises against it (arXiv:1611.04076, section 3.2).

D minimises 1/2 E_d[(D - b)^2] + 1/2 E_g[(D - a)^2], G minimises 1/2 E_g[(D - c)^2]. The paper adds 1/2 E_d[(D - c)^2] to G's
objective, which is no part of G's gradient for a fixed D, and puts D* in (its section 3.2):

    2 C(G) = integral (p_d + p_g) (D* - c)^2 = integral ((b - c) p_d + (a - c) p_g)^2 / (p_d + p_g)

As D* = (a + b)/2 + (b - a)/2 t with t = (p_d - p_g)/(p_d + p_g), and the integral of (p_d + p_g) t is 0, for *any* labels

    2 C(G) = 2 ((a + b)/2 - c)^2 + ((b - a)/2)^2 Delta,    Delta = integral (p_d - p_g)^2 / (p_d + p_g) in [0, 2].

Delta is `divergences.lsgan_divergence`. With b - c = 1 and b - a = 2 the constant is 0 and the factor 1, so 2 C(G) = Delta =
chi2_Pearson(p_d + p_g || 2 p_g); other labels scale and lift the same curve, and a = b leaves only the constant.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gan_core.divergences import lsgan_divergence, optimal_discriminator
from gan_core.errors import ConfigError

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Labels:
    """a: label of fake, b: label of real, c: what G wants D to say; finite numbers.

    Raises:
        ConfigError: one is not finite.
    """

    a: float
    b: float
    c: float

    def __post_init__(self) -> None:
        for name in "abc":
            if not np.isfinite(getattr(self, name)):
                raise ConfigError("value", field=name, received=getattr(self, name), expected="a finite number")

    @property
    def conditions(self) -> tuple[float, float]:
        """(b - c, b - a): 1 and 2 make G minimise Pearson's chi-square (arXiv:1611.04076, theorem 1)."""
        return self.b - self.c, self.b - self.a

    @property
    def holds(self) -> bool:
        """Whether both conditions do, to rounding."""
        return bool(np.allclose(self.conditions, (1, 2), rtol=0, atol=1e-9))

    @property
    def constant(self) -> float:
        """2 ((a + b)/2 - c)^2: what 2 C(G) is at p_g = p_d."""
        return 2 * ((self.a + self.b) / 2 - self.c) ** 2

    @property
    def factor(self) -> float:
        """((b - a)/2)^2: how strongly 2 C(G) follows the divergence."""
        return ((self.b - self.a) / 2) ** 2

    @property
    def pushes_everywhere(self) -> bool:
        """Whether c is not above a, seen towards b: D* lies between a and b, so descending G's loss moves every fake from the data."""
        return (self.c - self.a) * (self.b - self.a) <= 0

    @property
    def pushes_away(self) -> bool:
        """Whether c is not on the real side of the middle of a and b: descending G's loss then does not lead fakes to the data."""
        return (self.c - (self.a + self.b) / 2) * (self.b - self.a) < 0


def best_answer(labels: Labels, p_data: ArrayLike, p_gen: ArrayLike) -> FloatArray:
    """D*(x) = (b p_d + a p_g)/(p_d + p_g) on a grid, (N,), from a to b (arXiv:1611.04076, section 3.2). Right in the tails too.

    Raises:
        ConfigError: a density is not one, or their shapes differ.
    """
    return labels.a + (labels.b - labels.a) * optimal_discriminator(p_data, p_gen)


def full_objective(labels: Labels, p_data: ArrayLike, p_gen: ArrayLike, x: ArrayLike) -> float:
    """2 C(G) = integral (p_d + p_g) (D* - c)^2, by quadrature as it stands; >= 0 (arXiv:1611.04076, section 3.2).

    Args:
        labels: a, b, c.
        p_data: Density of the data on the grid, (N,).
        p_gen: Density of the generator on the grid, (N,).
        x: Grid, (N,), increasing.

    Raises:
        ConfigError: a density is not one, or their shapes differ.
    """
    data, gen = np.asarray(p_data, dtype=np.float64), np.asarray(p_gen, dtype=np.float64)
    return float(np.trapezoid((data + gen) * (best_answer(labels, data, gen) - labels.c) ** 2, np.asarray(x)))


def own_objective(labels: Labels, p_data: ArrayLike, p_gen: ArrayLike, x: ArrayLike) -> float:
    """2 E_g[1/2 (D* - c)^2] = integral p_g (D* - c)^2: G's own loss, doubled, without the term the paper adds; >= 0.

    Raises:
        ConfigError: a density is not one, or their shapes differ.
    """
    gen = np.asarray(p_gen, dtype=np.float64)
    return float(np.trapezoid(gen * (best_answer(labels, p_data, gen) - labels.c) ** 2, np.asarray(x)))


def objective_by_divergence(labels: Labels, p_data: ArrayLike, p_gen: ArrayLike, x: ArrayLike) -> float:
    """The same 2 C(G) from the divergence: 2 ((a + b)/2 - c)^2 + ((b - a)/2)^2 Delta.

    Raises:
        ConfigError: the grid or a density is not one.
    """
    return labels.constant + labels.factor * lsgan_divergence(p_data, p_gen, x)


def force_of_descent(labels: Labels, answer: ArrayLike, slope: ArrayLike) -> FloatArray:
    """Where G's gradient step moves a fake while D stays as it is: -d/dx 1/2 (D - c)^2 = (c - D) D'.

    Args:
        labels: a, b, c.
        answer: D at each x, (N,).
        slope: dD/dx, (N,).
    """
    return (labels.c - np.asarray(answer, dtype=np.float64)) * np.asarray(slope, dtype=np.float64)


def force_of_objective(labels: Labels, answer: ArrayLike, slope: ArrayLike) -> FloatArray:
    """Where a fake would move if C(G) itself were descended, D* following every step: (D* - a) D*'.

    From the functional derivative of C by p_g, (a - c)(D* - c) - (D* - c)^2/2. The two forces differ because LSGAN is no zero-sum game.

    Args:
        labels: a, b, c; c has no influence, it only lifts C.
        answer: D* at each x, (N,).
        slope: dD*/dx, (N,).
    """
    return (np.asarray(answer, dtype=np.float64) - labels.a) * np.asarray(slope, dtype=np.float64)
