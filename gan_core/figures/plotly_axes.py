"""An axis of a panel as plotly has it. A symlog scale, which plotly lacks, is a linear one of transformed numbers with its own ticks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gan_core.figures import styles

Numbers = Sequence[float | None]


@dataclass(frozen=True)
class PlotlyAxis:
    """One side of a figure: its scale, its ends in its own units (None: as plotly finds them), its ticks."""

    title: str
    scale: str
    domain: tuple[float, float] | None
    ticks: Sequence[float] | None
    constant: float
    floor: float  # where bars and areas stand on a logarithmic scale

    @classmethod
    def of(cls, side: str, axis: Mapping[str, Any], title: str, marks: Sequence[Mapping[str, Any]]) -> PlotlyAxis:
        """The axis `side` (x or y) of a panel with these marks."""
        held = [value for mark in marks if isinstance(mark.get(side), list) for value in mark[side] if value is not None]
        domain = tuple(axis["domain"]) if axis["domain"] else None
        ticks = axis["ticks"]
        if axis["scale"] == "symlog":
            domain = domain or (min(held, default=0.0), max(held, default=1.0))
            ticks = ticks or _powers(domain, axis["constant"])
        floor = domain[0] if domain else min((value for value in held if value > 0), default=1.0)
        return cls(title, axis["scale"], domain, ticks, axis["constant"], floor)

    def place(self, values: Numbers) -> list[Any]:
        """Numbers as the drawn axis has them: traces and shapes."""
        if self.scale != "symlog":
            return list(values)
        return [None if value is None else float(np.sign(value) * np.log1p(abs(value) / self.constant)) for value in values]

    def annotated(self, values: Numbers) -> list[Any]:
        """The same for annotations, which plotly places on a logarithmic axis by their logarithm."""
        if self.scale != "log":
            return self.place(values)
        return [None if value is None else float(np.log10(value)) for value in values]

    def hover(self, index: int) -> str:
        """What pointing at a trace says of it; `index` of its own number in the trace's `customdata`."""
        return f"{self.title}: %{{customdata[{index}]:.4g}}"

    def layout(self) -> dict[str, Any]:
        """Plotly's axis."""
        ends = self.annotated(self.domain) if self.domain else None
        ticks: dict[str, Any] = {}
        if self.ticks:
            ticks = {"tickvals": self.place(self.ticks), "ticktext": [f"{tick:g}".replace("-", "−") for tick in self.ticks]}
        kind = "log" if self.scale == "log" else "linear"
        lines = {"gridcolor": f"rgba(0, 0, 0, {styles.GRID})", "zeroline": False}
        return {"title": {"text": self.title}, "type": kind, "range": ends} | ticks | lines


def _powers(domain: tuple[float, float], constant: float) -> list[float]:
    """Zero and powers of ten on both sides of it, from where the scale becomes logarithmic."""
    reach = max(map(abs, domain))
    first, last = int(np.ceil(np.log10(constant))), int(np.floor(np.log10(max(reach, constant))))
    positive = [float(10.0**power) for power in range(first, last + 1)]
    return [tick for tick in [*(-value for value in reversed(positive)), 0.0, *positive] if domain[0] <= tick <= domain[1]]
