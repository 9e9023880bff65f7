"""What is seen of a game at one moment: plain arrays, in the data's own units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gan_core.playground.measures import Measures

Floats = NDArray[np.float32]

SHOWN = 500  # real points, and fakes
HEAT = 40  # D is asked at HEAT x HEAT points
GRID = 21  # lines of G's grid each way: 20 x 20 cells
CURVE = 201  # points of G's curve when z is one number
ARROWS = 60


@dataclass(frozen=True, eq=False)
class Scene:
    """What stays while a game is played.

    Attributes:
        box: The view is [-box, box] squared.
        real: (SHOWN, 2) points of the data.
        z: (SHOWN, latent_dim), of the fakes in every frame.
        z_grid: (GRID, GRID, 2), or (CURVE, 1): z at which G is shown as a grid; cells hold equal probability.
        heat_axis: (HEAT,) coordinates of the heat map's rows (y) and columns (x).
        modes: (K, 2) or None.
    """

    box: float
    real: Floats
    z: Floats
    z_grid: Floats
    heat_axis: Floats
    modes: Floats | None


@dataclass(frozen=True, eq=False)
class Frame:
    """One moment of a game.

    Attributes:
        step: Steps so far.
        finite: False once a number has left the range of floats: the game is over.
        fake: (SHOWN, 2) G(z) for the scene's z.
        heat: (HEAT, HEAT), row y, column x: sigmoid(D) for losses whose D is a probability, else D's score.
        sigmoid: Which of the two.
        grid: (GRID, GRID, 2), or (CURVE, 2): G of the scene's z_grid.
        arrows: (ARROWS, 4): x, y of a fake and the direction in which G's loss falls there, times the batch (dx, dy).
        numbers: The last step's losses, means, accuracies and gradient norms, by the names of a training's records.
        measures: Counts over SAMPLES fakes, None when not asked for.
    """

    step: int
    finite: bool
    fake: Floats
    heat: Floats
    sigmoid: bool
    grid: Floats
    arrows: Floats
    numbers: dict[str, float]
    measures: Measures | None


@dataclass(frozen=True, eq=False)
class Stage:
    """One moment of an iteration in slow motion.

    Attributes:
        name: Of the caption; see `Playground.slow_steps`.
        arrays: What there is to see, by name, in the data's units.
        numbers: What there is to read.
    """

    name: str
    arrays: dict[str, NDArray[Any]]
    numbers: dict[str, float]
