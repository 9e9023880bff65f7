"""A small discriminator or critic, really trained against a fixed generator, with snapshots of its weights on the way.

Everything is float32 on the CPU, one tensor holds all weights, and every random number comes from the recipe's seed: the same recipe on the
same points gives the same critic. `trained` trains at most once for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from time import thread_time
from typing import Protocol

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor
from torch.nn.functional import silu

from gan_core.errors import ConfigError
from gan_core.losses import LOSSES, Loss, gradient_penalty
from gan_core.losses.least_squares import LeastSquares
from gan_core.rng import make_generator
from gan_core.toys.once_cache import OnceCache

FloatArray = NDArray[np.float32]

MAX_STEPS = 1000
SEEN = 300  # points at which a snapshot's steepness is looked for, about


@dataclass(frozen=True)
class CriticRecipe:
    """How a critic is trained.

    Args:
        loss: Name in `LOSSES`; "wgan" is trained with weight clipping, "wgan_gp" with the gradient penalty.
        steps: Updates, 1 ... 1000.
        every: Updates between two snapshots; divides `steps`.
        hidden: Widths of the hidden layers (SiLU between them).
        lr: Learning rate of `RootMeanSquare`.
        clip_value: Weights and biases stay in [-clip_value, clip_value]; for "wgan" only.
        gp_weight: lambda of the penalty; for "wgan_gp" only.
        gp_target: a of the penalty: the wanted norm.
        a: Label of fake, for "lsgan" only, as `b`, the label of real.
        seed: Of the first weights and of the mixing of real and fake points.
    """

    loss: str
    steps: int = 200
    every: int = 10
    hidden: tuple[int, ...] = (32, 32)
    lr: float = 5e-3
    clip_value: float = 0.1
    gp_weight: float = 10.0
    gp_target: float = 1.0
    a: float = 0.0
    b: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.loss not in LOSSES:
            raise ConfigError("value", field="loss", received=repr(self.loss), expected=", ".join(LOSSES))
        if not 1 <= self.steps <= MAX_STEPS:
            raise ConfigError("value", field="steps", received=self.steps, expected=f"1 ... {MAX_STEPS}")
        if self.every < 1 or self.steps % self.every:
            raise ConfigError("combination", field="every", received=self.every, other="steps", expected=f"a divisor of {self.steps}")
        for name in ("lr", "clip_value"):
            if not getattr(self, name) > 0:
                raise ConfigError("value", field=name, received=getattr(self, name), expected="> 0")
        if not self.gp_weight >= 0:
            raise ConfigError("value", field="gp_weight", received=self.gp_weight, expected=">= 0")

    def objective(self) -> Loss:
        """The loss of `gan_core.losses` that is minimised."""
        return LeastSquares(a=self.a, b=self.b, c=self.b) if self.loss == "lsgan" else LOSSES[self.loss]


class Critic:
    """A fully connected network, points (N, dimension) -> logits (N,), all of whose weights are one tensor (P,)."""

    def __init__(self, dimension: int, hidden: Sequence[int]) -> None:
        self.shapes: list[tuple[int, ...]] = []
        for before, after in pairwise((dimension, *hidden, 1)):
            self.shapes += [(before, after), (after,)]
        self.sizes = [int(np.prod(shape)) for shape in self.shapes]
        self.theta = torch.zeros(sum(self.sizes))

    def initialise(self, generator: torch.Generator) -> None:
        """Uniform in +-1/sqrt(inputs), as `torch.nn.Linear`; the last layer is zero, so the critic starts flat.

        On a line the two-sided penalty would else keep the sign of the first slope: a slope of the wrong sign has its own minimum.
        """
        parts = []
        for matrix in self.shapes[::2]:
            bound = matrix[0] ** -0.5
            parts += [torch.empty(count).uniform_(-bound, bound, generator=generator) for count in (matrix[0] * matrix[1], matrix[1])]
        self.theta = torch.cat([*parts[:-2], torch.zeros(sum(self.sizes[-2:]))])

    def __call__(self, points: Tensor) -> Tensor:
        """Logits (N,) of points (N, dimension)."""
        parts = self.theta.split(self.sizes)
        x = points
        for index in range(0, len(parts), 2):
            x = torch.addmm(parts[index + 1], x if index == 0 else silu(x), parts[index].view(self.shapes[index]))
        return x.squeeze(1)


class RootMeanSquare:
    """RMSProp; with `corrected`, Adam with beta1 = 0. As in torch.optim, whose first use takes seconds to import."""

    def __init__(self, weights: Tensor, lr: float, decay: float, corrected: bool) -> None:
        self.weights, self.lr, self.decay, self.corrected = weights, lr, decay, corrected
        self.mean_square = torch.zeros_like(weights)
        self.updates = 0

    def step(self, gradient: Tensor) -> None:
        """weights -= lr gradient / (sqrt(mean square) + 1e-8), in place."""
        self.updates += 1
        self.mean_square.mul_(self.decay).addcmul_(gradient, gradient, value=1 - self.decay)
        correction = 1 - self.decay**self.updates if self.corrected else 1.0
        root = (self.mean_square / correction).sqrt_().add_(1e-8)
        self.weights.addcdiv_(gradient, root, value=-self.lr)


@dataclass(frozen=True)
class CriticRun:
    """What a training left after each of `steps` (S,) updates, 0 first, and the time of one update.

    Attributes:
        weights: (S, P).
        gaps: (S,) mean logit of the real points minus that of the fakes: a critic's estimate of steepness times W1.
        losses: (S,) D's loss, without a penalty.
        steepest: (S,) largest norm of the logit's gradient at points on straight lines from each real point to a fake one.
        update_seconds: Processor time of the median update: forward, backward, optimiser.
    """

    recipe: CriticRecipe
    dimension: int
    steps: tuple[int, ...]
    weights: FloatArray = field(compare=False, repr=False)
    gaps: FloatArray = field(compare=False, repr=False)
    losses: FloatArray = field(compare=False, repr=False)
    steepest: FloatArray = field(compare=False, repr=False)
    update_seconds: float = field(compare=False)

    def at(self, step: float) -> int:
        """Index of the last snapshot that is not after `step`."""
        return int(np.searchsorted(self.steps, step, side="right")) - 1 if step >= 0 else 0

    def critic(self, snapshot: int) -> Critic:
        """The critic of one snapshot."""
        critic = Critic(self.dimension, self.recipe.hidden)
        critic.theta = torch.from_numpy(self.weights[snapshot].copy())
        return critic

    def answers(self, snapshot: int, points: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Logits (N,) of points (N,) or (N, dimension), and the gradient of each logit at its point, in the points' shape."""
        x = torch.as_tensor(np.asarray(points), dtype=torch.float32).reshape(-1, self.dimension).requires_grad_(True)
        logits = self.critic(snapshot)(x)
        (slopes,) = torch.autograd.grad(logits.sum(), x)
        return logits.detach().numpy(), slopes.numpy().reshape(np.shape(points))


def train_critic(recipe: CriticRecipe, real: ArrayLike, fake: ArrayLike) -> CriticRun:
    """Train a critic to tell `real` from `fake`, both fixed: every update sees all points.

    Args:
        recipe: How.
        real: Points (N,) on a line or (N, dimension).
        fake: As many points.

    Raises:
        ConfigError: the two have different shapes, or hold something that is not finite.
    """
    real_points, fake_points = _points("real", real), _points("fake", fake)
    if real_points.shape != fake_points.shape:
        raise ConfigError("density_shape", field="fake", received=tuple(fake_points.shape), expected=tuple(real_points.shape))
    count, dimension = real_points.shape
    loss = recipe.objective()

    critic = Critic(dimension, recipe.hidden)
    critic.initialise(make_generator(recipe.seed, "critic"))
    theta = critic.theta.requires_grad_(True)
    clips = recipe.loss == "wgan"
    if clips:
        theta.detach().clamp_(-recipe.clip_value, recipe.clip_value)
    # decay and correction as in arXiv:1701.07875 (RMSProp, no momentum) and arXiv:1704.00028 (Adam with beta 0, 0.9)
    optimiser = RootMeanSquare(theta.detach(), recipe.lr, decay=0.99 if clips else 0.9, corrected=not clips)
    random = make_generator(recipe.seed, "mix")
    both = torch.cat([real_points, fake_points])

    part = torch.linspace(0, 1, 9)[:, None, None]
    mixed = (part * real_points + (1 - part) * fake_points).reshape(-1, dimension)
    mixed = mixed[:: max(1, len(mixed) // SEEN)]
    snapshots, seconds = [_look(critic, loss, both, mixed)], []
    for step in range(1, recipe.steps + 1):
        began = thread_time()
        logits = critic(both)
        total = loss.discriminator_loss(logits[:count], logits[count:])
        if recipe.loss == "wgan_gp":
            mix = torch.rand(count, 1, generator=random)
            partners = fake_points[torch.randperm(count, generator=random)]
            total = total + recipe.gp_weight * gradient_penalty(critic, real_points, partners, mix, recipe.gp_target)
        (gradient,) = torch.autograd.grad(total, theta)
        optimiser.step(gradient)
        if clips:
            theta.detach().clamp_(-recipe.clip_value, recipe.clip_value)
        seconds.append(thread_time() - began)
        if step % recipe.every == 0:
            snapshots.append(_look(critic, loss, both, mixed))
    weights, gaps, losses, steepest = (np.stack(one).astype(np.float32) for one in zip(*snapshots, strict=True))
    steps = tuple(range(0, recipe.steps + 1, recipe.every))
    return CriticRun(recipe, dimension, steps, weights, gaps, losses, steepest, float(np.median(seconds)))


def _look(critic: Critic, loss: Loss, both: Tensor, mixed: Tensor) -> tuple[FloatArray, float, float, float]:
    """Weights, gap, loss and steepest slope as they are now."""
    with torch.no_grad():
        real_logits, fake_logits = critic(both).chunk(2)
        gap, lost = real_logits.mean() - fake_logits.mean(), loss.discriminator_loss(real_logits, fake_logits)
    points = mixed.detach().requires_grad_(True)
    (slopes,) = torch.autograd.grad(critic(points).sum(), points)
    return critic.theta.detach().numpy().copy(), gap.item(), lost.item(), slopes.norm(dim=1).max().item()


class Source(Protocol):
    """What real and fake points are drawn from; frozen, so that a training can be remembered by it."""

    def samples(self, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """`count` real and `count` fake points, always the same."""


_RUNS: OnceCache[CriticRun] = OnceCache(96)  # of 0.1 to 1 MB each


def trained(recipe: CriticRecipe, source: Source, count: int) -> CriticRun:
    """`train_critic` on `count` real and fake points of the source, at most once for each question while it is remembered."""
    return _RUNS.get((recipe, source, count), lambda: train_critic(recipe, *source.samples(count)))


def _points(name: str, values: ArrayLike) -> Tensor:
    points = np.asarray(values, dtype=np.float32)
    if points.ndim not in (1, 2) or not points.size or not np.isfinite(points).all():
        raise ConfigError("numbers", field=name)
    return torch.from_numpy(points.reshape(len(points), -1))
