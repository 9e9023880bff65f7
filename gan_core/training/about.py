"""What is known of a run beside its settings: its name, what it was forked from, whose it is, and who may see it."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gan_core.errors import ConfigError
from gan_core.files import when_free, write_atomic
from gan_core.training.run_directory import RunDirectory

FILE = "about.json"
MAX_TITLE = 80  # letters


@dataclass(frozen=True)
class About:
    """All empty for a run of the command line, which anybody on the machine may use.

    Attributes:
        title: Given by its owner; empty for the one that its settings make (`run_title`).
        images: Name of the zip or folder of own images, whose place on the server is private.
        source: Of a fork, the run it was forked from; `source_title` is the title that run was given.
        step: Of a fork, where it begins.
        changed: Of a fork, what is not as in `source`: (setting, value) in turn.
        owner: Digest of the secret of the visitor who started it.
        private: Whether its owner alone may see it.
    """

    title: str = ""
    images: str = ""
    source: str = ""
    source_title: str = ""
    step: int = 0
    changed: tuple[tuple[str, Any], ...] = ()
    owner: str = ""
    private: bool = False

    def belongs_to(self, secret: str) -> bool:
        """Whether a visitor with this secret started it."""
        return bool(secret and self.owner) and hmac.compare_digest(self.owner, digest(secret))


NOT_KNOWN = About()


def digest(secret: str) -> str:
    """Of a visitor's secret: who reads the file cannot become its owner."""
    return hashlib.sha256(secret.encode()).hexdigest()[:32] if secret else ""


def checked_title(text: object) -> str:
    """A title that a person gives: one line; empty to give none. Raises ConfigError."""
    title = " ".join(text.split()) if isinstance(text, str) else ""
    if not isinstance(text, str) or len(title) > MAX_TITLE or not title.isprintable():
        raise ConfigError("value", field="title", received=repr(text)[:40], expected=f"0 to {MAX_TITLE} letters")
    return title


def read_about(directory: RunDirectory) -> About:
    """What the run's file says; nothing where there is none, or none of ours."""
    path = directory.path / FILE
    if not path.is_file():
        return About()
    try:
        values = json.loads(when_free(lambda: path.read_text(encoding="utf-8")))
        return _about(values)
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return About(private=True)  # it may have been


def _about(values: Mapping[str, Any]) -> About:
    kinds = {field.name: type(field.default) for field in dataclasses.fields(About)}
    changed = tuple((str(name), value) for name, value in values.get("changed", ()) if isinstance(value, str | int | float))
    about = About(**{**values, "changed": changed})
    if any(type(getattr(about, name)) is not kind for name, kind in kinds.items()):
        raise TypeError
    return about


def write_about(directory: RunDirectory, about: About) -> None:
    """Whole or not at all."""
    write_atomic(directory.path / FILE, json.dumps(dataclasses.asdict(about)).encode())
