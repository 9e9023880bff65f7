"""A process that trains, one job after the other: `python -m web.training.worker`, orders on stdin, news on stdout, as JSON.

The server sends {"do": "train", "run": folder}, then orders for that job, each as {"do", "given", "number"}, and {"do": "forget", "number"}
for one nobody waits for any more. It is told {"news": {state, step, last_step}}, {"answer": number, "error"} and, once a job is over,
{"over": {state, step, reason, code, fields}}. When stdin ends, the server is gone: the job is stopped with a checkpoint, then the process.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any, BinaryIO

import torch

from gan_core.errors import GanError
from gan_core.training.end_reasons import SERVER_CLOSED
from gan_core.training.job import InProcessDriver, Job, Limits, ended
from gan_core.training.run_directory import RunDirectory
from web.settings import SETTINGS, cores
from web.training.runner import load
from web.workers.channel import receive, send

TELL_SECONDS = 0.1  # between two steps that are told of, at least


class Trainer:
    """The job at hand and the orders for it."""

    def __init__(self, output: BinaryIO) -> None:
        self._output, self._writing = output, threading.Lock()
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._job: Job | None = None  # the newest
        self._open: dict[int, Future[None]] = {}
        self._told = 0.0

    def work(self) -> None:
        """Train until the server is gone."""
        drive = InProcessDriver(load, SETTINGS.device)
        while (job := self._jobs.get()) is not None:
            state, reason = ended(drive, job, Limits())  # the server watches those
            job.end(state, reason)
            self._tell({"over": {"state": state, "step": job.step} | reason.to_json()})

    def listen(self, stream: BinaryIO) -> None:
        """Take orders until the stream ends."""
        try:
            while (message := receive(stream)) is not None:
                self._take(message[0])
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
        told = {"code": error.code, "fields": error.to_json()["fields"]} if isinstance(error, GanError) else None
        self._tell({"answer": number, "error": told})

    def _news(self, job: Job, important: bool) -> None:
        now = time.monotonic()
        if important or now - self._told >= TELL_SECONDS:
            self._told = now
            self._tell({"news": {"state": job.state, "step": job.step, "last_step": job.last_step}})

    def _tell(self, message: Mapping[str, Any]) -> None:
        with self._writing:
            try:
                send(self._output, message)
            except BrokenPipeError:  # the server is gone, which `listen` learns too
                return


def main() -> None:
    """The process."""
    torch.set_num_threads(max(1, cores() - 1))  # one core is left for the server
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends it
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no news
    trainer = Trainer(output)
    signal.signal(signal.SIGTERM, lambda *_: trainer.leave())
    threading.Thread(target=trainer.listen, args=(sys.stdin.buffer,), name="orders", daemon=True).start()
    trainer.work()


if __name__ == "__main__":
    main()
