"""A config for another data set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gan_core.config import TrainingConfig
from gan_core.data import DATASETS
from gan_core.errors import ConfigError


def fit_config(base: TrainingConfig, changes: Mapping[str, Any], field: str = "dataset") -> TrainingConfig:
    """`base` with changes; a changed data set brings its own size, channels and classes unless the changes say otherwise.

    Raises:
        ConfigError: no such data set (named as `field`), or a setting or combination that does not fit.
    """
    name = changes.get("dataset", "folder" if "data_dir" in changes else base.dataset)
    if name not in DATASETS:
        raise ConfigError("value", field=field, came=repr(name), accepted=", ".join(DATASETS))
    spec = DATASETS[name]
    native: dict[str, Any] = {"dataset": name}
    if name != base.dataset and spec.class_names:
        native |= {"image_size": spec.image_size, "image_channels": spec.image_channels, "num_classes": len(spec.class_names)}
    return TrainingConfig.from_json(base.to_json() | native | dict(changes))
