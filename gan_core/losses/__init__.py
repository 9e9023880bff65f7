"""GAN objectives by name. Every value is a scalar to minimise; logits are D's raw outputs (N,), real before fake."""

from __future__ import annotations

import dataclasses
from typing import Protocol

from torch import Tensor

from gan_core.config import TrainingConfig
from gan_core.losses.cross_entropy import Minimax, NonSaturating
from gan_core.losses.hinge import Hinge
from gan_core.losses.least_squares import LeastSquares
from gan_core.losses.penalties import Critic, gradient_penalty, r1_penalty
from gan_core.losses.relativistic import Relativistic
from gan_core.losses.wasserstein import Wasserstein

__all__ = ["LOSSES", "Critic", "Loss", "build_loss", "gradient_penalty", "r1_penalty"]


class Loss(Protocol):
    """What every objective offers."""

    @property
    def sigmoid(self) -> bool:
        """Whether sigmoid(logit) is a probability, so that D(x) may be charted as one."""

    @property
    def paired(self) -> bool:
        """Whether G's loss compares its images with real ones, and so needs their logits."""

    @property
    def absolute(self) -> bool:
        """Whether D(x) alone says something; else only which of two images scores higher does."""

    def discriminator_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """Scalar D minimises."""

    def generator_loss(self, fake_logits: Tensor, real_logits: Tensor | None = None) -> Tensor:
        """Scalar G minimises; the real logits are read where `paired` says so."""

    def boundary(self) -> float:
        """The logit above which D says "real", for its accuracy."""


# WGAN and WGAN-GP share one loss; clipping and penalty are done by the step.
LOSSES: dict[str, Loss] = {
    "minimax": Minimax(),
    "non_saturating": NonSaturating(),
    "lsgan": LeastSquares(),
    "wgan": Wasserstein(),
    "wgan_gp": Wasserstein(),
    "hinge": Hinge(),
    "r3gan": Relativistic(),
}


def build_loss(config: TrainingConfig) -> Loss:
    """The configured objective: LOSSES[config.loss] with the config's own constants."""
    loss = LOSSES[config.loss]
    if isinstance(loss, LeastSquares):
        return dataclasses.replace(loss, a=config.lsgan_a, b=config.lsgan_b, c=config.lsgan_c)
    if isinstance(loss, Minimax | NonSaturating):
        return dataclasses.replace(loss, real_target=config.real_target)
    return loss
