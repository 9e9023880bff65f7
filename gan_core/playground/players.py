"""The two players of a game in the plane: networks, optimisers, and what one update of each does."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from gan_core.playground.config import PlaygroundConfig
from gan_core.playground.network import Network, Trace
from gan_core.playground.objectives import OBJECTIVES, Objective
from gan_core.playground.optimisers import Optimiser
from gan_core.playground.points import Distribution

Floats = NDArray[np.float32]

WEIGHTS, REAL, NOISE, MIX = range(4)  # random streams: none disturbs another


class Players:
    """G and D, each of whose updates is a slope and then a move.

    Attributes:
        config: As it is now.
        distribution: Where real points come from.
        finite: False once a slope has left the range of floats; no update moves anything after that.
        made: The last batch of G: z in `inputs`, G(z) in `outputs`.
        both: The last batch of D (2 rows, 2): real points, then fakes, in the networks' units.
    """

    def __init__(self, config: PlaygroundConfig, distribution: Distribution) -> None:
        self.finite = True
        self._streams = [np.random.default_rng([config.seed, stream]) for stream in (WEIGHTS, REAL, NOISE, MIX)]
        self.generator = Network((config.latent_dim, *config.generator_hidden, 2))
        self.discriminator = Network((2, *config.discriminator_hidden, 1))
        for network in (self.generator, self.discriminator):
            network.initialise(self._streams[WEIGHTS])
        self._norms = [np.nan, np.nan]  # D's, G's
        self._real_logits = self._fake_logits = self._guided_logits = self._opposed_logits = np.zeros(0, np.float32)
        self.config = config
        self._new_optimisers()
        self.adopt(config, distribution)

    def adopt(self, config: PlaygroundConfig, distribution: Distribution) -> None:
        """Go on with other settings; the networks stay, optimisers start anew when they are of another kind."""
        if config.optimizer != self.config.optimizer:
            self._new_optimisers()
        self.config, self.distribution, rows = config, distribution, config.batch_size
        self.made = Trace(self.generator, rows)
        self._judged = Trace(self.discriminator, 2 * rows)
        self._guided = Trace(self.discriminator, rows)
        self.both = np.zeros((2 * rows, 2), np.float32)
        self._clip()

    def _new_optimisers(self) -> None:
        self._generator_optimiser = Optimiser(self.generator.theta.size)
        self._discriminator_optimiser = Optimiser(self.discriminator.theta.size)

    @property
    def objective(self) -> Objective:
        """The loss as it is now."""
        return OBJECTIVES[self.config.loss]

    def draw_fakes(self) -> None:
        """G(z) for new noise: `made` holds both, in the networks' units."""
        self.made.forward(draw_noise(self.config, self._streams[NOISE], self.config.batch_size))

    def _draw_real(self) -> Floats:
        """As many new real points as a batch holds, in the networks' units."""
        return self.distribution.draw(self._streams[REAL], self.config.batch_size) / self.config.data_scale

    def slope_discriminator(self) -> None:
        """D's loss on new real points and the fakes just made, its penalties, and their slope."""
        config, rows, trace = self.config, self.config.batch_size, self._judged
        self.both[:rows] = self._draw_real()
        self.both[rows:] = self.made.outputs
        logits = trace.forward(self.both)[:, 0]
        self._real_logits, self._fake_logits = logits[:rows], logits[rows:]
        factors = column(np.concatenate(self.objective.discriminator_slopes(self._real_logits, self._fake_logits)), rows)

        penalties: list[list[Floats]] = []
        if config.r1_weight or config.r2_weight:
            # gamma/2 E||grad D(x)||^2 on real points, and on fakes (arXiv:1801.04406 equation 9)
            trace.backward(1.0)
            for weight, part in ((config.r1_weight, slice(rows)), (config.r2_weight, slice(rows, 2 * rows))):
                if weight:
                    direction = trace.input_slopes(part) * np.float32(weight / rows)
                    penalties.append(trace.input_slope_gradient(direction, part))
            trace.weigh(factors)
        else:
            trace.backward(factors)
        if config.loss == "wgan_gp" and config.gp_weight:
            penalties.append(self._gradient_penalty())
        trace.write_slopes()
        for penalty in penalties:
            for slope, extra in zip(self.discriminator.weight_slopes, penalty, strict=True):
                slope += extra

    def move_discriminator(self) -> None:
        """Let D's optimiser follow its slope, and clip its weights where the loss asks for that."""
        self._norms[0] = self._apply(self.discriminator, self._discriminator_optimiser, self.config.discriminator_lr)
        self._clip()

    def _gradient_penalty(self) -> list[Floats]:
        """lambda E(||grad D(x)|| - 1)^2 between real and fake points (arXiv:1704.00028 equation 3): its slopes by D's matrices."""
        rows, trace = self.config.batch_size, self._guided
        mix = self._streams[MIX].random((rows, 1), np.float32)
        trace.forward(mix * self.both[:rows] + (1 - mix) * self.both[rows:])
        trace.backward(1.0)
        slopes = trace.input_slopes()
        norms = np.sqrt(np.square(slopes).sum(axis=1, keepdims=True))
        factors = np.float32(2 * self.config.gp_weight / rows) * (norms - 1) / np.maximum(norms, np.float32(1e-12))
        return trace.input_slope_gradient(factors * slopes)

    def slope_generator(self) -> None:
        """G's loss on the fakes just made, through D, and its slope; against new real points where the loss compares."""
        trace = self._guided
        self._opposed_logits = self.discriminator(self._draw_real())[:, 0] if self.objective.paired else self._opposed_logits[:0]
        self._guided_logits = trace.forward(self.made.outputs)[:, 0]
        trace.backward(column(self.objective.generator_slope(self._guided_logits, self._opposed_logits), trace.rows))
        self.made.backward(trace.input_slopes())
        self.made.write_slopes()

    def move_generator(self) -> None:
        """Let G's optimiser follow its slope."""
        self._norms[1] = self._apply(self.generator, self._generator_optimiser, self.config.generator_lr)

    def _apply(self, network: Network, optimiser: Optimiser, lr: float) -> float:
        """Let the optimiser update the network, unless its slope is not finite; returns the slope's norm."""
        norm = float(np.sqrt(network.slope @ network.slope))
        if not np.isfinite(norm):
            self.finite = False
        if self.finite:
            optimiser.update(self.config.optimizer, network.theta, network.slope, lr, self.config.beta1, self.config.beta2)
        return norm

    def _clip(self) -> None:
        """WGAN: D's weights stay within +-clip_value (arXiv:1701.07875)."""
        if self.config.loss == "wgan":
            np.clip(self.discriminator.theta, -self.config.clip_value, self.config.clip_value, out=self.discriminator.theta)

    def numbers(self) -> dict[str, float]:
        """The last updates' numbers by the names of a training's records; empty before the first D update."""
        real, fake, guided, opposed = self._real_logits, self._fake_logits, self._guided_logits, self._opposed_logits
        if not len(real):
            return {}
        kind, shown = ("prob", expit) if self.objective.sigmoid else ("score", np.asarray)
        pairs = {} if self.objective.absolute else {"discriminator_pair_accuracy": float((real > fake).mean())}
        boundary = self.objective.boundary
        return {
            "discriminator_loss": self.objective.discriminator_loss(real, fake),
            "generator_loss": self.objective.generator_loss(guided, opposed)
            if len(opposed if self.objective.paired else guided)
            else np.nan,
            f"real_{kind}_mean": float(shown(real).mean()),
            f"fake_{kind}_mean": float(shown(fake).mean()),
            "discriminator_accuracy_real": float((real > boundary).mean()),
            "discriminator_accuracy_fake": float((fake <= boundary).mean()),
            **pairs,
            "generator_grad_norm": self._norms[1],
            "discriminator_grad_norm": self._norms[0],
        }


def draw_noise(config: PlaygroundConfig, random: np.random.Generator, rows: int) -> Floats:
    """z (rows, latent_dim), normal or uniform in [-1, 1]."""
    if config.latent == "normal":
        return random.standard_normal((rows, config.latent_dim), np.float32)
    return random.random((rows, config.latent_dim), np.float32) * 2 - 1


def column(values: NDArray[np.floating], rows: int = 1) -> Floats:
    """Values (N,) as a column (N, 1), divided by `rows`."""
    return (values[:, None] / rows).astype(np.float32, copy=False)
