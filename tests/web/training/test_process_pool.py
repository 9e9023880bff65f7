"""Trainings in a process of their own: the real process, real data, and a network small enough for milliseconds."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import torch
import waiting
from PIL import Image
from safetensors.torch import load_file

from gan_core.config import TrainingConfig
from gan_core.data import load_dataset
from gan_core.errors import CheckpointError, GanError
from gan_core.training.end_reasons import PROCESS_LOST, SERVER_CLOSED, EndReason
from gan_core.training.job import Job, Limits
from gan_core.training.run import run
from gan_core.training.run_directory import RunDirectory
from gan_core.training.runner import Runner
from web.training.process_pool import TrainerPool, TrainerProcess

TIMEOUT_SECONDS = 120  # seconds for what takes a few: a start imports torch
until = partial(waiting.until, seconds=TIMEOUT_SECONDS)
SMALL = TrainingConfig(
    dataset="fashion-mnist-10k",
    latent_dim=4,
    base_channels=4,
    batch_size=8,
    ema_decay=0.0,
    r1_weight=0.0,
    precision="float32",
    log_every=1,
    checkpoint_every=2,
    keep_checkpoints=100,
    epochs=1000,
)


def over(job: Job) -> str:
    until(lambda: job.over)
    return job.state


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    """As many as the processes have on two cores, so that numbers agree to the last bit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GAN_CORES", "2")
        patch.setenv("GAN_DEVICE", "cpu")
        yield


@pytest.fixture(scope="module")
def trainers() -> Iterator[TrainerPool]:
    trainers = TrainerPool()
    trainers.start()
    yield trainers
    trainers.close()
    assert trainers.pids == []


@pytest.fixture
def make_runner(tmp_path, trainers) -> Iterator[Callable[..., Runner]]:
    runners = []

    def make(**limits: float) -> Runner:
        runners.append(Runner(tmp_path / "runs", trainers, Limits(**({"waiting": 0} | limits))))
        return runners[-1]

    yield make
    for runner in runners:
        runner.close()


def test_it_ends_like_a_run_in_this_process_to_the_last_bit(make_runner, tmp_path):
    config = TrainingConfig.from_json(SMALL.to_json() | {"max_steps": 5})
    job = make_runner().submit(config, "me")
    assert over(job) == "finished"
    assert (job.step, job.last_step) == (5, 5)
    assert job.directory.read_status() == {"state": "finished", "step": 5, "reason": ""}
    plain = RunDirectory(tmp_path / "plain")
    assert len(list(run(plain, job.directory.read_config(), load_dataset("fashion-mnist-10k", progress=False)))) == 5
    there, here = load_file(job.directory.latest_checkpoint()), load_file(plain.latest_checkpoint())
    assert here.keys() == there.keys()
    assert [name for name in here if not torch.equal(here[name], there[name])] == []


def test_every_control_reaches_it_and_is_answered(make_runner, trainers):
    job = make_runner().submit(SMALL, "me")
    job.pause()
    until(lambda: job.state == "paused")
    held = job.step
    assert job.directory.read_status() == {"state": "paused", "step": held, "reason": ""}
    job.change(generator_lr=1e-3).result(TIMEOUT_SECONDS)
    job.update_once("discriminator").result(TIMEOUT_SECONDS)
    job.save().result(TIMEOUT_SECONDS)
    assert job.directory.checkpoint_steps()[-1] == held + 1
    with pytest.raises(GanError, match="unknown setting 'model'"):
        job.change(model="mlp").result(TIMEOUT_SECONDS)
    with pytest.raises(GanError, match="player: got 'both'"):
        job.update_once("both").result(TIMEOUT_SECONDS)
    for _ in range(2):
        job.step_once()
    until(lambda: job.step == held + 3)
    until(lambda: job.state == "paused")
    events = [line["event"] for line in job.directory.read_stats() if "event" in line]
    assert events[-2:] == ["changed", "single_update"]
    assert job.directory.read_config().generator_lr == 1e-3
    job.go_on()
    until(lambda: job.step > held + 2)
    job.stop(EndReason.of("unwatched", minutes="3"))
    assert over(job) == "stopped"
    assert job.directory.read_status() == {"state": "stopped", "step": job.step} | job.reason.to_json()
    assert job.directory.checkpoint_steps()[-1] == job.step
    assert len(trainers.pids) == 1
    with pytest.raises(CheckpointError, match="it is stopped"):
        job.save().result(TIMEOUT_SECONDS)


def test_an_order_without_a_caller_any_more_is_not_done(trainers, tmp_path):
    """The process is held (SIGSTOP), so that the order is withdrawn before it is read."""
    runner = Runner(tmp_path, trainers, Limits(waiting=0))
    job = runner.submit(SMALL, "me")
    until(lambda: job.step > 0)
    (pid,) = trainers.pids
    os.kill(pid, signal.SIGSTOP)
    asked = job.change(generator_lr=0.5)
    assert asked.cancel()
    last = job.change(discriminator_lr=0.25)
    os.kill(pid, signal.SIGCONT)
    last.result(TIMEOUT_SECONDS)
    config = job.directory.read_config()
    assert (config.generator_lr, config.discriminator_lr) == (SMALL.generator_lr, 0.25)
    runner.close()
    assert (job.state, job.reason) == ("stopped", SERVER_CLOSED)


def test_one_that_is_killed_is_told_and_resumed_and_the_queue_goes_on(make_runner, trainers):
    runner = make_runner()
    job, other = (runner.submit(SMALL, "me") for _ in range(2))
    until(lambda: job.step >= 4)
    (killed,) = trainers.pids
    os.kill(killed, signal.SIGKILL)
    assert over(job) == "interrupted"
    assert job.reason == PROCESS_LOST
    assert EndReason.from_json(job.directory.read_status()) == PROCESS_LOST
    saved = job.directory.checkpoint_steps()[-1]
    assert saved >= 2
    until(lambda: other.step > 0)
    assert killed not in trainers.pids
    runner.stop(other)
    assert over(other) == "stopped"
    again = runner.resume(job.directory, "me")
    until(lambda: again.step > saved)
    events = [line["event"] for line in job.directory.read_stats() if line.get("event") == "resumed"]
    assert events == ["resumed"]
    runner.stop(again)
    over(again)


def test_limits_are_watched_by_the_server(make_runner):
    job = make_runner(idle_minutes=1e-9).submit(SMALL, "me")
    assert over(job) == "stopped"
    assert job.reason.code == "unwatched"
    assert EndReason.from_json(job.directory.read_status()) == job.reason


def test_a_relative_path_means_the_same_to_the_server_and_to_the_process(tmp_path, monkeypatch):
    """The process starts where the server was started, and finds its code all the same."""
    (tmp_path / "pictures" / "dark").mkdir(parents=True)
    for number in range(8):
        Image.new("L", (28, 28), number).save(tmp_path / "pictures" / "dark" / f"{number}.png")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    trainers = TrainerPool()
    runner = Runner(Path("runs"), trainers, Limits())
    alone = {
        "dataset": "folder",
        "data_dir": "pictures",
        "model": "dcgan",
        "conditioning": "none",
        "max_steps": 2,
        "batch_size": 4,
        "sample_every": 1,
    }
    job = runner.submit(TrainingConfig.from_json(SMALL.to_json() | alone), "me")
    assert over(job) == "finished", job.reason
    runner.close()
    trainers.close()
    assert (tmp_path / "runs" / job.name / "samples" / "step-00000002.png").is_file()


def test_data_that_are_not_there_are_told_without_their_path(make_runner, tmp_path):
    config = TrainingConfig.from_json(SMALL.to_json() | {"dataset": "folder", "data_dir": str(tmp_path / "gone")})
    job = make_runner().submit(config, "me")
    assert over(job) == "failed"
    assert job.reason == EndReason.from_json(job.directory.read_status())
    assert "gone does not exist" in str(job.reason)
    assert str(tmp_path) not in str(job.reason)


def test_when_the_server_is_gone_it_saves_and_ends(tmp_path):
    """Closing its stdin is what a killed server leaves behind."""
    directory = RunDirectory(tmp_path)
    directory.create(SMALL)
    trainer, job = TrainerProcess(), Job(directory, SMALL, "me")
    driving = threading.Thread(target=trainer.train, args=(job, Limits()))
    driving.start()
    until(lambda: job.step > 0)
    trainer.close()
    driving.join(TIMEOUT_SECONDS)
    status = directory.read_status()
    assert (status["state"], directory.checkpoint_steps()[-1]) == ("stopped", status["step"])
    assert not trainer.alive


def test_a_process_that_cannot_start_fails_the_job_and_not_the_queue(tmp_path):
    runner = Runner(tmp_path, TrainerPool(("/nowhere/python",)), Limits(waiting=0))
    jobs = [runner.submit(SMALL, "me") for _ in range(2)]
    assert [over(job) for job in jobs] == ["failed", "failed"]
    runner.close()
