"""The server's side of the trainings: each is driven by a process of its own, which keeps what it imported for the next one.

In one process with the server, a training waits for the interpreter lock at every operation while lessons are computed
(docs/adr/0013-a-training-in-a-process-of-its-own.md).
"""

from __future__ import annotations

import itertools
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, cast

from gan_core.errors import CheckpointError, GanError
from gan_core.training.end_reasons import PROCESS_LOST, EndReason
from gan_core.training.job import CHECK_SECONDS, Job, Limits, Order, Outcome
from web.workers.channel import receive, send
from web.workers.environment import environment

COMMAND = (sys.executable, "-m", "web.training.worker")
CLOSE_SECONDS = 30.0

LOG = logging.getLogger(__name__)


class Trainer:
    """One process, which trains one job at a time (web/training/worker.py)."""

    def __init__(self, command: tuple[str, ...] = COMMAND) -> None:
        # A session of its own: Ctrl-C in a terminal is the server's to answer, and where Linux shares processors out between sessions,
        # a training has a whole share.
        self._process = subprocess.Popen(command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        self._writing = threading.Lock()
        self._job: Job | None = None
        self._asked: dict[int, Order] = {}  # not answered yet
        self._numbers = itertools.count()
        threading.Thread(target=self._listen, name="trainer-news", daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether it can train."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def train(self, job: Job, limits: Limits) -> Outcome:
        """A `Driver`: hand the job over, pass on what it is ordered, and watch the limits until it is over."""
        self._job = job
        self._say({"do": "train", "run": str(job.directory.path.resolve())})
        started = time.monotonic()
        if not self.alive:  # which its listener may have told before there was a job
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
        self._hang_up()
        try:
            self._process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _hang_up(self) -> None:
        with self._writing, suppress(OSError):  # of what could not be written any more
            cast(Any, self._process.stdin).close()

    def _say(self, message: Mapping[str, Any]) -> None:
        with self._writing, suppress(OSError, ValueError):  # it has just ended, which its listener tells
            send(cast(Any, self._process.stdin), message)

    def _forward(self, order: Order) -> None:
        number = next(self._numbers)
        self._asked[number] = order
        self._say({"do": order.do, "given": order.given, "number": number})
        order.done.add_done_callback(lambda done: self._forget(number, done))

    def _forget(self, number: int, done: Future[None]) -> None:
        """Nobody waits for it any more."""
        if done.cancelled() and number in self._asked:
            del self._asked[number]
            self._say({"do": "forget", "number": number})

    def _listen(self) -> None:
        """Hear the process out."""
        stream = cast(Any, self._process.stdout)
        with suppress(ValueError, OSError), stream:
            while (message := receive(stream)) is not None:
                self._hear(message[0])
        code = self._process.wait()
        self._hang_up()
        if code:
            LOG.warning("a training's process ended with %d", code)
        self._end("interrupted", PROCESS_LOST)

    def _hear(self, told: Mapping[str, Any]) -> None:
        job = cast(Job, self._job)
        if "news" in told:
            job.state, job.step, job.last_step = (told["news"][name] for name in ("state", "step", "last_step"))
        elif "answer" in told:
            if order := self._asked.pop(told["answer"], None):
                order.settle(GanError(told["error"]["code"], **told["error"]["fields"]) if told["error"] else None)
        else:
            job.step = told["over"]["step"]
            self._end(told["over"]["state"], EndReason.from_json(told["over"]))

    def _end(self, state: str, reason: EndReason) -> None:
        """The job, if there is one, is over; what it was asked and has not done is refused."""
        if job := self._job:
            orders, self._asked = self._asked, {}
            for order in orders.values():
                order.settle(CheckpointError("run_over", received=job.name, state=state))
            job.order("over", state=state, **reason.to_json())


class Trainers:
    """All processes that train: as many as there were trainings at once. A `Driver` of jobs."""

    def __init__(self, command: tuple[str, ...] = COMMAND) -> None:
        self.command = command
        self._lock = threading.Lock()
        self._all: list[Trainer] = []
        self._free: list[Trainer] = []

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

    def _take(self) -> Trainer:
        while self._free:
            if (trainer := self._free.pop()).alive:
                return trainer
        return self._new()

    def _new(self) -> Trainer:
        trainer = Trainer(self.command)
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
