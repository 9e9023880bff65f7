"""What the tabs of moving players share: a field of arrows, ends of axes, paths cut outside the axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from gan_core.figures.panels import arrows, axis, heat, panel

STEPS = 500
ARROWS = 9  # a side
CELLS = 41  # a side of a surface


class Game(Protocol):
    """What pulls two players."""

    def pulls(self, x: Any, y: Any, /) -> tuple[Any, Any]:
        """Where they are pulled at (x, y)."""


def field(game: Game, reach: float) -> dict[str, Any]:
    """Where both players are pulled, within `reach` of the equilibrium; the longer, the stronger."""
    at = np.linspace(-reach, reach, ARROWS + 2)[1:-1]
    x, y = (grid.ravel() for grid in np.meshgrid(at, at))
    dx, dy = game.pulls(x, y)
    strength = np.hypot(dx, dy)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(strength > 1e-12, 0.85 * (at[1] - at[0]) * np.sqrt(strength / strength.max()) / strength, 0.0)
    return arrows("pulls", x - dx * scale / 2, y - dy * scale / 2, dx * scale, dy * scale, "note")


def within(path: np.ndarray, reach: float) -> np.ndarray:
    """The path, cut a little outside the frame."""
    return np.where(np.abs(path).max(axis=1, keepdims=True) <= 1.6 * reach, path, np.nan)


def distances(path: np.ndarray, most: float = 1e6) -> np.ndarray:
    """Distances from the equilibrium for a logarithmic axis."""
    radius = np.hypot(*path.T)
    return np.where((radius >= 1e-12) & (radius <= most), radius, np.nan)


def on_surface(
    name: str, height: Callable[[Any, Any], Any], paths: list[dict[str, Any]], axes: tuple[str, str], reach: float, says: str
) -> dict[str, Any]:
    """A surface over both players, within `reach` of the equilibrium, with paths on it."""
    ends = (-reach, reach)
    at = reach * (2 * (np.arange(CELLS) + 0.5) / CELLS - 1)
    x, y = np.meshgrid(at, at)
    ground = heat(f"{name}_height", height(x, y), x=ends, y=ends, middle=float(height(0.0, 0.0)))
    across, along = (axis(one, *ends) for one in axes)
    return {"panel": panel(name, [ground, *paths], x=across, y=along, aspect=1), "says": says}
