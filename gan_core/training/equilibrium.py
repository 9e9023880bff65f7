"""Where the numbers of a run would come to rest: p_g = p_data and a D that cannot tell."""

from __future__ import annotations

import math

from gan_core.config import TrainingConfig


def equilibrium(config: TrainingConfig) -> dict[str, float]:
    """Values of `stats.jsonl`'s numbers when p_g = p_data and D is the best there is; only those the objective fixes.

    Cross-entropy (arXiv:1406.2661, theorem 1): D = t/2 with t the label of real images, so 2 log 2 and log 2 without smoothing.
    Least squares (arXiv:1611.04076): D = (a + b)/2. Hinge (arXiv:1705.02894): any D within the margin, loss 2. A critic's estimate is 0.
    Pairs (arXiv:2501.05441): log 2 for both, whatever D's level. Where D only compares, half the pairs are in the right order.
    """
    if config.loss in ("minimax", "non_saturating"):
        t = config.real_target
        d = t / 2
        discriminator_loss = -(t * math.log(d) + (2 - t) * math.log1p(-d))
        generator_loss = math.log1p(-d) if config.loss == "minimax" else -math.log(d)
        shown = {"real_prob_mean": d, "fake_prob_mean": d}
    elif config.loss == "lsgan":
        middle = (config.lsgan_a + config.lsgan_b) / 2
        discriminator_loss = (config.lsgan_b - config.lsgan_a) ** 2 / 4
        generator_loss = (middle - config.lsgan_c) ** 2 / 2
        shown = {"real_score_mean": middle, "fake_score_mean": middle}
    elif config.loss == "r3gan":
        return {"discriminator_loss": math.log(2), "generator_loss": math.log(2), "discriminator_pair_accuracy": 0.5}
    elif config.loss == "hinge":
        return {"discriminator_loss": 2.0}
    else:
        return {"discriminator_loss": 0.0, "discriminator_pair_accuracy": 0.5}
    accuracy = {"discriminator_accuracy_real": 0.5, "discriminator_accuracy_fake": 0.5}
    return {"discriminator_loss": discriminator_loss, "generator_loss": generator_loss} | shown | accuracy
