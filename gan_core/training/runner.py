"""A fair queue of trainings, driven by background threads of this process, with limits. Viewers read the run directory.

One `Runner` owns the queue; a job is driven by one thread, which trains it or has another process do so (`gan_core.training.job.Driver`).
Nothing here waits for a viewer, and a viewer's only trace is `Job.seen()`.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from gan_core.config import TrainingConfig
from gan_core.errors import CheckpointError, ConfigError
from gan_core.training.about import NOT_KNOWN, About, digest, read_about, write_about
from gan_core.training.end_reasons import NO_REASON, SERVER_CLOSED, EndReason, reason_of
from gan_core.training.footprint import footprint
from gan_core.training.job import Driver, Job, Limits, ended
from gan_core.training.retention import ACTIVE, MEGABYTE, Retention
from gan_core.training.run import fork
from gan_core.training.run_directory import RunDirectory, list_runs

LOG = logging.getLogger(__name__)


class Runner:
    """The queue and its threads; `drive` trains one job."""

    def __init__(self, folder: Path, drive: Driver, limits: Limits | None = None) -> None:
        self.folder, self.drive, self.limits = folder, drive, limits or Limits()
        self.retention = Retention(folder, self.limits.runs, self.limits.runs_mb, self._forget)
        self._change = threading.Condition()
        self._starting = threading.Lock()  # one start at a time, so that limits hold for starts that come at once
        self._jobs: dict[str, Job] = {}
        self._served: dict[str, int] = {}  # owner -> when last served, counted in jobs
        self._threads: list[threading.Thread] = []
        self._closing = False
        for directory in list_runs(folder):
            if (status := directory.read_status())["state"] == "queued":  # by a process that is gone
                with suppress(OSError):  # of another account, or the disk is read-only
                    directory.write_status("interrupted", step=status["step"])

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
        left = [job for job in self.jobs if job.state == "queued"]
        turn = max(served.values(), default=0)
        while left:
            job = min(left, key=lambda job: served.get(job.owner, 0))  # the oldest of equals
            left.remove(job)
            order.append(job)
            turn += 1
            served[job.owner] = turn
        return order

    # Starting

    def submit(self, config: TrainingConfig, owner: str, about: About = NOT_KNOWN) -> Job:
        """Queue a new run, its owner's alone to see where it is of own images. Raises ConfigError when a limit is reached."""
        config = self._within_limits(config)
        with self._starting:
            self._check_counts(owner)
            self._make_room(config, owner)
            with self._new_run() as directory:
                directory.create(config)
                self._claim(directory, config, owner, about)
            return self._enqueue(Job(directory, config, owner, new=True))

    def resume(self, directory: RunDirectory, owner: str, **length: int) -> Job:
        """Queue a run that was stopped or interrupted; `epochs` and `max_steps` may be raised. Raises CheckpointError, ConfigError."""
        config = self._within_limits(TrainingConfig.from_json(directory.read_config().to_json() | length))
        with self._starting:
            mine, status = self.job(directory.path.name), directory.read_status()
            if status["state"] in ("running", "paused") or (mine is not None and not mine.over):
                raise CheckpointError("run_busy", field="run", received=directory.path.name)
            self._check_counts(owner)
            directory.write_status("queued", step=status["step"])
            return self._enqueue(Job(directory, config, owner))

    def fork(self, source: RunDirectory, step: int, owner: str, **changes: object) -> Job:
        """Queue a run that goes on from another's checkpoint. Raises CheckpointError, ConfigError."""
        config = self._within_limits(source.read_config())
        with self._starting:
            self._check_counts(owner)
            self._make_room(config, owner, keep=source.path.name)
            with self._new_run() as directory:
                changed = fork(source, step, directory, **changes)
                self._claim(directory, changed, owner, read_about(directory))
            return self._enqueue(Job(directory, changed, owner, new=True))

    def _claim(self, directory: RunDirectory, config: TrainingConfig, owner: str, about: About) -> None:
        write_about(directory, replace(about, owner=digest(owner), private=config.dataset == "folder"))

    def _check_counts(self, owner: str) -> None:
        mine = sum(job.owner == owner and not job.over for job in self.jobs)
        if self.limits.waiting and mine >= self.limits.waiting:
            raise ConfigError("too_many_jobs", received=mine + 1, expected=self.limits.waiting)
        if self.limits.queue and len(self.waiting()) >= self.limits.queue:
            raise ConfigError("queue_full", expected=self.limits.queue)

    def _make_room(self, config: TrainingConfig, owner: str, keep: str = "") -> None:
        own = {job.name for job in self.jobs if job.owner == owner}
        size = footprint(config).disk * MEGABYTE if self.limits.runs_mb else 0
        self.retention.make_room(size, own, self.limits.own_runs, keep)

    def _within_limits(self, config: TrainingConfig) -> TrainingConfig:
        if self.limits.steps and (not config.max_steps or config.max_steps > self.limits.steps):
            config = TrainingConfig.from_json(config.to_json() | {"max_steps": self.limits.steps})
        self._check_size(config)
        return config

    def _check_size(self, config: TrainingConfig) -> None:
        if not (self.limits.memory_mb or self.limits.disk_mb):
            return
        takes = footprint(config)
        for code, received, expected in (
            ("training_memory", takes.memory, self.limits.memory_mb),
            ("training_disk", takes.disk, self.limits.disk_mb),
        ):
            if expected and received > expected:
                raise ConfigError(code, received=received, expected=expected)

    @contextmanager
    def _new_run(self) -> Iterator[RunDirectory]:
        """Named by the time and a random ending, never by a visitor's words. Nothing stays after an error: a full disk, say."""
        directory = RunDirectory(self.folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(3)}")
        try:
            yield directory
        except BaseException:
            self.retention.delete(directory)
            raise

    def _enqueue(self, job: Job) -> Job:
        with self._change:
            self._jobs.pop(job.name, None)  # it is the youngest now
            self._jobs[job.name] = job
            if len(self._threads) < max(1, self.limits.running):
                thread = threading.Thread(target=self._work, name=f"trainer-{len(self._threads)}", daemon=True)
                self._threads.append(thread)
                thread.start()
            self._change.notify_all()
        return job

    def stop(self, job: Job, reason: EndReason = NO_REASON) -> None:
        """End a job after its current step, with a checkpoint; a queued one at once."""
        with self._change:
            if job.state != "queued":
                return job.stop(reason)
            return self._finish(job, "stopped", reason)

    def step_aside(self, job: Job) -> None:
        """Let those that wait train first: a job that trains is stopped, with a checkpoint, and queued again behind them."""
        job.steps_aside = True
        job.stop()

    def delete(self, directory: RunDirectory) -> None:
        """Delete a run with all its files. Raises CheckpointError: it is not over."""
        job = self.job(directory.path.name)
        if directory.read_status()["state"] in ACTIVE or (job is not None and not job.over):
            raise CheckpointError("run_busy", field="run", received=directory.path.name)
        self.retention.delete(directory)

    # The threads

    def _work(self) -> None:
        while (job := self._next()) is not None:
            state, reason = ended(self.drive, job, self.limits)
            try:
                self._finish(job, state, reason)
            except Exception as error:  # whatever it is, the next job is trained
                LOG.exception("the end of training %s", job.name)
                job.end("failed", reason_of(error))
            if job.steps_aside and job.state == "stopped" and job.directory.exists() and not self._closing:
                job.directory.write_status("queued", step=job.directory.read_status()["step"])
                self._enqueue(Job(job.directory, job.directory.read_config(), job.owner))

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

    def _finish(self, job: Job, state: str, reason: EndReason) -> None:
        if state == "stopped" and not reason and job.new and not job.step:  # by its owner, before there was anything to keep
            job.end(state, reason)
            return self.retention.delete(job.directory)
        written = job.directory.read_status()
        if written["state"] == "failed":  # at its very end
            state, reason = written["state"], EndReason.from_json(written)
        with suppress(OSError):  # a full disk: the page still learns the reason from the job
            job.directory.write_status(state, step=written["step"], reason=reason)
        return job.end(state, reason)

    def _forget(self, name: str) -> None:
        """The run of this name has been deleted."""
        self._jobs.pop(name, None)

    def close(self, timeout: float = 30.0) -> None:
        """Stop everything cleanly, each run with a checkpoint; jobs still queued are stopped unbegun."""
        with self._change:
            self._closing = True
            self._change.notify_all()
        for job in self.jobs:
            if not job.over:
                self.stop(job, SERVER_CLOSED)
        for thread in self._threads:
            thread.join(timeout)
