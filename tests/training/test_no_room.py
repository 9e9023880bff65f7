"""A full disk and a full memory end a training with a sentence, and keep the last good checkpoint, from which it goes on."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from waiting import until

from gan_core.errors import CheckpointError, ConfigError
from gan_core.training import checkpoint, run_directory
from gan_core.training import run as training_run
from gan_core.training.end_reasons import DISK_FULL, DISK_READ_ONLY, OUT_OF_MEMORY, reason_of
from gan_core.training.job import InProcessDriver, Limits
from gan_core.training.loop import Images
from gan_core.training.run import run
from gan_core.training.run_directory import RunDirectory
from gan_core.training.runner import Runner

TIMEOUT_SECONDS = 60
WHERE = ("append_report", "save_samples", "save_checkpoint")  # what is being written when the disk becomes full


class Disk:
    """Full or not."""

    full = False

    def check(self) -> None:
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device", "/somewhere/secret")


@pytest.fixture
def disk(monkeypatch) -> Disk:
    disk, write = Disk(), checkpoint.write_atomic

    def write_atomic(path, content: bytes) -> None:
        disk.check()
        write(path, content)

    for module in (checkpoint, run_directory):
        monkeypatch.setattr(module, "write_atomic", write_atomic)
    return disk


@pytest.fixture
def runner(tmp_path, tiny_images) -> Iterator[Runner]:
    runner = Runner(tmp_path, InProcessDriver(lambda config: (config, tiny_images), "cpu"), Limits(waiting=0))
    yield runner
    runner.close()


@pytest.mark.parametrize("where", WHERE)
def test_a_full_disk_ends_the_run_with_its_reason_and_it_can_be_resumed(where, runner, disk, monkeypatch, tiny_config, caplog):
    owner = training_run if where == "save_checkpoint" else RunDirectory
    original = getattr(owner, where)

    def until_five(first, *arguments, **named):
        step = arguments[0] if where == "save_samples" else arguments[0].step
        disk.full = disk.full or (step >= 5 and not emptied.is_set())
        disk.check()
        return original(first, *arguments, **named)

    emptied = threading.Event()
    monkeypatch.setattr(owner, where, until_five)
    job = runner.submit(tiny_config(sample_every=1), "me")
    until(lambda: job.over)
    assert (job.state, job.reason) == ("failed", DISK_FULL)
    assert [(record.getMessage(), record.exc_info) for record in caplog.records] == [(f"training {job.name} failed: {DISK_FULL}", None)]
    assert job.directory.read_status()["state"] == "interrupted"  # nothing could be written; the page knows it from the job
    assert job.directory.checkpoint_steps()[-1] == 4
    assert not list(job.directory.path.rglob(".*.tmp"))
    with pytest.raises(CheckpointError, match="it is failed"):
        job.save().result(TIMEOUT_SECONDS)
    disk.full = False
    emptied.set()
    again = runner.resume(job.directory, "me")
    until(lambda: again.over)
    assert (again.state, again.directory.read_status()["step"]) == ("finished", 10)
    steps = [line["step"] for line in again.directory.read_stats() if "event" not in line]
    assert steps == list(range(1, 11))


def test_a_disk_that_is_full_when_a_wish_is_granted_ends_the_run_and_refuses_the_wish(runner, disk, tiny_config):
    job = runner.submit(tiny_config(epochs=10_000), "me")
    job.pause()
    disk.full = True
    with pytest.raises(CheckpointError, match="it is failed"):
        job.save().result(TIMEOUT_SECONDS)
    until(lambda: job.over)
    assert (job.state, job.reason) == ("failed", DISK_FULL)


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB."),
        RuntimeError("[enforce fail at alloc_cpu.cpp:118] DefaultCPUAllocator: can't allocate memory: you tried to allocate 1 bytes."),
    ],
)
def test_a_full_memory_ends_the_run_with_its_reason_and_it_can_be_resumed(error, tmp_path, tiny_config, tiny_images):
    class Greedy:
        """Out of memory at the sixth batch."""

        images, labels = tiny_images.images, tiny_images.labels
        left = 5

        def __len__(self) -> int:
            return len(self.images)

        def batch(self, indices):
            self.left -= 1
            if self.left < 0:
                raise error
            return tiny_images.batch(indices)

    data: list[Images] = [Greedy(), tiny_images]
    runner = Runner(tmp_path, InProcessDriver(lambda config: (config, data.pop(0)), "cpu"))
    job = runner.submit(tiny_config(), "me")
    until(lambda: job.over)
    assert (job.state, job.reason) == ("failed", OUT_OF_MEMORY)
    assert job.directory.read_status() == {"state": "failed", "step": 5} | OUT_OF_MEMORY.to_json()
    assert job.directory.checkpoint_steps()[-1] == 4
    again = runner.resume(job.directory, "me")
    until(lambda: again.over)
    assert again.state == "finished"
    runner.close()


def test_reasons_hold_no_path():
    assert str(reason_of(OSError(errno.EACCES, "Permission denied", "/srv/secret"))) == (
        "a file of the server cannot be written or read (Permission denied)"
    )
    assert reason_of(OSError(errno.EDQUOT, "Quota exceeded", "/srv/secret")) == DISK_FULL
    assert reason_of(OSError(errno.EROFS, "Read-only file system", "/srv/secret")) == DISK_READ_ONLY
    assert str(reason_of(ValueError("so"))) == "an unexpected error: so"
    assert str(reason_of(KeyError())) == "an unexpected error: KeyError"
    missing = ConfigError("missing_path", field="data", received=Path("/srv/secret/pictures"))
    assert str(reason_of(missing)) == "data: pictures does not exist."


def test_a_run_without_a_queue_tells_its_reason_too(tmp_path, tiny_config, tiny_images, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    directory = RunDirectory(tmp_path / "run")
    reports = run(directory, tiny_config(), tiny_images)
    next(reports)
    monkeypatch.setattr(RunDirectory, "append_report", full)
    with pytest.raises(OSError, match="No space"):
        next(reports)
    assert directory.read_status() == {"state": "failed", "step": 2} | DISK_FULL.to_json()
