"""A run's one name, and what else is known of it."""

from __future__ import annotations

import json

import pytest

from gan_core.config import CHOICES, TrainingConfig
from gan_core.data import DATASETS
from gan_core.errors import ConfigError
from gan_core.training.about import FILE, About, checked_title, digest, read_about, write_about
from gan_core.training.run_directory import RunDirectory
from gan_core.training.run_title import run_title
from gan_core.translations import LANGUAGES, table

NAME = "20261129-093100-abcdef"
QUICK = TrainingConfig(dataset="fashion-mnist-10k", loss="lsgan")


@pytest.mark.parametrize(
    ("about", "title"),
    [
        (About(), "cGAN, LSGAN · Fashion-MNIST 10k · 29/11 09:31"),
        (About(images="cats"), "cGAN, LSGAN · cats · 29/11 09:31"),
        (About(title="Mine"), "Mine"),
        (About(source="x", step=500, changed=(("r1_weight", 0.5),)),
         "cGAN, LSGAN · Fashion-MNIST 10k · from step 500, R1 penalty (γ): 0.5 · 29/11 09:31"),
        (About(source="x", source_title="Mine", step=5, changed=(("augment", "color,cutout"),)),
         "Mine · from step 5, Augmentation (DiffAugment): colour + cutout · 29/11 09:31"),
        (About(source="x", step=5), "cGAN, LSGAN · Fashion-MNIST 10k · from step 5 · 29/11 09:31"),
    ],
)  # fmt: skip
def test_a_title_says_what_it_is_and_what_was_changed(about, title):
    assert run_title(NAME, QUICK, about) == title


def test_shipped_runs_have_their_words_and_folders_that_a_person_named_their_name():
    assert run_title("cgan-fashion-mnist", QUICK, About(), "vi") == "Quần áo theo lớp"
    assert run_title("first try", QUICK, About()) == "first try"


def test_every_model_loss_and_data_set_has_a_word():
    parts = [f"model_{name}" for name in CHOICES["model"]] + [f"loss_{name}" for name in CHOICES["loss"]]
    assert set(table("run_titles")) == {*parts, *(f"data_{name}" for name in DATASETS), "fork", "fork_same"}
    assert all(set(row) == set(LANGUAGES) for row in table("run_titles").values())


def test_what_is_known_is_read_as_it_was_written(tmp_path):
    directory = RunDirectory(tmp_path)
    assert read_about(directory) == About()
    about = About("Mine", "cats", "x", "y", 3, (("loss", "hinge"), ("beta1", 0.5)), digest("secret"), private=True)
    write_about(directory, about)
    assert read_about(directory) == about
    assert about.belongs_to("secret")
    assert not about.belongs_to("other")
    assert not About().belongs_to("")
    assert "secret" not in (tmp_path / FILE).read_text()


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"x": 1}', json.dumps({"title": 3}), json.dumps({"changed": 3}), json.dumps({"private": 1})]
)
def test_a_file_that_cannot_be_read_hides_the_run(content, tmp_path):
    (tmp_path / FILE).write_text(content)
    assert read_about(RunDirectory(tmp_path)).private


def test_a_title_is_one_short_line():
    assert checked_title("  My \n cats ") == "My cats"
    for wrong in (3, None, "x" * 81, "a\x00b"):
        with pytest.raises(ConfigError, match="title: got"):
            checked_title(wrong)
