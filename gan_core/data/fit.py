"""A config for other data than it was written for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gan_core.config import AUGMENTATIONS, TrainingConfig
from gan_core.data import DATASETS
from gan_core.data.image_dataset import ImageDataset
from gan_core.errors import ConfigError, DataError

MIN_IMAGES = 2  # a batch: batch norm of one image has no variance
FEW_IMAGES = 2000  # below which D learns images by heart unless they are augmented
MIN_STEPS = 500  # of G, below which nothing is to be expected
MIN_UPDATES = 1500  # of D, below which few images are not learned from


def fit_config(base: TrainingConfig, changes: Mapping[str, Any], field: str = "dataset") -> TrainingConfig:
    """`base` with changes; a changed data set brings its own size, channels and classes unless the changes say otherwise.

    Raises:
        ConfigError: no such data set (named as `field`), own images for another one, or a setting or combination that does not fit.
    """
    name = changes.get("dataset", "folder" if "data_dir" in changes else base.dataset)
    if not isinstance(name, str) or name not in DATASETS:
        raise ConfigError("value", field=field, received=repr(name), expected=", ".join(DATASETS))
    spec = DATASETS[name]
    native: dict[str, Any] = {"dataset": name}
    if name != base.dataset and spec.class_names:
        native |= {"image_size": spec.image_size, "image_channels": spec.image_channels, "num_classes": len(spec.class_names)}
        native |= {"data_dir": None, "class_names": ()}
    if (folder := changes.get("data_dir")) is not None:
        if spec.load:
            raise ConfigError("combination", field="data_dir", received=repr(folder), other=f"dataset {name}", expected="dataset folder")
        if isinstance(folder, str) and folder:  # a run goes on from any folder: a relative path would mean another one there
            changes = dict(changes) | {"data_dir": str(Path(folder).expanduser().resolve())}
    return TrainingConfig.from_json(base.to_json() | native | dict(changes))


def with_classes(config: TrainingConfig, dataset: ImageDataset) -> TrainingConfig:
    """The config with the classes of its data.

    Raises:
        DataError: fewer images than a batch has at least.
        ConfigError: classes are wanted of data that has but one, or more of them than a config may have.
    """
    check_count(len(dataset), Path(config.data_dir or config.dataset))
    return replace(config, class_names=dataset.class_names, num_classes=dataset.num_classes)


def check_count(images: int, path: Path) -> None:
    """Raises DataError: fewer images at `path` than a batch has at least."""
    if images < MIN_IMAGES:
        raise DataError("too_few_images", received=path, count=images, expected=MIN_IMAGES)


def proposed_changes(base: TrainingConfig, images: int, *, labels: bool) -> dict[str, Any]:
    """Settings of `base` that this many images ask to be others: no `labels` where these are not wanted or there is one class, a batch that
    the images fill, augmentation for few of them, epochs enough for MIN_UPDATES of D.
    """
    changes: dict[str, Any] = {}
    if base.conditional and not labels:
        changes["conditioning"] = "none"
        if base.model == "cgan":  # cgan counts the channels of G's first map, dcgan those of the map beside the image
            changes |= {"model": "dcgan", "base_channels": max(4, base.base_channels // 2)}
    if base.batch_size > images:
        changes["batch_size"] = max(MIN_IMAGES, images)
    if images < FEW_IMAGES and not base.augment:
        changes["augment"] = ",".join(AUGMENTATIONS)
    batches = max(1, images // changes.get("batch_size", base.batch_size))
    if base.epochs * batches < MIN_UPDATES:
        changes["epochs"] = -(-MIN_UPDATES // batches)
    return changes


def planned_steps(config: TrainingConfig, images: int) -> int:
    """Steps that a training of this config on so many images takes."""
    steps = config.epochs * (images // min(config.batch_size, images)) // config.n_critic
    return min(steps, config.max_steps) if config.max_steps else steps
