"""R3GAN's objective (arXiv:2501.05441 equation 2; arXiv:1807.00734): D compares a real with a fake image, G wants the fake ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor
from torch.nn.functional import softplus


@dataclass(frozen=True)
class Relativistic:
    """D minimises E[softplus(D(G(z)) - D(x))], G minimises E[softplus(D(x) - D(G(z)))]; both > 0, log 2 where D cannot tell.

    The i-th real image is paired with the i-th fake one. A shift of all logits changes nothing, so D(x) alone means nothing: sigmoid of
    the difference is the probability that D gives to "the first of the two is the real one". R3GAN adds R1 and R2, which make it converge.
    """

    sigmoid: ClassVar[bool] = False
    paired: ClassVar[bool] = True
    absolute: ClassVar[bool] = False

    def discriminator_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """-log sigmoid(real - fake)."""
        return softplus(fake_logits - real_logits).mean()

    def generator_loss(self, fake_logits: Tensor, real_logits: Tensor | None = None) -> Tensor:
        """-log sigmoid(fake - real). Raises TypeError without `real_logits`."""
        if real_logits is None:
            raise TypeError("this loss compares: give the logits of real images too")
        return softplus(real_logits - fake_logits).mean()

    def boundary(self) -> float:
        """No logit means "real" by itself; 0 is used so that an accuracy can be given at all: read the share of pairs instead."""
        return 0.0
