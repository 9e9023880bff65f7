"""Two Gaussians on a line, the discriminators that are best between them, and what is really between them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from gan_core.errors import ConfigError
from gan_core.losses.least_squares import LeastSquares

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class TwoGaussians:
    """Real data N(0, real_width^2), fakes N(distance, fake_width^2).

    Raises:
        ConfigError: a width is not positive, or a number is not finite.
    """

    distance: float
    real_width: float
    fake_width: float

    def __post_init__(self) -> None:
        for name in ("real_width", "fake_width"):
            if not 0 < getattr(self, name) < math.inf:
                raise ConfigError("value", field=name, received=getattr(self, name), expected="> 0")
        if not math.isfinite(self.distance):
            raise ConfigError("value", field="distance", received=self.distance, expected="a finite number")

    def real_density(self, x: ArrayLike) -> FloatArray:
        """p_r(x)."""
        return _density(np.asarray(x, dtype=np.float64), 0.0, self.real_width)

    def fake_density(self, x: ArrayLike) -> FloatArray:
        """p_g(x)."""
        return _density(np.asarray(x, dtype=np.float64), self.distance, self.fake_width)

    def samples(self, count: int) -> tuple[FloatArray, FloatArray]:
        """`count` real and `count` fake points at evenly spaced quantiles: samples without luck."""
        middle = torch.special.ndtri((torch.arange(count, dtype=torch.float64) + 0.5) / count).numpy()
        return self.real_width * middle, self.distance + self.fake_width * middle

    def fake_nodes(self) -> tuple[FloatArray, FloatArray]:
        """Points x (N,) and their shares (N,): `shares @ f(x)` is E[f] over the fakes, tails included, by trapezoids to 9 widths."""
        x = self.distance + self.fake_width * np.linspace(-9, 9, 2001)
        shares = self.fake_density(x) * np.gradient(x)
        return x, shares / shares.sum()

    def log_ratio(self, x: Tensor) -> Tensor:
        """log p_r(x)/p_g(x), the logit of the optimal discriminator (arXiv:1406.2661 proposition 1); exact in the tails."""
        real, fake = x / self.real_width, (x - self.distance) / self.fake_width
        return (fake.square() - real.square()) / 2 + math.log(self.fake_width / self.real_width)

    def wasserstein_potential(self, x: Tensor) -> Tensor:
        """The best 1-Lipschitz critic. Its slope is sign(F_g - F_r), and the distribution functions of two Gaussians cross once.

        Flat when the two are the same.
        """
        if self.real_width == self.fake_width:
            return -math.copysign(1.0, self.distance) * x if self.distance else 0 * x
        crossing = -self.distance * self.real_width / (self.fake_width - self.real_width)
        return math.copysign(1.0, self.real_width - self.fake_width) * (x - crossing).abs()

    def best(self, loss: str, least_squares: LeastSquares | None = None) -> Callable[[Tensor], Tensor]:
        """The discriminator that minimises D's loss of that name (of `LOSSES`) over all functions; over 1-Lipschitz ones for a critic.

        Raises:
            ConfigError: no such loss.
        """
        if loss in ("minimax", "non_saturating"):
            return self.log_ratio
        if loss == "lsgan":
            a, b = (least_squares.a, least_squares.b) if least_squares else (0.0, 1.0)
            return lambda x: a + (b - a) * torch.sigmoid(self.log_ratio(x))  # (b p_r + a p_g)/(p_r + p_g)
        if loss in ("wgan", "wgan_gp"):
            return self.wasserstein_potential
        if loss == "hinge":
            return lambda x: torch.sign(self.log_ratio(x))  # 1 where p_r > p_g, else -1
        raise ConfigError("value", field="loss", received=repr(loss), expected="minimax, non_saturating, lsgan, wgan, wgan_gp, hinge")


def answers(discriminator: Callable[[Tensor], Tensor], x: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """D(x) and dD/dx at the points x (N,), by autograd in float64."""
    points = torch.as_tensor(np.asarray(x, dtype=np.float64)).requires_grad_(True)
    logits = discriminator(points)
    (slopes,) = torch.autograd.grad(logits.sum(), points)
    return logits.detach().numpy(), slopes.numpy()


def _density(x: FloatArray, mean: float, width: float) -> FloatArray:
    return np.exp(-(((x - mean) / width) ** 2) / 2) / (width * math.sqrt(2 * math.pi))
