"""A worker process from its own side: it hears the server on stdin and answers on stdout."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Mapping
from typing import Any

from web.workers.channel import Message, receive, send


class Server:
    """The server, as its worker sees it. When `receive` says None, or `send` raises OSError, it is gone."""

    def __init__(self) -> None:
        for name in ("SIGINT", "SIGBREAK"):  # Windows sends Ctrl-C and Ctrl-Break to all processes of a terminal; the server ends this one
            if number := getattr(signal, name, None):
                signal.signal(number, signal.SIG_IGN)
        self._output = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)  # what a library prints is no message
        self._sending = threading.Lock()

    def receive(self) -> Message | None:
        """The next message; None once the server is gone."""
        return receive(sys.stdin.buffer)

    def send(self, message: Mapping[str, Any]) -> None:
        """Write one message, from any thread. Raises OSError (of which kind, a system decides)."""
        with self._sending:
            send(self._output, message)
