"""The server's side of the trainings: each is driven by a process of its own, which keeps what it imported for the next one.

In one process with the server, a training waits for the interpreter lock at every operation while lessons are computed
(docs/adr/0013-a-training-in-a-process-of-its-own.md).
"""

from __future__ import annotations

import itertools
import logging
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any, cast

from gan_core.errors import CheckpointError, GanError
from gan_core.training.end_reasons import PROCESS_LOST, EndReason
from gan_core.training.job import CHECK_SECONDS, Job, Limits, Order, Outcome
from web.workers.process import WorkerProcess

COMMAND = (sys.executable, "-m", "web.training.worker")
CLOSE_TIMEOUT_SECONDS = 30.0

LOG = logging.getLogger(__name__)


class TrainerProcess:
    """One process, which trains one job at a time (web/training/worker.py)."""

    def __init__(self, command: tuple[str, ...] = COMMAND) -> None:
        self._job: Job | None = None
        self._pending: dict[int, Order] = {}  # not answered yet
        self._numbers = itertools.count()
        self._process = WorkerProcess(command, self._hear, self._lost)

    @property
    def alive(self) -> bool:
        """Whether it can train."""
        return self._process.alive

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def train(self, job: Job, limits: Limits) -> Outcome:
        """A `Driver`: hand the job over, pass on what it is ordered, and watch the limits until it is over."""
        self._job = job
        self._process.send({"do": "train", "run": str(job.directory.path.resolve())})
        started = time.monotonic()
        if not self.alive:  # which may have been known before there was a job
            return "interrupted", PROCESS_LOST
        while True:
            if not job.step:  # loading the data is no training
                started = time.monotonic()
            if reached := job.limit_reached(limits, started):
                job.stop(reached)
                limits = Limits()  # said once
            order = job.take(CHECK_SECONDS)
            if order is not None and order.do == "over":
                self._job = None
                return order.given["state"], EndReason.from_json(order.given)
            if order is not None:
                self._forward(order)

    def close(self) -> None:
        """End the process: a job is stopped with a checkpoint."""
        self._process.close(CLOSE_TIMEOUT_SECONDS)

    def _forward(self, order: Order) -> None:
        number = next(self._numbers)
        self._pending[number] = order
        self._process.send({"do": order.do, "given": order.given, "number": number})
        order.done.add_done_callback(lambda done: self._forget(number, done))

    def _forget(self, number: int, done: Future[None]) -> None:
        """The order was withdrawn."""
        if done.cancelled() and number in self._pending:
            del self._pending[number]
            self._process.send({"do": "forget", "number": number})

    def _hear(self, message: Mapping[str, Any]) -> None:
        job = cast(Job, self._job)
        if "news" in message:
            job.state, job.step, job.last_step = (message["news"][name] for name in ("state", "step", "last_step"))
        elif "answer" in message:
            if order := self._pending.pop(message["answer"], None):
                order.settle(GanError(message["error"]["code"], **message["error"]["fields"]) if message["error"] else None)
        else:
            job.step = message["over"]["step"]
            self._end(message["over"]["state"], EndReason.from_json(message["over"]))

    def _lost(self, code: int) -> None:
        """The process has ended."""
        if code:
            LOG.warning("a training's process ended with %d", code)
        self._end("interrupted", PROCESS_LOST)

    def _end(self, state: str, reason: EndReason) -> None:
        """The job, if there is one, is over; what it was asked and has not done is refused."""
        if job := self._job:
            orders, self._pending = self._pending, {}
            for order in orders.values():
                order.settle(CheckpointError("run_over", received=job.name, state=state))
            job.order("over", state=state, **reason.to_json())


class TrainerPool:
    """All processes that train: as many as there were trainings at once. A `Driver` of jobs."""

    def __init__(self, command: tuple[str, ...] = COMMAND) -> None:
        self.command = command
        self._lock = threading.Lock()
        self._all: list[TrainerProcess] = []
        self._free: list[TrainerProcess] = []

    def start(self) -> None:
        """Start a process, if there is none, so that the first training need not wait for its imports."""
        with self._lock:
            if not self._all:
                self._free.append(self._new())

    def __call__(self, job: Job, limits: Limits) -> Outcome:
        """Have a free process, or a new one, train the job."""
        with self._lock:
            trainer = self._take()
        try:
            return trainer.train(job, limits)
        finally:
            with self._lock:
                self._free.append(trainer)

    def _take(self) -> TrainerProcess:
        while self._free:
            if (trainer := self._free.pop()).alive:
                return trainer
        return self._new()

    def _new(self) -> TrainerProcess:
        trainer = TrainerProcess(self.command)
        self._all = [one for one in self._all if one.alive] + [trainer]
        return trainer

    @property
    def pids(self) -> list[int]:
        """Of the processes that live."""
        return [trainer.pid for trainer in self._all if trainer.alive]

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            ended, self._all, self._free = self._all, [], []
        for trainer in ended:
            trainer.close()
