"""The game itself: two small networks, trained step by step in NumPy, looked at from all sides meanwhile."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtri

from gan_core.errors import ConfigError
from gan_core.playground.config import CHANGEABLE, PlaygroundConfig
from gan_core.playground.frame import ARROWS, CURVE, GRID, HEAT, SHOWN, Frame, Scene, Stage
from gan_core.playground.history import Curves
from gan_core.playground.measures import SAMPLES, Measures, measure
from gan_core.playground.network import Network, Trace
from gan_core.playground.objectives import OBJECTIVES, Objective
from gan_core.playground.optimisers import Optimiser
from gan_core.playground.outline import letter_points
from gan_core.playground.points import DATA, Distribution, pen
from gan_core.playground.slow import stages

Floats = NDArray[np.float32]

WEIGHTS, REAL, NOISE, MIX, LOOK = range(5)  # random streams: none disturbs another


def distribution_of(config: PlaygroundConfig) -> Distribution:
    """What the configured data are. Raises ConfigError when a text has no letter that can be drawn."""
    if config.data == "points":
        return pen(np.array(config.points))
    if config.data == "text":
        return pen(letter_points(config.text))
    return DATA[config.data]


class Playground:
    """A game in the plane: the same configuration and the same moves give the same numbers, bit for bit on one machine.

    Attributes:
        config: As it is now.
        step_count: Steps so far; a step is `discriminator_steps` updates of D, then `generator_steps` of G.
        finite: False once a number has left the range of floats; no move changes anything after that.
        moves: What was done so far, for `replay`: ("step" | "discriminator" | "generator", count) and ("change", settings).
        history: Curves over the steps.
    """

    def __init__(self, config: PlaygroundConfig) -> None:
        self.config, self.first_config = config, config
        self.step_count, self.finite = 0, True
        self.moves: list[tuple[str, Any]] = []
        self.history = Curves()
        self._streams = [np.random.default_rng([config.seed, stream]) for stream in (WEIGHTS, REAL, NOISE, MIX, LOOK)]
        self.generator = Network((config.latent_dim, *config.generator_hidden, 2))
        self.discriminator = Network((2, *config.discriminator_hidden, 1))
        for network in (self.generator, self.discriminator):
            network.initialise(self._streams[WEIGHTS])
        self._norms = [np.nan, np.nan]  # D's, G's
        self._real_logits = self._fake_logits = self._guided_logits = np.zeros(0, np.float32)
        self._slow: Generator[Stage] | None = None
        self._adopt(config, optimisers=True)

    def _adopt(self, config: PlaygroundConfig, optimisers: bool) -> None:
        """Everything that follows from the configuration."""
        self.distribution = distribution_of(config)
        self.config, rows = config, config.batch_size
        self.made = Trace(self.generator, rows)
        self._judged = Trace(self.discriminator, 2 * rows)
        self._guided = Trace(self.discriminator, rows)
        self.both = np.zeros((2 * rows, 2), np.float32)
        self._clip()
        if optimisers:
            self._generator_optimiser = Optimiser(self.generator.theta.size)
            self._discriminator_optimiser = Optimiser(self.discriminator.theta.size)
        self.scene = _scene(config, self.distribution)

    @property
    def objective(self) -> Objective:
        """The loss as it is now."""
        return OBJECTIVES[self.config.loss]

    # Moves

    def step(self, count: int = 1) -> int:
        """Take `count` steps; returns how many were taken: fewer when a number left the range of floats."""
        self._end_slow()
        before, tried = self.step_count, 0
        with np.errstate(all="ignore"):
            while tried < count and self.finite:
                deque(self._phases(), 0)
                tried += 1
        self._note("step", tried)
        return self.step_count - before

    def step_discriminator(self) -> None:
        """One update of D alone."""
        self._end_slow()
        with np.errstate(all="ignore"):
            self.draw_fakes()
            self._slope_discriminator()
            self._move_discriminator()
        self._note("discriminator", 1)

    def step_generator(self) -> None:
        """One update of G alone."""
        self._end_slow()
        with np.errstate(all="ignore"):
            self.draw_fakes()
            self._slope_generator()
            self._move_generator()
        self._note("generator", 1)

    def slow_steps(self) -> Iterator[Stage]:
        """One step, stage by stage (`gan_core.playground.slow`); closing the iterator early, or any other move, ends the step at once."""
        self._end_slow()
        self._slow = self._walk()
        return self._slow

    def _walk(self) -> Generator[Stage]:
        phases = self._phases()
        try:
            for phase in phases:
                yield from stages(self, phase)
        finally:
            with np.errstate(all="ignore"):
                deque(phases, 0)
            self._note("step", 1)

    def _end_slow(self) -> None:
        if self._slow is not None:
            self._slow.close()
            self._slow = None

    def change(self, **settings: Any) -> None:
        """Go on with other settings (CHANGEABLE). Raises ConfigError, and then nothing has changed."""
        config = self.config.changed(**settings)
        self._end_slow()
        for field in settings:
            if field not in CHANGEABLE and getattr(config, field) != getattr(self.config, field):
                raise ConfigError("playground_fixed", field=field, accepted=", ".join(CHANGEABLE))
        self._adopt(config, optimisers=config.optimizer != self.config.optimizer)
        self.moves.append(("change", dict(settings)))

    def recipe(self) -> dict[str, Any]:
        """All that `replay` needs to come to this very state, as JSON."""
        return {"config": self.first_config.to_json(), "moves": [list(move) for move in self.moves]}

    @classmethod
    def replay(cls, recipe: Mapping[str, Any]) -> Playground:
        """The state that a recipe leads to. Raises ConfigError."""
        game = cls(PlaygroundConfig.from_json(recipe["config"]))
        for kind, what in recipe["moves"]:
            if kind == "change":
                game.change(**what)
            elif kind == "step":
                game.step(what)
            else:
                for _ in range(what):
                    game.step_discriminator() if kind == "discriminator" else game.step_generator()
        return game

    def _note(self, kind: str, count: int) -> None:
        """Remember moves, equal ones in a row as one."""
        if self.moves and self.moves[-1][0] == kind:
            self.moves[-1] = (kind, self.moves[-1][1] + count)
        elif count:
            self.moves.append((kind, count))

    # One step

    def _phases(self) -> Iterator[str]:
        """One step, in pieces: D's updates, then G's, the first of which works on the last fakes that D saw."""
        for _ in range(self.config.discriminator_steps):
            self.draw_fakes()
            yield "fakes"
            self._slope_discriminator()
            yield "discriminator_slope"
            self._move_discriminator()
            yield "discriminator_update"
        for update in range(self.config.generator_steps):
            if update:
                self.draw_fakes()
                yield "fakes"
            self._slope_generator()
            yield "generator_slope"
            self._move_generator()
            yield "generator_update"
        if self.finite:
            self.step_count += 1
            if self.history.due(self.step_count):
                self.history.append(self.step_count, self.numbers())

    def _draw_noise(self, random: np.random.Generator, rows: int) -> Floats:
        """z (rows, latent_dim), normal or uniform in [-1, 1]."""
        if self.config.latent == "normal":
            return random.standard_normal((rows, self.config.latent_dim), np.float32)
        return random.random((rows, self.config.latent_dim), np.float32) * 2 - 1

    def draw_fakes(self) -> None:
        """G(z) for new noise: `made` holds both, in the networks' units."""
        self.made.forward(self._draw_noise(self._streams[NOISE], self.config.batch_size))

    def _slope_discriminator(self) -> None:
        """D's loss on new real points and the fakes just made, its penalties, and their slope."""
        config, rows, trace = self.config, self.config.batch_size, self._judged
        np.divide(self.distribution.draw(self._streams[REAL], rows), config.data_scale, out=self.both[:rows])
        self.both[rows:] = self.made.outputs
        logits = trace.forward(self.both)[:, 0]
        self._real_logits, self._fake_logits = logits[:rows], logits[rows:]
        slopes = self.objective.real.slope(self._real_logits), self.objective.fake.slope(self._fake_logits)
        factors = _column(np.concatenate(slopes), rows)

        penalties: list[list[Floats]] = []
        if config.r1_weight:
            # gamma/2 E||grad D(x)||^2 on real points (arXiv:1801.04406 equation 9)
            trace.backward(1.0)
            direction = trace.input_slopes(slice(rows)) * np.float32(config.r1_weight / rows)
            penalties.append(trace.input_slope_gradient(direction, slice(rows)))
            trace.weigh(factors)
        else:
            trace.backward(factors)
        if config.loss == "wgan_gp" and config.gp_weight:
            penalties.append(self._gradient_penalty())
        trace.write_slopes()
        for penalty in penalties:
            for slope, extra in zip(self.discriminator.weight_slopes, penalty, strict=True):
                slope += extra

    def _move_discriminator(self) -> None:
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

    def _slope_generator(self) -> None:
        """G's loss on the fakes just made, through D, and its slope."""
        trace = self._guided
        self._guided_logits = trace.forward(self.made.outputs)[:, 0]
        trace.backward(_column(self.objective.generator.slope(self._guided_logits), trace.rows))
        self.made.backward(trace.input_slopes())
        self.made.write_slopes()

    def _move_generator(self) -> None:
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

    # Looking

    def numbers(self) -> dict[str, float]:
        """The last updates' numbers by the names of a training's records; empty before the first D update."""
        real, fake, guided = self._real_logits, self._fake_logits, self._guided_logits
        if not len(real):
            return {}
        kind, shown = ("prob", expit) if self.objective.sigmoid else ("score", np.asarray)
        boundary = self.objective.boundary
        return {
            "discriminator_loss": self.objective.discriminator_loss(real, fake),
            "generator_loss": self.objective.generator_loss(guided) if len(guided) else np.nan,
            f"real_{kind}_mean": float(shown(real).mean()),
            f"fake_{kind}_mean": float(shown(fake).mean()),
            "discriminator_accuracy_real": float((real > boundary).mean()),
            "discriminator_accuracy_fake": float((fake <= boundary).mean()),
            "generator_grad_norm": self._norms[1],
            "discriminator_grad_norm": self._norms[0],
        }

    def generate(self, z: Floats) -> Floats:
        """G(z) (N, 2) in the data's units, of z (N, latent_dim)."""
        return self.generator(z) * np.float32(self.config.data_scale)

    def judge(self, points: Floats) -> Floats:
        """D at points (N, 2) of the data's units: probabilities for losses whose D is one, else scores (N,)."""
        logits = self.logits(points)
        return expit(logits) if self.objective.sigmoid else logits

    def logits(self, points: Floats) -> Floats:
        """D's raw outputs (N,) at points (N, 2) of the data's units."""
        return self.discriminator(points / np.float32(self.config.data_scale))[:, 0]

    def arrows(self, fakes: Floats, scale: float = 1.0) -> Floats:
        """(N, 4): fakes (N, 2) and, at each, minus the slope of its own term of G's loss, in the networks' units, times `scale`."""
        trace = Trace(self.discriminator, len(fakes))
        logits = trace.forward(fakes / np.float32(self.config.data_scale))[:, 0]
        trace.backward(_column(self.objective.generator.slope(logits)))
        return np.concatenate([fakes, -np.float32(scale) * trace.input_slopes()], axis=1)

    def heat(self) -> Floats:
        """D (HEAT, HEAT) all over the box, row y, column x."""
        x, y = np.meshgrid(self.scene.heat_axis, self.scene.heat_axis)
        return self.judge(np.stack([x.ravel(), y.ravel()], axis=1)).reshape(HEAT, HEAT)

    def floor(self) -> Measures:
        """What as many other real points measure in the fakes' place: nothing can be expected to do better."""
        random = np.random.default_rng([self.config.seed, LOOK, 1])
        return measure(self.distribution, self.samples()[0], self.distribution.draw(random, SAMPLES))

    def frame(self, measured: bool = True) -> Frame:
        """What is to be seen now; `measured` adds the counts over SAMPLES fakes."""
        with np.errstate(all="ignore"):
            scene = self.scene
            fake = self.generate(scene.z)
            grid = self.generate(scene.z_grid.reshape(-1, self.config.latent_dim)).reshape(*scene.z_grid.shape[:-1], 2)
            heat, arrows = self.heat(), self.arrows(fake[:ARROWS])
        return Frame(
            self.step_count,
            self.finite,
            fake,
            heat,
            self.objective.sigmoid,
            grid,
            arrows,
            self.numbers(),
            self.measure() if measured else None,
        )

    def samples(self, count: int = SAMPLES) -> tuple[Floats, Floats]:
        """`count` real and `count` fake points, always of the same random numbers, so that looks can be compared."""
        random = np.random.default_rng([self.config.seed, LOOK])
        return self.distribution.draw(random, count), self.generate(self._draw_noise(random, count))

    def measure(self) -> Measures | None:
        """Counts over SAMPLES fakes, None when they are not finite."""
        with np.errstate(all="ignore"):
            real, fake = self.samples()
        return measure(self.distribution, real, fake) if np.isfinite(fake).all() else None


def _column(values: NDArray[np.floating], rows: int = 1) -> Floats:
    """Values (N,) as a column (N, 1), divided by `rows`."""
    return (values[:, None] / rows).astype(np.float32, copy=False)


def _scene(config: PlaygroundConfig, distribution: Distribution) -> Scene:
    """What stays in view."""
    random = np.random.default_rng([config.seed, LOOK, 0])
    normal = config.latent == "normal"
    ticks = (np.arange(GRID if config.latent_dim == 2 else CURVE) + 0.5) / (GRID if config.latent_dim == 2 else CURVE)
    axis = (ndtri(ticks) if normal else 2 * ticks - 1).astype(np.float32)
    z_grid = np.stack(np.meshgrid(axis, axis), axis=-1) if config.latent_dim == 2 else axis[:, None]
    shape = (SHOWN, config.latent_dim)
    z = random.standard_normal(shape, np.float32) if normal else random.random(shape, np.float32) * 2 - 1
    box = distribution.box
    cells = (np.arange(HEAT, dtype=np.float32) + np.float32(0.5)) * np.float32(2 * box / HEAT) - np.float32(box)
    return Scene(box, distribution.draw(random, SHOWN), z, z_grid, cells, distribution.modes)
