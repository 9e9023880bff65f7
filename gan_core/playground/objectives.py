"""The objectives of `gan_core.losses` in NumPy, each a mean of terms with known slopes: tests hold both against torch's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Term:
    """What one logit adds to a loss, and the slope of that: logits (N,) -> (N,) each."""

    value: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]


@dataclass(frozen=True)
class Objective:
    """D lowers E[real(D(x))] + E[fake(D(G(z)))], G lowers E[generator(D(G(z)))].

    Attributes:
        sigmoid: Whether sigmoid(logit) is a probability.
        boundary: The logit above which D says "real".
    """

    real: Term
    fake: Term
    generator: Term
    sigmoid: bool = False
    boundary: float = 0.0

    def discriminator_loss(self, real_logits: Floats, fake_logits: Floats) -> float:
        """Scalar D minimises, without penalties."""
        return float(self.real.value(real_logits).mean() + self.fake.value(fake_logits).mean())

    def generator_loss(self, fake_logits: Floats) -> float:
        """Scalar G minimises."""
        return float(self.generator.value(fake_logits).mean())


LOG_REAL = Term(lambda logits: np.logaddexp(0, -logits), lambda logits: -expit(-logits))  # -log D
LOG_FAKE = Term(lambda logits: np.logaddexp(0, logits), expit)  # -log(1 - D)
SATURATING = Term(lambda logits: -np.logaddexp(0, logits), lambda logits: -expit(logits))  # log(1 - D)
TOWARDS_ONE = Term(lambda logits: 0.5 * np.square(logits - 1), lambda logits: logits - 1)
TOWARDS_ZERO = Term(lambda logits: 0.5 * np.square(logits), lambda logits: logits)
HIGHER = Term(np.negative, lambda logits: np.full_like(logits, -1))
LOWER = Term(np.positive, np.ones_like)
ABOVE_ONE = Term(lambda logits: np.maximum(1 - logits, 0), lambda logits: -(logits < 1).astype(logits.dtype))
BELOW_MINUS_ONE = Term(lambda logits: np.maximum(1 + logits, 0), lambda logits: (logits > -1).astype(logits.dtype))

OBJECTIVES: dict[str, Objective] = {
    "minimax": Objective(LOG_REAL, LOG_FAKE, SATURATING, sigmoid=True),  # arXiv:1406.2661 equation 1
    "non_saturating": Objective(LOG_REAL, LOG_FAKE, LOG_REAL, sigmoid=True),  # its section 3
    "lsgan": Objective(TOWARDS_ONE, TOWARDS_ZERO, TOWARDS_ONE, boundary=0.5),  # arXiv:1611.04076 equation 2
    "wgan": Objective(HIGHER, LOWER, HIGHER),  # arXiv:1701.07875
    "wgan_gp": Objective(HIGHER, LOWER, HIGHER),  # arXiv:1704.00028
    "hinge": Objective(ABOVE_ONE, BELOW_MINUS_ONE, HIGHER),  # arXiv:1802.05957 equations 16 and 17
}
