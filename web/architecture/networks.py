"""The networks of the Architecture page, by name: the shipped ones, then the course's own and their variants. Needs no torch."""

from __future__ import annotations

from dataclasses import replace

from gan_core.config import TrainingConfig
from gan_core.presets import PRESETS

SHIPPED = ("cgan-fashion-mnist", "cgan-embedding-fashion-mnist")  # with trained weights

NETWORKS: dict[str, TrainingConfig] = {
    "cgan-fashion-mnist": PRESETS["cgan-projection-fashion-mnist"],
    "cgan-embedding-fashion-mnist": PRESETS["cgan-embedding-fashion-mnist"],
    "cgan-documented": TrainingConfig(conditioning="embedding"),
    "cgan-one-hot": PRESETS["cgan-one-hot-fashion-mnist"],
    "dcgan-32": PRESETS["dcgan-cifar10"],
    "dcgan-28": PRESETS["dcgan-fashion-mnist"],
    "dcgan-64": replace(PRESETS["dcgan-cifar10"], image_size=64),
    "gan-mlp": PRESETS["gan-mnist"],
}

# of the shipped networks
CLASSES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
