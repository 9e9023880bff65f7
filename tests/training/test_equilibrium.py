from __future__ import annotations

import pytest
import torch
from scipy.optimize import minimize_scalar

from gan_core.config import TrainingConfig
from gan_core.losses import build_loss
from gan_core.training.equilibrium import equilibrium


@pytest.mark.parametrize(
    "settings",
    [
        {"loss": "non_saturating"},
        {"loss": "non_saturating", "real_target": 0.9},
        {"loss": "minimax"},
        {"loss": "minimax", "real_target": 0.8},
        {"loss": "lsgan"},
        {"loss": "lsgan", "lsgan_a": -1.0, "lsgan_b": 1.0, "lsgan_c": 0.0},
        {"loss": "hinge"},
        {"loss": "wgan"},
        {"loss": "r3gan"},
        {"loss": "wgan_gp", "discriminator_norm": "none"},
    ],
    ids=str,
)
def test_is_where_the_best_answer_to_the_same_pictures_ends(settings):
    """Real and fake alike: D gives both one logit, the one with the least loss."""
    config = TrainingConfig(**settings)
    loss = build_loss(config)

    def discriminator_loss(logit: float) -> float:
        logits = torch.full((4,), logit, dtype=torch.float64)
        return float(loss.discriminator_loss(logits, logits))

    best = minimize_scalar(discriminator_loss, bounds=(-5, 5), method="bounded", options={"xatol": 1e-9})
    resting = equilibrium(config)
    assert resting["discriminator_loss"] == pytest.approx(best.fun, abs=1e-8)
    if "generator_loss" in resting:
        logits = torch.full((4,), float(best.x), dtype=torch.float64)
        assert resting["generator_loss"] == pytest.approx(float(loss.generator_loss(logits, logits)), abs=1e-6)
    if loss.absolute and "generator_loss" in resting:
        logits = torch.full((4,), float(best.x), dtype=torch.float64)
        shown = float(torch.sigmoid(logits[0]) if loss.sigmoid else logits[0])
        assert resting["real_prob_mean" if loss.sigmoid else "real_score_mean"] == pytest.approx(shown, abs=1e-6)
    else:
        assert discriminator_loss(0.3) == pytest.approx(discriminator_loss(-0.7))  # D's answer is not fixed
