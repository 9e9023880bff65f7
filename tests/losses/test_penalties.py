from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_core.losses import gradient_penalty, r1_penalty

SHAPE = (5, 2, 3, 3)


@pytest.fixture
def weight() -> torch.Tensor:
    return torch.randn(SHAPE[1:], generator=torch.Generator().manual_seed(1), dtype=torch.float64, requires_grad=True)


@pytest.fixture
def images() -> tuple[torch.Tensor, torch.Tensor]:
    real, fake = torch.randn(2, *SHAPE, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    return real, fake


def test_linear_critic_has_its_weights_norm_as_gradient(weight, images):
    """D(x) = <w, x> has the gradient w everywhere, so E[(|w| - a)^2] whatever the images."""
    mix = torch.rand(5, 1, 1, 1, dtype=torch.float64)
    for target in (0.0, 1.0, 2.5):
        penalty = gradient_penalty(lambda x: (x * weight).sum((1, 2, 3)), *images, mix, target)
        torch.testing.assert_close(penalty, (weight.norm() - target).square())


def test_gradient_penalty_trains_the_critic_by_its_closed_form(weight, images):
    """d/dw (|w| - 1)^2 = 2 (|w| - 1) w / |w|: the graph goes through the inner gradient."""
    gradient_penalty(lambda x: (x * weight).sum((1, 2, 3)), *images, torch.rand(5, 1, 1, 1, dtype=torch.float64)).backward()
    norm = weight.detach().norm()
    torch.testing.assert_close(weight.grad, 2 * (norm - 1) * weight.detach() / norm)


def test_r1_of_a_linear_critic_and_its_gradient(weight, images):
    penalty = r1_penalty(lambda x: (x * weight).sum((1, 2, 3)), images[0])
    torch.testing.assert_close(penalty, 0.5 * weight.square().sum())
    penalty.backward()
    torch.testing.assert_close(weight.grad, weight.detach())


def test_quadratic_critic_shows_where_the_gradient_is_taken(images):
    """D(x) = |x|^2 / 2 has the gradient x: R1 sees the real images, the gradient penalty the points between."""
    real, fake = images
    half_square = lambda x: 0.5 * x.square().sum((1, 2, 3))  # noqa: E731
    torch.testing.assert_close(r1_penalty(half_square, real), 0.5 * real.square().sum((1, 2, 3)).mean())
    mix = torch.rand(5, 1, 1, 1, dtype=torch.float64)
    between = mix * real + (1 - mix) * fake
    expected = (between.flatten(1).norm(dim=1) - 1).square().mean()
    torch.testing.assert_close(gradient_penalty(half_square, real, fake, mix), expected)
    for share, end in ((torch.ones(5, 1, 1, 1), real), (torch.zeros(5, 1, 1, 1), fake)):
        expected = (end.flatten(1).norm(dim=1) - 1).square().mean()
        torch.testing.assert_close(gradient_penalty(half_square, real, fake, share.double()), expected)


def test_each_image_is_penalised_on_its_own():
    """The sum over the batch in the inner gradient does not mix images: one at a time gives the same mean."""
    torch.manual_seed(0)
    critic = nn.Sequential(nn.Conv2d(1, 4, 3), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(16, 1), nn.Flatten(0))
    real = torch.randn(3, 1, 4, 4)
    together = r1_penalty(critic, real)
    alone = torch.stack([r1_penalty(critic, image[None]) for image in real]).mean()
    torch.testing.assert_close(together, alone)


def test_flat_critic_gives_no_nan():
    """At a zero gradient the norm has no derivative; the penalty is 1 and the update finite."""
    weight = torch.zeros(1, 2, 2, requires_grad=True)
    penalty = gradient_penalty(
        lambda x: (x * weight).sum((1, 2, 3)), torch.ones(2, 1, 2, 2), torch.zeros(2, 1, 2, 2), torch.rand(2, 1, 1, 1)
    )
    penalty.backward()
    assert penalty.item() == 1
    assert weight.grad.isfinite().all()


def test_images_are_left_without_gradients(weight, images):
    real, fake = images
    gradient_penalty(lambda x: (x * weight).sum((1, 2, 3)), real, fake, torch.rand(5, 1, 1, 1, dtype=torch.float64)).backward()
    r1_penalty(lambda x: (x * weight).sum((1, 2, 3)), real).backward()
    assert not real.requires_grad
    assert real.grad is None
    assert fake.grad is None
