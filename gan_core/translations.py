"""The words of every view: tables of labels (TOML, every language under each key) and prose (Markdown, a file a language) below `locales/`.

The folders group them by capability; a file is found by its own name, which no other has.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from gan_core.paths import LOCALES

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
FALLBACK = "en"

Table = Mapping[str, Mapping[str, str]]


@cache
def table_files() -> Mapping[str, Path]:
    """Every table of labels by its name."""
    return {path.stem: path for path in sorted(LOCALES.rglob("*.toml")) if path.parent.name not in ("lists", "tours")}


@cache
def prose_files() -> Mapping[str, Path]:
    """Every prose file by `NAME.LANGUAGE`."""
    return {path.stem: path for path in sorted(LOCALES.rglob("*.md"))}


@cache
def table(name: str) -> Table:
    """The table `NAME.toml`: {key: {"vi": ..., "en": ...}}. Raises KeyError."""
    return tomllib.loads(table_files()[name].read_text(encoding="utf-8"))


@cache
def prose_in(name: str, language: str) -> str:
    """Markdown of `NAME.LANGUAGE.md`. Raises KeyError."""
    return prose_files()[f"{name}.{language}"].read_text(encoding="utf-8")
