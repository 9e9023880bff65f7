"""A Gaussian of the plane, drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gan_core.figures.panels import line
from web.lessons.lesson import Json

if TYPE_CHECKING:
    from gan_core.toys.ellipses import Gaussian

RADII = (1.0, 2.0)  # in standard deviations


def contours(name: str, gaussian: Gaussian, role: str) -> list[Json]:
    """An ellipse at each radius."""
    return [line(name, points[:, 0], points[:, 1], role, closed=True) for points in map(gaussian.contour, RADII)]
