"""The queue and its controls, with a training so small that a step takes milliseconds. Nothing waits for a clock but for an event."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterator

import pytest
import torch
from safetensors.torch import load_file
from waiting import until

from gan_core.config import TrainingConfig
from gan_core.errors import CheckpointError, ConfigError
from gan_core.training.end_reasons import EndReason
from gan_core.training.job import InProcessDriver, Job, Limits, Outcome
from gan_core.training.run import run
from gan_core.training.run_directory import RunDirectory, list_runs
from gan_core.training.runner import Runner

TIMEOUT_SECONDS = 60  # seconds for what takes milliseconds
ENOUGH = EndReason.of("unwatched", minutes="5")


class Gate:
    """A data set that lets the training take one batch a permit: tests decide how far a run goes."""

    def __init__(self, images) -> None:
        self.source, self.images, self.labels = images, images.images, images.labels
        self.permits, self.asked = threading.Semaphore(0), threading.Semaphore(0)

    def __len__(self) -> int:
        return len(self.source)

    def batch(self, indices):
        self.asked.release()
        assert self.permits.acquire(timeout=TIMEOUT_SECONDS)
        return self.source.batch(indices)

    def open(self, batches: int = 10_000) -> None:
        self.permits.release(batches)

    def reached(self) -> None:
        """Wait until the training asks for its next batch."""
        assert self.asked.acquire(timeout=TIMEOUT_SECONDS)


def over(job: Job) -> str:
    until(lambda: job.over)
    return job.state


@pytest.fixture
def make_runner(tmp_path, tiny_images) -> Iterator[Callable[..., Runner]]:
    runners = []

    def make(images=tiny_images, **limits: float) -> Runner:
        runner = Runner(tmp_path, InProcessDriver(lambda config: (config, images), "cpu"), Limits(**({"waiting": 0} | limits)))
        runners.append(runner)
        return runner

    yield make
    for runner in runners:
        runner.close()
        assert not [thread for thread in threading.enumerate() if thread in runner._threads]


def test_a_job_ends_like_a_run_without_a_queue(make_runner, tiny_config, tiny_images, tmp_path_factory):
    job = make_runner().submit(tiny_config(), "me")
    assert over(job) == "finished"
    assert job.directory.read_status() == {"state": "finished", "step": 10, "reason": ""}
    plain = RunDirectory(tmp_path_factory.mktemp("plain"))
    assert len(list(run(plain, tiny_config(), tiny_images))) == 10
    queued, direct = load_file(job.directory.latest_checkpoint()), load_file(plain.latest_checkpoint())
    assert [name for name in direct if not torch.equal(direct[name], queued[name])] == []


def test_pause_changes_single_updates_single_step_save_go_on(make_runner, tiny_config, tiny_images):
    gate = Gate(tiny_images)
    job = make_runner(gate).submit(tiny_config(), "me")
    gate.reached()
    job.pause()
    gate.open()
    until(lambda: job.state == "paused")
    assert job.directory.read_status()["state"] == "paused"
    assert job.step == 1
    job.change(generator_lr=1e-3).result(TIMEOUT_SECONDS)
    job.update_once("discriminator").result(TIMEOUT_SECONDS)
    assert job.step == 2
    job.save().result(TIMEOUT_SECONDS)
    assert job.directory.checkpoint_steps()[-1] == 2
    with pytest.raises(ConfigError, match="unknown setting 'model'"):
        job.change(model="mlp").result(TIMEOUT_SECONDS)
    job.step_once()
    until(lambda: job.step == 3)
    until(lambda: job.state == "paused")
    job.go_on()
    assert over(job) == "finished"
    events = [line["event"] for line in job.directory.read_stats() if "event" in line]
    assert events == ["changed", "single_update", "look"]  # the last at the end
    with pytest.raises(CheckpointError, match="it is finished"):
        job.save().result(TIMEOUT_SECONDS)


def test_stop_ends_with_a_checkpoint_and_resume_goes_on(make_runner, tiny_config, tiny_images):
    gate, config = Gate(tiny_images), tiny_config()
    runner = make_runner(gate)
    job = runner.submit(config, "me")
    gate.reached()
    runner.stop(job, ENOUGH)
    gate.open()
    assert over(job) == "stopped"
    assert job.directory.read_status() == {"state": "stopped", "step": 1} | ENOUGH.to_json()
    again = runner.resume(job.directory, "me")
    assert over(again) == "finished"
    assert again.directory.read_status()["step"] == 10
    with pytest.raises(ConfigError):
        runner.resume(job.directory, "me", epochs=0)


def test_one_at_a_time_owners_in_turn(make_runner, tiny_config, tiny_images):
    gate = Gate(tiny_images)
    runner = make_runner(gate)
    first = runner.submit(tiny_config(), "an")
    gate.reached()
    jobs = {name: runner.submit(tiny_config(), name[:2]) for name in ("an1", "an2", "an3", "ba1", "ba2", "cu1")}
    assert first.state == "running"
    names = {job: name for name, job in jobs.items()}
    assert [names[job] for job in runner.waiting()] == ["ba1", "cu1", "an1", "ba2", "an2", "an3"]
    runner.stop(jobs["cu1"])
    assert (jobs["cu1"].state, jobs["cu1"].directory.exists()) == ("stopped", False)
    assert [names[job] for job in runner.waiting()] == ["ba1", "an1", "ba2", "an2", "an3"]
    gate.open(100_000)
    for job in (first, *jobs.values()):
        over(job)
    ended = sorted((job for job in jobs.values() if job.state == "finished"), key=lambda job: job.directory.stats_path.stat().st_mtime_ns)
    assert [names[job] for job in ended] == ["ba1", "an1", "ba2", "an2", "an3"]


def test_limits_say_what_is_accepted(make_runner, tiny_config, tiny_images):
    gate = Gate(tiny_images)
    runner = make_runner(gate, waiting=2, queue=2, steps=3)
    first = runner.submit(tiny_config(), "an")
    gate.reached()
    runner.submit(tiny_config(), "an")
    with pytest.raises(ConfigError, match=r"this would be your job number 3; accepted: 2 at once"):
        runner.submit(tiny_config(), "an")
    runner.submit(tiny_config(), "ba")
    with pytest.raises(ConfigError, match=r"the queue is full; accepted: 2 waiting jobs"):
        runner.submit(tiny_config(), "cu")
    gate.open()
    assert over(first) == "finished"
    assert first.step == 3


def test_a_run_without_viewers_for_too_long_is_stopped(make_runner, tiny_config):
    job = make_runner(idle_minutes=1e-9).submit(tiny_config(), "me")
    assert over(job) == "stopped"
    assert job.reason.code == "unwatched"
    assert EndReason.from_json(job.directory.read_status()) == job.reason


def test_a_paused_job_runs_into_its_time_limit(make_runner, tiny_config):
    job = make_runner(minutes=1e-9).submit(tiny_config(), "me")
    assert over(job) == "stopped"
    assert job.reason.code == "minutes_over"


def test_a_failure_is_told_and_the_queue_goes_on(make_runner, tiny_config, poisoned_images):
    runner = make_runner(poisoned_images(3))
    jobs = [runner.submit(tiny_config(), "me") for _ in range(2)]
    assert over(jobs[0]) == "failed"
    assert (jobs[0].reason.code, jobs[0].reason.fields["step"]) == ("not_finite", "4")
    assert EndReason.from_json(jobs[0].directory.read_status()) == jobs[0].reason
    assert jobs[0].directory.checkpoint_steps()[-1] == 2
    over(jobs[1])


def test_a_data_set_that_is_not_there_fails_with_its_sentence(tmp_path, tiny_config):
    def load(config: TrainingConfig):
        raise ConfigError("missing_path", field="data", received="nowhere")

    runner = Runner(tmp_path, InProcessDriver(load, "cpu"))
    job = runner.submit(tiny_config(), "me")
    assert over(job) == "failed"
    assert job.directory.read_status()["reason"] == "data: nowhere does not exist."
    runner.close()


def test_closing_stops_everything_and_a_new_runner_finds_what_was_queued(tmp_path, tiny_config, tiny_images):
    gate = Gate(tiny_images)
    runner = Runner(tmp_path, InProcessDriver(lambda config: (config, gate), "cpu"), Limits(waiting=0))
    before = threading.active_count()
    jobs = [runner.submit(tiny_config(), "me") for _ in range(2)]
    gate.reached()
    gate.open(1)
    runner.close()
    assert [job.state for job in jobs] == ["stopped", "stopped"]
    assert threading.active_count() == before
    jobs[1].directory.write_status("queued", step=0)  # as a killed process leaves it
    again = Runner(tmp_path, InProcessDriver(lambda config: (config, tiny_images), "cpu"))
    assert jobs[1].directory.read_status()["state"] == "interrupted"
    resumed = again.resume(jobs[1].directory, "me")
    assert over(resumed) == "finished"
    again.close()


def test_what_is_being_trained_is_not_resumed(make_runner, tiny_config, tiny_images):
    gate = Gate(tiny_images)
    runner = make_runner(gate)
    job = runner.submit(tiny_config(), "me")
    gate.reached()
    with pytest.raises(CheckpointError, match="is being trained"):
        runner.resume(job.directory, "me")
    gate.open()


def test_a_fork_is_queued_like_any_other(make_runner, tiny_config):
    runner = make_runner()
    source = runner.submit(tiny_config(), "me")
    assert over(source) == "finished"
    job = runner.fork(source.directory, 8, "me", generator_lr=0.0)
    assert over(job) == "finished"
    assert job.directory.read_config().generator_lr == 0.0


def test_limits_hold_for_starts_that_come_at_once(make_runner, tiny_config, tiny_images):
    gate = Gate(tiny_images)
    runner, started = make_runner(gate, waiting=2), threading.Barrier(20)
    outcomes: list[str] = []

    def start() -> None:
        started.wait(TIMEOUT_SECONDS)
        try:
            runner.submit(tiny_config(), "me")
            outcomes.append("accepted")
        except ConfigError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=start) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIMEOUT_SECONDS)
    assert sorted(outcomes) == ["accepted"] * 2 + ["too_many_jobs"] * 18
    gate.open(1000)


def test_a_run_stopped_before_it_began_is_removed(make_runner, tiny_config, tiny_images):
    gate = Gate(tiny_images)
    runner = make_runner(gate)
    first = runner.submit(tiny_config(), "me")
    gate.reached()
    for _ in range(5):
        runner.stop(runner.submit(tiny_config(), "me"))
    forked = runner.fork(first.directory, 0, "me")
    runner.stop(forked)
    assert (forked.state, runner.job(forked.name)) == ("stopped", None)
    assert [run.path.name for run in list_runs(runner.folder)] == [first.name] == [path.name for path in runner.folder.iterdir()]
    gate.open()
    over(first)


def test_a_run_that_is_resumed_is_kept_when_it_is_stopped_at_once(make_runner, tiny_config, tiny_images):
    gate = Gate(tiny_images)
    runner = make_runner(gate)
    gate.open(3)
    job = runner.submit(tiny_config(), "me")
    until(lambda: job.step == 3)
    runner.stop(job)
    gate.open(1)
    over(job)
    other = runner.submit(tiny_config(), "you")
    gate.reached()
    runner.stop(runner.resume(job.directory, "me"))
    assert job.directory.read_status()["state"] == "stopped"
    gate.open()
    over(other)


@pytest.mark.parametrize("method", ["read_status", "write_status"])
def test_an_error_at_the_end_of_a_training_does_not_stop_the_queue(method, make_runner, tiny_config, monkeypatch):
    """As on a disk that is read-only for a while."""

    def read_only(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    runner = make_runner()
    gate, writable, original = threading.Event(), threading.Event(), runner.drive

    def drive(job: Job, limits: Limits) -> Outcome:
        assert (gate if job is first else writable).wait(TIMEOUT_SECONDS)
        outcome = original(job, limits)
        if job is first:
            monkeypatch.setattr(RunDirectory, method, read_only)
        return outcome

    runner.drive = drive
    first, second = runner.submit(tiny_config(), "me"), runner.submit(tiny_config(), "me")
    gate.set()
    assert over(first) in ("finished", "failed")
    monkeypatch.undo()
    writable.set()
    assert over(second) == "finished"


@pytest.mark.parametrize("method", ["write_config", "write_status"])
def test_a_start_on_a_full_disk_leaves_nothing_behind(method, make_runner, tiny_config, monkeypatch):
    def full(self, *_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    runner = make_runner()
    source = runner.submit(tiny_config(max_steps=1), "me")
    over(source)
    there = set(runner.folder.iterdir())
    monkeypatch.setattr(RunDirectory, method, full)
    with pytest.raises(OSError, match="No space"):
        runner.submit(tiny_config(), "me")
    with pytest.raises(OSError, match="No space"):
        runner.fork(source.directory, 1, "me", generator_lr=1e-3)
    assert set(runner.folder.iterdir()) == there
    assert [job.name for job in runner.jobs] == [source.name]


def test_the_oldest_runs_give_way_to_new_ones(make_runner, tiny_config):
    runner = make_runner(runs=3)
    jobs = []
    for number in range(5):
        jobs.append(runner.submit(tiny_config(max_steps=1), "me"))
        over(jobs[-1])
        os.utime(jobs[-1].directory.path / "config.json", (number, number))
    assert {run.path.name for run in list_runs(runner.folder)} == {job.name for job in jobs[2:]}
    assert [runner.job(job.name) for job in jobs[:2]] == [None, None]


def test_an_owner_s_oldest_give_way_but_not_another_s(make_runner, tiny_config):
    runner = make_runner(own_runs=2)
    jobs = []
    for number, owner in enumerate(("you", "me", "me", "me")):
        jobs.append(runner.submit(tiny_config(max_steps=1), owner))
        over(jobs[-1])
        os.utime(jobs[-1].directory.path / "config.json", (number, number))
    assert {run.path.name for run in list_runs(runner.folder)} == {jobs[index].name for index in (0, 2, 3)}


def test_one_that_steps_aside_is_trained_again_after_those_that_waited(make_runner, tiny_config, tiny_images):
    gate = Gate(tiny_images)
    runner = make_runner(gate)
    first = runner.submit(tiny_config(), "me")
    gate.reached()
    waiting = runner.submit(tiny_config(), "me")
    runner.step_aside(first)
    gate.open()
    until(lambda: waiting.over)
    again = runner.job(first.name)
    assert again is not first
    assert over(again) == "finished"
    assert first.state == "stopped"
    assert runner.jobs == [waiting, again]


def test_each_step_of_a_paused_run_is_logged_and_drawn(make_runner, tiny_config, tiny_images):
    gate = Gate(tiny_images)
    job = make_runner(gate).submit(tiny_config(log_every=100, sample_every=0), "me")
    gate.reached()
    job.pause()
    gate.open()
    until(lambda: job.state == "paused")
    for number in (2, 3):
        job.step_once()
        until(lambda number=number: job.step == number)
        until(lambda: job.state == "paused")
    assert [line["step"] for line in job.directory.read_stats()] == [1, 2, 3]
    assert {"step-00000002.png", "step-00000003.png"} <= {path.name for path in job.directory.samples.iterdir()}


def test_a_run_that_is_over_is_deleted_with_all_its_files(make_runner, tiny_config):
    runner = make_runner()
    job = runner.submit(tiny_config(), "me")
    assert over(job) == "finished"
    runner.delete(job.directory)
    assert not job.directory.path.exists()
    assert runner.job(job.name) is None
