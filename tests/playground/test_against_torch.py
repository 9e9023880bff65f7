"""Every number of a step against torch's: losses, penalties, slopes and optimisers."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from torch import Tensor, nn

from gan_core.losses import LOSSES, gradient_penalty, r1_penalty
from gan_core.playground import OBJECTIVES, Playground, PlaygroundConfig
from gan_core.playground.network import Network, Trace
from gan_core.playground.optimisers import Optimiser

LOGITS = np.array([-90, -3, -1, -0.2, 0.3, 0.5, 1.7, 4, 90], np.float64)


def as_module(network: Network) -> nn.Sequential:
    """The same network in torch, in double precision."""
    layers: list[nn.Module] = []
    for weight, bias in zip(network.weights, network.biases, strict=True):
        linear = nn.Linear(*weight.shape).double()
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weight.T))
            linear.bias.copy_(torch.from_numpy(bias))
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def slope_of(module: nn.Module) -> np.ndarray:
    """All of a module's gradients in the order of `Network.slope`."""
    return torch.cat([(p.grad.T if p.grad.ndim == 2 else p.grad).reshape(-1) for p in module.parameters()]).numpy()


def build(*widths: int) -> Network:
    network = Network(widths)
    network.initialise(np.random.default_rng(1))
    return network


@pytest.mark.parametrize("name", OBJECTIVES)
def test_losses_and_their_slopes(name: str) -> None:
    ours, theirs = OBJECTIVES[name], LOSSES[name]
    real, fake = (torch.tensor(part, requires_grad=True) for part in (LOGITS, LOGITS[::-1].copy()))
    loss = theirs.discriminator_loss(real, fake)
    loss.backward()
    assert ours.discriminator_loss(LOGITS, LOGITS[::-1]) == pytest.approx(loss.item(), rel=1e-12)
    real_slopes, fake_slopes = ours.discriminator_slopes(LOGITS, LOGITS[::-1])
    assert_allclose(real_slopes / len(LOGITS), real.grad, atol=1e-15)
    assert_allclose(fake_slopes / len(LOGITS), fake.grad, atol=1e-15)

    fake = torch.tensor(LOGITS, requires_grad=True)
    opposed = LOGITS[::-1] / 2
    loss = theirs.generator_loss(fake, torch.tensor(opposed))
    loss.backward()
    assert ours.generator_loss(LOGITS, opposed) == pytest.approx(loss.item(), rel=1e-12)
    assert_allclose(ours.generator_slope(LOGITS, opposed) / len(LOGITS), fake.grad, atol=1e-15)
    assert (ours.sigmoid, ours.boundary, ours.paired, ours.absolute) == (
        theirs.sigmoid,
        theirs.boundary(),
        theirs.paired,
        theirs.absolute,
    )


@pytest.mark.parametrize("hidden", [(7,), (9, 5), (6, 8, 4)])
def test_gradients_of_weights_and_inputs(hidden: tuple[int, ...]) -> None:
    network = build(2, *hidden, 3)
    module, random = as_module(network), np.random.default_rng(2)
    points, top = random.normal(size=(20, 2)).astype(np.float32), random.normal(size=(20, 3)).astype(np.float32)
    trace = Trace(network, 20)
    outputs = trace.forward(points)
    trace.backward(top)
    trace.write_slopes()

    x = torch.from_numpy(points).double().requires_grad_(True)
    answer = module(x)
    (answer * torch.from_numpy(top)).sum().backward()
    assert_allclose(outputs, answer.detach(), atol=1e-6)
    assert_allclose(network(points), answer.detach(), atol=1e-6)
    assert_allclose(trace.input_slopes(), x.grad, atol=1e-5)
    assert_allclose(network.slope, slope_of(module), atol=1e-5)


def copies(game: Playground) -> tuple[nn.Sequential, nn.Sequential, Tensor, Tensor]:
    """D, G, the last real points and z of a game, in double precision."""
    rows = game.config.batch_size
    z, real = torch.from_numpy(game.players.made.inputs).double(), torch.from_numpy(game.players.both[:rows]).double()
    return as_module(game.players.discriminator), as_module(game.players.generator), real, z


@pytest.mark.parametrize("loss", OBJECTIVES)
@pytest.mark.parametrize(("r1_weight", "r2_weight"), [(0.0, 0.0), (0.7, 0.0), (0.0, 0.4), (0.7, 0.4)])
def test_the_slope_of_one_update_of_each_player(loss: str, r1_weight: float, r2_weight: float) -> None:
    settings = {"generator_lr": 0, "discriminator_lr": 0, "optimizer": "sgd"}  # so that nothing moves
    config = PlaygroundConfig(
        loss=loss,
        r1_weight=r1_weight,
        r2_weight=r2_weight,
        gp_weight=0.3,
        clip_value=10,
        generator_hidden=(12, 9),
        discriminator_hidden=(11, 10),
        batch_size=32,
        **settings,
    )
    game = Playground(config)
    mix = torch.from_numpy(np.random.default_rng([0, 3]).random((32, 1), np.float32)).double()
    game.step()
    discriminator, generator, real, z = copies(game)

    fake = generator(z)
    total = LOSSES[loss].discriminator_loss(discriminator(real)[:, 0], discriminator(fake.detach())[:, 0])
    total = total + r1_weight * r1_penalty(lambda x: discriminator(x)[:, 0], real)
    total = total + r2_weight * r1_penalty(lambda x: discriminator(x)[:, 0], fake)
    if loss == "wgan_gp":
        total = total + 0.3 * gradient_penalty(lambda x: discriminator(x)[:, 0], real, fake.detach(), mix)
    total.backward()
    for parameter in discriminator.parameters():  # the last bias does not enter a penalty
        parameter.grad = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
    assert_allclose(game.players.discriminator.slope, slope_of(discriminator), atol=1e-5)

    drawn = np.random.default_rng([0, 1])  # the stream of real points: D's batch, then the one G is held against
    opposed = [torch.from_numpy(game.distribution.draw(drawn, 32)).double() for _ in range(2)][1]
    LOSSES[loss].generator_loss(discriminator(fake)[:, 0], discriminator(opposed)[:, 0].detach()).backward()
    assert_allclose(game.players.generator.slope, slope_of(generator), atol=1e-5)
    assert game.numbers()["generator_grad_norm"] == pytest.approx(float(np.linalg.norm(slope_of(generator))), rel=1e-4)


@pytest.mark.parametrize(
    ("kind", "build_theirs"),
    [
        ("adam", lambda p: torch.optim.Adam(p, 0.01, (0.5, 0.99))),
        ("rmsprop", lambda p: torch.optim.RMSprop(p, 0.01, 0.99)),
        ("sgd", lambda p: torch.optim.SGD(p, 0.01)),
    ],
)
def test_optimisers(kind: str, build_theirs) -> None:
    random = np.random.default_rng(3)
    theta = random.normal(size=50).astype(np.float32)
    theirs = torch.from_numpy(theta.copy()).requires_grad_(True)
    optimizer, ours = build_theirs([theirs]), Optimiser(50)
    for _ in range(30):
        slope = random.normal(size=50).astype(np.float32)
        theirs.grad = torch.from_numpy(slope)
        optimizer.step()
        ours.update(kind, theta, slope, 0.01, 0.5, 0.99)
    assert_allclose(theta, theirs.detach(), atol=2e-6)


def test_arrows_point_where_the_loss_of_g_falls() -> None:
    game = Playground(PlaygroundConfig(discriminator_hidden=(16, 16), data_scale=2))
    fakes = np.random.default_rng(0).normal(size=(5, 2)).astype(np.float32)
    arrows, module = game.arrows(fakes), as_module(game.players.discriminator)
    x = (torch.from_numpy(fakes).double() / 2).requires_grad_(True)
    (slopes,) = torch.autograd.grad(LOSSES["non_saturating"].generator_loss(module(x)[:, 0]) * 5, x)
    assert_allclose(arrows, np.concatenate([fakes, -slopes], axis=1), atol=1e-6)
