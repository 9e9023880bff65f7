"""One frozen, validated, JSON-able description of a training run."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from gan_core.errors import ConfigError

# What each choice may be. A row here is what the command line, the pages and the error messages list.
CHOICES: dict[str, tuple[object, ...]] = {
    "model": ("mlp", "dcgan", "cgan"),
    "conditioning": ("none", "one_hot", "embedding", "projection"),
    "loss": ("minimax", "non_saturating", "lsgan", "wgan", "wgan_gp", "hinge", "r3gan"),
    "kernel_size": (3, 4),
    "image_size": (28, 32, 64),
    "image_channels": (1, 3),
    "crop": ("centre", "whole"),
    "background": ("white", "black"),
    "generator_activation": ("relu", "leaky_relu"),
    "generator_norm": ("batch", "none"),
    "discriminator_norm": ("batch", "none"),
    "precision": ("auto", "float32", "bfloat16"),
}

AUGMENTATIONS = ("color", "translation", "cutout")
# What `augment` may be: some of them, in this order, joined by commas
POLICIES = tuple(",".join(chosen) for count in range(len(AUGMENTATIONS) + 1) for chosen in combinations(AUGMENTATIONS, count))

# field: (low, high), both accepted.
RANGES: dict[str, tuple[float, float]] = {
    "num_classes": (0, 1000),
    "wrong_labels": (0, 1),
    "latent_dim": (1, 1024),
    "base_channels": (4, 512),
    "hidden_dim": (8, 4096),
    "real_target": (0.5, 1.0),
    "gp_weight": (0, 1000),
    "clip_value": (1e-5, 10),
    "r1_weight": (0, 1000),
    "r2_weight": (0, 1000),
    "r1_every": (1, 1000),
    "generator_lr": (0, 1),
    "discriminator_lr": (0, 1),
    "beta1": (0, 0.9999),
    "beta2": (0, 0.999999),
    "batch_size": (2, 4096),
    "n_critic": (1, 100),
    "ema_decay": (0, 0.99999),
    "epochs": (1, 100_000),
    "max_steps": (0, 100_000_000),
    "seed": (0, 2**31 - 1),
    "log_every": (1, 10_000),
    "checkpoint_every": (1, 1_000_000),
    "keep_checkpoints": (1, 10_000),
    "sample_every": (0, 1_000_000),
}


@dataclass(frozen=True, kw_only=True)
class TrainingConfig:
    """Everything needed to rebuild a run. Frozen; raises ConfigError when a value or a pair is wrong.

    A step is one generator update (with `n_critic` discriminator updates before it).
    """

    # Data
    dataset: str = "fashion-mnist"
    data_dir: str | None = None  # the folder or zip of images when dataset = "folder"
    crop: str = "centre"  # of own images that are no squares: the middle is cut out, or the whole is kept between borders
    background: str = "white"  # of own images: below what is transparent, and the borders
    follow_links: bool = False  # whether links that lead out of data_dir are followed
    image_size: int = 28
    image_channels: int = 1
    num_classes: int = 10  # of the data; the model sees them unless conditioning = "none"
    class_names: tuple[str, ...] = ()
    wrong_labels: float = 0.0  # share of training images whose label is changed to another class, as careless labelling would

    # Networks
    model: str = "cgan"
    conditioning: str = "embedding"
    latent_dim: int = 100
    base_channels: int = 128  # cgan: channels of G's first map; dcgan: of the map beside the image; mlp: unused
    hidden_dim: int = 256  # mlp: width of the first hidden layer
    kernel_size: int = 4
    generator_activation: str = "relu"
    generator_norm: str = "batch"
    discriminator_norm: str = "batch"
    spectral_norm: bool = False

    # Objective
    loss: str = "non_saturating"
    lsgan_a: float = 0.0  # label of fake
    lsgan_b: float = 1.0  # label of real
    lsgan_c: float = 1.0  # what G wants D to say
    real_target: float = 1.0  # one-sided label smoothing, sigmoid losses only
    gp_weight: float = 10.0  # wgan_gp
    clip_value: float = 0.01  # wgan
    clip_labels: bool = False  # wgan: clip what embeds labels as well; two clipped layers in a row leave nothing of a label
    r1_weight: float = 0.0  # gamma of R1, on real images; 0 = off
    r2_weight: float = 0.0  # gamma of R2, on fake images; 0 = off
    r1_every: int = 1  # lazy regularisation: R1 and R2 at every n-th discriminator update
    augment: str = ""  # DiffAugment: what is done to images before D sees them, one of POLICIES; "" = off

    # Optimisation
    generator_lr: float = 2e-4
    discriminator_lr: float = 2e-4
    beta1: float = 0.5
    beta2: float = 0.999
    batch_size: int = 128
    n_critic: int = 1
    ema_decay: float = 0.0  # 0 = off

    # Run
    epochs: int = 20
    max_steps: int = 0  # 0 = no limit but epochs
    seed: int = 0
    precision: str = "auto"
    log_every: int = 10  # steps between lines of stats.jsonl
    checkpoint_every: int = 500  # steps between checkpoints
    keep_checkpoints: int = 4  # how many of the newest stay on disk
    sample_every: int = 0  # steps between pictures early on, half as often at every doubling; 0 = after sample_epochs only
    sample_epochs: tuple[int, ...] = (1, 2, 5, 10, 20, 30, 40, 50, 75, 100, 150, 200, 300)

    def __post_init__(self) -> None:
        _check_types(self)
        for field, expected in CHOICES.items():
            value = getattr(self, field)
            if value not in expected:
                raise ConfigError("value", field=field, received=repr(value), expected=", ".join(map(str, expected)))
        for field, (low, high) in RANGES.items():
            value = getattr(self, field)
            if not low <= value <= high:
                raise ConfigError("value", field=field, received=value, expected=f"{low} to {high}")
        if self.augment not in POLICIES:
            wanted = f"some of {', '.join(AUGMENTATIONS)}, in this order and joined by commas; nothing for none"
            raise ConfigError("value", field="augment", received=repr(self.augment[:80]), expected=wanted)
        _check_combinations(self)

    @property
    def conditional(self) -> bool:
        """Whether the networks are given labels."""
        return self.conditioning != "none"

    @property
    def model_classes(self) -> int:
        """Number of classes the networks see; 0 when unconditional."""
        return self.num_classes if self.conditional else 0

    def to_json(self) -> dict[str, Any]:
        """Plain dict that `from_json` turns back into an equal config."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in dataclasses.asdict(self).items()}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> TrainingConfig:
        """Inverse of `to_json`. Raises ConfigError on unknown keys or bad values."""
        known = {field.name for field in dataclasses.fields(cls)}
        for key in values:
            if key not in known:
                raise ConfigError("unknown_setting", received=repr(key), expected=", ".join(sorted(known)))
        plain: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
        return cls(**plain)


def _check_types(config: TrainingConfig) -> None:
    """JSON and web forms bring any type: accept an int for a float, nothing else."""
    for field in dataclasses.fields(config):
        value, wanted = getattr(config, field.name), str(field.type)
        fine = {
            "int": isinstance(value, int) and not isinstance(value, bool),
            "float": isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max,
            "bool": isinstance(value, bool),
            "str": isinstance(value, str),
            "str | None": value is None or isinstance(value, str),
            "tuple[int, ...]": isinstance(value, tuple) and all(type(item) is int and 0 < item <= RANGES["epochs"][1] for item in value),
            "tuple[str, ...]": isinstance(value, tuple) and all(isinstance(item, str) for item in value),
        }[wanted]
        if not fine:
            raise ConfigError("value", field=field.name, received=repr(value), expected=f"a value of type {wanted}")


def _check_combinations(config: TrainingConfig) -> None:
    """Settings that are each fine but do not work together."""

    def clash(field: str, other: str, expected: str) -> ConfigError:
        return ConfigError("combination", field=field, received=repr(getattr(config, field)), other=other, expected=expected)

    if config.model == "dcgan" and config.conditioning not in ("none", "projection"):
        raise clash("conditioning", "model dcgan", "none or projection; or model cgan")
    if config.model == "cgan" and not config.conditional:
        raise clash("conditioning", "model cgan", "one of one_hot, embedding, projection; or model dcgan")
    if config.model == "mlp" and config.conditioning not in ("none", "one_hot"):
        raise clash("conditioning", "model mlp", "none or one_hot")
    if config.conditional and config.num_classes < 2:
        raise clash(
            "conditioning", f"{config.num_classes} classes", "a data set with at least 2 classes, or conditioning none (model dcgan or mlp)"
        )
    if config.generator_norm == "none" and config.conditioning == "projection":
        raise clash("generator_norm", "conditioning projection", "batch (the label enters G by its batch norm)")
    if config.wrong_labels and config.num_classes == 1:
        raise clash("wrong_labels", "1 class", "0, or a data set with at least 2 classes")
    if config.class_names and len(config.class_names) != config.num_classes:
        raise clash("num_classes", f"{len(config.class_names)} class names", "one name a class")
    if config.loss == "wgan_gp" and config.discriminator_norm == "batch" and config.model != "mlp":
        raise clash("discriminator_norm", "loss wgan_gp", "none (the penalty is per image, batch norm mixes images)")
    if config.real_target != 1.0 and config.loss not in ("minimax", "non_saturating"):
        raise clash("real_target", f"loss {config.loss}", "1.0 (label smoothing needs a sigmoid loss)")
