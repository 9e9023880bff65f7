"""One training: what is asked of it meanwhile, and the loop that trains it and carries that out between two steps.

Any thread may ask; one thread, or another process, drives. What is asked is an `Order`, and orders are carried out in turn.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from gan_core.config import TrainingConfig
from gan_core.errors import CheckpointError, GanError
from gan_core.training.devices import choose_device
from gan_core.training.end_reasons import NO_REASON, OVER, EndReason, NotFiniteError, reason_of
from gan_core.training.loop import Images
from gan_core.training.run import Run
from gan_core.training.run_directory import RunDirectory

LOG = logging.getLogger(__name__)

ON_RUN = ("save", "change", "update_once")  # orders that are methods of `Run`
CHECK_SECONDS = 1.0  # between two looks at the limits' clocks while nothing happens

Loader = Callable[[TrainingConfig], tuple[TrainingConfig, Images]]


@dataclass(frozen=True)
class Limits:
    """What a visitor may use. 0 means without limit."""

    running: int = 1  # jobs trained at once
    waiting: int = 2  # jobs that one owner may have, running ones included
    queue: int = 20  # jobs waiting in all
    minutes: float = 0.0  # of training, for a job
    steps: int = 0  # of a job
    idle_minutes: float = 0.0  # without any viewer, after which a job is stopped
    memory_mb: int = 0  # that a job may be estimated to take
    disk_mb: int = 0  # that its checkpoints may take
    own_runs: int = 0  # of one owner that are kept; the oldest go first
    runs: int = 0  # that are kept in all
    runs_mb: int = 0  # that they may take together


@dataclass(frozen=True)
class Order:
    """Something asked of a job. `done` says when it was carried out, or raises why it was not."""

    do: str
    given: dict[str, Any]
    done: Future[None] = field(default_factory=Future)

    def settle(self, error: BaseException | None = None) -> None:
        """It was carried out, or was not; nothing happens when no caller waits for it any more."""
        if not self.done.set_running_or_notify_cancel():
            return
        if error is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(error)


@dataclass(eq=False)
class Job:
    """One training: queued, running, paused, or over. `owner` is a secret of the visitor who started it."""

    directory: RunDirectory
    config: TrainingConfig
    owner: str
    new: bool = False  # its run began with it, so there is nothing to keep before its first step
    state: str = "queued"
    reason: EndReason = NO_REASON
    step: int = 0  # done; 0 before the first of this job
    last_step: int = 0  # of the whole run, once it is known
    last_seen: float = field(default_factory=time.monotonic)
    steps_aside: bool = False  # it is stopped to be queued again, behind those that wait
    on_news: Callable[[bool], None] = lambda _important: None  # called at every step, and of every other state as important
    _orders: deque[Order] = field(default_factory=deque)
    _wake: threading.Condition = field(default_factory=threading.Condition)

    @property
    def name(self) -> str:
        """Name of its run directory."""
        return self.directory.path.name

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in OVER

    def seen(self) -> None:
        """Note that a viewer is watching."""
        self.last_seen = time.monotonic()

    # Controls: any thread

    def pause(self) -> None:
        """Hold after the current step."""
        self.order("pause")

    def go_on(self) -> None:
        """End a pause."""
        self.order("go_on")

    def step_once(self) -> None:
        """One whole step out of a pause."""
        self.order("step")

    def stop(self, reason: EndReason = NO_REASON) -> None:
        """End after the current step, with a checkpoint."""
        self.order("stop", **reason.to_json())

    def save(self) -> Future[None]:
        """A checkpoint, now."""
        return self.order("save")

    def change(self, **settings: object) -> Future[None]:
        """Other settings from the next step; the future raises ConfigError when they do not fit."""
        return self.order("change", **settings)

    def update_once(self, player: str) -> Future[None]:
        """One update of one player alone; the future raises ConfigError."""
        return self.order("update_once", player=player)

    def order(self, do: str, **given: object) -> Future[None]:
        """Put an order in its turn. The future raises CheckpointError once the job is over."""
        order = Order(do, given)
        with self._wake:
            if self.over:
                order.settle(CheckpointError("run_over", received=self.name, state=self.state))
            else:
                self._orders.append(order)
                self._wake.notify_all()
        return order.done

    # The driving thread

    def take(self, seconds: float) -> Order | None:
        """The next order that a caller still waits for; None when there is none within so many seconds."""
        with self._wake:
            if not self._orders:
                self._wake.wait(seconds)
            while self._orders:
                if not (order := self._orders.popleft()).done.cancelled():
                    return order
            return None

    def reach(self, step: int, last_step: int) -> None:
        """So far the training has come."""
        self.step, self.last_step = step, last_step
        self.on_news(False)

    def become(self, state: str) -> None:
        """Running or paused."""
        if self.state != state:
            self.directory.write_status(state, step=self.step)  # first on disk, then announced
            self.state = state
            self.on_news(True)

    def limit_reached(self, limits: Limits, started: float) -> EndReason | None:
        """Why it has to end now, if it has to; `started` as time.monotonic()."""
        now = time.monotonic()
        if limits.minutes and now - started > 60 * limits.minutes:
            return EndReason.of("minutes_over", minutes=f"{limits.minutes:g}")
        if limits.idle_minutes and now - self.last_seen > 60 * limits.idle_minutes:
            return EndReason.of("unwatched", minutes=f"{limits.idle_minutes:g}")
        return None

    def end(self, state: str, reason: EndReason) -> None:
        """Nothing more will happen; orders still open are refused."""
        with self._wake:
            self.state, self.reason = state, reason
            orders, self._orders = self._orders, deque()
        for order in orders:
            order.settle(CheckpointError("run_over", received=self.name, state=state))


Outcome = tuple[str, EndReason]  # one of OVER, and the reason
Driver = Callable[[Job, Limits], Outcome]


def ended(drive: Driver, job: Job, limits: Limits) -> Outcome:
    """What a driver returns; "failed" with its reason whatever it raises: a training must not take the queue along."""
    try:
        return drive(job, limits)
    except (GanError, NotFiniteError) as error:  # the owner's to mend, so no fault for the log
        return "failed", reason_of(error)
    except Exception as error:
        reason = reason_of(error)
        if reason.code == "unexpected":
            LOG.exception("training %s failed", job.name)
        else:  # a full disk, say: the sentence is all there is to know
            LOG.warning("training %s failed: %s", job.name, reason.sentence)
        return "failed", reason


@dataclass(frozen=True)
class InProcessDriver:
    """Drives jobs in the thread that calls it. `load` brings a config's data and completes the config with what only the data knows.

    `held_out` brings real images that are not trained on, where there are any.
    """

    load: Loader
    device: str = "auto"
    held_out: Callable[[TrainingConfig], Images | None] = lambda _: None

    def __call__(self, job: Job, limits: Limits) -> Outcome:
        """Train until the end, an order to stop, or a limit. Raises what a training raises."""
        config, dataset = self.load(job.config)
        run = Run(job.directory, config, dataset, choose_device(self.device), resume=True, held_out=partial(self.held_out, config))
        attendant = _Attendant(job, run, limits)
        with closing(run.reports()) as reports:
            for report in reports:
                job.reach(report.step, run.last_step)
                if not attendant.may_go_on():
                    return ("stopped" if report.step < run.last_step else "finished"), attendant.reason
        return "finished", NO_REASON


class _Attendant:
    """Between two steps of a run: carries out what its job is ordered, holds while paused, watches the limits."""

    def __init__(self, job: Job, run: Run, limits: Limits) -> None:
        self.job, self.run, self.limits = job, run, limits
        self.reason = NO_REASON  # why it may not go on
        self._started, self._holding = time.monotonic(), False

    def may_go_on(self) -> bool:
        """Whether the next step is to be taken; returns once that is known."""
        while True:
            if reached := self.job.limit_reached(self.limits, self._started):
                self.reason = reached
                return False
            order = self.job.take(0)
            if order is None and self._holding:
                self.job.become("paused")
                order = self.job.take(CHECK_SECONDS)
            elif order is None:
                self.job.become("running")
                return True
            if order is not None and (go_on := self._carry_out(order)) is not None:
                return go_on

    def _carry_out(self, order: Order) -> bool | None:
        """Whether the next step is to be taken; None where the order does not say."""
        if order.do in ON_RUN:
            self._on_run(order)
            return None
        order.settle()
        if order.do == "stop":
            self.reason = EndReason.from_json(order.given)
            return False
        if order.do == "step":
            self.job.become("running")
            self.run.closely = True
            return True
        self._holding = order.do == "pause"
        self.run.closely = False
        return None

    def _on_run(self, order: Order) -> None:
        try:
            getattr(self.run, order.do)(**order.given)
            self.job.reach(self.run.state.step, self.run.last_step)
        except GanError as error:
            order.settle(error)
        except Exception:  # the disk is full, say: the run ends of it
            order.settle(CheckpointError("run_over", received=self.job.name, state="failed"))
            raise
        else:
            order.settle()
