"""The shape of evidence: numbers, not words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# number, symbols that need no translation, or rows of a matrix
Shown = float | str | bool | list[list[float]]


@dataclass(frozen=True)
class Evidence:
    """What was computed: numbers for the sentence `errata_evidence.said_ITEM`, and a table under `errata_evidence.column_NAME`."""

    holds: bool  # whether the numbers say what the item says
    fields: Mapping[str, Shown]
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Shown, ...], ...] = ()
