"""Numbers in, the description of a figure out: panels of marks as plain JSON, drawn by the browser or by any other view.

A panel has two axes and a list of marks; a mark has a `kind`, numbers, a `name` (what it is, said in the reader's language by the
view) and a `role`, which gives its colour (`palette.ROLES`). A curve's name also leads to its formula. Nothing here draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gan_core.figures.palette import ROLES

Json = dict[str, Any]
DIGITS = 6  # more than a screen can show

KINDS = ("line", "area", "dots", "arrows", "bars", "heat", "rule", "band", "text", "discs", "handle")


def panel(
    name: str,
    marks: Sequence[Json],
    *,
    x: Json,
    y: Json,
    aspect: float | None = None,
    readouts: Sequence[Json] = (),
    span: int = 1,
) -> Json:
    """One figure.

    Args:
        name: Key of its title.
        marks: What is drawn, the first at the back.
        x: Horizontal `axis(...)`.
        y: Vertical `axis(...)`.
        aspect: Width / height of the drawing; 1 with equal domains keeps angles. Default: as the page likes.
        readouts: Numbers shown beside it, `readout(...)`.
        span: Columns of the stage's grid it takes (1 or 2).
    """
    return {"name": name, "marks": list(marks), "x": x, "y": y, "aspect": aspect, "readouts": list(readouts), "span": span}


def axis(
    name: str,
    low: float | None = None,
    high: float | None = None,
    *,
    scale: str = "linear",
    ticks: Sequence[float] | None = None,
    constant: float = 1.0,
) -> Json:
    """An axis: key of its label, its ends (None: as the marks need), scale `linear`, `log` or `symlog`, own tick values.

    `constant`: a symlog axis is about linear between -constant and constant, logarithmic beyond.
    """
    if scale not in ("linear", "log", "symlog"):
        raise ValueError(f"scale {scale!r}; accepted: linear, log, symlog")
    domain = None if low is None or high is None else [low, high]
    return {"name": name, "domain": domain, "scale": scale, "ticks": None if ticks is None else list(ticks), "constant": constant}


def readout(name: str, value: float | str | None, *, digits: int = 4, expected: float | None = None, unit: str = "") -> Json:
    """A number with its name; `expected` is what theory says it is, shown beside it with the difference. None or inf: infinite."""
    if isinstance(value, str):  # key of a word
        return {"name": name, "word": value}
    return {"name": name, "value": _number(value), "digits": digits, "expected": _number(expected), "unit": unit}


def line(name: str, x: ArrayLike, y: ArrayLike, role: str, *, dash: bool = False, until: str | None = None, closed: bool = False) -> Json:
    """A curve through (x, y), broken where y is not finite. `until`: the control whose value is the number of points shown."""
    return _mark("line", name, role, x=_list(x), y=_list(y), dash=dash, until=until, closed=closed)


def area(name: str, x: ArrayLike, y: ArrayLike, role: str, *, base: float | ArrayLike = 0.0) -> Json:
    """The area between a curve and a base (a number, or one for each x)."""
    return _mark("area", name, role, x=_list(x), y=_list(y), base=_list(base) if np.ndim(base) else _number(float(np.asarray(base))))


def dots(name: str, x: ArrayLike, y: ArrayLike, role: str, *, symbol: str = "circle", size: float = 3, until: str | None = None) -> Json:
    """Points; symbol `circle`, `cross`, `triangle`, `square` or `star`; size is the radius in pixels."""
    return _mark("dots", name, role, x=_list(x), y=_list(y), symbol=symbol, size=size, until=until)


def discs(name: str, x: ArrayLike, y: ArrayLike, radii: ArrayLike, role: str) -> Json:
    """Filled circles; radii in the units of the axes, which must have one scale (aspect 1 and domains of equal length)."""
    return _mark("discs", name, role, x=_list(x), y=_list(y), r=_list(radii))


def arrows(name: str, x: ArrayLike, y: ArrayLike, dx: ArrayLike, dy: ArrayLike, role: str) -> Json:
    """Arrows from (x, y) by (dx, dy), both in the units of the axes."""
    return _mark("arrows", name, role, x=_list(x), y=_list(y), dx=_list(dx), dy=_list(dy))


def bars(name: str, edges: ArrayLike, heights: ArrayLike, role: str) -> Json:
    """A histogram: n + 1 edges, n heights."""
    return _mark("bars", name, role, edges=_list(edges), y=_list(heights))


def column(name: str, x: float, height: float, role: str, *, width: float = 0.8) -> Json:
    """One bar, standing in the middle of x."""
    return bars(name, [x - width / 2, x + width / 2], [height], role)


def heat(name: str, values: ArrayLike, *, x: tuple[float, float], y: tuple[float, float], middle: float | None = None) -> Json:
    """A map of values (rows from low y to high y); with `middle`, colours part there (fake below, real above)."""
    grid = np.asarray(values, dtype=np.float64)
    return _mark(
        "heat", name, "heat", values=_list(grid.ravel()), rows=grid.shape[0], columns=grid.shape[1], x=list(x), y=list(y), middle=middle
    )


def rule(name: str, role: str = "note", *, x: float | None = None, y: float | None = None, dash: bool = True) -> Json:
    """A straight line across the panel at x or at y, labelled with its name; an empty name leaves it bare."""
    return _mark("rule", name, role, x=_number(x), y=_number(y), dash=dash)


def band(name: str, role: str = "note", *, x: tuple[float, float]) -> Json:
    """A shaded stretch of the x axis, labelled with its name; an empty name leaves it bare."""
    return _mark("band", name, role, x=list(x))


def text(name: str, x: float, y: float, role: str = "note", *, value: str | float | None = None, anchor: str = "middle") -> Json:
    """Words at a point: those of the key `name`, or `value`: symbols as they are, a number as the language writes it."""
    return _mark("text", name, role, x=x, y=y, value=value, anchor=anchor)


def handle(
    name: str,
    role: str,
    *,
    x: float,
    y: float,
    control_x: str | None = None,
    control_y: str | None = None,
    origin_x: float = 0.0,
    factor_x: float = 1.0,
    origin_y: float = 0.0,
    factor_y: float = 1.0,
) -> Json:
    """A point to drag: it sets the controls named (a list control: `name.3` is its fourth number), in the units of the axes.

    `origin_x`, `factor_x`: the horizontal control's value is `(x - origin_x) * factor_x`, say a width counted from a mean; so with y.
    """
    places = {"origin_x": origin_x, "factor_x": factor_x, "origin_y": origin_y, "factor_y": factor_y}
    return _mark("handle", name, role, x=x, y=y, control_x=control_x, control_y=control_y, **places)


def _mark(kind: str, name: str, role: str, **numbers: Any) -> Json:
    if role not in ROLES:
        raise ValueError(f"role {role!r}; accepted: {', '.join(ROLES)}")
    return {"kind": kind, "name": name, "role": role} | numbers


def _number(value: float | None) -> float | None:
    return float(f"{value:.{DIGITS + 4}g}") if value is not None and np.isfinite(value) else None


def _list(values: ArrayLike) -> list[Any]:
    """Rounded to DIGITS; what is not finite becomes None, which breaks a curve."""
    flat = np.ravel(np.asarray(values, dtype=np.float64))
    size = np.abs(flat)
    usual = (size >= 1e-15) & (size < 10**DIGITS)  # here the power of ten is exact, and so is the quotient
    scale = 10.0 ** (DIGITS - 1 - np.floor(np.log10(size, where=usual, out=np.zeros_like(flat))))
    rounded: list[Any] = np.divide(np.rint(flat * scale, where=usual, out=flat.copy()), scale, where=usual, out=flat.copy()).tolist()
    for index in np.flatnonzero(~usual):
        rounded[index] = float(f"{flat[index]:.{DIGITS}g}") if np.isfinite(flat[index]) else None
    return rounded
