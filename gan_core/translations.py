"""The words of every view: labels in `locales/*.toml`, in every language under each key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LOCALES = Path(__file__).parents[1] / "locales"
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
FALLBACK = "en"

Table = Mapping[str, Mapping[str, str]]


@cache
def table(name: str) -> Table:
    """`locales/NAME.toml`: {key: {"vi": ..., "en": ...}}. Raises FileNotFoundError."""
    return tomllib.loads((LOCALES / f"{name}.toml").read_text(encoding="utf-8"))
