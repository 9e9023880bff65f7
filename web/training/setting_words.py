"""Choices of a training's settings in words."""

from __future__ import annotations

from web.ui.text import t, table


def option_words(field: str, option: object) -> str:
    """A choice in words; of `augment` each part."""
    words = table("settings")
    named = [f"{field}_{part}" for part in str(option).split(",")]
    return " + ".join(t(f"settings.{name}") if name in words else name.removeprefix(f"{field}_") for name in named)
