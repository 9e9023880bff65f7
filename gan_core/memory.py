"""Memory that stays: what glibc is told before heavy tensor work."""

from __future__ import annotations

import ctypes


def keep_memory() -> None:
    """Ask glibc not to hand memory back after every step: thousands of page faults a step otherwise."""
    try:
        libc = ctypes.CDLL("libc.so.6")
        libc.mallopt(-3, 1 << 30)  # M_MMAP_THRESHOLD
        libc.mallopt(-1, 2**31 - 1)  # M_TRIM_THRESHOLD
    except (OSError, AttributeError):  # not glibc: nothing to tune
        return
