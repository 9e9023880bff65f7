"""A run remembers what it was trained on: other data are refused with both lists, or accepted in so many words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from gan_core.data import ImageDataset
from gan_core.errors import DataError
from gan_core.training.checkpoint import checkpoint_trained_on, read_checkpoint
from gan_core.training.run import Run, fork
from gan_core.training.run_directory import RunDirectory
from gan_core.training.trained_on import check_exactness


def data(*counts: int, names: tuple[str, ...] = ("dark", "light", "red"), shade: int = 0) -> ImageDataset:
    """So many random images of each class."""
    labels = torch.arange(len(counts)).repeat_interleave(torch.tensor(counts))
    pixels = torch.randint(0, 256, (len(labels), 1, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(shade))
    return ImageDataset("folder", "train", pixels, labels, names[: len(counts)])


@pytest.fixture
def trained(tmp_path, tiny_config) -> tuple[RunDirectory, object]:
    """A run of 3 steps on 20 dark and 20 light images, and its config."""
    directory, config = RunDirectory(tmp_path / "run"), tiny_config(max_steps=3, class_names=("dark", "light"))
    assert len(list(Run(directory, config, data(20, 20)).reports())) == 3
    return directory, replace(config, max_steps=5)


def test_every_checkpoint_says_what_it_was_trained_on(trained):
    directory, _ = trained
    for step in directory.checkpoint_steps():
        known = checkpoint_trained_on(directory.checkpoint_path(step))
        assert (known["classes"], known["counts"], known["threads"]) == (["dark", "light"], [20, 20], torch.get_num_threads())


def test_the_same_data_go_on_without_a_word(trained):
    directory, config = trained
    begun: list = []
    assert len(list(Run(directory, config, data(20, 20), resume=True, on_begin=begun.append).reports())) == 2
    assert begun == [[]]


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        (data(20, 20, names=("night", "light")), r"found night \(20\), light \(20\); the run was trained on dark \(20\), light \(20\)\."),
        (data(20, 20, names=("light", "night")), r"found light \(20\), night \(20\); the run was trained on dark \(20\), light \(20\)\."),
        (data(20, 20, 9), r"found dark \(20\), light \(20\), red \(9\); the run was trained on"),
        (data(40), r"found dark \(40\); the run was trained on"),
        (data(20, 19), r"found dark \(20\), light \(19\); the run was trained on"),
        (data(20, 20, shade=1), "as many images of the same classes .* but not on these, or in another order"),
    ],
)
def test_other_data_are_refused_with_both_lists_and_nothing_is_touched(now, sentence, trained):
    directory, config = trained
    before = {path: path.read_bytes() for path in directory.path.rglob("*") if path.is_file()}
    with pytest.raises(DataError, match=sentence):
        list(Run(directory, config, now, resume=True).reports())
    assert before == {path: path.read_bytes() for path in directory.path.rglob("*") if path.is_file()}


@pytest.mark.parametrize("now", [data(20, 20, names=("night", "light")), data(20, 19), data(20, 20, shade=1), data(30, 3)])
def test_other_data_can_be_accepted_and_are_remembered_then(now, trained):
    directory, config = trained
    begun: list = []
    assert len(list(Run(directory, config, now, resume=True, accept_data=True, on_begin=begun.append).reports())) == 2
    assert [[note["code"] for note in notes] for notes in begun] == [["data"]]
    assert directory.read_config().class_names == now.class_names
    config = replace(config, max_steps=6)
    assert len(list(Run(directory, config, now, resume=True).reports())) == 1


def test_epochs_go_on_from_where_they_were_when_the_data_are_others(tmp_path, tiny_config):
    """Three of six passes over forty images, then the others over ten: the epoch never jumps, and the run ends after six."""
    directory, config = RunDirectory(tmp_path / "run"), tiny_config(batch_size=10, epochs=3, log_every=1, class_names=("dark", "light"))
    list(Run(directory, config, data(20, 20)).reports())
    more = replace(config, epochs=6)
    list(Run(directory, more, data(5, 5), resume=True, accept_data=True).reports())
    assert [line["epoch"] for line in directory.read_stats() if "epoch" in line] == [*np.arange(1, 13) / 4, 4, 5, 6]
    assert [report.epoch for report in Run(directory, replace(config, epochs=8), data(5, 5), resume=True).reports()] == [7, 8]


def test_another_number_of_classes_is_refused_though_accepted(trained):
    directory, config = trained
    with pytest.raises(DataError, match=r"data: found dark \(20\), light \(20\), red \(9\); accepted: 2 classes, which the networks know"):
        list(Run(directory, config, data(20, 20, 9), resume=True, accept_data=True).reports())


def test_a_run_from_before_knows_its_classes_at_least(trained):
    directory, config = trained
    for step in directory.checkpoint_steps():
        path = directory.checkpoint_path(step).with_suffix(".json")
        path.write_text(path.read_text().replace('"trained_on"', '"once"'))
    with pytest.raises(DataError, match=r"found night \(20\), light \(20\); the run was trained on dark, light\."):
        list(Run(directory, config, data(20, 20, names=("night", "light")), resume=True).reports())
    assert len(list(Run(directory, config, data(20, 19), resume=True).reports())) == 2


def test_a_fork_remembers_too(trained, tmp_path):
    directory, _ = trained
    target = RunDirectory(tmp_path / "target")
    config = fork(directory, 3, target, max_steps=5)
    with pytest.raises(DataError, match="the run was trained on dark"):
        list(Run(target, config, data(20, 19), resume=True).reports())
    assert read_checkpoint(target.latest_checkpoint())[0]["trained_on"]["counts"] == [20, 20]


@pytest.mark.parametrize(
    ("before", "now", "codes"),
    [
        ({}, {}, []),
        ({"threads": 4}, {}, ["threads"]),
        ({"threads": 4, "device": "cuda"}, {"device": "cuda"}, []),
        ({"device": "cuda"}, {}, ["elsewhere"]),
        ({"torch": "1.0", "threads": 4}, {}, ["elsewhere"]),
    ],
)
def test_what_makes_a_resumed_run_not_exact(before, now, codes):
    here = {"threads": 2, "device": "cpu", "torch": "2.0"}
    assert [note["code"] for note in check_exactness(here | before, here | now)] == codes
    assert check_exactness({}, here) == []
