"""A latent vector in a link: what a search found cannot be drawn from a seed."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

import numpy as np

from gan_core.errors import GanError

STEP = 1 / 32  # between the values that a link can hold, of one byte each: an error of 0.009 on average beside z's deviation of 1
LARGEST = 127 * STEP
MAX_LETTERS = 1366  # of 1,024 bytes


def rounded(z: Sequence[float] | np.ndarray) -> tuple[float, ...]:
    """The nearest vector that a link can hold."""
    return tuple((np.rint(np.clip(z, -LARGEST, LARGEST) / STEP) * STEP + 0.0).tolist())  # + 0.0: no -0


def write_z(z: Sequence[float]) -> str:
    """Base64 for addresses, without its padding, of an int8 a dimension."""
    return base64.urlsafe_b64encode(np.rint(np.array(z) / STEP).astype(np.int8).tobytes()).decode().rstrip("=")


def read_z(field: str, text: str) -> tuple[float, ...]:
    """Inverse of `write_z`. Raises GanError."""
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True) if len(text) <= MAX_LETTERS else b""
    except (binascii.Error, ValueError):
        content = b""
    if text and (not content or write_z(z := tuple((np.frombuffer(content, np.int8) * STEP).tolist())) != text):
        raise GanError("value", field=field, received=repr(text[:40]), expected="A-Z a-z 0-9 - _")
    return z if text else ()
