"""Codes that are read from a screen and typed on a phone."""

from __future__ import annotations

import secrets

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0, 1
CODE_LETTERS = 6


def new_code() -> str:
    """A random code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LETTERS))


def normalized(code: str) -> str:
    """As `new_code` gives it, however it was typed."""
    return code.upper().replace(" ", "").replace("-", "")
