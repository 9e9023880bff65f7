"""Curves over the steps of a game that stay small however long it lasts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

MOST_ROWS = 2000
FIRST_STRIDE = 5  # writing down every step would cost small networks a third of their speed


class Curves:
    """One row of numbers at every step divisible by `stride`, which is FIRST_STRIDE and doubles whenever there are MOST_ROWS rows."""

    def __init__(self) -> None:
        self.stride = FIRST_STRIDE
        self.rows: list[dict[str, float]] = []

    def due(self, step: int) -> bool:
        """Whether this step is to be recorded."""
        return step % self.stride == 0

    def append(self, step: int, numbers: Mapping[str, float]) -> None:
        """Record a step; steps only grow."""
        self.rows.append({"step": step, **numbers})
        if len(self.rows) >= MOST_ROWS:
            self.stride *= 2
            self.rows = [row for row in self.rows if row["step"] % self.stride == 0]

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """Each number's values by name, "step" among them; NaN where a row lacks it."""
        names = dict.fromkeys(name for row in self.rows for name in row)
        return {name: np.array([row.get(name, np.nan) for row in self.rows], np.float64) for name in names}
