"""A config that is asked to take other data: what it keeps, what the data bring, what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from gan_core.config import TrainingConfig
from gan_core.data import DATASETS, ImageDataset
from gan_core.data.fit import check_count, fit_config, planned_steps, proposed_changes, with_classes
from gan_core.errors import ConfigError, DataError

BASE = TrainingConfig()  # a cgan for fashion-mnist
OWN = TrainingConfig(dataset="folder", data_dir="/pictures", num_classes=2, class_names=("a", "b"))
GAN = TrainingConfig(model="dcgan", conditioning="none")


def images(count: int, *classes: str) -> ImageDataset:
    return ImageDataset("folder", "train", torch.zeros(count, 1, 28, 28, dtype=torch.uint8), torch.zeros(count, dtype=torch.int64), classes)


def test_another_data_set_brings_its_size_channels_and_classes():
    fitted = fit_config(OWN, {"dataset": "cifar10"})
    brought = {"dataset": "cifar10", "image_size": 32, "image_channels": 3, "num_classes": 10, "data_dir": None, "class_names": ()}
    assert fitted == replace(OWN, **brought)
    assert fit_config(BASE, {"dataset": "cifar10", "image_size": 64}).image_size == 64


def test_the_same_data_set_keeps_what_the_config_says():
    base = replace(BASE, image_size=32, image_channels=3)
    assert fit_config(base, {"dataset": "fashion-mnist", "epochs": 2}) == fit_config(base, {"epochs": 2}) == replace(base, epochs=2)


def test_a_folder_keeps_the_base_and_becomes_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert fit_config(BASE, {"data_dir": "pictures"}) == replace(BASE, dataset="folder", data_dir=str(tmp_path / "pictures"))
    assert fit_config(BASE, {"dataset": "folder", "data_dir": ""}).data_dir == ""


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"dataset": "svhn"}, f"--dataset: got 'svhn'; accepted: {', '.join(DATASETS)}"),
        ({"dataset": ["mnist"]}, "--dataset: got ['mnist']"),
        ({"dataset": "mnist", "data_dir": "x"}, "data_dir = 'x' does not fit dataset mnist: dataset folder"),
        ({"data_dir": 3}, "data_dir: got 3"),
    ],
)
def test_data_that_do_not_fit_are_named(changes, says):
    with pytest.raises(ConfigError) as error:
        fit_config(BASE, changes, "--dataset")
    assert str(error.value).startswith(says)


def test_a_config_takes_the_classes_of_its_images():
    assert with_classes(OWN, images(2, "x", "y", "z")) == replace(OWN, num_classes=3, class_names=("x", "y", "z"))
    with pytest.raises(ConfigError, match="does not fit 1 classes"):
        with_classes(OWN, images(2, "x"))
    with pytest.raises(DataError, match="/pictures: holds 1 images"):
        with_classes(OWN, images(1, "x", "y"))
    with pytest.raises(DataError, match="fashion-mnist"):
        with_classes(BASE, images(0, "x", "y"))
    check_count(2, Path("x"))


def test_a_recipe_that_suits_its_images_is_left_alone():
    assert proposed_changes(BASE, 60_000, labels=True) == {}
    assert proposed_changes(replace(BASE, epochs=100), 2000, labels=True) == {}  # 15 batches, 100 epochs: 1500 updates
    assert proposed_changes(replace(GAN, augment="color", epochs=1500), 128, labels=False) == {}


def test_few_images_are_augmented_fill_their_batch_and_are_seen_often_enough():
    every = "color,translation,cutout"
    assert proposed_changes(replace(BASE, epochs=100), 1999, labels=True) == {"augment": every}
    assert proposed_changes(replace(BASE, epochs=99), 2000, labels=True) == {"epochs": 100}
    assert proposed_changes(BASE, 127, labels=True) == {"batch_size": 127, "augment": every, "epochs": 1500}
    assert proposed_changes(BASE, 1, labels=True) == {"batch_size": 2, "augment": every, "epochs": 1500}
    assert proposed_changes(BASE, 2300, labels=True) == {"epochs": 89}  # 17 batches: 88 epochs are 1496


def test_without_labels_the_networks_see_none():
    changes = {"conditioning": "none", "model": "dcgan", "base_channels": 64}
    assert proposed_changes(BASE, 60_000, labels=False) == changes
    assert proposed_changes(replace(BASE, base_channels=6), 60_000, labels=False) == changes | {"base_channels": 4}
    assert proposed_changes(replace(GAN, conditioning="projection"), 60_000, labels=False) == {"conditioning": "none"}
    assert proposed_changes(GAN, 60_000, labels=False) == {}


@pytest.mark.parametrize(
    ("settings", "count", "steps"),
    [
        ({"epochs": 3, "batch_size": 10}, 45, 12),
        ({"epochs": 3, "batch_size": 10}, 7, 3),
        ({"epochs": 3, "batch_size": 10, "n_critic": 5}, 45, 2),
        ({"epochs": 3, "batch_size": 10, "max_steps": 11}, 45, 11),
        ({"epochs": 3, "batch_size": 10, "max_steps": 13}, 45, 12),
    ],
)
def test_steps_are_whole_batches_of_every_epoch_over_critic_updates(settings, count, steps):
    assert planned_steps(replace(BASE, **settings), count) == steps
