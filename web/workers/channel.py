"""Messages between the server and its worker processes: a line of JSON each, through a pipe, never pickle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, BinaryIO

MAX_MESSAGE_BYTES = 16_000_000

Message = dict[str, Any]


def send(stream: BinaryIO, message: Mapping[str, Any]) -> None:
    """Write one message, whole."""
    stream.write(json.dumps(message, separators=(",", ":")).encode() + b"\n")
    stream.flush()


def receive(stream: BinaryIO) -> Message | None:
    """The next message; None once the other side has closed, in the middle of one too. Raises ValueError."""
    line = stream.readline(MAX_MESSAGE_BYTES + 1)
    if len(line) > MAX_MESSAGE_BYTES:
        raise ValueError(f"a message of more than {MAX_MESSAGE_BYTES} bytes")
    return json.loads(line) if line.endswith(b"\n") else None
