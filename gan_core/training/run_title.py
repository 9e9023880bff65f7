"""The one name of a run, in every list, picture and file: what it is, of a fork what was changed, and when it began."""

from __future__ import annotations

import re
from functools import lru_cache

from gan_core.config import TrainingConfig
from gan_core.training.about import About
from gan_core.translations import FALLBACK, table

BEGAN = re.compile(r"[0-9]{4}([0-9]{2})([0-9]{2})-([0-9]{2})([0-9]{2})[0-9]{2}-[0-9a-f]{6}")  # a folder's name, as `Runner` gives it


@lru_cache(4096)
def run_title(name: str, config: TrainingConfig, about: About, language: str = FALLBACK) -> str:
    """In words.

    Args:
        name: Of the run's folder: a shipped model's has words of its own; one that a person gave is kept.
        config: Of the run.
        about: What else is known of it.
        language: "vi" or "en".
    """
    if about.title:
        return about.title
    if name in table("models"):
        return table("models")[name][language]
    began = BEGAN.fullmatch(name)
    if not began and not about.source:
        return name
    month, day, hour, minute = began.groups() if began else ("", "", "", "")
    when = f"{day}/{month} {hour}:{minute}" if began else name
    head = about.source_title or f"{_model(config, language)} · {_data(config, about, language)}"
    return " · ".join(filter(None, (head, _fork(about, language), when)))


def _model(config: TrainingConfig, language: str) -> str:
    words = table("run_titles")
    model, loss = words[f"model_{config.model}"][language], words[f"loss_{config.loss}"][language]
    return f"{model}, {loss}"


def _data(config: TrainingConfig, about: About, language: str) -> str:
    return about.images or table("run_titles")[f"data_{config.dataset}"][language]


def _fork(about: About, language: str) -> str:
    if not about.source:
        return ""
    words = table("run_titles")
    changes = ", ".join(_change(name, value, language) for name, value in about.changed)
    return words["fork" if changes else "fork_same"][language].format(step=about.step, changes=changes)


def _change(name: str, value: object, language: str) -> str:
    words = table("settings")
    said = f"{value:g}" if isinstance(value, float) else str(value)
    parts = [words.get(f"{name}_{part}", {}).get(language, part) for part in said.split(",")]
    return f"{words[name][language] if name in words else name}: {' + '.join(parts)}"
