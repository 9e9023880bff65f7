"""Waiting for what is on its way in another thread or process."""

from __future__ import annotations

import threading
from collections.abc import Callable


def until(true: Callable[[], object], seconds: float = 60) -> None:
    """Look again and again; the bound is for what would never come."""
    pause = threading.Event()
    for _ in range(round(100 * seconds)):
        if true():
            return
        pause.wait(0.01)
    raise AssertionError("never came true")
