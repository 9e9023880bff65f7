"""WGAN (arXiv:1701.07875) and WGAN-GP (arXiv:1704.00028): D is a critic, its output a score, not a probability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor


@dataclass(frozen=True)
class Wasserstein:
    """The critic minimises E[D(G(z))] - E[D(x)]; its negative estimates W1 up to the Lipschitz constant. Any sign."""

    sigmoid: ClassVar[bool] = False
    paired: ClassVar[bool] = False
    absolute: ClassVar[bool] = False

    def discriminator_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """E[D(G(z))] - E[D(x)]."""
        return fake_logits.mean() - real_logits.mean()

    def generator_loss(self, fake_logits: Tensor, real_logits: Tensor | None = None) -> Tensor:
        """-E[D(G(z))]."""
        return -fake_logits.mean()

    def boundary(self) -> float:
        """A critic's zero has no meaning of its own; 0 is used so that its accuracy can be charted at all."""
        return 0.0
