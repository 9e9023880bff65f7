"""Paths and planes between latent vectors.

In high dimension almost all of N(0, I) lies near the sphere of radius sqrt(latent_dim). A straight line between two
draws cuts inside that sphere, where G was hardly ever trained; a great circle stays on it.
"""

from __future__ import annotations

import numpy as np

Array = np.ndarray

PARALLEL = 1e-6  # angles below this (radians) are treated as 0, and those within it of pi as pi


def lerp(start: Array, end: Array, t: float) -> Array:
    """Straight line: (1 - t) start + t end. Exact at both ends."""
    return (1 - t) * start + t * end


def slerp(start: Array, end: Array, t: float) -> Array:
    """Great-circle path between two vectors (d,), arXiv:1609.04468 after Shoemake (1985).

    sin((1 - t) w) / sin(w) start + sin(t w) / sin(w) end, with w the angle between them. Parallel vectors (and a zero
    vector, which has no direction) fall back to the straight line. Opposite vectors have no unique great circle: the
    path then turns through a fixed direction at right angles, its length going straight from one to the other.
    """
    start_norm, end_norm = float(np.linalg.norm(start)), float(np.linalg.norm(end))
    if start_norm == 0 or end_norm == 0:
        return lerp(start, end, t)
    from_direction, to_direction = start / start_norm, end / end_norm
    # 2 atan2(|a - b|, |a + b|) keeps its digits near 0 and pi, where arccos loses them
    angle = 2 * float(np.arctan2(np.linalg.norm(from_direction - to_direction), np.linalg.norm(from_direction + to_direction)))
    if angle < PARALLEL:
        return lerp(start, end, t)
    if np.pi - angle < PARALLEL:
        turned = np.cos(np.pi * t) * from_direction + np.sin(np.pi * t) * _at_right_angles(from_direction)
        return ((1 - t) * start_norm + t * end_norm) * turned
    return (np.sin((1 - t) * angle) * start + np.sin(t * angle) * end) / np.sin(angle)


def _at_right_angles(direction: Array) -> Array:
    """A unit vector orthogonal to the unit vector `direction`; in one dimension there is none, so 0."""
    axis = np.zeros_like(direction)
    axis[int(np.argmin(np.abs(direction)))] = 1
    rest = axis - (axis @ direction) * direction
    length = float(np.linalg.norm(rest))
    return rest / length if length else rest


def bilinear(corners: Array, x: float, y: float, *, keep_variance: bool = True) -> Array:
    """Blend four vectors (4, d), in the order top left, top right, bottom left, bottom right; x, y in [0, 1].

    The weights w = ((1-x)(1-y), x(1-y), (1-x)y, xy) add up to 1, so a blend of four independent draws of N(0, I) has
    variance sum(w^2), a quarter in the middle. With `keep_variance` the blend is divided by sqrt(sum(w^2)), which makes
    it a draw of N(0, I) again at every point; without it, the plane is flat and dull in the middle.
    """
    weights = np.array([(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y])
    if keep_variance:
        weights = weights / np.sqrt((weights**2).sum())
    return weights @ corners
