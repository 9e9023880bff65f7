"""The objectives of `gan_core.losses` in NumPy, each with its slopes: tests hold values and slopes against torch's.

All are means over the batch: slopes are those of each single term, d(term)/d(logit), to be divided by the number of rows.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.floating]


class Values(NamedTuple):
    """Terms (N,) of a loss and their slopes (N,)."""

    terms: Floats
    slopes: Floats


class Objective(Protocol):
    """What every objective offers; logits are (N,)."""

    sigmoid: bool  # whether sigmoid(logit) is a probability
    boundary: float  # the logit above which D says "real"

    def real(self, logits: Floats) -> Values:
        """D's term on real points."""

    def fake(self, logits: Floats) -> Values:
        """D's term on fake points."""

    def generator(self, logits: Floats) -> Values:
        """G's term on fake points."""


class Minimax:
    """D: softplus(-l) on real, softplus(l) on fake; G: -softplus(l), which saturates (arXiv:1406.2661 equation 1)."""

    sigmoid, boundary = True, 0.0

    def real(self, logits: Floats) -> Values:
        """-log D."""
        return Values(np.logaddexp(0, -logits), -expit(-logits))

    def fake(self, logits: Floats) -> Values:
        """-log(1 - D)."""
        return Values(np.logaddexp(0, logits), expit(logits))

    def generator(self, logits: Floats) -> Values:
        """log(1 - D)."""
        return Values(-np.logaddexp(0, logits), -expit(logits))


class NonSaturating(Minimax):
    """The same D; G: softplus(-l) (arXiv:1406.2661 section 3)."""

    def generator(self, logits: Floats) -> Values:
        """-log D."""
        return self.real(logits)


class LeastSquares:
    """Halved squares of the distances to 1 (real), 0 (fake) and 1 (what G wants) (arXiv:1611.04076 equation 2)."""

    sigmoid, boundary = False, 0.5

    def real(self, logits: Floats) -> Values:
        """(D - 1)^2 / 2."""
        return Values(0.5 * np.square(logits - 1), logits - 1)

    def fake(self, logits: Floats) -> Values:
        """D^2 / 2."""
        return Values(0.5 * np.square(logits), logits.copy())

    def generator(self, logits: Floats) -> Values:
        """(D - 1)^2 / 2."""
        return self.real(logits)


class Wasserstein:
    """Scores: D lowers E[D(G(z))] - E[D(x)], G lowers -E[D(G(z))] (arXiv:1701.07875)."""

    sigmoid, boundary = False, 0.0

    def real(self, logits: Floats) -> Values:
        """-D."""
        return Values(-logits, np.full_like(logits, -1))

    def fake(self, logits: Floats) -> Values:
        """D."""
        return Values(logits.copy(), np.ones_like(logits))

    def generator(self, logits: Floats) -> Values:
        """-D."""
        return self.real(logits)


class Hinge(Wasserstein):
    """D: max(0, 1 - D) on real, max(0, 1 + D) on fake; G as Wasserstein's (arXiv:1802.05957 equations 16 and 17)."""

    def real(self, logits: Floats) -> Values:
        """max(0, 1 - D)."""
        return Values(np.maximum(1 - logits, 0), -(logits < 1).astype(np.float32))

    def fake(self, logits: Floats) -> Values:
        """max(0, 1 + D)."""
        return Values(np.maximum(1 + logits, 0), (logits > -1).astype(np.float32))

    def generator(self, logits: Floats) -> Values:
        """-D."""
        return Values(-logits, np.full_like(logits, -1))


OBJECTIVES: dict[str, Objective] = {
    "minimax": Minimax(),
    "non_saturating": NonSaturating(),
    "lsgan": LeastSquares(),
    "wgan": Wasserstein(),
    "wgan_gp": Wasserstein(),
    "hinge": Hinge(),
}
