"""Two processes under torchrun train what one trains: numbers, weights, files; and end together, however one of them ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file
from torch import nn
from train_in_group import FAMILIES, STEPS, make_config, train

from gan_core.errors import ConfigError
from gan_core.training import distributed
from gan_core.training.end_reasons import OUT_OF_MEMORY, PROCESS_LOST, EndReason
from gan_core.training.joint_batch_norm import JointBatchNorm
from gan_core.training.run_directory import RunDirectory

ROOT = Path(__file__).parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": f"{ROOT}:{Path(__file__).parent}", "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}


def torchrun(*command: object) -> subprocess.Popen[str]:
    """Two processes of `command` on this machine, with a port of their own."""
    words = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", *map(str, command)]
    return subprocess.Popen(words, env=ENVIRONMENT, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def numbers(run: RunDirectory) -> list[dict]:
    lines = [line for line in run.read_stats() if "event" not in line]
    return [{name: value for name, value in line.items() if name != "seconds"} for line in lines]


def assert_same_training(found: RunDirectory, expected: RunDirectory) -> None:
    """Every number of every step to 1e-5, and the weights."""
    assert found.read_status() == expected.read_status() == {"state": "finished", "step": STEPS, "reason": ""}
    assert len(numbers(found)) == STEPS
    for ours, theirs in zip(numbers(found), numbers(expected), strict=True):
        assert ours == pytest.approx(theirs, abs=1e-5, rel=1e-5)
    left, right = load_file(found.latest_checkpoint()), load_file(expected.latest_checkpoint())
    assert left.keys() == right.keys()
    for name, tensor in left.items():
        # a bias in front of a batch norm has no gradient but rounding, which Adam blows up to its step size
        slack = 3e-3 if name.endswith("bias") else 1e-4
        torch.testing.assert_close(tensor, right[name], rtol=1e-3, atol=slack, msg=lambda text, name=name: f"{name}: {text}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """What two processes have trained, all in one pair: starting is what takes time."""
    folder = tmp_path_factory.mktemp("group")
    train(folder / "begun alone", make_config(ema_decay=0.9, max_steps=STEPS // 2))
    process = torchrun(Path(__file__).with_name("train_in_group.py"), folder)
    _, said = process.communicate(timeout=900)
    assert (folder / "poisoned" / "status.json").exists(), said
    assert "drifted apart" not in said
    return folder


@pytest.mark.parametrize("family", FAMILIES)
def test_two_processes_train_what_one_does_with_the_joint_batch(family, folder, tmp_path):
    train(tmp_path, make_config(**FAMILIES[family]))
    assert_same_training(RunDirectory(folder / family), RunDirectory(tmp_path))


def test_a_run_goes_on_with_another_number_of_processes(folder, tmp_path):
    train(tmp_path, make_config(ema_decay=0.9))
    assert_same_training(RunDirectory(folder / "begun alone"), RunDirectory(tmp_path))
    train(folder / "begun together", make_config(ema_decay=0.9), resume=True)
    assert_same_training(RunDirectory(folder / "begun together"), RunDirectory(tmp_path))


def test_nan_in_one_process_ends_all_and_is_the_reason(folder):
    poisoned = RunDirectory(folder / "poisoned")
    status = poisoned.read_status()
    assert (status["state"], status["step"]) == ("failed", 4)
    assert status["reason"] == "discriminator_loss became nan at step 4"
    assert poisoned.checkpoint_steps()[-1] == 2


@pytest.mark.parametrize(("kind", "shape"), [(nn.BatchNorm1d, (6, 5)), (nn.BatchNorm2d, (4, 5, 3, 2))])
@pytest.mark.parametrize("affine", [True, False])
def test_joint_batch_norm_is_torchs_with_second_derivatives(kind, shape, affine):
    torch.manual_seed(0)
    theirs, ours = kind(5, affine=affine), JointBatchNorm(5, affine=affine)
    for step in range(3):
        rows = 3 * torch.randn(shape) + 7
        outcomes = []
        for norm in (theirs.train(step < 2), ours.train(step < 2)):
            seen = rows.clone().requires_grad_(True)
            output = norm(seen)
            (first,) = torch.autograd.grad(output.pow(3).sum(), seen, create_graph=True)
            (second,) = torch.autograd.grad(first.pow(2).sum(), seen)
            outcomes.append((output.detach(), first.detach(), second, *norm.buffers()))
        for got, expected in zip(outcomes[1], outcomes[0], strict=True):
            torch.testing.assert_close(got, expected, rtol=1e-3, atol=1e-4)


def test_alone_nothing_is_shared_or_wrapped():
    network, rows = nn.Linear(2, 2), torch.arange(6).view(3, 2)
    assert distributed.size() == 1
    assert distributed.leads()
    assert distributed.replica(network) is network
    assert distributed.own_rows(rows) is distributed.mean(rows) is rows
    assert distributed.share(b"state") == b"state"
    assert [distributed.any_process(flag) for flag in (True, False)] == [True, False]


@pytest.fixture
def group(monkeypatch):
    """Makes this process a member of a group of two without the other."""
    store = distributed.dist.HashStore()
    return lambda rank: monkeypatch.setattr(distributed, "_group", distributed._Group(rank, 2, store))


def test_each_process_keeps_its_own_rows(group):
    rows = []
    for rank in range(2):
        group(rank)
        rows.append(distributed.own_rows(torch.arange(6)).tolist())
    assert rows == [[0, 1, 2], [3, 4, 5]]


def test_a_run_ends_for_the_reason_of_the_first_to_fail(group):
    broken = RuntimeError("[gloo/transport/tcp/pair.cc:547] Connection closed by peer [127.0.0.1]:39281")
    group(0)
    assert distributed.ending(broken) == ("interrupted", PROCESS_LOST)
    assert distributed.ending(RuntimeError("no kernel")) == ("failed", EndReason.of("unexpected", what="no kernel"))
    group(1)
    assert distributed._first_to_fail(distributed._group, OUT_OF_MEMORY)
    group(0)
    assert distributed.ending(broken) == ("failed", OUT_OF_MEMORY)
    assert not distributed._first_to_fail(distributed._group, PROCESS_LOST)


def test_what_a_group_cannot_share_is_said(group, monkeypatch):
    group(0)
    distributed.check(8, torch.device("cpu"))
    with pytest.raises(ConfigError, match="batch_size = 7 does not fit 2 processes: a multiple of 2"):
        distributed.check(7, torch.device("cpu"))
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "2")
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    distributed.check(8, torch.device("cpu"))
    with pytest.raises(ConfigError, match="nproc-per-node = 2 does not fit 1 GPUs: at most 1, or --device cpu"):
        distributed.check(8, torch.device("cuda"))


# The command line


@pytest.fixture(scope="module")
def pictures(tmp_path_factory) -> Path:
    folder, random = tmp_path_factory.mktemp("pictures"), np.random.default_rng(0)
    for name in ("dark", "light"):
        (folder / name).mkdir()
        for index in range(16):
            Image.fromarray(random.integers(0, 256, (28, 28), dtype=np.uint8)).save(folder / name / f"{index}.png")
    return folder


def training(pictures: Path, *flags: object) -> Sequence[object]:
    """A run long enough to be ended from outside."""
    small = ("--set", "base_channels=8", "--set", "log_every=1", "--set", "checkpoint_every=3", "--set", "sample_epochs=[]")
    return (
        "-m",
        "gan_core",
        "train",
        "--preset",
        "cgan-embedding-fashion-mnist",
        "--data-dir",
        pictures,
        "--epochs",
        100_000,
        *small,
        *flags,
    )


def wait_for_step(process: subprocess.Popen[str], step: int) -> None:
    seen = []
    for line in process.stderr:
        seen.append(line)
        if line.startswith(f"step {step}/"):
            return
    pytest.fail("".join(seen))


def member(process: subprocess.Popen[str], rank: int) -> int:
    """Process id of torchrun's child of this rank."""
    for status in Path("/proc").glob("[0-9]*/status"):
        parent = next((line for line in status.read_text().splitlines() if line.startswith("PPid:")), "")
        if parent.split()[-1:] == [str(process.pid)] and f"RANK={rank}\0" in status.with_name("environ").read_text():
            return int(status.parent.name)
    pytest.fail("no such process")


def test_one_killed_ends_all_then_one_asked_to_stop_stops_all(tmp_path, pictures):
    run = RunDirectory(tmp_path / "run")
    first = torchrun(*training(pictures, "--batch-size", 8, "--out", run.path))
    wait_for_step(first, 4)
    os.kill(member(first, 1), signal.SIGKILL)
    _, said = first.communicate(timeout=900)
    assert first.returncode != 0
    assert run.read_status()["state"] == "interrupted"
    assert said.count("a process of the training was lost") <= 1

    second = torchrun("-m", "gan_core", "resume", run.path, "--json")
    wait_for_step(second, run.checkpoint_steps()[-1] + 2)
    os.kill(member(second, 1), signal.SIGTERM)
    out, _ = second.communicate(timeout=900)
    stopped = run.read_status()
    assert (second.returncode, stopped["state"]) == (0, "stopped")
    assert json.loads(out)["step"] == stopped["step"] == run.checkpoint_steps()[-1]
    assert [line["step"] for line in numbers(run)] == list(range(1, stopped["step"] + 1))


def test_a_batch_that_cannot_be_shared_is_refused_once(tmp_path, pictures):
    process = torchrun(*training(pictures, "--batch-size", 7, "--out", tmp_path / "run"))
    _, said = process.communicate(timeout=900)
    errors = [line for line in said.splitlines() if line.startswith("error:")]
    assert errors == ["error: --batch-size = 7 does not fit 2 processes: a multiple of 2."]
    assert "exitcode  : 2 " in said
    assert not (tmp_path / "run").exists()
