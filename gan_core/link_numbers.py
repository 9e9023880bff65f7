"""Numbers as links write them. web/shared/browser/numbers.mjs reads the same ones: both are held against tests/link_numbers.json."""

from __future__ import annotations

import math
import re

from gan_core.errors import GanError

MAX_LETTERS = 30  # of a number

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_WHOLE = re.compile(r"[0-9]{1,10}")


def parse_number(field: str, text: str, low: float, high: float) -> float:
    """A decimal number in [low, high]; 1e-05 is one, 0x10, 1_0 and nan are none. Raises GanError."""
    value = float(text) if len(text) <= MAX_LETTERS and _NUMBER.fullmatch(text) else math.nan
    if not low <= value <= high:  # NaN is refused too
        raise GanError("value", field=field, received=repr(text[:MAX_LETTERS]), expected=f"{low:g} … {high:g}")
    return value


def parse_whole(field: str, text: str, low: int, high: int) -> int:
    """A whole number in [low, high], in at most ten plain digits. Raises GanError."""
    if not _WHOLE.fullmatch(text) or not low <= int(text) <= high:
        raise GanError("value", field=field, received=repr(text[:MAX_LETTERS]), expected=f"{low} … {high}")
    return int(text)
