"""Flow matching and drifting against torch in double precision: losses, gradients, fields, samplers; and how all four families end."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from in_torch import as_module, layers
from numpy.testing import assert_allclose
from torch import Tensor, nn

from gan_core.errors import ConfigError
from gan_core.playground import Playground, PlaygroundConfig
from gan_core.playground.families import DATA, FAMILIES, FAMILY_PRESETS
from gan_core.playground.outcomes import result

SMALL: dict[str, Any] = {"generator_hidden": (9, 6), "discriminator_hidden": (4,), "batch_size": 33, "data_scale": 2.0}
ALONE = ("flow", "drifting")


def array(game: Playground, name: str) -> Tensor:
    return torch.from_numpy(game._engine.array(name)).double()


def batch_of(game: Playground) -> tuple[Tensor, Tensor]:
    """The last real points in the networks' units, and z."""
    game._engine.call("batch")
    return array(game, "batch_real") / game.config.data_scale, array(game, "batch_z")


def drifting_field(x: Tensor, real: Tensor, temperature: float) -> Tensor:
    """Algorithm 2 of arXiv:2602.04770 with the fakes themselves as negatives, by softmax of whole matrices."""
    logits = torch.cat([-torch.cdist(x, real), -torch.cdist(x, x)], 1) / temperature
    logits[:, len(real) :].fill_diagonal_(-torch.inf)
    a = (logits.softmax(1) * logits.softmax(0)).sqrt()
    pull, push = a[:, : len(real)], a[:, len(real) :]
    return push.sum(1, keepdim=True) * (pull @ real) - pull.sum(1, keepdim=True) * (push @ x)


def loss_of(game: Playground, module: nn.Module) -> Tensor:
    """The loss of the last batch, by the equations."""
    real, z = batch_of(game)
    if game.config.family == "drifting":
        x = module(z)
        target = (x + drifting_field(x, real, game.config.drift_temperature)).detach()
        return ((x - target) ** 2).sum(1).mean()
    t = array(game, "paths")[:, 2:]
    return ((module(torch.cat([(1 - t) * z + t * real, t], 1)) - (real - z)) ** 2).sum(1).mean()


@pytest.mark.parametrize("family", ALONE)
@pytest.mark.parametrize("settings", [{}, {"data": "moons", "batch_size": 18}, {"latent": "uniform", "drift_temperature": 0.7}])
def test_loss_and_gradient(family: str, settings: dict[str, Any]) -> None:
    game = Playground(PlaygroundConfig(**SMALL | {"family": family, "generator_lr": 0, "optimizer": "sgd"} | settings))
    game.step()
    module = as_module(game)
    loss = loss_of(game, module)
    loss.backward()
    assert game.numbers()["generator_loss"] == pytest.approx(loss.item(), rel=1e-5)
    theirs = [(one.weight.grad.T.numpy(), one.bias.grad.numpy()) for one in list(module)[::2]]
    for ours, other in zip(layers(game, "generator", "generator_gradient"), theirs, strict=True):
        for part, expected in zip(ours, other, strict=True):
            assert_allclose(part, expected, atol=3e-6)
    norm = np.sqrt(sum((part**2).sum() for pair in theirs for part in pair))
    assert game.numbers()["generator_grad_norm"] == pytest.approx(norm, rel=1e-4)


@pytest.mark.parametrize("family", ALONE)
def test_twenty_steps_are_those_of_torch(family: str) -> None:
    game = Playground(PlaygroundConfig(**SMALL, family=family))
    module = as_module(game)
    optimizer = torch.optim.Adam(module.parameters(), game.config.generator_lr, (0.5, 0.999))
    for _ in range(20):
        game.step()
        optimizer.zero_grad()
        loss_of(game, module).backward()
        optimizer.step()
    for linear, (weight, bias) in zip(list(module)[::2], layers(game, "generator"), strict=True):
        assert_allclose(weight, linear.weight.detach().T, atol=3e-5)
        assert_allclose(bias, linear.bias.detach(), atol=3e-5)


def test_times_are_uniform_and_points_lie_on_straight_paths() -> None:
    game = Playground(PlaygroundConfig(**SMALL | {"family": "flow", "batch_size": 1024}))
    game.step()
    times = game._engine.array("paths")[:, 2]
    assert (times.min(), times.max()) == (pytest.approx(0, abs=0.01), pytest.approx(1, abs=0.01))
    assert np.abs(np.sort(times) - np.linspace(0, 1, 1024)).max() < 0.05


@pytest.mark.parametrize(("solver", "steps"), [("euler", 1), ("euler", 7), ("heun", 1), ("heun", 10)])
def test_a_flow_is_sampled_as_the_solver_says(solver: str, steps: int) -> None:
    game = Playground(PlaygroundConfig(**SMALL, family="flow", solver=solver, flow_steps=steps))
    game.step(50)
    module = as_module(game)
    z = np.random.default_rng(1).normal(size=(601, 2)).astype(np.float32)
    x, h = torch.from_numpy(z).double(), 1 / steps

    def velocity(points: Tensor, time: float) -> Tensor:
        return module(torch.cat([points, torch.full((len(points), 1), time).double()], 1)).detach()

    for k in range(steps):
        first = velocity(x, k * h)
        x = x + h * first if solver == "euler" else x + h / 2 * (first + velocity(x + h * first, (k + 1) * h))
    assert_allclose(game.generate(z), 2 * x, atol=2e-5)


def test_the_drift_is_the_papers_at_every_fake() -> None:
    game = Playground(PlaygroundConfig(**SMALL, family="drifting"))
    game.step(30)
    frame = game.frame()
    fake, real = (torch.from_numpy(points[:256].astype(np.float64)) / 2 for points in (frame["fake"], game._engine.array("real")))
    assert_allclose(frame["arrows"][:, 2:], drifting_field(fake, real, 0.2)[:60], atol=2e-6)


@pytest.mark.parametrize("family", ALONE)
def test_there_is_no_discriminator(family: str) -> None:
    game = Playground(PlaygroundConfig(**SMALL, family=family))
    before = game._engine.array("discriminator")
    game.step(5)
    game.step_discriminator()
    game.step_generator()
    assert (game._engine.array("discriminator") == before).all()
    assert {name for name, value in game.numbers().items() if value == value} == {"generator_loss", "generator_grad_norm"}
    frame = game.frame()
    assert np.isnan(frame["heat"]).all()
    assert (frame["arrows"][:, 2:] == 0).all() == (family == "flow")


def test_a_flow_needs_a_plane_of_noise() -> None:
    with pytest.raises(ConfigError, match="latent_dim"):
        PlaygroundConfig(family="flow", latent_dim=1)
    game = Playground(PlaygroundConfig(family="drifting", latent_dim=1))
    assert game.step(5) == 5


@pytest.mark.parametrize("data", DATA)
def test_all_families_have_the_same_points_and_size(data: str) -> None:
    games = [Playground(FAMILY_PRESETS[data, family].config.changed(seed=3)) for family in FAMILIES]
    shared = ("data", "data_scale", "seed", "generator_hidden", "discriminator_hidden", "batch_size", "optimizer", "latent", "latent_dim")
    for field in shared:
        assert len({getattr(game.config, field) for game in games}) == 1, field
    points = [game.samples(100)[0] for game in games]
    assert all((points[0] == other).all() for other in points)


def test_the_plain_gan_has_no_penalty_and_r3gan_has_both() -> None:
    for (_, family), preset in FAMILY_PRESETS.items():
        assert (preset.config.r1_weight > 0) == (preset.config.r2_weight > 0) == (family == "r3gan")


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_every_family_learns_the_ring(family: str, seed: int) -> None:
    game = Playground(FAMILY_PRESETS["ring", family].config.changed(seed=seed))
    game.step(1500)
    numbers = result(game)
    assert numbers["modes"] >= (6 if family == "gan" else 8)
    assert numbers["near"] > 0.5
    assert numbers["w1"] < 0.8
