"""Classes by their names."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def class_named(name: str, class_names: Sequence[str]) -> int | None:
    """Index of the class of this name, compared as Unicode's NFC; in any case where one class alone fits."""
    asked, names = _normal(name), list(map(_normal, class_names))
    if asked in names:
        return names.index(asked)
    alike = [index for index, known in enumerate(names) if known.casefold() == asked.casefold()]
    return alike[0] if len(alike) == 1 else None


def _normal(name: str) -> str:
    return unicodedata.normalize("NFC", name)
