"""The objectives of `gan_core.losses` in NumPy, each with its slopes: tests hold both against torch's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Term:
    """What one logit adds to a loss, and the slope of that: logits (N,) -> (N,) each."""

    value: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]


class Objective(Protocol):
    """What D and G lower, and the slopes of it: those of a mean's terms, times their number."""

    @property
    def sigmoid(self) -> bool:
        """Whether sigmoid(logit) is a probability."""

    @property
    def boundary(self) -> float:
        """The logit above which D says "real"."""

    @property
    def paired(self) -> bool:
        """Whether G's loss compares fakes with real points."""

    @property
    def absolute(self) -> bool:
        """Whether D(x) alone says something."""

    def discriminator_loss(self, real_logits: Floats, fake_logits: Floats) -> float:
        """Scalar D minimises, without penalties."""

    def discriminator_slopes(self, real_logits: Floats, fake_logits: Floats) -> tuple[Floats, Floats]:
        """Slopes of that by each real and each fake logit (N,)."""

    def generator_loss(self, fake_logits: Floats, real_logits: Floats) -> float:
        """Scalar G minimises; only a paired one reads the real logits."""

    def generator_slope(self, fake_logits: Floats, real_logits: Floats) -> Floats:
        """Slope of that by each fake logit (N,)."""


@dataclass(frozen=True)
class Separate:
    """D lowers E[real(D(x))] + E[fake(D(G(z)))], G lowers E[generator(D(G(z)))]."""

    real: Term
    fake: Term
    generator: Term
    sigmoid: bool = False
    boundary: float = 0.0
    absolute: bool = True
    paired: ClassVar[bool] = False

    def discriminator_loss(self, real_logits: Floats, fake_logits: Floats) -> float:
        """The sum of both means."""
        return float(self.real.value(real_logits).mean() + self.fake.value(fake_logits).mean())

    def discriminator_slopes(self, real_logits: Floats, fake_logits: Floats) -> tuple[Floats, Floats]:
        """Each term's own."""
        return self.real.slope(real_logits), self.fake.slope(fake_logits)

    def generator_loss(self, fake_logits: Floats, real_logits: Floats) -> float:
        """The mean over the fakes."""
        return float(self.generator.value(fake_logits).mean())

    def generator_slope(self, fake_logits: Floats, real_logits: Floats) -> Floats:
        """Each term's own."""
        return self.generator.slope(fake_logits)


@dataclass(frozen=True)
class Relativistic:
    """D lowers E[-log sigmoid(D(x) - D(G(z)))], G the same with the two changed about (arXiv:2501.05441 equation 2)."""

    sigmoid: ClassVar[bool] = False
    boundary: ClassVar[float] = 0.0
    paired: ClassVar[bool] = True
    absolute: ClassVar[bool] = False

    def discriminator_loss(self, real_logits: Floats, fake_logits: Floats) -> float:
        """The i-th real point against the i-th fake."""
        return float(np.logaddexp(0, fake_logits - real_logits).mean())

    def discriminator_slopes(self, real_logits: Floats, fake_logits: Floats) -> tuple[Floats, Floats]:
        """How far each pair is from the right order pulls both apart."""
        slope = expit(fake_logits - real_logits)
        return -slope, slope

    def generator_loss(self, fake_logits: Floats, real_logits: Floats) -> float:
        """The fake ahead of the real point."""
        return float(np.logaddexp(0, real_logits - fake_logits).mean())

    def generator_slope(self, fake_logits: Floats, real_logits: Floats) -> Floats:
        """Upwards, the more so the further behind."""
        return -expit(real_logits - fake_logits)


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
    "minimax": Separate(LOG_REAL, LOG_FAKE, SATURATING, sigmoid=True),  # arXiv:1406.2661 equation 1
    "non_saturating": Separate(LOG_REAL, LOG_FAKE, LOG_REAL, sigmoid=True),  # its section 3
    "lsgan": Separate(TOWARDS_ONE, TOWARDS_ZERO, TOWARDS_ONE, boundary=0.5),  # arXiv:1611.04076 equation 2
    "wgan": Separate(HIGHER, LOWER, HIGHER, absolute=False),  # arXiv:1701.07875
    "wgan_gp": Separate(HIGHER, LOWER, HIGHER, absolute=False),  # arXiv:1704.00028
    "hinge": Separate(ABOVE_ONE, BELOW_MINUS_ONE, HIGHER),  # arXiv:1802.05957 equations 16 and 17
    "r3gan": Relativistic(),
}
