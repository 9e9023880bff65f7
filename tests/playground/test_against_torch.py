"""Every number of a step against torch's in double precision: outputs, losses, penalties, gradients, optimisers."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from in_torch import as_module, layers
from numpy.testing import assert_allclose
from torch import Tensor, nn

from gan_core.losses import LOSSES, gradient_penalty, r1_penalty
from gan_core.playground import Playground, PlaygroundConfig


def gradient_of(module: nn.Module) -> np.ndarray:
    """All of a module's gradients, layer by layer: weights (in, out), biases."""
    return torch.cat([(p.grad.T if p.grad.ndim == 2 else p.grad).reshape(-1) for p in module.parameters()]).numpy()


def ours(game: Playground, network: str) -> np.ndarray:
    return np.concatenate([part.ravel() for pair in layers(game, network, f"{network}_gradient") for part in pair])


STILL = {"generator_lr": 0, "discriminator_lr": 0, "optimizer": "sgd"}  # so that nothing moves


@pytest.mark.parametrize("hidden", [(7,), (9, 5), (6, 8, 4), (64, 64), (1, 2, 3, 4, 5)])
def test_outputs(hidden: tuple[int, ...]) -> None:
    game = Playground(PlaygroundConfig(generator_hidden=hidden, discriminator_hidden=hidden, data_scale=2))
    random = np.random.default_rng(2)
    z, points = random.normal(size=(2, 601, 2)).astype(np.float32)
    assert_allclose(game.generate(z), 2 * as_module(game, "generator")(torch.from_numpy(z).double()).detach(), atol=1e-6)
    logits = as_module(game, "discriminator")(torch.from_numpy(points).double() / 2).detach()[:, 0]
    assert_allclose(game.logits(points), logits, atol=1e-6)
    assert_allclose(game.judge(points), logits.sigmoid(), atol=1e-6)


def batch_of(game: Playground) -> tuple[Tensor, Tensor]:
    """The last real points and z, in double precision; the batch must be small enough to be shown."""
    game._engine.call("batch")
    return tuple(torch.from_numpy(game._engine.array(name)).double() for name in ("batch_real", "batch_z"))  # type: ignore[return-value]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(("r1_weight", "r2_weight"), [(0.0, 0.0), (0.7, 0.0), (0.0, 0.4), (0.7, 0.4)])
def test_the_gradient_of_one_update_of_each_player(loss: str, r1_weight: float, r2_weight: float) -> None:
    game = Playground(
        PlaygroundConfig(
            loss=loss, r1_weight=r1_weight, r2_weight=r2_weight, gp_weight=0.3, clip_value=10, batch_size=33,
            generator_hidden=(12, 9), discriminator_hidden=(11, 10), **STILL,
        )
    )  # fmt: skip
    game.step()
    discriminator, generator = as_module(game, "discriminator"), as_module(game, "generator")
    real, z = batch_of(game)
    between = torch.from_numpy(game._engine.array("between")).double()
    fake = generator(z)

    def logits(x: Tensor) -> Tensor:
        return discriminator(x)[:, 0]

    total = LOSSES[loss].discriminator_loss(logits(real), logits(fake.detach()))
    assert game.numbers()["discriminator_loss"] == pytest.approx(total.item(), rel=1e-5)
    total = total + r1_weight * r1_penalty(logits, real) + r2_weight * r1_penalty(logits, fake.detach())
    if loss == "wgan_gp":
        share = ((between - fake) / (real - fake)).detach()
        assert_allclose(share[:, 0], share[:, 1], atol=1e-4)
        assert (share.min(), share.max()) == (pytest.approx(0, abs=0.1), pytest.approx(1, abs=0.1))
        total = total + 0.3 * gradient_penalty(logits, between, between, torch.zeros(33, 1).double())
    total.backward()
    for parameter in discriminator.parameters():  # the last bias does not enter a penalty
        parameter.grad = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
    assert_allclose(ours(game, "discriminator"), gradient_of(discriminator), atol=2e-6)
    assert game.numbers()["discriminator_grad_norm"] == pytest.approx(float(np.linalg.norm(gradient_of(discriminator))), rel=1e-4)

    total = LOSSES[loss].generator_loss(logits(fake), logits(between).detach())
    assert game.numbers()["generator_loss"] == pytest.approx(total.item(), rel=1e-5)
    total.backward()
    assert_allclose(ours(game, "generator"), gradient_of(generator), atol=1e-6)
    assert game.numbers()["generator_grad_norm"] == pytest.approx(float(np.linalg.norm(gradient_of(generator))), rel=1e-4)


@pytest.mark.parametrize(
    ("kind", "build_theirs"),
    [
        ("adam", lambda p: torch.optim.Adam(p, 0.01, (0.5, 0.99))),
        ("rmsprop", lambda p: torch.optim.RMSprop(p, 0.01, 0.99)),
        ("sgd", lambda p: torch.optim.SGD(p, 0.01)),
    ],
)
def test_optimisers(kind: str, build_theirs) -> None:
    game = Playground(PlaygroundConfig(optimizer=kind, generator_lr=0.01, beta1=0.5, beta2=0.99, generator_hidden=(8, 8)))
    theirs = torch.from_numpy(game._engine.array("generator")[0].astype(np.float64)).requires_grad_(True)
    optimizer = build_theirs([theirs])
    for _ in range(30):
        game.step_generator()
        theirs.grad = torch.from_numpy(game._engine.array("generator_gradient")[0].astype(np.float64))
        optimizer.step()
    assert_allclose(game._engine.array("generator")[0], theirs.detach(), atol=2e-6)


def test_twenty_steps_are_those_of_torch() -> None:
    """The same start, z and real points in torch: the same weights after 20 steps of both players."""
    game = Playground(PlaygroundConfig(generator_hidden=(8, 8), discriminator_hidden=(8, 8), batch_size=60, r1_weight=0.1))
    modules = [as_module(game, name) for name in ("discriminator", "generator")]
    rates = (game.config.discriminator_lr, game.config.generator_lr)
    optimizers = [torch.optim.Adam(one.parameters(), rate, (0.5, 0.999)) for one, rate in zip(modules, rates, strict=True)]
    discriminator, generator = modules
    loss = LOSSES["non_saturating"]
    for _ in range(20):
        game.step()
        real, z = batch_of(game)
        optimizers[0].zero_grad()
        fake = generator(z)
        total = loss.discriminator_loss(discriminator(real)[:, 0], discriminator(fake.detach())[:, 0])
        (total + 0.1 * r1_penalty(lambda x: discriminator(x)[:, 0], real)).backward()
        optimizers[0].step()
        optimizers[1].zero_grad()
        loss.generator_loss(discriminator(fake)[:, 0]).backward()
        optimizers[1].step()
    for module, name in zip(modules, ("discriminator", "generator"), strict=True):
        for linear, (weight, bias) in zip(list(module)[::2], layers(game, name), strict=True):
            assert_allclose(weight, linear.weight.detach().T, atol=2e-5)
            assert_allclose(bias, linear.bias.detach(), atol=2e-5)


def test_arrows_point_where_the_loss_of_g_falls() -> None:
    game = Playground(PlaygroundConfig(discriminator_hidden=(16, 16), data_scale=2))
    arrows, module = game.frame()["arrows"], as_module(game, "discriminator")
    assert (arrows[:, :2] == game.frame()["fake"][:60]).all()
    x = (torch.from_numpy(arrows[:, :2].copy()).double() / 2).requires_grad_(True)
    (slopes,) = torch.autograd.grad(LOSSES["non_saturating"].generator_loss(module(x)[:, 0]) * len(x), x)
    assert_allclose(arrows[:, 2:], -slopes, atol=1e-6)
