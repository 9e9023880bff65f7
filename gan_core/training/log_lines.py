"""One line of stats.jsonl, checked: a log may come from elsewhere, or from a disk that failed."""

from __future__ import annotations

import json
from typing import Any

from gan_core.errors import CheckpointError

MAX_NUMBERS = 100  # numbers of a line
SPREADS = ("label_spread", "z_spread", "label_answers", "picture_answers")  # of a conditional run, in units of their own
MEMORY = ("memory", "training_accuracy", "held_out_accuracy")  # of D, where there are real images that it was not trained on
MEASURED = ("diversity", "quality", "duplicates", *SPREADS, "label_accuracy", *MEMORY)  # numbers of a measurement
MAX_STEP = 2**32 - 1  # the largest step


def read_line(text: str | bytes) -> dict[str, Any]:
    """A line as it was written. Raises CheckpointError."""
    try:
        line = json.loads(text)
    except (ValueError, RecursionError):
        line = None
    if not (isinstance(line, dict) and type(line.get("step")) is int and 0 <= line["step"] <= MAX_STEP and _fits(line)):
        shown = text[:40].decode(errors="replace") if isinstance(text, bytes) else text[:40]
        raise CheckpointError("checkpoint_damaged", received="stats.jsonl", reason=f"the line {shown!r}")
    return line


def _fits(line: dict[str, Any]) -> bool:
    if line.get("event") == "look":
        shares = line.get("shares", [])
        measured = [line[name] for name in MEASURED if line.get(name) is not None]
        return isinstance(shares, list) and all(map(_is_number, shares + measured))
    return "event" in line or ("epoch" in line and len(line) <= MAX_NUMBERS and all(map(_is_number, line.values())))


def _is_number(value: object) -> bool:
    return isinstance(value, float) or (type(value) is int and abs(value) < 2**63)
