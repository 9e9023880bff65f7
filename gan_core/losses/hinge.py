"""Hinge loss (arXiv:1705.02894; arXiv:1802.05957 equations 16 and 17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor
from torch.nn.functional import relu


@dataclass(frozen=True)
class Hinge:
    """D minimises E[max(0, 1 - D(x))] + E[max(0, 1 + D(G(z)))] >= 0 (2 at equilibrium); G minimises -E[D(G(z))]."""

    sigmoid: ClassVar[bool] = False
    paired: ClassVar[bool] = False
    absolute: ClassVar[bool] = True

    def discriminator_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """Only scores inside the margin (-1, 1) give D a gradient."""
        return relu(1 - real_logits).mean() + relu(1 + fake_logits).mean()

    def generator_loss(self, fake_logits: Tensor, real_logits: Tensor | None = None) -> Tensor:
        """-E[D(G(z))]: never saturates."""
        return -fake_logits.mean()

    def boundary(self) -> float:
        """Middle of the margin."""
        return 0.0
