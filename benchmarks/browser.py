"""What every bench with a browser needs: a free port, and the machine's Chromium."""

from __future__ import annotations

import shutil
import socket


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def chromium() -> str | None:
    """The machine's Chromium or Chrome, without windows where it has one; None for Playwright's own."""
    return next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"))), None)
