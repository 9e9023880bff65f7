"""Rounds of real or fake: half and half, drawn anew or cut from recorded samples; D on the very same pictures."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.data import load_dataset
from gan_core.errors import CheckpointError, ConfigError
from gan_core.evaluation.human_round import discriminator_verdict, make_round, round_steps
from gan_core.inference import TrainedGenerator
from gan_core.paths import CHECKPOINTS
from gan_core.pixels import to_unit
from gan_core.training.run_directory import RunDirectory

RUN = RunDirectory(CHECKPOINTS / "cgan-fashion-mnist")
LAST = 12181


@pytest.fixture(scope="module")
def real():
    return load_dataset("fashion-mnist-10k", split="test")


def among(image, images) -> bool:
    return bool((images == image).flatten(1).all(1).any())


@pytest.mark.parametrize(("step", "source"), [(937, "sheet"), (LAST, "weights")])
def test_half_the_pictures_are_real_and_of_the_same_classes(real, step, source):
    shown = make_round(RUN, step, 24, 3, real)
    assert shown.source == source == round_steps(RUN)[step]
    assert shown.images.shape == (24, 1, 28, 28)
    assert [among(image, real.images) for image in shown.images] == list(shown.real)
    assert sum(shown.real) == 12
    kinds = torch.tensor(shown.real)
    assert sorted(shown.labels[kinds].tolist()) == sorted(shown.labels[~kinds].tolist())
    assert len({image.numpy().tobytes() for image in shown.images}) == 24


def test_a_sheets_cells_are_those_that_were_recorded(real):
    shown = make_round(RUN, 937, 12, 0, real)
    sheet = np.asarray(Image.open(RUN.samples / "step-00000937.png"))
    for image, is_real, label in zip(shown.images, shown.real, shown.labels, strict=True):
        if not is_real:
            row = sheet[28 * label : 28 * (label + 1)]  # a row a class
            assert any((row[:, 28 * column : 28 * (column + 1)] == image[0].numpy()).all() for column in range(10))


def test_a_seed_is_a_round(real):
    one, same, other = (make_round(RUN, LAST, 12, seed, real) for seed in (5, 5, 6))
    assert torch.equal(one.images, same.images)
    assert one.real == same.real
    assert not torch.equal(one.images, other.images)


def test_discriminator_judges_the_very_same_pictures(real):
    shown = make_round(RUN, LAST, 24, 1, real)
    verdict = discriminator_verdict(RUN, shown)
    logits = TrainedGenerator.load(RUN.path).discriminator(to_unit(shown.images), shown.labels)
    assert verdict.step == LAST
    assert list(verdict.called_real) == (logits > 0).tolist()


def test_an_early_round_is_judged_by_the_newest_discriminator(real):
    assert discriminator_verdict(RUN, make_round(RUN, 937, 12, 0, real)).step == LAST


def test_a_generator_alone_and_a_critic_have_no_verdict(real):
    for name in ("cgan-mlp-fashion-mnist", "cwgan-gp-fashion-mnist"):
        run = RunDirectory(CHECKPOINTS / name)
        assert discriminator_verdict(run, make_round(run, max(round_steps(run)), 12, 0, real)) is None


@pytest.mark.parametrize(("step", "count"), [(1, 12), (LAST, 13), (LAST, 0), (LAST, 52)])
def test_rounds_that_cannot_be(real, step, count):
    with pytest.raises(ConfigError):
        make_round(RUN, step, count, 0, real)


def test_a_damaged_sheet_is_named(real, tmp_path):
    run = RunDirectory(tmp_path / "run")
    shutil.copytree(RUN.path, run.path, ignore=shutil.ignore_patterns("checkpoints", "browser.bin"))
    Image.new("L", (281, 280)).save(run.samples / "step-00000937.png")
    (run.samples / "step-00001874.png").write_bytes(b"no picture")
    for step in (937, 1874):
        with pytest.raises(CheckpointError, match="step-0000"):
            make_round(run, step, 12, 0, real)
