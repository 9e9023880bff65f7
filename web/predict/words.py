"""The words of questions, in all languages."""

from __future__ import annotations

from collections.abc import Mapping

from web.ui.text import LANGUAGES, table


def sentence(key: str) -> Mapping[str, str]:
    """A question, or why its answer is right, with {numbers} to fill. Raises KeyError."""
    return table("questions")[key]


def option_words(name: str, option: str) -> Mapping[str, str]:
    """An option: its own words for this question, those for all questions, or a number as each language writes it."""
    words = table("questions")
    own = words.get(f"{name}_{option}") or words.get(f"option_{option}")
    return own or {language: _number(option, language) for language in LANGUAGES}


def _number(text: str, language: str) -> str:
    written = text.replace("-", "−")
    return written.replace(".", ",") if language == "vi" else written
