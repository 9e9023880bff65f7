"""Messages between the server and the processes that work for it: JSON and bytes through a pipe, never pickle."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO

HEAD = struct.Struct("<II")  # bytes of the JSON, bytes that follow it
MOST = 16_000_000  # bytes of one message; more is no message of ours

Message = tuple[dict[str, Any], bytes]


def send(stream: BinaryIO, header: Mapping[str, Any], body: bytes = b"") -> None:
    """Write one message, whole."""
    text = json.dumps(header, separators=(",", ":")).encode()
    stream.write(HEAD.pack(len(text), len(body)) + text + body)
    stream.flush()


def receive(stream: BinaryIO) -> Message | None:
    """The next message; None once the other side has closed. Raises ValueError."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    length, following = HEAD.unpack(head)
    if length + following > MOST:
        raise ValueError(f"a message of {length + following} bytes; accepted: {MOST}")
    content = stream.read(length + following)
    if len(content) < length + following:
        return None
    return json.loads(content[:length]), content[length:]
