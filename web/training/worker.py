"""A process that trains, one job after the other: `python -m web.training.worker`, orders on stdin, news on stdout, as JSON.

The server sends {"do": "train", "run": folder}, then orders for that job, each as {"do", "given", "number"}, and {"do": "forget", "number"}
for one that was withdrawn. It hears {"news": {state, step, last_step}}, {"answer": number, "error"} and, once a job is over,
{"over": {state, step, reason, code, fields}}. When stdin ends, the server is gone: the job is stopped with a checkpoint, then the process.
"""

from __future__ import annotations

import queue
import signal
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch

from gan_core.data import load_held_out
from gan_core.errors import GanError
from gan_core.training.end_reasons import SERVER_CLOSED
from gan_core.training.job import InProcessDriver, Job, Limits, ended
from gan_core.training.run_directory import RunDirectory
from web.settings import SETTINGS, cores
from web.training.runner import load
from web.workers.child import Server

NEWS_SECONDS = 0.1  # between two steps that are sent, at least


class JobWorker:
    """The job at hand and the orders for it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._job: Job | None = None  # the newest
        self._open: dict[int, Future[None]] = {}
        self._sent = 0.0

    def work(self) -> None:
        """Train until the server is gone."""
        drive = InProcessDriver(load, SETTINGS.device, load_held_out)
        while (job := self._jobs.get()) is not None:
            state, reason = ended(drive, job, Limits())  # the server watches those
            job.end(state, reason)
            self._send({"over": {"state": state, "step": job.step} | reason.to_json()})

    def listen(self) -> None:
        """Take orders until the server is gone."""
        try:
            while (message := self._server.receive()) is not None:
                self._take(message)
        finally:
            self.leave()

    def leave(self) -> None:
        """Stop the job, and then the process."""
        if self._job is not None:
            self._job.stop(SERVER_CLOSED)
        self._jobs.put(None)

    def _take(self, order: Mapping[str, Any]) -> None:
        if order["do"] == "train":
            directory = RunDirectory(Path(order["run"]))
            self._job = job = Job(directory, directory.read_config(), owner="", state="running")
            job.on_news = lambda important: self._news(job, important)
            self._jobs.put(job)
        elif order["do"] == "forget":
            if asked := self._open.pop(order["number"], None):
                asked.cancel()
        elif self._job is not None:
            number: int = order["number"]
            asked = self._open[number] = self._job.order(order["do"], **order["given"])
            asked.add_done_callback(lambda done: self._answer(number, done))

    def _answer(self, number: int, done: Future[None]) -> None:
        self._open.pop(number, None)
        if done.cancelled():
            return
        error = done.exception()
        known = {"code": error.code, "fields": error.to_json()["fields"]} if isinstance(error, GanError) else None
        self._send({"answer": number, "error": known})

    def _news(self, job: Job, important: bool) -> None:
        now = time.monotonic()
        if important or now - self._sent >= NEWS_SECONDS:
            self._sent = now
            self._send({"news": {"state": job.state, "step": job.step, "last_step": job.last_step}})

    def _send(self, message: Mapping[str, Any]) -> None:
        with suppress(OSError):  # the server is gone, which `listen` learns too
            self._server.send(message)


def main() -> None:
    """The process."""
    torch.set_num_threads(max(1, cores() - 1))  # one core is left for the server
    worker = JobWorker(Server())
    signal.signal(signal.SIGTERM, lambda *_: worker.leave())
    threading.Thread(target=worker.listen, name="orders", daemon=True).start()
    worker.work()


if __name__ == "__main__":
    main()
