"""The game itself: two small networks, trained step by step in NumPy, looked at from all sides meanwhile."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtri

from gan_core.errors import ConfigError
from gan_core.playground.config import CHANGEABLE, PlaygroundConfig
from gan_core.playground.frame import ARROWS, CURVE, GRID, HEAT, SHOWN, Frame, Scene, Stage
from gan_core.playground.history import Curves
from gan_core.playground.measures import SAMPLES, Measures, measure
from gan_core.playground.network import Trace
from gan_core.playground.objectives import Objective
from gan_core.playground.outline import letter_points
from gan_core.playground.players import Players, column, draw_noise
from gan_core.playground.points import DATA, Distribution, pen
from gan_core.playground.slow import stages

Floats = NDArray[np.float32]

overflowing = np.errstate(all="ignore")  # a game may leave the range of floats: then its numbers say so, nothing warns
SEEN, LOOKED, FLOOR = range(10, 13)  # random streams of what is looked at; they do not disturb the players


def distribution_of(config: PlaygroundConfig) -> Distribution:
    """What the configured data are. Raises DataError when a text has no letter that can be drawn."""
    if config.data == "points":
        return pen(np.array(config.points))
    if config.data == "text":
        return pen(letter_points(config.text))
    return DATA[config.data]


class Playground:
    """A game in the plane: the same configuration and the same moves give the same numbers, bit for bit on one machine.

    Raises DataError when its text leaves no ink.

    Attributes:
        step_count: Steps so far; a step is `discriminator_steps` updates of D, then `generator_steps` of G.
        moves: What was done so far, for `replay`: ("step" | "discriminator" | "generator", count) and ("change", settings).
        history: Curves over the steps.
        players: The networks and what trains them.
        scene: What stays in view until a change.
    """

    def __init__(self, config: PlaygroundConfig) -> None:
        self.first_config = config
        self.step_count = 0
        self.moves: list[tuple[str, Any]] = []
        self.history = Curves()
        self.players = Players(config, distribution_of(config))
        self.scene = _scene(config, self.distribution)
        self._slow: Generator[Stage] | None = None

    @property
    def config(self) -> PlaygroundConfig:
        """As it is now."""
        return self.players.config

    @property
    def distribution(self) -> Distribution:
        """What G is to imitate now."""
        return self.players.distribution

    @property
    def finite(self) -> bool:
        """False once a number has left the range of floats; no move changes anything after that."""
        return self.players.finite

    @property
    def objective(self) -> Objective:
        """The loss as it is now."""
        return self.players.objective

    # Moves

    @overflowing
    def step(self, count: int = 1) -> int:
        """Take `count` steps; returns how many were taken: fewer when a number left the range of floats."""
        self._end_slow()
        before, tried = self.step_count, 0
        while tried < count and self.finite:
            deque(self._phases(), 0)
            tried += 1
        self._note("step", tried)
        return self.step_count - before

    @overflowing
    def step_discriminator(self) -> None:
        """One update of D alone."""
        self._end_slow()
        self.players.draw_fakes()
        self.players.slope_discriminator()
        self.players.move_discriminator()
        self._note("discriminator", 1)

    @overflowing
    def step_generator(self) -> None:
        """One update of G alone."""
        self._end_slow()
        self.players.draw_fakes()
        self.players.slope_generator()
        self.players.move_generator()
        self._note("generator", 1)

    def slow_steps(self) -> Iterator[Stage]:
        """One step, stage by stage (`gan_core.playground.slow`); closing the iterator early, or any other move, ends the step at once."""
        self._end_slow()
        self._slow = self._walk()
        return self._slow

    def _walk(self) -> Generator[Stage]:
        phases = self._phases()

        def following() -> list[Stage]:
            with np.errstate(all="ignore"):
                return [stage for phase in islice(phases, 1) for stage in stages(self, phase)]

        try:
            while seen := following():
                yield from seen
        finally:
            with np.errstate(all="ignore"):
                deque(phases, 0)
            self._note("step", 1)

    def _end_slow(self) -> None:
        if self._slow is not None:
            self._slow.close()
            self._slow = None

    def change(self, /, **settings: Any) -> None:
        """Go on with other settings (CHANGEABLE). Raises ConfigError or DataError, and then nothing has changed."""
        config = self.config.changed(**settings)
        self._end_slow()
        for field in settings:
            if field not in CHANGEABLE and getattr(config, field) != getattr(self.config, field):
                raise ConfigError("playground_fixed", field=field, accepted=", ".join(CHANGEABLE))
        distribution = distribution_of(config)
        self.players.adopt(config, distribution)
        self.scene = _scene(config, distribution)
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
            self.players.draw_fakes()
            yield "fakes"
            self.players.slope_discriminator()
            yield "discriminator_slope"
            self.players.move_discriminator()
            yield "discriminator_update"
        for update in range(self.config.generator_steps):
            if update:
                self.players.draw_fakes()
                yield "fakes"
            self.players.slope_generator()
            yield "generator_slope"
            self.players.move_generator()
            yield "generator_update"
        if self.finite:
            self.step_count += 1
            if self.history.due(self.step_count):
                self.history.append(self.step_count, self.numbers())

    # Looking

    @overflowing
    def numbers(self) -> dict[str, float]:
        """The last updates' losses, means, accuracies and gradient norms by the names of a training's records; empty before the first."""
        return self.players.numbers()

    @overflowing
    def generate(self, z: Floats) -> Floats:
        """G(z) (N, 2) in the data's units, of z (N, latent_dim)."""
        return self.players.generator(z) * np.float32(self.config.data_scale)

    def judge(self, points: Floats) -> Floats:
        """D at points (N, 2) of the data's units: probabilities for losses whose D is one, else scores (N,)."""
        logits = self.logits(points)
        return expit(logits) if self.objective.sigmoid else logits

    @overflowing
    def logits(self, points: Floats) -> Floats:
        """D's raw outputs (N,) at points (N, 2) of the data's units."""
        return self.players.discriminator(points / np.float32(self.config.data_scale))[:, 0]

    @overflowing
    def arrows(self, fakes: Floats, scale: float = 1.0) -> Floats:
        """(N, 4): fakes (N, 2) and, at each, minus the slope of its own term of G's loss, in the networks' units, times `scale`.

        Where the loss compares, the i-th fake is held against the scene's i-th real point; N is at most SHOWN.
        """
        trace = Trace(self.players.discriminator, len(fakes))
        logits = trace.forward(fakes / np.float32(self.config.data_scale))[:, 0]
        opposed = self.logits(self.scene.real[: len(fakes)]) if self.objective.paired else logits
        trace.backward(column(self.objective.generator_slope(logits, opposed)))
        return np.concatenate([fakes, -np.float32(scale) * trace.input_slopes()], axis=1)

    def heat(self) -> Floats:
        """D (HEAT, HEAT) all over the box, row y, column x."""
        x, y = np.meshgrid(self.scene.heat_axis, self.scene.heat_axis)
        return self.judge(np.stack([x.ravel(), y.ravel()], axis=1)).reshape(HEAT, HEAT)

    def floor(self) -> Measures:
        """What as many other real points measure in the fakes' place: nothing can be expected to do better."""
        random = np.random.default_rng([self.config.seed, FLOOR])
        return measure(self.distribution, self.samples()[0], self.distribution.draw(random, SAMPLES))

    def frame(self, measured: bool = True) -> Frame:
        """What is to be seen now; `measured` adds the counts over SAMPLES fakes."""
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
        random = np.random.default_rng([self.config.seed, LOOKED])
        return self.distribution.draw(random, count), self.generate(draw_noise(self.config, random, count))

    def measure(self) -> Measures | None:
        """Counts over SAMPLES fakes, None when they are not finite."""
        real, fake = self.samples()
        return measure(self.distribution, real, fake) if np.isfinite(fake).all() else None


def _scene(config: PlaygroundConfig, distribution: Distribution) -> Scene:
    """What stays in view."""
    random = np.random.default_rng([config.seed, SEEN])
    lines = GRID if config.latent_dim == 2 else CURVE
    shares = (np.arange(lines) + 0.5) / lines  # of the latent distribution that lie below each line
    axis = (ndtri(shares) if config.latent == "normal" else 2 * shares - 1).astype(np.float32)
    box, middles = distribution.box, (np.arange(HEAT) + 0.5) / HEAT
    return Scene(
        box=box,
        real=distribution.draw(random, SHOWN),
        z=draw_noise(config, random, SHOWN),
        z_grid=np.stack(np.meshgrid(axis, axis), axis=-1) if config.latent_dim == 2 else axis[:, None],
        heat_axis=((2 * middles - 1) * box).astype(np.float32),
        modes=distribution.modes,
    )
