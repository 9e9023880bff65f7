"""What a question is: where it is asked, what can be answered, and the function that computes what is right."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Outcome(NamedTuple):
    """What was computed: the right option, and the numbers of the sentence that says why."""

    option: str
    numbers: Mapping[str, float] = {}


@dataclass(frozen=True)
class Question:
    """Its words are `NAME` and `NAME_why` of `locales/predict/questions.toml`, an option's `NAME_OPTION` or `OPTION`; a number is its own.

    `page` asks it, and `query` is the state of that page in which one sees the answer. `answer` takes at most a few seconds.
    """

    page: str
    query: Mapping[str, str]
    options: tuple[str, ...]
    answer: Callable[[], Outcome]


def change(before: float, after: float, tolerance: float = 1e-6) -> str:
    """What a number does: "up", "down" or "same"."""
    if math.isclose(before, after, rel_tol=tolerance, abs_tol=tolerance):
        return "same"
    return "up" if after > before else "down"


def nearest(value: float, options: tuple[str, ...]) -> str:
    """The option that is nearest to the number; "infinite" is one, too."""
    return min(options, key=lambda option: _apart(value, math.inf if option == "infinite" else float(option)))


def _apart(value: float, option: float) -> float:
    return 0.0 if value == option else abs(value - option)


def largest(values: Mapping[str, float]) -> str:
    """The name of the largest number."""
    return max(values, key=values.__getitem__)
