"""Where the standard sets come from: GAN_DATA_DIR, a Debian package, or torchvision's download with its checksums."""

from __future__ import annotations

import contextlib
import gzip
import os
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gan_core.errors import DataError

DEBIAN_FASHION_MNIST = Path("/usr/share/datasets/fashion-mnist")
EMBEDDED = Path(__file__).with_name("fashion_mnist_10k.npz")
IDX_FILES = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}


def cache_folder() -> Path:
    """Where downloads go: GAN_DATA_DIR, or `data` in the working directory."""
    return Path(os.environ.get("GAN_DATA_DIR", "data"))


def load_fashion_mnist(split: str) -> tuple[Tensor, Tensor]:
    """uint8 (60000 or 10000, 1, 28, 28) and labels, from the first place that has them."""
    for folder in (cache_folder(), cache_folder() / "FashionMNIST" / "raw", DEBIAN_FASHION_MNIST):
        if (found := _read_idx_pair(folder, split)) is not None:
            return found
    return _from_torchvision("FashionMNIST", "fashion-mnist", split)


def load_mnist(split: str) -> tuple[Tensor, Tensor]:
    """uint8 (60000 or 10000, 1, 28, 28) and labels."""
    if (found := _read_idx_pair(cache_folder() / "MNIST" / "raw", split)) is not None:
        return found
    return _from_torchvision("MNIST", "mnist", split)


def load_cifar10(split: str) -> tuple[Tensor, Tensor]:
    """uint8 (50000 or 10000, 3, 32, 32) and labels; torchvision checks the files' md5 before it opens them."""
    return _from_torchvision("CIFAR10", "cifar10", split)


def load_embedded(split: str) -> tuple[Tensor, Tensor]:
    """The 10,000 Fashion-MNIST training images that are part of the project, 1,000 a class."""
    if split != "train":
        raise DataError(
            "value", field="split", came=repr(split), accepted="train (the embedded subset has no test images; use fashion-mnist)"
        )
    with np.load(EMBEDDED, allow_pickle=False) as stored:
        return torch.from_numpy(stored["images"])[:, None], torch.from_numpy(stored["labels"].astype(np.int64))


def _read_idx_pair(folder: Path, split: str) -> tuple[Tensor, Tensor] | None:
    """Images (N, 1, H, W) and labels from idx files (plain or .gz) in `folder`; None when they are not there."""
    paths = [_existing(folder / name) for name in IDX_FILES[split]]
    if None in paths:
        return None
    images, labels = (_read_idx(path) for path in paths if path)
    if images.dim() != 3 or labels.shape != images.shape[:1]:
        raise DataError("dataset_damaged", came=str(folder), reason="images and labels do not belong together")
    return images[:, None], labels.long()


def _existing(path: Path) -> Path | None:
    return next((candidate for candidate in (path, path.with_name(path.name + ".gz")) if candidate.is_file()), None)


def _read_idx(path: Path) -> Tensor:
    """An idx file of bytes: 0 0 8 D, then D sizes as big-endian int32, then the data."""
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        raise DataError("dataset_damaged", came=path.name, reason=type(error).__name__) from None
    if content[:3] != b"\0\0\x08" or len(content) < 4:
        raise DataError("dataset_damaged", came=path.name, reason="not an idx file of bytes")
    dimensions = content[3]
    shape = np.frombuffer(content, ">i4", min(dimensions, (len(content) - 4) // 4), offset=4)
    data = np.frombuffer(content, np.uint8, offset=4 + 4 * len(shape))
    if len(shape) != dimensions or data.size != int(np.prod(shape.astype(object))):
        raise DataError("dataset_damaged", came=path.name, reason="its size differs from its header")
    return torch.from_numpy(data.reshape(shape).copy())


def _from_torchvision(class_name: str, name: str, split: str) -> tuple[Tensor, Tensor]:
    """Through torchvision.datasets: on disk if it is there, else downloaded with progress and checksum."""
    from torchvision import datasets

    kind: Any = getattr(datasets, class_name)
    try:
        with _progress_on_stderr():
            data = kind(str(cache_folder()), train=split == "train", download=True)
    except (OSError, RuntimeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataError("dataset_missing", came=name, reason=reason, accepted="fashion-mnist-10k, which is part of the project") from None
    images = torch.as_tensor(data.data)
    images = images[:, None] if images.dim() == 3 else images.permute(0, 3, 1, 2).contiguous()
    return images, torch.as_tensor(data.targets)


@contextlib.contextmanager
def _progress_on_stderr() -> Iterator[None]:
    """torchvision prints to stdout, which belongs to the caller's own output."""
    with contextlib.redirect_stdout(sys.stderr):
        yield
