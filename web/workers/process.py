"""A worker process from the server's side: started, spoken to, heard and ended in one way."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

import psutil

from gan_core.paths import ROOT
from web.workers.channel import Message, receive, send

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}


class WorkerProcess:
    """One process, and a thread that hears it.

    It starts in the server's own folder, so that a relative path in a setting means the same to both.

    Args:
        on_message: called with each message, in that thread.
        on_end: called with the exit code after the last one, in that thread.
        one_thread: whether the libraries it loads compute on one thread.

    Raises:
        OSError: it cannot be started.
    """

    def __init__(
        self,
        command: tuple[str, ...],
        on_message: Callable[[Message], object],
        on_end: Callable[[int], object],
        *,
        one_thread: bool = False,
    ) -> None:
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
        variables = os.environ | {"PYTHONPATH": path} | (ONE_THREAD if one_thread else {})
        # A session of its own: Ctrl-C in a terminal is the server's to answer, and where Linux shares processors out between sessions,
        # the process has a whole share.
        self._process = subprocess.Popen(command, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        self._sending = threading.Lock()
        threading.Thread(target=self._listen, args=(on_message, on_end), name="worker-messages", daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def send(self, message: Message) -> None:
        """Write one message. Nothing happens when the process has just ended, which `on_end` tells."""
        with self._sending, suppress(OSError, ValueError):
            send(cast(Any, self._process.stdin), message)

    def kill(self) -> None:
        """End it and what it started at once; returns at once."""
        with suppress(psutil.Error):
            for child in psutil.Process(self.pid).children(recursive=True) if self.alive else ():  # of a venv on Windows, Python itself
                child.kill()
        self._process.kill()

    def close(self, timeout_seconds: float) -> None:
        """Close its stdin, at which it ends by itself; kill it when it has not in time."""
        self._close_stdin()
        try:
            self._process.wait(timeout_seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()

    def _close_stdin(self) -> None:
        with self._sending, suppress(OSError):  # of what could not be written any more
            cast(Any, self._process.stdin).close()

    def _listen(self, on_message: Callable[[Message], object], on_end: Callable[[int], object]) -> None:
        stream = cast(Any, self._process.stdout)
        with suppress(ValueError, OSError), stream:
            while (message := receive(stream)) is not None:
                on_message(message)
        self._close_stdin()
        on_end(self._process.wait())
