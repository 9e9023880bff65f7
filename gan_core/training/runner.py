"""Trainings in background threads of this process: a fair queue, controls, limits. Whoever watches reads the run directory.

One `Runner` owns the queue. A job is driven by one thread; what others want of it (pause, change, save, ...) is done by that thread between
two steps. Nothing here waits for a viewer, and a viewer's only trace is `Job.seen()`.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gan_core.config import TrainingConfig
from gan_core.errors import CheckpointError, ConfigError, GanError
from gan_core.training.footprint import footprint
from gan_core.training.loop import Images, StepReport
from gan_core.training.reasons import reason_of
from gan_core.training.run import Run, choose_device, fork
from gan_core.training.run_directory import RunDirectory, list_runs

LOG = logging.getLogger(__name__)

Loader = Callable[[TrainingConfig], tuple[TrainingConfig, Images]]
OVER = ("stopped", "finished", "failed", "interrupted")


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


@dataclass(eq=False)
class Job:
    """One training: queued, running, paused, or over. `owner` is a secret of the visitor who started it."""

    directory: RunDirectory
    config: TrainingConfig
    owner: str
    state: str = "queued"
    reason: str = ""
    last_step: int = 0  # of the whole run, once it is known
    report: StepReport | None = None
    last_seen: float = field(default_factory=time.monotonic)
    _wishes: list[tuple[Callable[[Run], Any], Future[Any]]] = field(default_factory=list)
    _wake: threading.Condition = field(default_factory=threading.Condition)
    _pausing: bool = False
    _single_step: bool = False
    stop_reason: str | None = None  # once it shall stop

    @property
    def name(self) -> str:
        """Name of its run directory."""
        return self.directory.path.name

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in OVER

    def seen(self) -> None:
        """Somebody is watching."""
        self.last_seen = time.monotonic()

    # Controls: any thread

    def pause(self) -> None:
        """Hold after the current step."""
        with self._wake:
            self._pausing = True
            self._wake.notify_all()

    def go_on(self) -> None:
        """End a pause."""
        with self._wake:
            self._pausing = False
            self._wake.notify_all()

    def stop(self, reason: str = "") -> None:
        """End after the current step, with a checkpoint."""
        with self._wake:
            self.stop_reason = reason
            self._wake.notify_all()

    def save(self) -> Future[None]:
        """A checkpoint, now."""
        return self._wish(Run.save)

    def change(self, **settings: object) -> Future[None]:
        """Other settings from the next step; the future raises ConfigError when they do not fit."""
        return self._wish(lambda run: run.change(**settings))

    def update_once(self, player: str) -> Future[None]:
        """One update of one player alone; the future raises ConfigError."""
        return self._wish(lambda run: run.update_once(player))

    def step_once(self) -> None:
        """One whole step out of a pause."""
        with self._wake:
            self._single_step = True
            self._wake.notify_all()

    def _wish(self, action: Callable[[Run], Any]) -> Future[Any]:
        future: Future[Any] = Future()
        with self._wake:
            if self.over:
                future.set_exception(CheckpointError("run_over", came=self.name, state=self.state))
            else:
                self._wishes = [wish for wish in self._wishes if not wish[1].cancelled()] + [(action, future)]
                self._wake.notify_all()
        return future

    # The driving thread

    def attend(self, run: Run, limits: Limits, started: float) -> bool:
        """Between two steps: grant wishes, hold while paused. Whether to go on."""
        with self._wake:
            while True:
                self._grant(run)
                if self.stop_reason is None:
                    self.stop_reason = self._limit_reached(limits, started)
                if self.stop_reason is not None:
                    return False
                if not self._pausing or self._single_step:
                    break
                self._become("paused", run)
                self._wake.wait(timeout=1)  # the limits' clocks go on
            self._single_step = False
            self._become("running", run)
            return True

    def _grant(self, run: Run) -> None:
        while self._wishes:
            action, future = self._wishes.pop(0)
            if not future.set_running_or_notify_cancel():  # nobody waits for it any more
                continue
            try:
                future.set_result(action(run))
            except GanError as error:
                future.set_exception(error)
            except Exception:  # the disk is full, say: the run ends of it
                future.set_exception(CheckpointError("run_over", came=self.name, state="failed"))
                raise

    def _become(self, state: str, run: Run) -> None:
        if self.state != state:
            self.directory.write_status(state, step=run.state.step)  # first on disk, then told
            self.state = state

    def _limit_reached(self, limits: Limits, started: float) -> str | None:
        now = time.monotonic()
        if limits.minutes and now - started > 60 * limits.minutes:
            return f"the limit of {limits.minutes:g} minutes is reached"
        if limits.idle_minutes and now - self.last_seen > 60 * limits.idle_minutes:
            return f"nobody has watched for {limits.idle_minutes:g} minutes"
        return None

    def end(self, state: str, reason: str) -> None:
        """Nothing more will happen; wishes still open are refused."""
        with self._wake:
            self.state, self.reason = state, reason
            for future in [future for _, future in self._wishes if future.set_running_or_notify_cancel()]:
                future.set_exception(CheckpointError("run_over", came=self.name, state=state))
            self._wishes.clear()


class Runner:
    """The queue and its threads. `load` brings a config's data and completes the config with what only the data knows."""

    def __init__(self, folder: Path, load: Loader, limits: Limits | None = None, device: str = "auto") -> None:
        self.folder, self.load, self.limits, self.device = folder, load, limits or Limits(), device
        self._change = threading.Condition()
        self._jobs: dict[str, Job] = {}
        self._served: dict[str, int] = {}  # owner -> when last served, counted in jobs
        self._threads: list[threading.Thread] = []
        self._closing = False
        for directory in list_runs(folder):
            if directory.read_status()["state"] == "queued":  # by a process that is gone
                directory.write_status("interrupted", step=directory.read_status()["step"])

    # What is there

    @property
    def jobs(self) -> list[Job]:
        """All of this process, oldest first."""
        return list(self._jobs.values())

    def job(self, name: str) -> Job | None:
        """The job of a run directory's name; None for one this process does not train."""
        return self._jobs.get(name)

    def waiting(self) -> list[Job]:
        """Queued jobs in the order in which they will start: owners in turn, the one served longest ago first."""
        served, order = dict(self._served), []
        left = [job for job in self._jobs.values() if job.state == "queued"]
        turn = max(served.values(), default=0)
        while left:
            job = min(left, key=lambda job: served.get(job.owner, 0))  # the oldest of equals
            left.remove(job)
            order.append(job)
            turn += 1
            served[job.owner] = turn
        return order

    # Starting

    def submit(self, config: TrainingConfig, owner: str) -> Job:
        """Queue a new run. Raises ConfigError when a limit is reached."""
        config = self._within_limits(config, owner)
        directory = RunDirectory(self._new_path())
        directory.create(config)
        return self._enqueue(Job(directory, config, owner))

    def resume(self, directory: RunDirectory, owner: str, **length: int) -> Job:
        """Queue a run that was stopped or interrupted; `epochs` and `max_steps` may be raised. Raises CheckpointError, ConfigError."""
        config = TrainingConfig.from_json(directory.read_config().to_json() | length)
        mine = self.job(directory.path.name)
        if directory.read_status()["state"] in ("running", "paused") or (mine is not None and not mine.over):
            raise CheckpointError("run_busy", field="run", came=directory.path.name)
        job = Job(directory, self._within_limits(config, owner), owner)
        directory.write_status("queued", step=directory.read_status()["step"])
        return self._enqueue(job)

    def fork(self, source: RunDirectory, step: int, owner: str, **changes: object) -> Job:
        """Queue a run that goes on from another's checkpoint. Raises CheckpointError, ConfigError."""
        self._within_limits(source.read_config(), owner)
        directory = RunDirectory(self._new_path())
        return self._enqueue(Job(directory, fork(source, step, directory, **changes), owner))

    def _within_limits(self, config: TrainingConfig, owner: str) -> TrainingConfig:
        mine = sum(job.owner == owner and not job.over for job in self.jobs)
        if self.limits.waiting and mine >= self.limits.waiting:
            raise ConfigError("too_many_jobs", came=mine + 1, accepted=self.limits.waiting)
        if self.limits.queue and len(self.waiting()) >= self.limits.queue:
            raise ConfigError("queue_full", accepted=self.limits.queue)
        if self.limits.steps and (not config.max_steps or config.max_steps > self.limits.steps):
            config = TrainingConfig.from_json(config.to_json() | {"max_steps": self.limits.steps})
        self._check_size(config)
        return config

    def _check_size(self, config: TrainingConfig) -> None:
        if not (self.limits.memory_mb or self.limits.disk_mb):
            return
        takes = footprint(config)
        for code, came, accepted in (
            ("training_memory", takes.memory, self.limits.memory_mb),
            ("training_disk", takes.disk, self.limits.disk_mb),
        ):
            if accepted and came > accepted:
                raise ConfigError(code, came=came, accepted=accepted)

    def _new_path(self) -> Path:
        """Never a visitor's words: the time and a random ending."""
        return self.folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(3)}"

    def _enqueue(self, job: Job) -> Job:
        with self._change:
            self._jobs[job.name] = job
            if len(self._threads) < max(1, self.limits.running):
                thread = threading.Thread(target=self._work, name=f"trainer-{len(self._threads)}", daemon=True)
                self._threads.append(thread)
                thread.start()
            self._change.notify_all()
        return job

    def stop(self, job: Job, reason: str = "") -> None:
        """End a job after its current step, with a checkpoint; a queued one at once."""
        with self._change:
            if job.state != "queued":
                return job.stop(reason)
            return self._finish(job, "stopped", reason)

    # The threads

    def _work(self) -> None:
        while (job := self._next()) is not None:
            try:
                self._drive(job)
            except GanError as error:
                self._fail(job, error.told()["message"])
            except Exception as error:  # whatever happens in a training must not take the queue along
                LOG.exception("training %s failed", job.name)
                self._fail(job, reason_of(error))

    def _next(self) -> Job | None:
        with self._change:
            while not self._closing:
                if order := self.waiting():
                    job = order[0]
                    self._served[job.owner] = max(self._served.values(), default=0) + 1
                    job.state = "running"
                    return job
                self._change.wait()
            return None

    def _drive(self, job: Job) -> None:
        config, dataset = self.load(job.config)
        run = Run(job.directory, config, dataset, choose_device(self.device), resume=True)
        started, state = time.monotonic(), "finished"
        with closing(run.reports()) as reports:
            for report in reports:
                job.report, job.last_step = report, run.last_step
                if not job.attend(run, self.limits, started):
                    state = "stopped" if report.step < run.last_step else "finished"
                    break
        self._finish(job, state, job.stop_reason or "")

    def _finish(self, job: Job, state: str, reason: str) -> None:
        written = job.directory.read_status()
        if written["state"] == "failed":  # at its very end
            return job.end("failed", written["reason"])
        job.directory.write_status(state, step=written["step"], reason=reason)
        return job.end(state, reason)

    def _fail(self, job: Job, reason: str) -> None:
        with suppress(OSError):  # a full disk: the page still learns the reason from the job
            job.directory.write_status("failed", step=job.directory.read_status()["step"], reason=reason)
        job.end("failed", reason)

    def close(self, timeout: float = 30.0) -> None:
        """Stop everything cleanly, each run with a checkpoint; jobs still queued are stopped unbegun."""
        with self._change:
            self._closing = True
            self._change.notify_all()
        for job in self.jobs:
            if not job.over:
                self.stop(job, "the server was shut down")
        for thread in self._threads:
            thread.join(timeout)
