"""One update of D and one of G. Nothing here waits for the device: every number stays a tensor."""

from __future__ import annotations

import copy
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property, partial

import torch
from torch import Tensor, nn
from torch.nn.utils import get_total_norm

from gan_core.augment import augment, numbers_needed
from gan_core.config import TrainingConfig
from gan_core.losses import Critic, Loss, build_loss, gradient_penalty, r1_penalty
from gan_core.models import build_discriminator, build_generator
from gan_core.rng import make_generator, seeded
from gan_core.training import distributed
from gan_core.training.devices import autocast, native_bfloat16
from gan_core.training.joint_batch_norm import join_batch_norms

Transform = Callable[[Tensor], Tensor]  # images (N, C, H, W) -> as many


def _unchanged(images: Tensor) -> Tensor:
    return images


@dataclass
class Players:
    """The two networks, their optimisers and their noise: all that an update changes."""

    config: TrainingConfig
    generator: nn.Module
    discriminator: nn.Module
    generator_optimizer: torch.optim.Optimizer
    discriminator_optimizer: torch.optim.Optimizer
    noise: torch.Generator
    device: torch.device
    precision: torch.dtype
    average: nn.Module | None = None  # exponential moving average of G
    discriminator_updates: int = 0
    generator_updates: int = 0
    loss: Loss = field(init=False)

    def __post_init__(self) -> None:
        self.loss = build_loss(self.config)

    def adopt(self, config: TrainingConfig) -> None:
        """Go on with another objective, other learning rates, betas, penalties or n_critic; the networks stay."""
        self.config, self.loss = config, build_loss(config)
        for optimizer, lr in ((self.generator_optimizer, config.generator_lr), (self.discriminator_optimizer, config.discriminator_lr)):
            for group in optimizer.param_groups:
                group["lr"], group["betas"] = lr, (config.beta1, config.beta2)

    @property
    def shown_generator(self) -> nn.Module:
        """The generator that samples are drawn from: the average when there is one."""
        return self.average or self.generator

    @cached_property
    def learning_generator(self) -> nn.Module:
        """G to call where its parameters want gradients: with several processes these are averaged."""
        return distributed.replica(self.generator)

    @cached_property
    def learning_discriminator(self) -> nn.Module:
        """D to call where its parameters want gradients."""
        return distributed.replica(self.discriminator)

    def autocast(self) -> AbstractContextManager[object]:
        """bfloat16 for convolutions and matrix products where `precision` says so."""
        return autocast(self.device, self.precision)

    def draw_noise(self, count: int) -> Tensor:
        """z (count, latent_dim) ~ N(0, I): this process's rows of what all draw."""
        joint = count * distributed.size()
        return distributed.own_rows(torch.randn(joint, self.config.latent_dim, generator=self.noise, device=self.device))

    def draw_transform(self, count: int) -> Transform:
        """T for `count` images, anew at every call: what is done to them before D sees them; nothing where `augment` is off."""
        policy = self.config.augment
        if not policy:
            return _unchanged
        joint = count * distributed.size()
        uniform = torch.rand(joint, numbers_needed(policy), generator=self.noise, device=self.device)
        return partial(augment, policy=policy, uniform=distributed.own_rows(uniform))


def choose_precision(config: TrainingConfig, device: torch.device) -> torch.dtype:
    """bfloat16 where the hardware multiplies it natively, else float32."""
    if config.precision != "auto":
        return torch.bfloat16 if config.precision == "bfloat16" else torch.float32
    return torch.bfloat16 if native_bfloat16(device) else torch.float32


def build_players(config: TrainingConfig, device: torch.device | str = "cpu") -> Players:
    """Networks and optimisers at step 0; the same config gives the same weights, whatever ran before."""
    device = torch.device(device)
    with seeded(config.seed):
        generator, discriminator = join_batch_norms(build_generator(config)), join_batch_norms(build_discriminator(config))
    # channels_last is the layout the convolution kernels want: measured 1.2 to 1.4x on the CPU
    generator = generator.to(device).to(memory_format=torch.channels_last).train()
    discriminator = discriminator.to(device).to(memory_format=torch.channels_last).train()

    def adam(network: nn.Module, lr: float) -> torch.optim.Optimizer:
        return torch.optim.Adam(network.parameters(), lr, (config.beta1, config.beta2), fused=True)

    return Players(
        config=config,
        generator=generator,
        discriminator=discriminator,
        generator_optimizer=adam(generator, config.generator_lr),
        discriminator_optimizer=adam(discriminator, config.discriminator_lr),
        noise=make_generator(config.seed, "noise", device),
        device=device,
        precision=choose_precision(config, device),
        average=copy.deepcopy(generator).requires_grad_(False).eval() if config.ema_decay else None,
    )


def update_discriminator(players: Players, real_images: Tensor, labels: Tensor | None, fake_images: Tensor) -> dict[str, Tensor]:
    """One D update on real and detached fake images (N, C, H, W). Returns scalars, still on the device."""
    config = players.config
    fake_images = fake_images.detach()
    sees_real, sees_fake = (_critic(players, players.learning_discriminator, labels, len(real_images)) for _ in range(2))
    players.discriminator_optimizer.zero_grad(set_to_none=True)
    with players.autocast():
        real_logits, fake_logits = sees_real(real_images).float(), sees_fake(fake_images).float()
    loss = players.loss.discriminator_loss(real_logits, fake_logits)
    total = loss + _penalties(players, real_images, fake_images, sees_real, sees_fake)
    total.backward()
    players.discriminator_optimizer.step()
    if config.loss == "wgan":
        with torch.no_grad():
            weights: list[Tensor] = [weight for name, weight in players.discriminator.named_parameters() if is_clipped(config, name)]
            torch._foreach_clamp_min_(weights, -config.clip_value)
            torch._foreach_clamp_max_(weights, config.clip_value)
    players.discriminator_updates += 1
    return {"discriminator_loss": loss.detach(), "real_logits": real_logits.detach(), "fake_logits": fake_logits.detach()}


def is_clipped(config: TrainingConfig, name: str) -> bool:
    """Whether a parameter of D of this name is clipped to [-clip_value, clip_value] (arXiv:1701.07875, algorithm 1).

    What embeds a label (`label_map.*`) is not, unless `clip_labels` says so: clipping bounds the slope of D(x, y) in x, which no weight
    that sees y alone adds to, and a label that passes two clipped layers is lost beside the pixels.
    """
    return config.loss == "wgan" and (config.clip_labels or not name.startswith("label_map."))


def _critic(players: Players, discriminator: nn.Module, labels: Tensor | None, count: int) -> Critic:
    """x -> D(T(x)) for `count` images and their labels, with one T however often it is called."""
    transform = players.draw_transform(count)
    return lambda images: discriminator(transform(images), labels)


def _penalties(players: Players, real_images: Tensor, fake_images: Tensor, sees_real: Critic, sees_fake: Critic) -> Tensor:
    """Weighted penalties of this update, in float32, on D as it saw the images; a zero when none is due."""
    config = players.config
    total = real_images.new_zeros(())
    if config.loss == "wgan_gp" and config.gp_weight:
        joint = len(real_images) * distributed.size()
        mix = distributed.own_rows(torch.rand(joint, 1, 1, 1, generator=players.noise, device=players.device))
        total = total + config.gp_weight * gradient_penalty(sees_real, real_images, fake_images, mix)
    if players.discriminator_updates % config.r1_every == 0:
        # lazy regularisation (arXiv:1912.04958 appendix B): rarer, so weighted up by the same factor
        if config.r1_weight:
            total = total + config.r1_weight * config.r1_every * r1_penalty(sees_real, real_images)
        if config.r2_weight:
            total = total + config.r2_weight * config.r1_every * r1_penalty(sees_fake, fake_images)
    return total


@torch.no_grad()
def ask_discriminator(players: Players, real_images: Tensor, labels: Tensor | None, fake_images: Tensor) -> dict[str, Tensor]:
    """What an update of D would say of the images as D is now, without one: scalars and logits as `update_discriminator`."""
    with players.autocast():
        real_logits, fake_logits = (
            _critic(players, players.discriminator, labels, len(images))(images).float() for images in (real_images, fake_images)
        )
    loss = players.loss.discriminator_loss(real_logits, fake_logits)
    return {"discriminator_loss": loss, "real_logits": real_logits, "fake_logits": fake_logits}


def update_generator(players: Players, fake_images: Tensor, labels: Tensor | None, real_images: Tensor) -> Tensor:
    """One G update through D, whose own weights need no gradient meanwhile. Returns G's loss, on the device.

    D sees the real images only where the loss compares with them.
    """
    players.generator_optimizer.zero_grad(set_to_none=True)
    players.discriminator.requires_grad_(False)
    with players.autocast():
        fake_logits = _critic(players, players.discriminator, labels, len(fake_images))(fake_images).float()
        real_logits = None
        if players.loss.paired:
            real_logits = _critic(players, players.discriminator, labels, len(real_images))(real_images).float()
    loss = players.loss.generator_loss(fake_logits, real_logits)
    loss.backward()
    players.discriminator.requires_grad_(True)
    players.generator_optimizer.step()
    players.generator_updates += 1
    return loss.detach()


def update_average(players: Players) -> None:
    """average <- decay * average + (1 - decay) * G, with a short memory in the first steps; batch statistics are copied."""
    if players.average is None:
        return
    step = players.generator_updates
    decay = min(players.config.ema_decay, (1 + step) / (10 + step))
    with torch.no_grad():
        torch._foreach_lerp_(list(players.average.parameters()), list(players.generator.parameters()), 1 - decay)
        for kept, new in zip(players.average.buffers(), players.generator.buffers(), strict=True):
            kept.copy_(new)


def generate(players: Players, labels: Tensor | None, count: int) -> Tensor:
    """Fake images (count, C, H, W) in (-1, 1) from fresh noise, with G's graph when gradients are on."""
    with players.autocast():
        return players.learning_generator(players.draw_noise(count), labels).float()


METRIC_NAMES = (
    "discriminator_loss",
    "generator_loss",
    "real_mean",
    "fake_mean",
    "discriminator_accuracy_real",
    "discriminator_accuracy_fake",
    "discriminator_pair_accuracy",
    "generator_grad_norm",
    "discriminator_grad_norm",
)


def summarise(players: Players, discriminator_result: dict[str, Tensor], generator_loss: Tensor) -> Tensor:
    """One row (len(METRIC_NAMES),) of float32 on the device; the means are of D(x) for sigmoid losses, else of raw scores."""
    real_logits, fake_logits = discriminator_result["real_logits"], discriminator_result["fake_logits"]
    shown = torch.sigmoid if players.loss.sigmoid else torch.nn.Identity()
    boundary = players.loss.boundary()
    values = torch.stack(
        [
            discriminator_result["discriminator_loss"],
            generator_loss,
            shown(real_logits).mean(),
            shown(fake_logits).mean(),
            (real_logits > boundary).float().mean(),
            (fake_logits <= boundary).float().mean(),
            (real_logits > fake_logits).float().mean(),
            get_total_norm([p.grad for p in players.generator.parameters() if p.grad is not None]),
            get_total_norm([p.grad for p in players.discriminator.parameters() if p.grad is not None]),
        ]
    )
    return distributed.mean(values)
