"""Data sets by name, each one uint8 tensor (N, C, H, W) with labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from gan_core.config import TrainingConfig
from gan_core.data.image_dataset import ImageDataset, fit_images
from gan_core.data.own_images import has_reference, load_images
from gan_core.data.sources import load_cifar10, load_embedded, load_fashion_mnist, load_mnist
from gan_core.errors import DataError
from gan_core.pixels import to_uint8, to_unit
from gan_core.rng import make_generator

__all__ = ["DATASETS", "DatasetSpec", "ImageDataset", "load_dataset", "load_for", "load_held_out", "to_uint8", "to_unit"]

FASHION_CLASSES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
CIFAR10_CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
MAX_IMAGE_SIZE = 1024


@dataclass(frozen=True)
class DatasetSpec:
    """A data set's own size and classes, and how it is read."""

    name: str
    image_size: int
    image_channels: int
    class_names: tuple[str, ...]
    train_images: int  # 0: as many as there are
    load: Callable[[str], tuple[Tensor, Tensor]] | None  # split -> images uint8 (N, C, H, W), labels; None: a folder
    redistributable: bool = False  # whether its licence lets a shipped model bring pictures of it


DATASETS: dict[str, DatasetSpec] = {
    spec.name: spec
    for spec in (
        DatasetSpec("fashion-mnist", 28, 1, FASHION_CLASSES, 60_000, load_fashion_mnist, redistributable=True),
        DatasetSpec("fashion-mnist-10k", 28, 1, FASHION_CLASSES, 10_000, load_embedded, redistributable=True),
        DatasetSpec("mnist", 28, 1, tuple("0123456789"), 60_000, load_mnist),
        DatasetSpec("cifar10", 32, 3, CIFAR10_CLASSES, 50_000, load_cifar10),
        DatasetSpec("folder", 64, 3, (), 0, None),
    )
}


def load_dataset(
    name: str,
    *,
    split: str = "train",
    image_size: int | None = None,
    image_channels: int | None = None,
    device: torch.device | str = "cpu",
    folder: Path | str | None = None,
    crop: str = "centre",
    background: str = "white",
    follow_links: bool = False,
    progress: bool = True,
) -> ImageDataset:
    """Read a data set whole, fitted to `image_size` and `image_channels` (default: its own), onto `device`.

    The data set "folder" is a folder or a zip of images; `crop`, `background` and `follow_links` are for it alone (`load_images`).

    Raises:
        DataError: unknown name or split, a size or channel count out of range, data neither on this machine nor
            downloadable, damaged files, or a folder without images.
    """
    if name not in DATASETS:
        raise DataError("value", field="dataset", received=repr(name), expected=", ".join(DATASETS))
    if split not in ("train", "test"):
        raise DataError("value", field="split", received=repr(split), expected="train, test")
    spec = DATASETS[name]
    size = spec.image_size if image_size is None else image_size
    channels = spec.image_channels if image_channels is None else image_channels
    if not 1 <= size <= MAX_IMAGE_SIZE:
        raise DataError("value", field="image_size", received=size, expected=f"1 to {MAX_IMAGE_SIZE}")
    if channels not in (1, 3):
        raise DataError("value", field="image_channels", received=channels, expected="1, 3")
    if spec.load is None:
        if not folder:
            raise DataError("value", field="data_dir", received=repr(folder), expected="a folder of images")
        dataset = load_images(
            Path(folder), size, channels, split=split, crop=crop, background=background, follow_links=follow_links, progress=progress
        )
        return replace(dataset, images=dataset.images.to(device), labels=dataset.labels.to(device))
    images, labels = spec.load(split)
    return ImageDataset(name, split, fit_images(images, size, channels).to(device), labels.to(device), spec.class_names)


def load_for(config: TrainingConfig, *, split: str = "train", device: torch.device | str = "cpu", progress: bool = False) -> ImageDataset:
    """The data set of a config, as its networks want it, some labels of the training images wrong where it says so.

    Raises DataError, as `load_dataset`.
    """
    dataset = load_dataset(
        config.dataset,
        split=split,
        image_size=config.image_size,
        image_channels=config.image_channels,
        device=device,
        folder=config.data_dir,
        crop=config.crop,
        background=config.background,
        follow_links=config.follow_links,
        progress=progress,
    )
    return mislabelled(dataset, config.wrong_labels, config.seed) if config.wrong_labels and split == "train" else dataset


def mislabelled(dataset: ImageDataset, share: float, seed: int) -> ImageDataset:
    """The same images, `share` of them (in [0, 1]) with the label of another class, every other one as likely; equal for equal seeds."""
    generator = make_generator(seed, "wrong labels")
    count = len(dataset)
    wrong = torch.randperm(count, generator=generator)[: round(share * count)]
    shift = torch.randint(1, dataset.num_classes, (len(wrong),), generator=generator)
    labels = dataset.labels.cpu().clone()
    labels[wrong] = (labels[wrong] + shift) % dataset.num_classes
    return replace(dataset, labels=labels.to(dataset.labels.device))


def load_held_out(config: TrainingConfig) -> ImageDataset | None:
    """Real images that are not trained on: a data set's test images, of own images those kept as reference; None where there are none."""
    try:
        if config.dataset == "folder" and not has_reference(Path(config.data_dir or ""), follow_links=config.follow_links):
            return None
        return load_for(config, split="test")
    except (DataError, OSError):  # the training goes on without
        return None
