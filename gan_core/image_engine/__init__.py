"""Conditional GANs of small pictures, trained by one WebAssembly module that the browser and Python run.

The networks are those of `gan_core/models/dcgan.py`, the updates those of `gan_core/training/steps.py`; what is trained here is a run like
any other. The C lies beside this file, in the order of who needs whom: maps, norm, parameters, generator and discriminator (networks.h),
trainer, module; products, random numbers, objectives and optimisers are those of `gan_core/engine`. `make image-engine` builds images.wasm.
In the browser: trainer.mjs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gan_core.config import TrainingConfig
from gan_core.engine import Engine
from gan_core.errors import ConfigError

MODULE = Path(__file__).with_name("images.wasm")

# What the engine can do of what a run may ask for: the one value, or (low, high)
ONLY: dict[str, object] = {
    "model": "dcgan", "kernel_size": 4, "spectral_norm": False, "augment": "", "real_target": 1.0,
    "generator_norm": "batch", "wrong_labels": 0.0,
    "lsgan_a": 0.0, "lsgan_b": 1.0, "lsgan_c": 1.0,
}  # fmt: skip
BOUNDS = {"base_channels": (4, 32), "batch_size": (4, 128), "latent_dim": (1, 256), "num_classes": (0, 100), "image_size": (28, 32)}
MULTIPLE = 4  # of base_channels: a register holds four floats

_TENSOR = np.dtype(
    [("name", "S40"), ("dimensions", "<i4"), ("shape", "<i4", 4), ("loops", "<i4", 4), ("steps", "<i4", 4), ("rest", "<i4", 2)]
)


def check(config: TrainingConfig) -> None:
    """Raises ConfigError: the engine cannot train this."""
    for field, expected in ONLY.items():
        if getattr(config, field) != expected:
            raise ConfigError("value", field=field, received=repr(getattr(config, field)), expected=repr(expected))
    for field, (low, high) in BOUNDS.items():
        value = getattr(config, field)
        if not low <= value <= high:
            raise ConfigError("value", field=field, received=value, expected=f"{low} to {high}")
    if config.base_channels % MULTIPLE:
        raise ConfigError("value", field="base_channels", received=config.base_channels, expected=f"a multiple of {MULTIPLE}")
    if config.discriminator_norm == "batch" and (config.r1_weight or config.r2_weight):
        raise ConfigError(
            "combination",
            field="discriminator_norm",
            received="'batch'",
            other="r1_weight or r2_weight",
            expected="none (batch norm mixes images)",
        )


class ImageTrainer:
    """A GAN in training, step by step: the same bits wherever it runs.

    Args:
        config: what `check` accepts; raises ConfigError otherwise.
        images: uint8 (N, C, H, W), N at least `batch_size`.
        labels: (N,) of `num_classes` classes.
    """

    def __init__(self, config: TrainingConfig, images: NDArray[np.uint8], labels: NDArray[np.integer[Any]]) -> None:
        check(config)
        if len(images) < config.batch_size:
            raise ConfigError("value", field="batch_size", received=config.batch_size, expected=f"at most {len(images)}, one of each image")
        self.config = config
        self._engine = Engine(MODULE)
        self._write_settings()
        self._engine.call("create", len(images))
        self._engine.write(self._engine.call("pixels"), np.ascontiguousarray(images.transpose(0, 2, 3, 1)))
        self._engine.write(self._engine.call("labels"), labels.astype("<i4"))
        self._engine.call("start")

    def _write_settings(self) -> None:
        config = self.config
        derived = {
            "classes": config.model_classes,
            "leaky": config.generator_activation == "leaky_relu",
            "normed": config.discriminator_norm == "batch",
            "loss": self._engine.names["loss"].index(config.loss),
        }
        values = [derived[name] if name in derived else getattr(config, name) for name in self._engine.names["settings"]]
        self._engine.write(self._engine.call("settings_memory"), np.array(values, "<f8"))

    def change(self, config: TrainingConfig) -> None:
        """Go on with another objective, rates or penalties; networks and batch stay. Raises ConfigError."""
        check(config)
        self.config = config
        self._write_settings()
        self._engine.call("change")

    def step(self, count: int = 1) -> None:
        """`count` steps: each the updates of D, then one of G."""
        for _ in range(count):
            self._engine.call("step")

    def update_once(self, player: str) -> None:
        """One update of one player alone, `discriminator` or `generator`."""
        self._engine.call(f"{player}_once")

    @property
    def numbers(self) -> dict[str, float]:
        """What the last step left, by the names of `METRIC_NAMES`."""
        names = self._engine.names["numbers"]
        return dict(zip(names, self._engine.read(self._engine.call("numbers"), len(names)).tolist(), strict=True))

    @property
    def counters(self) -> dict[str, int]:
        """Steps, updates and images so far."""
        names = self._engine.names["counters"]
        return dict(zip(names, self._engine.read(self._engine.call("counters"), len(names), np.int32).tolist(), strict=True))

    def batch(self) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The last batch: places of its images in the data (N,), and its z (N, latent_dim)."""
        count, stride = self.config.batch_size, self._engine.call("inputs_stride")
        inputs = self._engine.read(self._engine.call("inputs"), count * stride).reshape(count, stride)
        return self._engine.read(self._engine.call("batch"), count, np.int32), inputs[:, : self.config.latent_dim]

    def pictures(self) -> NDArray[np.float32]:
        """What D's last penalty or update saw as real, (N, C, H, W): with WGAN-GP the pictures between real and generated ones."""
        shape = (self.config.batch_size, self.config.image_size, self.config.image_size, self.config.image_channels)
        return self._engine.read(self._engine.call("pictures"), int(np.prod(shape))).reshape(shape).transpose(0, 3, 1, 2)

    def draw(self, z: NDArray[np.floating], class_weights: NDArray[np.floating] | None = None, *, raw: bool = False) -> NDArray[np.float32]:
        """Pictures (N, C, H, W) in (-1, 1) of z (N, latent_dim) and class weights (N, num_classes), by G's average, or by G itself."""
        config, count = self.config, self.config.batch_size
        stride = self._engine.call("inputs_stride")
        shape = (config.image_size, config.image_size, config.image_channels)
        given = z if class_weights is None else np.concatenate([z, class_weights], axis=1)
        parts = []
        for first in range(0, len(z), count):
            rows = np.zeros((count, stride), np.float32)
            part = given[first : first + count]
            rows[: len(part), : given.shape[1]] = part
            self._engine.write(self._engine.call("inputs"), rows)
            drawn = self._engine.read(self._engine.call("draw", int(raw)), count * int(np.prod(shape))).reshape(count, *shape)
            parts.append(drawn[: len(part)].transpose(0, 3, 1, 2))
        return np.concatenate(parts)

    def _places(self, network: str) -> list[tuple[str, tuple[int, ...]]]:
        which = self._engine.names["networks"].index(network)
        size = _TENSOR.itemsize
        places = []
        for index in range(self._engine.call("tensors", which)):
            row = self._engine.read(self._engine.call("tensor", which, index), size, np.uint8).view(_TENSOR)[0]
            places.append((row["name"].decode(), tuple(row["shape"][: row["dimensions"]].tolist())))
        return places

    def tensors(self, network: str, part: str = "weights") -> dict[str, NDArray[np.float32]]:
        """A network's tensors by torch's names, in torch's shapes. `network`: generator, discriminator, average; `part`: weights, gradient,
        or one of Adam's moments, mean and square."""
        which, what = self._engine.names["networks"].index(network), self._engine.names["parts"].index(part)
        found = {}
        for index, (name, shape) in enumerate(self._places(network)):
            if part != "weights" and _is_statistic(name):
                continue
            self._engine.call("read_tensor", which, index, what)
            found[name] = self._engine.read(self._engine.call("tensor_memory"), int(np.prod(shape, dtype=int))).reshape(shape)
        return found

    def write_tensors(self, network: str, tensors: dict[str, NDArray[Any]], part: str = "weights") -> None:
        """Inverse of `tensors`; names that are not there stay as they are. `written` follows."""
        which, what = self._engine.names["networks"].index(network), self._engine.names["parts"].index(part)
        for index, (name, shape) in enumerate(self._places(network)):
            if name in tensors and tensors[name].shape == shape:
                self._engine.write(self._engine.call("tensor_memory"), np.ascontiguousarray(tensors[name], "<f4"))
                self._engine.call("write_tensor", which, index, what)

    def written(self, generator_updates: int = 0, discriminator_updates: int = 0) -> None:
        """After tensors have been written: how many updates the optimisers have made."""
        self._engine.call("written", generator_updates, discriminator_updates)

    def save(self) -> bytes:
        """The whole training but its data."""
        return self._engine.read(0, self._engine.call("saved_bytes"), np.uint8).tobytes()

    def restore(self, saved: bytes) -> None:
        """Back to what `save` gave, of this or another trainer of the same architecture and number of images."""
        self._engine.write(0, np.frombuffer(saved, np.uint8))


def _is_statistic(name: str) -> bool:
    return name.rpartition(".")[2].startswith(("running_", "num_batches"))
