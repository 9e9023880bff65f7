from __future__ import annotations

import errno
import json
import os
import re
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import tomllib
from pathlib import Path
from unittest import mock

import click
import numpy as np
import pytest
from PIL import Image

from gan_core import cli
from gan_core.cli import _interrupt_caught, main
from gan_core.config import TrainingConfig
from gan_core.paths import CHECKPOINTS
from gan_core.presets import PRESETS
from gan_core.training.run_directory import RunDirectory

ROOT = Path(__file__).parents[1]
SMALL = [word for setting in ("base_channels=8", "log_every=2", "checkpoint_every=2") for word in ("--set", setting)]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory) -> Path:
    """16 pictures of class "dark", 16 of class "light", and a file that is no picture."""
    folder, random = tmp_path_factory.mktemp("pictures"), np.random.default_rng(0)
    for name in ("dark", "light"):
        (folder / name).mkdir()
        for index in range(16):
            Image.fromarray(random.integers(0, 256, (28, 28), dtype=np.uint8)).save(folder / name / f"{index}.png")
    (folder / "dark" / "broken.png").write_bytes(b"no picture")
    return folder


def command(capsys, *arguments: object) -> tuple[int, str, str]:
    """(exit code, stdout, stderr) of one command."""
    capsys.readouterr()
    try:
        main(list(map(str, arguments)))
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    return code, *capsys.readouterr()


def train(capsys, pictures: Path, out: Path, *more: object, preset: str = "cgan-embedding-fashion-mnist") -> tuple[int, str, str]:
    few = ["--batch-size", 8, "--max-steps", 4, "--threads", 1]
    return command(capsys, "train", "--preset", preset, "--data-dir", pictures, *few, *SMALL, "--out", out, *more)


@pytest.fixture(scope="module")
def trained(pictures, tmp_path_factory) -> Path:
    """A run with classes dark and light."""
    out = tmp_path_factory.mktemp("trained") / "run"
    few = ["--batch-size", "8", "--max-steps", "4", "--threads", "1", *SMALL, "--set", "generator_lr=0.02", "--out", str(out)]
    main(["train", "--preset", "cgan-embedding-fashion-mnist", "--data-dir", str(pictures), *few])
    return out


@pytest.fixture(scope="module")
def unconditional(pictures, tmp_path_factory) -> Path:
    """A run without classes, in colour."""
    out = tmp_path_factory.mktemp("unconditional") / "run"
    few = ["--batch-size", "8", "--max-steps", "2", "--threads", "1", *SMALL, "--set", "image_channels=3", "--out", str(out)]
    main(["train", "--preset", "dcgan-fashion-mnist", "--data-dir", str(pictures), *few])
    return out


# presets


def test_presets_are_listed(capsys):
    code, out, err = command(capsys, "presets")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert [line.split()[0] for line in lines] == list(PRESETS)
    assert lines[0].split()[1:] == ["mlp", "none", "non_saturating", "mnist"]


def test_presets_as_json_are_whole_configs(capsys):
    code, out, _ = command(capsys, "presets", "--json")
    assert code == 0
    assert {name: TrainingConfig.from_json(values) for name, values in json.loads(out).items()} == PRESETS


# train and resume


def test_train_writes_a_run_and_a_summary(capsys, pictures, tmp_path):
    code, out, err = train(capsys, pictures, tmp_path / "run", "--seed", 7, "--latent-dim", 5, "--json")
    assert code == 0
    summary = json.loads(out)
    assert (summary["state"], summary["step"], summary["run"]) == ("finished", 4, str(tmp_path / "run"))
    assert "generator_loss" in summary["metrics"]
    config = RunDirectory(tmp_path / "run").read_config()
    assert (config.seed, config.latent_dim, config.base_channels, config.dataset) == (7, 5, 8, "folder")
    assert config.class_names == ("dark", "light")
    said = err.splitlines()
    assert said[0] == "images: 32, classes: 2: dark (16), light (16)"
    assert said[1] == "left out: 1, damaged, or no image as its name says: dark/broken.png"
    assert [line.split()[1] for line in err.splitlines() if line.startswith("step ")] == ["2/4", "4/4"]


def test_flags_override_the_preset(capsys, pictures, tmp_path):
    flags = ["--model", "mlp", "--conditioning", "one_hot", "--loss", "lsgan", "--epochs", 3, "--image-size", 32, "--device", "cpu"]
    code, out, _ = train(capsys, pictures, tmp_path / "run", *flags)
    assert code == 0
    assert out.strip() == f"finished at step 4: {tmp_path / 'run'}"
    config = RunDirectory(tmp_path / "run").read_config()
    assert (config.model, config.conditioning, config.loss, config.epochs, config.image_size) == ("mlp", "one_hot", "lsgan", 3, 32)


def test_another_data_set_brings_its_own_size_and_classes(capsys, tmp_path):
    few = ["--dataset", "fashion-mnist-10k", "--max-steps", 1, "--batch-size", 4, "--threads", 1, *SMALL]
    code, _, _ = command(capsys, "train", "--preset", "dcgan-cifar10", *few, "--out", tmp_path / "run")
    config = RunDirectory(tmp_path / "run").read_config()
    assert code == 0
    assert (config.image_size, config.image_channels, config.num_classes) == (28, 1, 10)
    assert config.class_names[7] == "Sneaker"


def zip_of(folder: Path, out: Path) -> Path:
    return Path(shutil.make_archive(str(out), "zip", folder))


def test_train_takes_a_zip_and_says_the_same_of_it(capsys, pictures, tmp_path):
    _, _, of_folder = train(capsys, pictures, tmp_path / "folder")
    code, _, of_zip = train(capsys, zip_of(pictures, tmp_path / "mine"), tmp_path / "zip")
    assert (code, of_zip) == (0, of_folder)
    weights = [RunDirectory(tmp_path / name).latest_checkpoint().read_bytes() for name in ("folder", "zip")]
    assert weights[0] == weights[1]


def test_train_says_what_a_named_data_set_holds(capsys, tmp_path):
    few = ["--max-steps", 1, "--batch-size", 4, "--threads", 1, *SMALL]
    _, _, err = command(capsys, "train", "--preset", "cgan-quick", *few, "--out", tmp_path / "run")
    assert err.startswith("images: 10000, classes: 10: T-shirt/top (1000), Trouser (1000), ")


def test_a_relative_folder_of_images_is_stored_as_a_whole_path(capsys, pictures, tmp_path, monkeypatch):
    monkeypatch.chdir(pictures.parent)
    train(capsys, Path(pictures.name), tmp_path / "run")
    assert RunDirectory(tmp_path / "run").read_config().data_dir == str(pictures.resolve())
    monkeypatch.chdir(tmp_path)
    assert command(capsys, "resume", tmp_path / "run", "--max-steps", 5, "--threads", 1)[0] == 0


def test_what_was_left_out_is_said_where_a_training_is_refused(capsys, pictures, tmp_path):
    (tmp_path / "mine").mkdir()
    shutil.copytree(pictures / "dark", tmp_path / "mine" / "dark")
    (tmp_path / "mine" / "light").symlink_to(pictures / "light", target_is_directory=True)
    code, out, err = command(capsys, "train", "--preset", "cgan-quick", "--data-dir", tmp_path / "mine", "--out", tmp_path / "run")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert err.startswith("error: --conditioning = 'projection' does not fit 1 classes")
    assert re.search(r" left out: 1, .*: light\. left out: 1, .*: dark/broken\.png\.", err)


def test_a_renamed_class_is_refused_and_can_be_accepted(capsys, pictures, tmp_path):
    shutil.copytree(pictures, tmp_path / "mine")
    train(capsys, tmp_path / "mine", tmp_path / "run")
    (tmp_path / "mine" / "dark").rename(tmp_path / "mine" / "night")
    more = ["resume", tmp_path / "run", "--max-steps", 6, "--threads", 1]
    code, out, err = command(capsys, *more)
    assert (code, out) == (2, "")
    assert err.startswith("error: data: found light (16), night (16); the run was trained on dark (16), light (16).")
    assert err.count("\n") == 1
    (tmp_path / "mine" / "light").rename(tmp_path / "mine" / "white")
    code, out, err = command(capsys, *more, "--accept-data")
    assert code == 0
    assert "note: The data are others than before: night (16), white (16); before dark (16), light (16)." in err
    assert RunDirectory(tmp_path / "run").read_config().class_names == ("night", "white")


def test_classes_named_by_numbers_are_in_order_and_each_is_reached(capsys, tmp_path):
    for number in range(1, 13):
        (tmp_path / "numbers" / str(number)).mkdir(parents=True)
        for index in range(2):
            Image.new("L", (28, 28), 20 * number).save(tmp_path / "numbers" / str(number) / f"{index}.png")
    train(capsys, tmp_path / "numbers", tmp_path / "run")
    assert RunDirectory(tmp_path / "run").read_config().class_names == tuple(map(str, range(1, 13)))
    for number in range(1, 13):
        code, _, _ = command(capsys, "sample", tmp_path / "run", "--label", number, "--n", 2, "--out", tmp_path / "x.npz")
        with np.load(tmp_path / "x.npz") as arrays:
            assert (code, arrays["labels"].tolist()) == (0, [number - 1] * 2)


def test_a_split_is_trained_on_in_part_and_scored_against_the_rest(capsys, pictures, tmp_path):
    for split in ("train", "val"):
        for group in ("dark", "light"):
            shutil.copytree(pictures / group, tmp_path / "mine" / split / group)
    _, _, err = train(capsys, tmp_path / "mine", tmp_path / "run")
    assert err.splitlines()[:2] == [
        "images: 32, classes: 2: dark (16), light (16)",
        "kept for scores, not trained on: 33 files of the folders val, test, ...",
    ]
    code, out, _ = command(capsys, "evaluate", tmp_path / "run", "--n", 50, "--metrics", "kid", "--threads", 1)
    assert code == 0
    assert "folder, test images" in out


@pytest.mark.parametrize("preset", PRESETS)
def test_one_picture_is_refused_by_every_preset_in_one_sentence(preset, capsys, tmp_path):
    (tmp_path / "one" / "only").mkdir(parents=True)
    Image.new("L", (28, 28)).save(tmp_path / "one" / "only" / "0.png")
    code, out, err = command(capsys, "train", "--preset", preset, "--data-dir", tmp_path / "one", "--out", tmp_path / "run")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("preset", PRESETS)
def test_two_pictures_train_with_every_preset(preset, capsys, tmp_path):
    for group in ("a", "b"):
        (tmp_path / "two" / group).mkdir(parents=True)
        Image.new("RGB", (28, 28), "red").save(tmp_path / "two" / group / "0.png")
    small = ["--max-steps", 2, "--threads", 1, "--set", "base_channels=4", "--set", "hidden_dim=8"]
    code, _, _ = command(capsys, "train", "--preset", preset, "--data-dir", tmp_path / "two", *small, "--out", tmp_path / "run")
    assert code == 0


def test_a_damaged_newest_checkpoint_falls_back_and_says_so(capsys, pictures, tmp_path):
    train(capsys, pictures, tmp_path / "run")
    newest = RunDirectory(tmp_path / "run").latest_checkpoint()
    newest.write_bytes(newest.read_bytes()[:1000])
    code, out, err = command(capsys, "resume", tmp_path / "run", "--max-steps", 5, "--threads", 1)
    assert (code, "finished at step 5" in out) == (0, True)
    assert f"note: The newest checkpoint ({newest.name}) is damaged: it goes on from step 2." in err


def test_a_stray_variable_of_a_group_is_ignored_with_a_note(capsys, monkeypatch):
    monkeypatch.setenv("RANK", "0")
    monkeypatch.setenv("WORLD_SIZE", "8")
    code, out, err = command(capsys, "presets")
    assert (code, out.splitlines()[0].split()[0]) == (0, next(iter(PRESETS)))
    assert err.startswith("note: LOCAL_RANK, LOCAL_WORLD_SIZE, MASTER_ADDR, MASTER_PORT not set as torchrun does")
    monkeypatch.setenv("WORLD_SIZE", "many")
    assert "note: WORLD_SIZE, " in command(capsys, "presets")[2]


def test_resume_goes_on_with_more_steps(capsys, pictures, tmp_path):
    train(capsys, pictures, tmp_path / "run")
    code, out, _ = command(capsys, "resume", tmp_path / "run", "--max-steps", 7, "--threads", 1, "--json")
    assert code == 0
    assert (json.loads(out)["state"], json.loads(out)["step"]) == ("finished", 7)
    code, out, _ = command(capsys, "resume", tmp_path / "run", "--json")
    assert (code, json.loads(out)["step"]) == (0, 7)


def test_interrupt_handlers_are_put_back(capsys, pictures, tmp_path):
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    train(capsys, pictures, tmp_path / "run")
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_under_torchrun_the_same_signal_comes_twice_and_is_one(monkeypatch):
    monkeypatch.setenv("TORCHELASTIC_RUN_ID", "1")
    with _interrupt_caught() as stopped:
        assert not stopped()
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        assert stopped()


def test_failed_training_is_one_line_and_exit_code_1(capsys, pictures, tmp_path):
    extreme = ["--loss", "lsgan", "--set", "lsgan_b=1e38", "--set", "discriminator_norm=none"]
    code, out, err = train(capsys, pictures, tmp_path / "run", *extreme)
    assert (code, out) == (1, "")
    assert err.splitlines()[-1].startswith("error: training failed: discriminator_")
    assert RunDirectory(tmp_path / "run").read_status()["state"] == "failed"


# sample


@pytest.mark.parametrize("suffix", ["png", "npz"])
def test_same_seed_same_bytes(suffix, capsys, trained, tmp_path):
    for name, seed in (("first", 3), ("again", 3), ("other", 4)):
        code, out, err = command(capsys, "sample", trained, "--seed", seed, "--n", 12, "--out", tmp_path / f"{name}.{suffix}")
        assert (code, out.strip(), err) == (0, str(tmp_path / f"{name}.{suffix}"), "")
    first, again, other = ((tmp_path / f"{name}.{suffix}").read_bytes() for name in ("first", "again", "other"))
    assert first == again
    assert first != other


@pytest.mark.parametrize("suffix", ["png", "npz"])
def test_a_disk_that_becomes_full_leaves_no_half_file(capsys, trained, tmp_path, monkeypatch, suffix):
    def full(file, *_: object, **__: object) -> None:
        target = file if hasattr(file, "write") else Path(file).open("wb")  # noqa: SIM115 - as cut off as the file
        target.write(b"half")
        target.close()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("gan_core.inference.generator.np.savez_compressed", full)
    monkeypatch.setattr("gan_core.inference.generator.Image.Image.save", lambda _image, file, _kind, **_options: full(file))
    code, _, err = command(capsys, "sample", trained, "--n", 2, "--out", tmp_path / f"x.{suffix}")
    assert code == 2
    assert "No space left on device" in err
    assert list(tmp_path.iterdir()) == []


def test_npz_holds_what_the_contract_says(capsys, trained, tmp_path):
    command(capsys, "sample", trained, "--n", 300, "--out", tmp_path / "x.npz")
    with np.load(tmp_path / "x.npz", allow_pickle=False) as arrays:
        assert set(arrays) == {"images", "labels", "z"}
        assert (arrays["images"].dtype, arrays["images"].shape) == (np.uint8, (300, 28, 28, 1))
        assert (arrays["labels"].dtype, arrays["labels"].tolist()) == (np.int64, [0, 1] * 150)
        assert (arrays["z"].dtype, arrays["z"].shape) == (np.float32, (300, 100))
        assert len(np.unique(arrays["z"], axis=0)) == 300


def test_fewer_samples_are_the_first_of_more(capsys, trained, tmp_path):
    for count in (5, 9):
        command(capsys, "sample", trained, "--n", count, "--label", 0, "--out", tmp_path / f"{count}.npz")
    with np.load(tmp_path / "5.npz") as few, np.load(tmp_path / "9.npz") as many:
        np.testing.assert_array_equal(few["z"], many["z"][:5])
        assert np.abs(few["images"].astype(int) - many["images"][:5]).max() <= 1


def test_g_itself_and_its_average_can_be_looked_at(capsys, trained, tmp_path):
    drawn = {}
    for weights in ([], ["--weights", "average"], ["--weights", "raw"]):
        assert command(capsys, "sample", trained, *weights, "--n", 4, "--out", tmp_path / "x.npz")[0] == 0
        with np.load(tmp_path / "x.npz") as arrays:
            drawn[" ".join(weights)] = arrays["images"]
    assert np.array_equal(drawn[""], drawn["--weights average"])
    assert not np.array_equal(drawn[""], drawn["--weights raw"])


@pytest.mark.parametrize(
    ("model", "wrong", "held"), [("cgan-fashion-mnist", "raw", "average"), ("{unconditional}", "mean", "average, raw")]
)
def test_weights_that_a_checkpoint_lacks_are_refused(model, wrong, held, capsys, unconditional, tmp_path):
    source = model.format(unconditional=unconditional)
    code, _, err = command(capsys, "sample", source, "--weights", wrong, "--out", tmp_path / "x.png")
    assert (code, err) == (2, f"error: --weights: got {wrong!r}; accepted: {held}.\n")


@pytest.mark.parametrize("label", ["light", "LIGHT", "1"])
def test_label_by_name_or_index(label, capsys, trained, tmp_path):
    code, _, _ = command(capsys, "sample", trained, "--label", label, "--n", 3, "--out", tmp_path / "x.npz")
    assert code == 0
    with np.load(tmp_path / "x.npz") as arrays:
        assert arrays["labels"].tolist() == [1, 1, 1]


@pytest.mark.parametrize(("count", "size"), [(1, (28, 28)), (10, (280, 28)), (25, (280, 84))])
def test_png_is_a_grid(count, size, capsys, trained, unconditional, tmp_path):
    for run, mode in ((trained, "L"), (unconditional, "RGB")):
        command(capsys, "sample", run, "--n", count, "--out", tmp_path / "x.png")
        with Image.open(tmp_path / "x.png") as picture:
            assert (picture.size, picture.mode) == (size, mode)


def test_unconditional_samples_are_labelled_minus_one(capsys, unconditional, tmp_path):
    command(capsys, "sample", unconditional, "--n", 4, "--out", tmp_path / "x.npz")
    with np.load(tmp_path / "x.npz") as arrays:
        assert arrays["images"].shape == (4, 28, 28, 3)
        assert arrays["labels"].tolist() == [-1] * 4


def test_one_checkpoint_file_may_be_named(capsys, trained, tmp_path):
    steps = RunDirectory(trained).checkpoint_steps()
    for step in (steps[0], steps[-1]):
        path = RunDirectory(trained).checkpoint_path(step)
        assert command(capsys, "sample", path, "--n", 4, "--out", tmp_path / f"{step}.png")[0] == 0
    command(capsys, "sample", trained, "--n", 4, "--out", tmp_path / "newest.png")
    newest = (tmp_path / "newest.png").read_bytes()
    assert newest == (tmp_path / f"{steps[-1]}.png").read_bytes()
    assert newest != (tmp_path / f"{steps[0]}.png").read_bytes()


# runs


def test_runs_are_listed(capsys, trained, tmp_path):
    shutil.copytree(trained, tmp_path / "one")
    RunDirectory(tmp_path / "two").create(TrainingConfig())
    code, out, _ = command(capsys, "runs", tmp_path, "--json")
    assert code == 0
    rows = {row["name"]: row for row in json.loads(out)}
    assert (rows["one"]["state"], rows["one"]["step"], rows["one"]["path"]) == ("finished", 4, str(tmp_path / "one"))
    assert set(rows["one"]["metrics"]) == {"epoch", "discriminator_loss", "generator_loss"}
    assert (rows["two"]["state"], rows["two"]["step"], rows["two"]["metrics"]) == ("queued", 0, {})
    code, out, _ = command(capsys, "runs", tmp_path)
    assert code == 0
    assert sorted(line.split()[:2] for line in out.splitlines()) == [["one", "finished"], ["two", "queued"]]


def test_folder_without_runs_is_an_empty_list(capsys, tmp_path):
    assert command(capsys, "runs", tmp_path, "--json") == (0, "[]\n", "")


# help and bad input


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_help_names_every_command(arguments, capsys):
    code, out, err = command(capsys, *arguments)
    assert (code, err) == (0, "")
    assert all(name in out for name in ("serve", "demo", "presets", "train", "resume", "sample", "runs"))


CGAN = ["train", "--preset", "cgan-quick"]
BAD_CALLS = [
    (["paint"], ["command", "'paint'", "train"]),
    (["train"], ["--preset", "''", "cgan-quick"]),
    (["train", "--preset", "vae"], ["--preset", "'vae'", "dcgan-cifar10"]),
    (["train", "--colour", "red"], ["--colour"]),
    ([*CGAN, "--dataset", "imagenet"], ["--dataset", "'imagenet'", "fashion-mnist-10k"]),
    ([*CGAN, "--dataset", "folder"], ["--data-dir", "None", "folder"]),
    ([*CGAN, "--data-dir", "{tmp}/nowhere"], ["nowhere"]),
    ([*CGAN, "--data-dir", "{empty}"], ["no readable image"]),
    ([*CGAN, "--data-dir", "{heic}"], ["no readable image", ".heic", "photo.heic"]),
    ([*CGAN, "--data-dir", "{file}"], ["--data-dir", "notes.txt is a file", "a folder of images, or a .zip"]),
    ([*CGAN, "--data-dir", ""], ["--data-dir", "''"]),
    ([*CGAN, "--dataset", "mnist", "--data-dir", "{run}"], ["--data-dir", "dataset mnist", "dataset folder"]),
    ([*CGAN, "--data-dir", "{one}"], ["one", "holds 1 images", "at least 2"]),
    ([*CGAN, "--data-dir", "{two}"], ["--conditioning", "'projection'", "at least 2 classes", "conditioning none"]),
    ([*CGAN, "--data-dir", "{two}", "--background", "red"], ["--background", "'red'", "white, black"]),
    ([*CGAN, "--out", ""], ["--out", "''", "a path"]),
    ([*CGAN, "--model", "vae"], ["--model", "'vae'", "mlp, dcgan, cgan"]),
    ([*CGAN, "--model", "mlp"], ["--conditioning", "'projection'", "none"]),
    ([*CGAN, "--augment", "blur"], ["--augment", "'blur'", "color, translation, cutout"]),
    ([*CGAN, "--conditioning", "film"], ["--conditioning", "'film'", "one_hot"]),
    ([*CGAN, "--loss", "bce"], ["--loss", "'bce'", "hinge"]),
    ([*CGAN, "--loss", "wgan_gp"], ["discriminator_norm", "'batch'", "none"]),
    ([*CGAN, "--epochs", "0"], ["--epochs", "0", "1 to 100000"]),
    ([*CGAN, "--epochs", "many"], ["--epochs", "'many'", "integer"]),
    ([*CGAN, "--max-steps", "-1"], ["--max-steps", "-1", "0 to"]),
    ([*CGAN, "--batch-size", "1"], ["--batch-size", "1", "2 to 4096"]),
    ([*CGAN, "--latent-dim", "0"], ["--latent-dim", "0", "1 to 1024"]),
    ([*CGAN, "--image-size", "30"], ["--image-size", "30", "28, 32, 64"]),
    ([*CGAN, "--seed", "-5"], ["--seed", "-5", "0 to 2147483647"]),
    ([*CGAN, "--device", "tpu"], ["--device", "'tpu'", "cpu"]),
    ([*CGAN, "--threads", "0"], ["--threads", "0", "1024"]),
    ([*CGAN, "--set", "beta1"], ["--set", "'beta1'", "FIELD=VALUE"]),
    ([*CGAN, "--set", "colour=3"], ["'colour'", "beta1"]),
    ([*CGAN, "--set", "beta1=2"], ["beta1", "2", "0 to 0.9999"]),
    ([*CGAN, "--set", "beta1=NaN"], ["beta1", "nan", "float"]),
    ([*CGAN, "--set", "beta1={{}}"], ["beta1", "float"]),
    ([*CGAN, "--set", "sample_epochs=[0]"], ["sample_epochs", "(0,)"]),
    ([*CGAN, "--out", "{run}"], ["--out", "{run}", "resume"]),
    ([*CGAN, "--out", "{file}"], ["{file}"]),
    (["resume"], ["RUN_DIR"]),
    (["resume", "{tmp}/nowhere"], ["nowhere", "not a run directory"]),
    (["resume", "{tmp}"], ["{tmp}", "not a run directory"]),
    (["resume", "{run}", "--epochs", "-1"], ["--epochs", "-1", "1 to 100000"]),
    (["sample"], ["CHECKPOINT"]),
    (["sample", "{run}"], ["--out"]),
    (["sample", "{run}", "--out", "{tmp}/x.jpg"], ["--out", "x.jpg", ".png or .npz"]),
    (["sample", "{run}", "--out", "{tmp}/nowhere/x.png"], ["--out", "nowhere", "does not exist"]),
    (["sample", "{run}", "--out", "{tmp}/folder.png"], ["folder.png"]),
    (["sample", "{run}", "--label", "Sneaker", "--out", "{tmp}/x.png"], ["--label", "'Sneaker'", "dark, light, or 0 to 1"]),
    (["sample", "{run}", "--label", "2", "--out", "{tmp}/x.png"], ["--label", "'2'", "0 to 1"]),
    (["sample", "{run}", "--label", "-1", "--out", "{tmp}/x.png"], ["--label", "'-1'", "0 to 1"]),
    (["sample", "{plain}", "--label", "0", "--out", "{tmp}/x.png"], ["--label", "'0'", "without classes"]),
    (["sample", "{run}", "--n", "0", "--out", "{tmp}/x.png"], ["--n", "0", "100000"]),
    (["sample", "{run}", "--seed", "x", "--out", "{tmp}/x.png"], ["--seed", "'x'", "integer"]),
    (["sample", "{tmp}/nowhere", "--out", "{tmp}/x.png"], ["nowhere", "does not exist"]),
    (["sample", "{file}", "--out", "{tmp}/x.png"], ["notes.txt", ".safetensors"]),
    (["sample", "{cut}", "--out", "{tmp}/x.png"], ["damaged or cut short"]),
    (["sample", "{tmp}", "--out", "{tmp}/x.png"], ["not a run directory"]),
    (["runs", "{tmp}/nowhere"], ["nowhere", "does not exist"]),
    (["runs", "{file}"], ["runs", "notes.txt", "a folder"]),
]


@pytest.mark.parametrize(("arguments", "named"), BAD_CALLS, ids=[" ".join(arguments) for arguments, _ in BAD_CALLS])
def test_bad_input_is_one_line_that_says_what_came_and_what_is_accepted(arguments, named, capsys, trained, unconditional, tmp_path):
    (tmp_path / "notes.txt").write_text("no checkpoint")
    (tmp_path / "folder.png").mkdir()
    shutil.copytree(trained, tmp_path / "cut")
    newest = RunDirectory(tmp_path / "cut").latest_checkpoint()
    newest.write_bytes(newest.read_bytes()[:1000])
    (tmp_path / "empty").mkdir()
    for name, names in (("one", ["a.png"]), ("two", ["a.png", "b.png"])):
        (tmp_path / name).mkdir()
        for picture in names:
            Image.new("L", (28, 28)).save(tmp_path / name / picture)
    (tmp_path / "heic").mkdir()
    (tmp_path / "heic" / "photo.heic").write_bytes(b"x")
    places = {name: tmp_path / name for name in ("one", "two", "heic")} | {
        "empty": tmp_path / "empty",
        "tmp": tmp_path,
        "run": trained,
        "plain": unconditional,
        "file": tmp_path / "notes.txt",
        "cut": tmp_path / "cut",
    }
    code, out, err = command(capsys, *[argument.format(**places) for argument in arguments])
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert err.startswith("error: ")
    for words in named:
        assert words.format(**places) in err


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["presets", "--json"], ["runs", str(CHECKPOINTS)], ["train", "--help"], ["serve", "--help"]]
)
def test_what_needs_no_torch_does_not_import_it(arguments, tmp_path):
    program = """
import sys
from gan_core.__main__ import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    assert not ended.code, ended.code
print(sorted({"torch", "torchvision", "scipy", "numpy", "streamlit", "gradio"} & sys.modules.keys()))
"""
    command = [sys.executable, "-c", program, *arguments]
    answer = subprocess.run(command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True)
    *printed, imported = answer.stdout.splitlines()
    assert printed
    assert imported == "[]"


# the app


class Started(Exception):  # noqa: N818 - stands for a server that runs
    pass


@pytest.fixture
def started(monkeypatch) -> list[object]:
    """What a view would have been started with, once `serve` or `demo` has come so far."""
    calls: list[object] = []
    monkeypatch.setattr("gan_core.greeting.greet_when_ready", lambda *_, **__: None)

    def start(*target: str, **_: object) -> None:
        calls.extend(target)
        raise Started

    monkeypatch.setattr(runpy, "run_path", start)
    monkeypatch.setattr("streamlit.web.cli.main.main", lambda arguments, **_: start(*arguments))
    monkeypatch.setattr(sys, "argv", ["gan-classroom"])
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv("GRADIO_SERVER_PORT", "1")
    return calls


def test_serve_starts_the_app_that_lies_beside_the_library(started):
    with pytest.raises(Started):
        main(["serve", "--port", "8700"])
    assert started[:2] == ["run", str(ROOT / "app.py")]
    assert started[started.index("--server.port") + 1] == "8700"


def test_ctrl_c_ends_the_app_without_a_word(started, capsys, monkeypatch):
    monkeypatch.setattr("streamlit.web.cli.main.main", mock.Mock(side_effect=click.Abort))
    main(["serve", "--port", "8700"])
    assert capsys.readouterr() == ("", "")


def test_serve_refuses_a_port_in_use(started, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit):
            main(["serve", "--port", str(port)])
    error = capsys.readouterr().err
    assert error == f"error: --port: port {port} is in use, perhaps by GAN Classroom itself; choose another port.\n"
    assert started == []


def test_demo_starts_the_gradio_demo(started):
    with pytest.raises(Started):
        main(["demo", "--port", "8700"])
    assert started == [str(ROOT / "gradio_demo.py")]
    assert os.environ["GRADIO_SERVER_PORT"] == "8700"


@pytest.mark.parametrize(("command", "extra"), [("serve", "app"), ("demo", "gradio")])
def test_a_view_whose_packages_are_missing_says_what_to_install(command, extra, started, capsys, monkeypatch):
    monkeypatch.setattr(cli, "find_spec", lambda name: None)
    with pytest.raises(SystemExit):
        main([command])
    error = capsys.readouterr().err
    assert error.startswith(f"error: {command}: ")
    assert f"gan-classroom[{extra}]" in error
    assert started == []


def test_a_shipped_model_is_known_by_its_name_where_no_such_file_lies(capsys, trained, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for out in ("shipped.npz", "own.npz"):
        assert command(capsys, "sample", "cgan-fashion-mnist", "--n", 2, "--out", out)[0] == 0
        shutil.copytree(trained, tmp_path / "cgan-fashion-mnist", dirs_exist_ok=True)
    with np.load("shipped.npz") as shipped, np.load("own.npz") as own:
        assert shipped["images"].shape == own["images"].shape
        assert (shipped["images"] != own["images"]).any()


def test_usage_names_the_command_that_was_called(capsys, monkeypatch):
    for called, shown in (("/usr/bin/gan-classroom", "gan-classroom"), ("/somewhere/gan_core/__main__.py", "python -m gan_core")):
        monkeypatch.setattr(sys, "argv", [called])
        assert f"Usage: {shown} " in command(capsys, "--help")[1]


def test_module_runs_as_a_process_without_a_traceback(tmp_path):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "gan_core", *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
        )

    good, bad = run("presets", "--json"), run("runs")
    assert (good.returncode, good.stderr) == (0, "")
    assert set(json.loads(good.stdout)) == set(PRESETS)
    assert (bad.returncode, bad.stdout, bad.stderr.count("\n")) == (2, "", 1)


def test_a_terminal_that_cannot_write_a_name_gets_a_replacement_character(tmp_path, pictures):
    shutil.copytree(pictures, tmp_path / "mine")
    (tmp_path / "mine" / "dark").rename(tmp_path / "mine" / "tối")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "latin-1", "OMP_NUM_THREADS": "1"}
    few = ["--data-dir", "mine", "--max-steps", "1", "--batch-size", "2", *SMALL, "--out", "run"]
    done = subprocess.run(
        [sys.executable, "-m", "gan_core", "train", "--preset", "cgan-embedding-fashion-mnist", *few],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0
    assert "light (16), t?i (16)" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["evaluate", "{run}", "--n", "50"], "error: evaluate: interrupted; no scores were computed"),
        (["sample", "{run}", "--out", "x.npz"], "error: sample: interrupted; no file was written"),
        (["train", "--preset", "cgan-quick"], "error: train: interrupted; the training had not begun"),
        (["runs", "{run}"], "error: runs: interrupted; nothing was changed"),
    ],
)
def test_an_interrupted_command_speaks_of_itself(arguments, said, capsys, trained, monkeypatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for place in ("gan_core.inference.TrainedGenerator.load", "gan_core.data.load_for", "gan_core.training.run_directory.list_runs"):
        monkeypatch.setattr(place, interrupted)
    code, out, err = command(capsys, *[argument.format(run=trained) for argument in arguments])
    assert (code, out, err.splitlines()[-1]) == (2, "", said)


def test_the_demo_page_says_everything_in_both_languages():
    texts = tomllib.loads((ROOT / "gan_core" / "browser" / "demo.toml").read_text(encoding="utf-8"))
    for key, row in texts.items():
        assert set(row) == {"vi", "en"}, key
        assert set(re.findall(r"{(\w+)}", row["vi"])) == set(re.findall(r"{(\w+)}", row["en"])), key


def test_export_demo_writes_one_page_that_fetches_nothing(capsys, tmp_path):
    code, out, _ = command(
        capsys, "export-demo", "--checkpoint", ROOT / "checkpoints" / "cgan-fashion-mnist", "--out", tmp_path / "demo.html"
    )
    assert code == 0
    assert "MB" in out
    page = (tmp_path / "demo.html").read_text(encoding="utf-8")
    assert "© GAN Classroom, MIT" in page
    assert len(page) < 4_000_000
    assert not [word for word in ("src=", "@import") if word in page]
    xmp = {"http://cv.iptc.org", "http://iptc.org", "http://www.w3.org", "http://ns.adobe.com"}  # names, which are not fetched
    assert set(re.findall(r"https?://[\w.]+", page)) <= xmp


@pytest.mark.parametrize(
    ("checkpoint", "out", "sentence"),
    [
        ("cgan-fashion-mnist", "demo.png", "ending in .html"),
        ("cgan-fashion-mnist", "nowhere/demo.html", "nowhere"),
        ("nothing", "demo.html", "nothing"),
    ],
)
def test_export_demo_refuses_in_one_sentence(checkpoint, out, sentence, capsys, tmp_path):
    code, _, error = command(capsys, "export-demo", "--checkpoint", ROOT / "checkpoints" / checkpoint, "--out", tmp_path / out)
    assert code == 2
    assert sentence in error
    assert error.count("\n") == 1


# evaluate


def test_evaluate_scores_a_run(capsys, trained, pictures):
    code, out, err = command(
        capsys, "evaluate", trained, "--n", 50, "--metrics", "fid,prc", "--reference", "fashion-mnist-10k", "--threads", 1
    )
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()[3:6]] == ["fid", "precision", "recall"]
    assert "N = 50 / 50" in out
    assert "note: FID: N = 50 is not more than the 128 features" in out


def test_evaluate_prints_json(capsys, trained):
    arguments = ["--n", 50, "--metrics", "kid", "--reference", "fashion-mnist-10k", "--json", "--threads", 1]
    code, out, _ = command(capsys, "evaluate", trained, *arguments)
    score = json.loads(out)["scores"]["kid"]
    assert code == 0
    assert score["interval"][0] < score["value"] < score["interval"][1]
    assert command(capsys, "evaluate", trained, *arguments)[1] == out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--n", "5"], "--n: got 5; accepted: 50 to 50000"),
        (["--n", "0"], "--n: got 0; accepted: 50 to 50000"),
        (
            ["--extractor", "inception", "--inception-weights", str(Path(__file__))],
            "cut short, or another file; accepted: weights-inception",
        ),
        (["--metrics", "beauty"], "--metrics: got 'beauty'; accepted: fid, fid_inf, kid"),
        (["--extractor", "eye"], "--extractor: got 'eye'"),
        (["--extractor", "inception", "--inception-weights", "/nowhere.pth"], "/nowhere.pth does not exist"),
        (["--reference", "/nowhere"], "--reference: got '/nowhere'; accepted: a folder of pictures, or fashion-mnist"),
        (["--device", "abacus"], "got 'abacus'; this machine has auto, cpu"),
    ],
)
def test_evaluate_names_bad_input(capsys, trained, arguments, says):
    defaults = {"--n": "50", "--reference": "fashion-mnist-10k"}
    more = [word for flag, value in defaults.items() if flag not in arguments for word in (flag, value)]
    code, out, err = command(capsys, "evaluate", trained, *arguments, *more)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_evaluate_needs_enough_pictures_in_a_folder(capsys, pictures):
    code, _, err = command(capsys, "evaluate", pictures, "--reference", "fashion-mnist-10k")
    assert code == 2
    assert "holds 32 images that can be read; accepted: at least 50" in err


# freeze


def test_a_run_is_frozen_into_one_file(capsys, trained, tmp_path):
    code, out, error = command(capsys, "freeze", trained, "--out", tmp_path / "run.html", "--language", "vi")
    assert (code, error) == (0, "")
    assert out.startswith(f"{tmp_path / 'run.html'}: ")
    assert b'"language": "vi"' in (tmp_path / "run.html").read_bytes()
    assert command(capsys, "freeze", trained, "--out", tmp_path / "run.zip")[0] == 0


@pytest.mark.parametrize(
    ("run", "out", "named"), [("cgan-mnist", "run.pdf", ".html or .zip"), ("cgan-mnist", "no/run.html", "no"), ("none", "run.html", "none")]
)
def test_what_cannot_be_frozen_is_named(capsys, tmp_path, run, out, named):
    code, _, error = command(capsys, "freeze", run, "--out", tmp_path / out)
    assert code == 2
    assert named in error
    assert list(tmp_path.iterdir()) == []
