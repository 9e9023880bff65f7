"""LSGAN (arXiv:1611.04076 equation 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor


@dataclass(frozen=True)
class LeastSquares:
    """D minimises 1/2 E[(D(x) - b)^2] + 1/2 E[(D(G(z)) - a)^2], G minimises 1/2 E[(D(G(z)) - c)^2]; both >= 0.

    a: label of fake, b: label of real, c: what G wants D to say. The paper's choices are (-1, 1, 0), for which G
    minimises chi2_Pearson(p_d + p_g || 2 p_g) (b - c = 1, b - a = 2), and (0, 1, 1).
    """

    a: float = 0.0
    b: float = 1.0
    c: float = 1.0
    sigmoid: ClassVar[bool] = False
    paired: ClassVar[bool] = False
    absolute: ClassVar[bool] = True

    def discriminator_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """Equation 2, first line."""
        return 0.5 * (real_logits - self.b).square().mean() + 0.5 * (fake_logits - self.a).square().mean()

    def generator_loss(self, fake_logits: Tensor, real_logits: Tensor | None = None) -> Tensor:
        """Equation 2, second line."""
        return 0.5 * (fake_logits - self.c).square().mean()

    def boundary(self) -> float:
        """Half-way between the two labels."""
        return (self.a + self.b) / 2
