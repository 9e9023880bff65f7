"""Binary cross-entropy on logits: the minimax game and its non-saturating form (arXiv:1406.2661 section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor
from torch.nn.functional import softplus


@dataclass(frozen=True)
class _CrossEntropy:
    """D minimises -E[log D(x)] - E[log(1 - D(G(z)))] with D = sigmoid(logit); at equilibrium 2 log 2.

    `real_target` < 1 is one-sided label smoothing (arXiv:1606.03498 section 3.4): D's goal for real images.
    """

    real_target: float = 1.0
    sigmoid: ClassVar[bool] = True
    paired: ClassVar[bool] = False
    absolute: ClassVar[bool] = True

    def discriminator_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """-[t log D + (1 - t) log(1 - D)] on real, -log(1 - D) on fake; softplus keeps it finite for any logit."""
        on_real = softplus(-real_logits) + (1 - self.real_target) * real_logits
        return on_real.mean() + softplus(fake_logits).mean()

    def boundary(self) -> float:
        """Logit 0 is D = 1/2."""
        return 0.0


class Minimax(_CrossEntropy):
    """G minimises E[log(1 - D(G(z)))] (equation 1): saturates where D is sure; -log 2 at equilibrium, negative always."""

    def generator_loss(self, fake_logits: Tensor, real_logits: Tensor | None = None) -> Tensor:
        """log(1 - sigmoid(l)) = -softplus(l)."""
        return -softplus(fake_logits).mean()


class NonSaturating(_CrossEntropy):
    """G minimises -E[log D(G(z))]: the same fixed point, a strong gradient where D is sure; log 2 at equilibrium."""

    def generator_loss(self, fake_logits: Tensor, real_logits: Tensor | None = None) -> Tensor:
        """-log sigmoid(l) = softplus(-l)."""
        return softplus(-fake_logits).mean()
