"""Penalties on D's gradient with respect to its input images."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

Critic = Callable[[Tensor], Tensor]  # images (N, C, H, W) -> logits (N,)


def _input_gradient(discriminator: Critic, images: Tensor) -> Tensor:
    """Gradient of each image's own logit with respect to that image, as rows (N, C*H*W), differentiable."""
    (gradient,) = torch.autograd.grad(discriminator(images).sum(), images, create_graph=True)
    return gradient.flatten(1)


def gradient_penalty(discriminator: Critic, real_images: Tensor, fake_images: Tensor, mix: Tensor, target: float = 1.0) -> Tensor:
    """E[(||grad D(x_hat)||_2 - a)^2], x_hat = mix * real + (1 - mix) * fake (arXiv:1704.00028 equation 3). >= 0.

    Args:
        discriminator: images (N, C, H, W) -> logits (N,), each logit depending on its own image only (no batch norm).
        real_images: (N, C, H, W).
        fake_images: (N, C, H, W), detached.
        mix: (N, 1, 1, 1) uniform in [0, 1): where between the two.
        target: a, the wanted norm.
    """
    between = (mix * real_images + (1 - mix) * fake_images).detach().requires_grad_(True)
    norm = _input_gradient(discriminator, between).norm(dim=1)
    return (norm - target).square().mean()


def r1_penalty(discriminator: Critic, images: Tensor) -> Tensor:
    """1/2 E[||grad D(x)||_2^2] (arXiv:1801.04406 equation 9, without gamma). >= 0. On real images R1; the same on fake ones is R2."""
    images = images.detach().requires_grad_(True)
    return 0.5 * _input_gradient(discriminator, images).square().sum(1).mean()
