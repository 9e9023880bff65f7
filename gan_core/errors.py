"""Errors a person caused and can mend: each says what was received, what is expected, what to do.

An error carries a `code` and `fields`; `str(error)` is the English sentence of `locales/errors.toml`, and the pages look the
same code up in their own language.
"""

from __future__ import annotations

import errno
import tomllib
from pathlib import Path
from typing import TypedDict

from gan_core.paths import LOCALES

MESSAGES = {code: row["en"] for code, row in tomllib.loads((LOCALES / "errors.toml").read_text(encoding="utf-8")).items()}
MAX_RECEIVED = 200  # letters of it that are repeated


class ErrorJson(TypedDict):
    """An error as JSON."""

    code: str
    fields: dict[str, str]
    message: str


class GanError(Exception):
    """A mistake in what was asked for; never a bug. `code` names the sentence, `fields` fill it; a path among them is a `Path`."""

    def __init__(self, code: str, **fields: object) -> None:
        self.code = code
        self.fields = fields
        super().__init__(MESSAGES[code].format(**fields))

    def to_json(self) -> ErrorJson:
        """What a browser may know: a path is cut to its last part, so that the machine's folders stay private."""
        fields = {name: value.name if isinstance(value, Path) else str(value) for name, value in self.fields.items()}
        if len(fields.get("received", "")) > MAX_RECEIVED:
            fields["received"] = fields["received"][:MAX_RECEIVED] + "…"
        return {"code": self.code, "fields": fields, "message": MESSAGES[self.code].format(**fields)}


def storage_error(error: OSError) -> GanError:
    """What a file's error means to a visitor: its sentence without the path, which belongs to the server."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return GanError("disk_full")
    if error.errno == errno.EROFS:
        return GanError("disk_read_only")
    return GanError("file_failed", what=error.strerror or type(error).__name__)


class ConfigError(GanError):
    """A setting is out of range, or two settings do not fit together."""


class DataError(GanError):
    """A data set or an image folder cannot be used."""


class CheckpointError(GanError):
    """A checkpoint or run directory cannot be read."""


class LabelError(GanError):
    """A class name or index does not exist in the model."""
