from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from gan_core.errors import CheckpointError, ConfigError
from gan_core.training.end_reasons import EndReason
from gan_core.training.run import Run, run, sample_due
from gan_core.training.run_directory import RunDirectory, list_runs


@pytest.fixture
def directory(tmp_path) -> RunDirectory:
    return RunDirectory(tmp_path / "run")


def finish(directory, config, images, **options):
    return list(Run(directory, config, images, **options).reports())


def take(count, directory, config, images, **options):
    """Ask for `count` reports, then for no more."""
    with closing(run(directory, config, images, **options)) as reports:
        return list(itertools.islice(reports, count))


def numbers(directory: RunDirectory) -> list[dict]:
    """The lines of stats.jsonl without what a clock or a resumption puts there."""
    lines = [line for line in directory.read_stats() if "event" not in line]
    return [{name: value for name, value in line.items() if name != "seconds"} for line in lines]


def measurements(directory: RunDirectory) -> list[dict]:
    """The lines of stats.jsonl that say what was seen of the generator."""
    return [line for line in directory.read_stats() if line.get("event") == "look"]


def test_whole_run_leaves_what_the_contract_says(directory, tiny_config, tiny_images):
    config = tiny_config(epochs=2, sample_epochs=(1, 2), class_names=("dark", "light"))
    reports = finish(directory, config, tiny_images)
    assert [report.step for report in reports] == list(range(1, 11))
    assert directory.read_config() == config
    assert directory.read_status() == {"state": "finished", "step": 10, "reason": ""}
    assert directory.checkpoint_steps() == [8, 10]
    assert sorted(path.name for path in directory.samples.iterdir()) == [f"step-{step:08d}.png" for step in (0, 5, 10)]
    lines = list(directory.read_stats())
    assert [line["step"] for line in lines if "event" not in line] == list(range(1, 11))
    assert [(line["step"], line["event"]) for line in lines if "event" in line] == [(10, "look")]
    assert set(lines[0]) == {
        "step", "epoch", "images_seen", "seconds", "discriminator_loss", "generator_loss", "real_prob_mean", "fake_prob_mean",
        "discriminator_accuracy_real", "discriminator_accuracy_fake", "generator_grad_norm", "discriminator_grad_norm",
    }  # fmt: skip
    assert lines[-2]["discriminator_loss"] == pytest.approx(reports[-1].metrics["discriminator_loss"], abs=1e-6)
    assert not [path for path in directory.path.rglob("*") if path.suffix in (".pt", ".pth", ".pkl", ".tmp")]


def test_a_report_is_on_disk_before_it_is_handed_out(directory, tiny_config, tiny_images):
    for report in run(directory, tiny_config(), tiny_images):
        assert list(directory.read_stats())[-1]["step"] == report.step
        assert directory.read_status()["state"] == "running"
        if report.step % 2 == 0:
            assert directory.checkpoint_steps()[-1] == report.step


def test_log_lines_are_thinned(directory, tiny_config, tiny_images):
    finish(directory, tiny_config(log_every=4), tiny_images)
    assert [line["step"] for line in numbers(directory)] == [1, 4, 8, 10]


def test_pictures_come_often_at_first_and_half_as_often_at_every_doubling(tiny_config):
    config = tiny_config(sample_every=10, sample_epochs=())
    due = [step for step in range(1, 3201) if sample_due(config, step, 40)]
    assert due[:40] == list(range(10, 401, 10))
    assert due[40:60] == list(range(420, 801, 20))
    assert due[60:80] == list(range(840, 1601, 40))
    assert due[80:] == list(range(1680, 3201, 80))
    assert [step for step in range(1, 100) if sample_due(tiny_config(sample_epochs=(1, 3)), step, 40)] == [5, 15]


def test_samples_use_fixed_noise_with_a_row_for_each_class(directory, tiny_config, tiny_images):
    finish(directory, tiny_config(generator_lr=0.0, discriminator_lr=0.0), tiny_images)
    first, last = (np.asarray(Image.open(directory.samples / f"step-{step:08d}.png")) for step in (0, 10))
    assert first.shape == last.shape == (2 * 28, 10 * 28)


def test_where_g_is_averaged_both_are_drawn(directory, tmp_path, tiny_config, tiny_images):
    finish(directory, tiny_config(ema_decay=0.9, generator_lr=0.05), tiny_images)
    drawn = [{path.name: path.read_bytes() for path in folder.glob("*.png")} for folder in (directory.samples, directory.raw_samples)]
    assert [sorted(pictures) for pictures in drawn] == [[f"step-{step:08d}.png" for step in (0, 5, 10)]] * 2
    differs = {name: drawn[0][name] != drawn[1][name] for name in drawn[0]}
    assert differs == {"step-00000000.png": False, "step-00000005.png": True, "step-00000010.png": True}
    other = RunDirectory(tmp_path / "other")
    other.create(directory.read_config())
    other.copy_log(directory, 5)
    directory.forget_after(5)
    for kept in (directory, other):
        assert [path.name for path in sorted(kept.raw_samples.iterdir())] == ["step-00000000.png", "step-00000005.png"]


@pytest.mark.parametrize("stop_after", [1, 2, 3, 7, 10])
def test_stopped_and_resumed_run_equals_one_never_stopped(stop_after, tmp_path, tiny_config, tiny_images):
    config = tiny_config(ema_decay=0.9, sample_epochs=(1, 2))
    whole, parts = RunDirectory(tmp_path / "whole"), RunDirectory(tmp_path / "parts")
    finish(whole, config, tiny_images)
    take(stop_after, parts, config, tiny_images)
    assert parts.read_status() == {"state": "stopped", "step": stop_after, "reason": ""}
    assert parts.checkpoint_steps()[-1] == stop_after
    finish(parts, config, tiny_images, resume=True)
    assert parts.read_status()["state"] == "finished"
    assert not (parts.path / "writer.lock").exists()
    expected, found = load_file(whole.latest_checkpoint()), load_file(parts.latest_checkpoint())
    assert expected.keys() == found.keys()
    assert [name for name in expected if not torch.equal(expected[name], found[name])] == []
    assert numbers(whole) == numbers(parts)
    assert [line for line in whole.read_stats() if "event" in line] == measurements(parts)
    assert [line["event"] for line in parts.read_stats() if "event" in line and line["event"] != "look"] == ["resumed"]
    for picture in whole.samples.rglob("*.png"):
        assert picture.read_bytes() == (parts.path / picture.relative_to(whole.path)).read_bytes()


def test_resume_from_an_older_checkpoint_forgets_what_came_after(directory, tiny_config, tiny_images):
    config = tiny_config(sample_epochs=(1,), keep_checkpoints=10)
    finish(directory, config, tiny_images)
    before = numbers(directory)
    for step in (6, 8, 10):
        directory.checkpoint_path(step).with_suffix(".json").unlink()
    reports = run(directory, config, tiny_images, resume=True)
    next(reports)
    assert [line["step"] for line in directory.read_stats()] == [1, 2, 3, 4, 4, 5]  # "resumed" stands at 4
    reports.close()
    assert not (directory.samples / "step-00000010.png").exists()
    finish(directory, config, tiny_images, resume=True)
    assert numbers(directory) == before


def test_forget_after(directory, tiny_config):
    directory.create(tiny_config())
    for step in (1, 2, 3, 4):
        directory.append_event(step, "note", text="viết")
        (directory.samples / f"step-{step:08d}.png").write_bytes(b"picture")
    directory.forget_after(2)
    assert [line["step"] for line in directory.read_stats()] == [1, 2]
    assert sorted(path.stem for path in directory.samples.iterdir()) == ["step-00000001", "step-00000002"]


def test_more_epochs_go_on_from_a_finished_run(tmp_path, tiny_config, tiny_images):
    short, whole = RunDirectory(tmp_path / "short"), RunDirectory(tmp_path / "whole")
    finish(short, tiny_config(epochs=1), tiny_images)
    assert finish(short, tiny_config(epochs=1), tiny_images, resume=True) == []
    finish(short, tiny_config(epochs=2), tiny_images, resume=True)
    finish(whole, tiny_config(epochs=2), tiny_images)
    assert short.read_config().epochs == 2
    for name, tensor in load_file(whole.latest_checkpoint()).items():
        assert torch.equal(load_file(short.latest_checkpoint())[name], tensor)


@pytest.mark.parametrize("keep", [1, 3, 100])
def test_only_the_newest_checkpoints_are_kept(keep, directory, tiny_config, tiny_images):
    finish(directory, tiny_config(keep_checkpoints=keep), tiny_images)
    assert directory.checkpoint_steps() == [0, 2, 4, 6, 8, 10][-keep:]
    assert len(list(directory.checkpoints.iterdir())) == 2 * min(keep, 6)


@pytest.mark.parametrize(("log_every", "noticed"), [(1, 6), (5, 6), (100, 6)])
def test_numbers_that_are_not_finite_fail_the_run_and_keep_the_last_good_checkpoint(
    log_every, noticed, directory, tiny_config, poisoned_images
):
    """Images turn to NaN in step 6; whatever the rhythm of logs, no checkpoint after 4 is written."""
    with pytest.raises(FloatingPointError, match=f"became nan at step {noticed}"):
        finish(directory, tiny_config(log_every=log_every), poisoned_images(5))
    status = directory.read_status()
    assert (status["state"], status["step"]) == ("failed", noticed)
    assert "became nan" in status["reason"]
    assert directory.checkpoint_steps()[-1] == 4
    assert all(tensor.isfinite().all() for tensor in load_file(directory.latest_checkpoint()).values())
    assert "NaN" not in directory.stats_path.read_text()


def test_failure_in_the_last_step_is_noticed(directory, tiny_config, poisoned_images):
    with pytest.raises(FloatingPointError):
        finish(directory, tiny_config(log_every=1000, checkpoint_every=1000), poisoned_images(9))
    assert directory.read_status()["state"] == "failed"
    assert directory.checkpoint_steps() == [0]


def test_stopping_after_weights_went_wrong_unseen_keeps_the_last_good_checkpoint(directory, tiny_config, poisoned_images):
    take(6, directory, tiny_config(log_every=1000, checkpoint_every=1000), poisoned_images(4))
    status = directory.read_status()
    assert status["state"] == "failed"
    assert "NaN" in status["reason"]
    assert directory.checkpoint_steps() == [0]


def test_failed_run_can_be_resumed_from_its_last_good_checkpoint(directory, tiny_config, tiny_images, poisoned_images):
    with pytest.raises(FloatingPointError):
        finish(directory, tiny_config(), poisoned_images(5))
    finish(directory, tiny_config(), tiny_images, resume=True)
    assert directory.read_status() == {"state": "finished", "step": 10, "reason": ""}


def test_error_of_the_data_is_the_reason(directory, tiny_config, tiny_images):
    class Breaking(type(tiny_images)):
        def batch(self, indices):
            raise RuntimeError("the disk went away")

    with pytest.raises(RuntimeError, match="went away"):
        finish(directory, tiny_config(), Breaking(tiny_images.images, tiny_images.labels))
    assert directory.read_status() == {"state": "failed", "step": 0} | EndReason.of("unexpected", what="the disk went away").to_json()


def test_a_new_run_does_not_overwrite_another(directory, tiny_config, tiny_images):
    finish(directory, tiny_config(), tiny_images)
    with pytest.raises(CheckpointError, match="already holds a run"):
        finish(directory, tiny_config(), tiny_images)


def test_resume_without_any_checkpoint_begins_again(tmp_path, tiny_config, tiny_images):
    """A run killed between its config and its first checkpoint."""
    killed, whole = RunDirectory(tmp_path / "killed"), RunDirectory(tmp_path / "whole")
    killed.create(tiny_config())
    finish(killed, tiny_config(), tiny_images, resume=True)
    finish(whole, tiny_config(), tiny_images)
    assert numbers(killed) == numbers(whole)


@pytest.mark.parametrize("suffix", ["safetensors", "json"])
def test_a_damaged_newest_checkpoint_falls_back_to_the_one_before_and_says_so(suffix, tmp_path, tiny_config, tiny_images):
    whole, cut = RunDirectory(tmp_path / "whole"), RunDirectory(tmp_path / "cut")
    finish(whole, tiny_config(), tiny_images)
    take(7, cut, tiny_config(), tiny_images)
    newest = cut.latest_checkpoint()
    damaged = newest.with_suffix(f".{suffix}")
    damaged.write_bytes(damaged.read_bytes()[: damaged.stat().st_size // 2])
    begun: list[list[dict]] = []
    reports = finish(cut, tiny_config(), tiny_images, resume=True, on_begin=begun.append)
    assert [report.step for report in reports] == [7, 8, 9, 10]
    assert begun == [[{"code": "older", "damaged": newest.name, "step": 6}]]
    assert [line["notes"] for line in cut.read_stats() if line.get("event") == "resumed"] == begun
    assert 7 not in cut.checkpoint_steps()
    ends = [load_file(directory.latest_checkpoint()) for directory in (whole, cut)]
    assert [name for name in ends[0] if not torch.equal(ends[0][name], ends[1][name])] == []
    assert numbers(whole) == numbers(cut)


def test_with_no_checkpoint_left_a_run_is_refused_and_stays_as_it_is(directory, tiny_config, tiny_images):
    take(4, directory, tiny_config(), tiny_images)
    for path in directory.checkpoints.glob("*.safetensors"):
        path.write_bytes(b"cut")
    with pytest.raises(CheckpointError, match=r"step-00000004\.safetensors: the file is damaged"):
        finish(directory, tiny_config(), tiny_images, resume=True)
    assert directory.read_status()["state"] == "stopped"
    shutil.rmtree(directory.checkpoints)
    with pytest.raises(CheckpointError, match="no checkpoint is left to go on from"):
        finish(directory, tiny_config(), tiny_images, resume=True)
    assert directory.read_status() == {"state": "stopped", "step": 4, "reason": ""}
    assert len(numbers(directory)) == 4


def test_a_run_whose_pictures_were_deleted_goes_on(directory, tiny_config, tiny_images):
    take(4, directory, tiny_config(), tiny_images)
    shutil.rmtree(directory.samples)
    finish(directory, tiny_config(), tiny_images, resume=True)
    assert sorted(path.name for path in directory.samples.iterdir()) == ["step-00000005.png", "step-00000010.png"]


def test_another_number_of_threads_is_said(directory, tiny_config, tiny_images):
    before, begun = torch.get_num_threads(), []
    try:
        torch.set_num_threads(1)
        take(4, directory, tiny_config(), tiny_images)
        torch.set_num_threads(2)
        finish(directory, tiny_config(max_steps=5), tiny_images, resume=True, on_begin=begun.append)
        finish(directory, tiny_config(max_steps=6), tiny_images, resume=True, on_begin=begun.append)
    finally:
        torch.set_num_threads(before)
    assert begun == [[{"code": "threads", "before": 1, "now": 2}], []]


@pytest.fixture
def trained_elsewhere(directory, tmp_path, tiny_config, tiny_images):
    """The run is at step 1 in another process. (No `multiprocessing`: its children import whatever `__main__` has become.)"""
    images = tmp_path / "images.safetensors"
    save_file({"images": tiny_images.images, "labels": tiny_images.labels}, images)
    program = Path(__file__).with_name("train_until_told.py")
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, program, directory.path, images],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(root)},
    ) as process:
        process.stdin.write(json.dumps(tiny_config().to_json()) + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "running\n"  # an empty line is a process that died
        yield process


@pytest.mark.process
def test_state_of_a_living_and_a_killed_writer(trained_elsewhere, directory, tiny_config, tiny_images):
    process = trained_elsewhere
    assert directory.read_status()["state"] == "running"
    with pytest.raises(CheckpointError, match="being trained by another process"):
        next(run(directory, tiny_config(), tiny_images, resume=True))
    assert directory.read_status()["state"] == "running"
    process.kill()
    process.wait()
    assert directory.read_status()["state"] == "interrupted"
    assert [found.read_status()["state"] for found in list_runs(directory.path.parent)] == ["interrupted"]
    finish(directory, tiny_config(), tiny_images, resume=True)
    assert directory.read_status()["state"] == "finished"


def test_runs_are_listed_newest_first_and_nothing_else_is(tmp_path, tiny_config):
    for name in ("b", "a", "c"):
        RunDirectory(tmp_path / name).create(tiny_config())
    for age, name in enumerate(("c", "a", "b")):
        os.utime(tmp_path / name / "config.json", (1_000_000 - age, 1_000_000 - age))
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    assert [found.path.name for found in list_runs(tmp_path)] == ["c", "a", "b"]
    assert [found.path.name for found in list_runs(tmp_path / "a")] == ["a"]
    assert list_runs(tmp_path / "nowhere") == []


@pytest.mark.parametrize("content", ["", "{", "[]", "7", '{"step": 3}'])
def test_damaged_status_is_an_interrupted_run(content, directory, tiny_config):
    directory.create(tiny_config())
    (directory.path / "status.json").write_text(content)
    assert directory.read_status()["state"] == "interrupted"


@pytest.mark.parametrize("content", ["{", "[]", b"\xff\xfe", json.dumps({"model": "vae"}), json.dumps({"colour": 1})])
def test_damaged_config_says_so(content, directory, tiny_config):
    directory.create(tiny_config())
    (directory.path / "config.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises((CheckpointError, ConfigError), match=r"config.json|accepted"):
        directory.read_config()


def test_line_cut_by_a_crash_is_left_out_and_written_anew(directory, tiny_config, tiny_images):
    finish(directory, tiny_config(max_steps=3), tiny_images)
    before = numbers(directory)
    with directory.stats_path.open("a") as file:
        file.write('{"step": 4, "epo')
    assert numbers(directory) == before
    finish(directory, tiny_config(max_steps=5), tiny_images, resume=True)
    assert [line["step"] for line in numbers(directory)] == [1, 2, 3, 4, 5]
