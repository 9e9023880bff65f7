"""Values of an address's query: bounded whole numbers, and one of a few words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gan_core.errors import GanError
from gan_core.link_numbers import parse_whole


def whole_number(query: Mapping[str, str], name: str, default: int | None, low: int, high: int) -> int:
    """A whole number; without a default it must be given. Raises GanError."""
    return parse_whole(name, query.get(name, "" if default is None else str(default)), low, high)


def choice(query: Mapping[str, str], name: str, default: str, options: Iterable[str]) -> str:
    """One of a few words. Raises GanError."""
    text, known = query.get(name, default), tuple(options)
    if text not in known:
        raise GanError("value", field=name, received=repr(text[:40]), expected=", ".join(known))
    return text
