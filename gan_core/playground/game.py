"""The game itself: two small networks trained step by step in `gan_core.engine`, looked at from all sides meanwhile."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gan_core.engine import Engine
from gan_core.errors import ConfigError, DataError
from gan_core.playground.config import CHANGEABLE, PlaygroundConfig
from gan_core.playground.measures import SAMPLES, Measures

Floats = NDArray[np.float32]
MAX_HIDDEN = 5


class Playground:
    """A game in the plane: the same configuration and the same moves give the same numbers, bit for bit, here and in every browser.

    Raises DataError when its text leaves no ink.

    Attributes:
        config: As it is now.
        first_config: As it was at the beginning.
        moves: What was done so far, for `replay`: ("step" | "discriminator" | "generator", count) and ("change", settings).
    """

    def __init__(self, config: PlaygroundConfig) -> None:
        self.config = self.first_config = config
        self.moves: list[tuple[str, Any]] = []
        self._engine = Engine()
        self._write(config)
        self._engine.call("create")

    def _write(self, config: PlaygroundConfig) -> None:
        """Put the settings where the engine reads them. Raises DataError, and then nothing was written."""
        engine, names = self._engine, self._engine.names
        if config.data == "points":
            for axis, column in zip("xy", np.array(config.points, np.float32).T, strict=True):
                engine.write(engine.call(f"points_{axis}"), column)
            engine.call("points_count", len(config.points))
        elif config.data == "text":
            letters = np.array([ord(letter) for letter in unicodedata.normalize("NFC", config.text)]).clip(max=0xFFFF)
            engine.write(engine.call("letters_memory"), letters.astype(np.uint16))
            if not engine.call("place_word", len(letters)):
                raise DataError("outline_empty", received=repr(config.text))
        plain = [getattr(config, name) for name in names["settings"]]
        numbers = [
            names[name].index(value) if isinstance(value, str) else value for name, value in zip(names["settings"], plain, strict=True)
        ]
        widths = [(*getattr(config, name), *(0,) * MAX_HIDDEN)[:MAX_HIDDEN] for name in names["hidden"]]
        engine.write(engine.call("settings_memory"), np.array([*numbers, *np.ravel(widths)], np.float64))

    # Moves

    @property
    def step_count(self) -> int:
        """Steps so far; a step is `discriminator_steps` updates of D, then `generator_steps` of G."""
        return self._engine.call("steps_so_far")

    @property
    def finite(self) -> bool:
        """False once a gradient has left the range of floats; no move changes anything after that."""
        return bool(self._engine.call("finite"))

    def step(self, count: int = 1) -> int:
        """Take `count` steps; returns how many were taken: fewer when a number left the range of floats."""
        before = self.step_count
        self._note("step", self._engine.call("step", count))
        return self.step_count - before

    def step_discriminator(self) -> None:
        """One update of D alone."""
        self._engine.call("update_discriminator")
        self._note("discriminator", 1)

    def step_generator(self) -> None:
        """One update of G alone."""
        self._engine.call("update_generator")
        self._note("generator", 1)

    def change(self, /, **settings: Any) -> None:
        """Go on with other settings (CHANGEABLE). Raises ConfigError or DataError, and then nothing has changed."""
        config = self.config.changed(**settings)
        for field in settings:
            if field not in CHANGEABLE and getattr(config, field) != getattr(self.config, field):
                raise ConfigError("playground_fixed", field=field, expected=", ".join(CHANGEABLE))
        self._write(config)
        self._engine.call("change")
        self.config = config
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

    # Looking

    def scene(self) -> dict[str, float]:
        """What stays until a change.

        Returns:
            `box`: the view is [-box, box] squared; `near`: how far from a mode's centre counts as near it, without modes from a real point;
            `sigma`: the modes' standard deviation; `sigmoid`: 1 where D is a probability; `boundary`: the logit above which D says "real";
            `absolute`: 1 where D(x) alone says something; `since`: the step of the last change.
        """
        return self._named("scene", "scene")

    def modes(self) -> Floats | None:
        """Centres (K, 2) when the data are a mixture of equal, round Gaussians, else None."""
        modes = self._engine.array("modes")
        return modes if len(modes) else None

    def numbers(self) -> dict[str, float]:
        """The last updates' losses, means, accuracies and gradient norms by the names of a training's records; empty before the first."""
        self._engine.call("count_numbers")
        numbers = self._named("numbers", "numbers")
        return {} if np.isnan(list(numbers.values())).all() else self._as_recorded(numbers)

    def history(self) -> dict[str, NDArray[np.float64]]:
        """Curves over the steps, of at most 2,000 of them: each number's values by name, "step" among them; NaN where there was none."""
        self._engine.call("history_arrays")
        columns = self._engine.array("history").astype(np.float64).T
        return self._as_recorded(dict(zip(("step", *self._engine.names["numbers"]), columns, strict=True)))

    def measurements(self) -> list[dict[str, Any]]:
        """What the doctor has seen of G since the last change, oldest first: `step`, `diversity` (0: one thing, 1: as the data), `quality`
        (share of points that look real) and `shares` of the modes among those near any, None without."""
        self._engine.call("history_arrays")
        modes = len(self._engine.array("modes"))
        rows = self._engine.array("measurements").astype(float).tolist()
        return [
            {"step": int(step), "diversity": diversity, "quality": quality, "shares": None if shares[0] != shares[0] else shares[:modes]}
            for step, diversity, quality, *shares in rows
        ]

    def _named(self, names: str, array: str) -> dict[str, float]:
        return dict(zip(self._engine.names[names], self._engine.array(array)[0].astype(float).tolist(), strict=True))

    def _as_recorded(self, numbers: dict[str, Any]) -> dict[str, Any]:
        """D's means are of probabilities or of scores; shares of pairs belong to losses that compare."""
        scene = self.scene()
        kind = "prob" if scene["sigmoid"] else "score"
        renamed = {"real_mean": f"real_{kind}_mean", "fake_mean": f"fake_{kind}_mean"}
        return {
            renamed.get(name, name): value
            for name, value in numbers.items()
            if name != "discriminator_pair_accuracy" or not scene["absolute"]
        }

    def generate(self, z: Floats) -> Floats:
        """G(z) (N, 2) in the data's units, of z (N, latent_dim)."""
        return self._answer("generate_output", z)

    def judge(self, points: Floats) -> Floats:
        """D at points (N, 2) of the data's units: probabilities for losses whose D is one, else scores (N,)."""
        return self._answer("judge_output", points, 0)[0]

    def logits(self, points: Floats) -> Floats:
        """D's raw outputs (N,) at points (N, 2) of the data's units."""
        return self._answer("judge_output", points, 1)[0]

    def _answer(self, function: str, values: Floats, *arguments: int) -> Floats:
        self._engine.call("ask", *values.shape)
        self._engine.fill("input", values)
        self._engine.call(function, *arguments)
        return self._engine.array("output")

    def frame(self) -> dict[str, Floats]:
        """What is to be seen now, always of the same z.

        Returns:
            `fake` (500, 2): G(z); `heat` (40, 40), row y, column x: D all over the box; `grid` (441 or 201, 2): G of a grid of z whose
            cells hold equal probability; `arrows` (60, 4): x, y of a fake and where its own term of G's loss falls, in the networks' units.
        """
        self._engine.call("frame")
        return {name: self._engine.array(name) for name in ("fake", "heat", "grid", "arrows")}

    def samples(self, count: int = SAMPLES) -> tuple[Floats, Floats]:
        """`count` (at most SAMPLES) real and as many fake points, always of the same random numbers, so that samples can be compared."""
        self._engine.call("sample", count)
        return self._engine.array("samples_real"), self._engine.array("samples_fake")

    def measure(self) -> Measures | None:
        """Counts over SAMPLES fakes, None when they are not finite."""
        return self._measures("measures") if self._engine.call("measure") else None

    def measure_points(self, real: Floats, fake: Floats) -> Measures:
        """The same of given points (N, 2), as many fakes as real ones, all finite."""
        self._answer("measure_input", np.concatenate([real, fake]))
        return self._measures("measures")

    def floor(self) -> Measures:
        """What as many other real points measure in the fakes' place: nothing can be expected to do better."""
        self._engine.call("measure_floor")
        return self._measures("floor")

    def _measures(self, array: str) -> Measures:
        values = self._named("measures", array)
        known = self.modes() is not None
        return Measures(
            shares=tuple(self._engine.array("shares")[0].astype(float).tolist()) if known else None,
            modes=int(values["modes"]) if known else None,
            high_quality=values["high_quality"] if known else None,
            **{name: values[name] for name in ("near", "covered", "kl", "js", "w1")},
        )
