"""The server's side of the playgrounds: processes of low priority that train them, started at the first question, restarted after a crash.

A playground is reproduced from its config, so nothing is lost for good with a process: the page opens it anew.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import subprocess
import sys
import threading
import zlib
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, cast

from gan_core.errors import GanError
from gan_core.paths import ROOT
from web.settings import SETTINGS, cores
from web.workers.channel import Message, receive, send

COMMAND = (sys.executable, "-m", "web.playground.worker")
# One thread each; memory and time belong to the page's other work
ALONE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
CLOSE_SECONDS = 3.0
PATIENCE = 60.0  # seconds for an answer: a start imports NumPy and SciPy

LOG = logging.getLogger(__name__)


class Worker:
    """One process, and the questions it has not answered yet."""

    def __init__(self, arguments: tuple[str, ...] = (), command: tuple[str, ...] = COMMAND) -> None:
        self.command = (*command, *arguments)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._waiting: dict[int, Future[Message]] = {}  # of this process
        self._numbers = itertools.count()

    @property
    def pid(self) -> int | None:
        """Of the process; None while there is none."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def submit(self, header: Mapping[str, Any], body: bytes = b"") -> Future[Message]:
        """Ask; the answer comes later. Starts the process where there is none. GanError when it ends without one."""
        answer: Future[Message] = Future()
        with self._lock:
            process = self._process
            if process is None or process.poll() is not None:
                process = self._start()
            number = next(self._numbers)
            self._waiting[number] = answer
            try:
                send(cast(Any, process.stdin), {"number": number, **header}, body)
            except (OSError, ValueError):  # it has just ended
                self._waiting.pop(number, None)
                answer.set_exception(GanError("playground_lost"))
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            self.command, cwd=ROOT, env=os.environ | ALONE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        self._process, self._waiting = process, {}
        threading.Thread(target=self._listen, args=(process, self._waiting), name="playground-answers", daemon=True).start()
        return process

    def _listen(self, process: subprocess.Popen[bytes], waiting: dict[int, Future[Message]]) -> None:
        """Hand out the answers of a process until it ends."""
        try:
            while (message := receive(cast(Any, process.stdout))) is not None:
                with self._lock:
                    answer = waiting.pop(message[0].pop("number"), None)
                if answer is not None and not answer.done():
                    answer.set_result(message)
        except (ValueError, OSError, KeyError):
            LOG.exception("the playgrounds' process does not speak as agreed")
            process.kill()
        if process.wait():
            LOG.warning("the playgrounds' process ended with %d; it is started anew when asked", process.returncode)
        with self._lock:
            left = list(waiting.values())
            waiting.clear()
            cast(Any, process.stdout).close()
            with suppress(OSError):  # of what could not be written any more
                cast(Any, process.stdin).close()
        for answer in left:
            if not answer.done():
                answer.set_exception(GanError("playground_lost"))

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            process, self._process = self._process, None
            if process is None:
                return
            with suppress(OSError):
                cast(Any, process.stdin).close()  # it ends by itself
        try:
            process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Playgrounds:
    """All processes; a visitor's playgrounds are in one and the same."""

    def __init__(self, workers: int, most: int, each: int, idle_minutes: float) -> None:
        arguments = ("--most", str(-(-most // workers)), "--each", str(each), "--free-seconds", str(60 * idle_minutes))
        self.workers = [Worker(arguments) for _ in range(workers)]

    def start(self) -> None:
        """Start all processes, so that nobody waits for their imports."""
        for worker in self.workers:
            if worker.pid is None:
                worker.submit({"do": "close", "name": "", "owner": ""})  # answered with "no such playground"

    async def ask(self, visitor: str, do: str, body: bytes = b"", **fields: Any) -> Message:
        """What the visitor's process answers. Raises GanError."""
        worker = self.workers[zlib.crc32(visitor.encode()) % len(self.workers)]
        question = {"do": do, "owner": visitor, **fields}
        # writing a question takes microseconds, starting a process does not
        submitted = worker.submit(question, body) if worker.pid else await asyncio.to_thread(worker.submit, question, body)
        try:
            header, content = await asyncio.wait_for(asyncio.wrap_future(submitted), PATIENCE)
        except TimeoutError:
            raise GanError("playground_lost") from None
        if "error" in header:
            raise GanError(header["error"], **header["fields"])
        return header, content

    def close(self) -> None:
        """End all processes."""
        for worker in self.workers:
            worker.close()


def workers_for(setting: int) -> int:
    """Processes: the setting, or (0) half of the cores."""
    return setting or max(1, cores() // 2)


_lock = threading.Lock()
_playgrounds: Playgrounds | None = None


def playgrounds() -> Playgrounds:
    """The one engine, made at first use; its processes start at the first question."""
    global _playgrounds
    with _lock:
        if _playgrounds is None:
            _playgrounds = Playgrounds(
                workers_for(SETTINGS.playground_workers),
                SETTINGS.max_playgrounds,
                SETTINGS.max_own_playgrounds,
                SETTINGS.playground_minutes,
            )
        return _playgrounds


def close() -> None:
    """End what runs."""
    global _playgrounds
    with _lock:
        if _playgrounds is not None:
            _playgrounds.close()
            _playgrounds = None
