"""The engine's updates against the same ones in torch: one step in double precision, gradient by gradient, and a run of twenty."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from image_training import SMALL, pictures
from torch import Tensor, nn

from gan_core.image_engine import ImageTrainer
from gan_core.losses import gradient_penalty
from gan_core.pixels import to_unit
from gan_core.training import steps
from gan_core.training.steps import Players, build_players


def fill(network: nn.Module, tensors: dict[str, Any]) -> None:
    """A network as the engine's is; not one name may be missing or left over."""
    network.load_state_dict({name: torch.from_numpy(np.array(values)) for name, values in tensors.items()})


def twin(trainer: ImageTrainer, kind: torch.dtype) -> Players:
    """The trainer's networks in torch, with fresh optimisers."""
    players = build_players(trainer.config)
    for network, name in ((players.generator, "generator"), (players.discriminator, "discriminator"), (players.average, "average")):
        if network is not None:
            fill(network, trainer.tensors(name))
            network.to(kind)
    return players


def batch_of(trainer: ImageTrainer, images: Any, labels: Any, kind: torch.dtype) -> tuple[Tensor, Tensor | None, Tensor]:
    """The real images, labels and noise of the trainer's last batch."""
    places, z = trainer.batch()
    known = torch.eye(trainer.config.num_classes, dtype=kind)[labels[places]] if trainer.config.conditional else None
    return to_unit(torch.from_numpy(images[places])).to(kind), known, torch.tensor(z).to(kind)


def same_step(players: Players, real: Tensor, labels: Tensor | None, z: Tensor) -> None:
    fakes = players.generator(z, labels)
    steps.update_discriminator(players, real, labels, fakes)
    steps.update_generator(players, fakes, labels, real)
    steps.update_average(players)


def worst(trainer: ImageTrainer, network: nn.Module, name: str, part: str) -> float:
    """The largest difference of any tensor, against the largest number of the network: what cancels out is 0 in either."""
    found = trainer.tensors(name, part)
    tensors = network.state_dict() if part == "weights" else {key: value.grad for key, value in network.named_parameters()}
    expected = {key: value.detach().double().numpy() for key, value in tensors.items() if not key.endswith("num_batches_tracked")}
    assert set(found) - set(expected) == {key for key in tensors if key.endswith("num_batches_tracked")}
    return max(np.abs(found[key] - expected[key]).max() for key in expected) / max(np.abs(one).max() for one in expected.values())


CASES: dict[str, dict[str, object]] = {
    "with classes": {},
    "without": {"conditioning": "none"},
    "R1": {"r1_weight": 0.5, "r1_every": 8},
    "R1 and R2 of pairs": {"loss": "r3gan", "r1_weight": 0.3, "r2_weight": 0.2, "r1_every": 4},
    "batch norm in D": {"discriminator_norm": "batch"},
    "colours": {"image_size": 32, "image_channels": 3},
    "least squares, ReLU": {"loss": "lsgan", "generator_activation": "relu"},
    "hinge": {"loss": "hinge"},
    "minimax": {"loss": "minimax"},
    "clipped": {"loss": "wgan", "clip_value": 0.02},
}


@pytest.mark.parametrize("changes", CASES.values(), ids=CASES)
def test_gradients_of_a_step_are_those_of_torch(changes: dict[str, Any]) -> None:
    config = replace(SMALL, **changes)
    images, labels = pictures(config)
    trainer = ImageTrainer(config, images, labels)
    players = twin(trainer, torch.float64)
    trainer.step()
    same_step(players, *batch_of(trainer, images, labels, torch.float64))
    assert worst(trainer, players.generator, "generator", "gradient") < 1e-5
    assert worst(trainer, players.discriminator, "discriminator", "gradient") < 1e-5


@pytest.mark.parametrize(
    "changes", [{"r1_weight": 0.2, "r1_every": 8}, {"discriminator_norm": "batch", "loss": "lsgan"}], ids=["R1", "batch norm"]
)
def test_twenty_steps_are_those_of_torch(changes: dict[str, Any]) -> None:
    config = replace(SMALL, **changes)
    images, labels = pictures(config)
    trainer = ImageTrainer(config, images, labels)
    players = twin(trainer, torch.float64)
    for _ in range(20):
        trainer.step()
        same_step(players, *batch_of(trainer, images, labels, torch.float64))
    for network, name in ((players.generator, "generator"), (players.discriminator, "discriminator"), (players.average, "average")):
        assert network is not None
        assert worst(trainer, network, name, "weights") < 2e-3, name  # rounding, grown by twenty steps of Adam
    z = torch.randn(20, config.latent_dim, generator=torch.Generator().manual_seed(5))
    asked = torch.arange(20) % config.num_classes
    drawn = trainer.draw(z.numpy(), np.eye(config.num_classes)[asked.numpy()])
    assert players.average is not None
    expected = players.average.eval()(z.double(), torch.eye(config.num_classes).double()[asked])
    assert np.abs(drawn - expected.detach().numpy()).max() < 2e-3


def test_the_gradient_penalty_is_that_of_torch() -> None:
    config = replace(SMALL, loss="wgan_gp", gp_weight=10.0)
    images, labels = pictures(config)
    trainer, without = (ImageTrainer(one, images, labels) for one in (config, replace(config, gp_weight=0.0)))
    players = twin(trainer, torch.float64)
    for one in (trainer, without):
        one.update_once("discriminator")
    _, known, _ = batch_of(trainer, images, labels, torch.float64)
    between = torch.tensor(trainer.pictures(), dtype=torch.float64)
    (10 * gradient_penalty(lambda x: players.discriminator(x, known), between, between, torch.ones(8, 1, 1, 1))).backward()
    with_it, plain = (one.tensors("discriminator", "gradient") for one in (trainer, without))
    largest = max(np.abs(gradient).max() for gradient in with_it.values())
    for name, weights in players.discriminator.named_parameters():
        expected = 0 if weights.grad is None else weights.grad.numpy()
        assert np.abs(with_it[name] - plain[name] - expected).max() < 1e-5 * largest, name
