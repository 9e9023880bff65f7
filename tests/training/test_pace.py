"""How long a step takes: tried, and told from what is multiplied."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from gan_core.config import TrainingConfig
from gan_core.models import build_generator
from gan_core.training.pace import multiplications, seconds_per_step

SMALL = TrainingConfig(model="mlp", conditioning="none", hidden_dim=8, latent_dim=4, batch_size=2)


@pytest.mark.parametrize(
    "changes", [{}, {"r1_weight": 1.0, "r1_every": 5}, {"model": "cgan", "conditioning": "projection", "base_channels": 4}]
)
def test_a_few_steps_are_timed(changes):
    assert 0 < seconds_per_step(dataclasses.replace(SMALL, **changes)) < 60


def test_multiplications_of_a_step_are_those_of_its_layers():
    layers = [module for module in build_generator(SMALL).modules() if isinstance(module, torch.nn.Linear)]
    g = 2 * SMALL.batch_size * sum(layer.in_features * layer.out_features for layer in layers)
    once, twice = (multiplications(dataclasses.replace(SMALL, n_critic=count)) for count in (1, 2))
    d = (2 * once - twice - 3 * g) / 3  # 2 (g + 6 d + 3 g + 3 d) - (2 (g + 6 d) + 3 g + 3 d)
    assert d > 0
    assert once == 4 * g + 9 * d


@pytest.mark.parametrize("changes", [{"batch_size": 4}, {"n_critic": 5}, {"loss": "wgan_gp"}, {"r1_weight": 1.0}, {"hidden_dim": 64}])
def test_what_is_more_work_is_told_to_be(changes):
    assert multiplications(dataclasses.replace(SMALL, **changes)) > multiplications(SMALL)
