"""Why a training ended: a code and its fields, as an error's, from where it arises to the screen that says it in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from gan_core.errors import MESSAGES, GanError, storage_error

OVER = ("stopped", "finished", "failed", "interrupted")  # states of a run that trains no more
NOT_FINITE = ("not_finite", "weights_not_finite")  # codes of a run whose numbers left the range of floats
_NO_MEMORY = ("out of memory", "can't allocate memory", "not enough memory")  # PyTorch's words, by device


@dataclass(frozen=True)
class EndReason:
    """Falsy where there is nothing to say: a run that was stopped by its owner, or has finished.

    Attributes:
        code: Of `gan_core.errors.MESSAGES`; empty for a sentence that an earlier version left in status.json.
        fields: Fill the sentence.
        sentence: In English.
    """

    code: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""

    @classmethod
    def of(cls, code: str, **fields: object) -> Self:
        """A reason with its English sentence."""
        texts = {name: str(value) for name, value in fields.items()}
        return cls(code, texts, MESSAGES[code].format(**texts))

    def __bool__(self) -> bool:
        return bool(self.sentence)

    def __str__(self) -> str:
        return self.sentence

    def to_json(self) -> dict[str, Any]:
        """{reason: the sentence}, and {code, fields} where they are known."""
        return {"reason": self.sentence} | ({"code": self.code, "fields": dict(self.fields)} if self.code else {})

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Inverse of `to_json`; other values, a whole status say, are passed over."""
        return cls(values.get("code", ""), values.get("fields", {}), values["reason"])


class NotFiniteError(FloatingPointError):
    """A number became infinite or NaN."""

    def __init__(self, reason: EndReason) -> None:
        super().__init__(reason.sentence)
        self.reason = reason


NO_REASON = EndReason()
DISK_FULL = EndReason.of("disk_full")
DISK_READ_ONLY = EndReason.of("disk_read_only")
OUT_OF_MEMORY = EndReason.of("out_of_memory")
PROCESS_LOST = EndReason.of("process_lost")  # one of several: killed, or its machine is gone
SERVER_CLOSED = EndReason.of("server_closed")
STATUS_DAMAGED = EndReason.of("status_damaged")


def reason_of(error: BaseException) -> EndReason:
    """The reason that an error is; a file's error without its path, which belongs to the server."""
    if isinstance(error, NotFiniteError):
        return error.reason
    if isinstance(error, OSError) and error.errno is not None:
        error = storage_error(error)
    if isinstance(error, GanError):
        return EndReason.of(error.code, **error.to_json()["fields"])
    if _is_out_of_memory(error):
        return OUT_OF_MEMORY
    return EndReason.of("unexpected", what=str(error) or type(error).__name__)


def _is_out_of_memory(error: BaseException) -> bool:
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and any(words in str(error).lower() for words in _NO_MEMORY))
