"""Where the standard sets come from: GAN_DATA_DIR, a Debian package, or torchvision's download with its checksums."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import os
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from gan_core.errors import DataError
from gan_core.paths import DATA

DEBIAN_FASHION_MNIST = Path("/usr/share/datasets/fashion-mnist")
EMBEDDED = Path(__file__).with_name("fashion_mnist_10k")
SIDE, CLASSES = 28, 10  # of Fashion-MNIST and MNIST
IDX_FILES = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}
# SHA-256 of the labels' bytes. Both sets use the same file names, so loose files are told apart by their labels.
LABEL_DIGESTS = {
    ("mnist", "train"): "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    ("mnist", "test"): "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
    ("fashion-mnist", "train"): "657fbd221bfc9f4198cc14b5619cc33ec57c58dd0e47af4d99d6650759e869a7",
    ("fashion-mnist", "test"): "3d0e6c6ea990b53b6f8f500a41cac93881d981b315f84578b7d915342ade01e9",
}


def cache_folder() -> Path:
    """Where data is looked for and downloads go: GAN_DATA_DIR, or `data` in the project (of an installed one: where it was started)."""
    return Path(os.environ.get("GAN_DATA_DIR") or DATA)


def at_hand(name: str) -> bool:
    """Whether a data set need not be downloaded, as far as names of files tell."""
    if name == "cifar10":
        return (cache_folder() / "cifar-10-batches-py").is_dir()
    folders = {"mnist": ("MNIST/raw", "."), "fashion-mnist": ("FashionMNIST/raw", ".")}.get(name)
    if folders is None:
        return True  # part of the project, or the visitor's own
    places = [cache_folder() / folder for folder in folders] + ([DEBIAN_FASHION_MNIST] if name == "fashion-mnist" else [])
    return any(_existing(place / IDX_FILES["train"][0]) for place in places)


def load_fashion_mnist(split: str) -> tuple[Tensor, Tensor]:
    """uint8 (60000 or 10000, 1, 28, 28) and labels, from the first place that has them."""
    if (found := _find_idx("fashion-mnist", "FashionMNIST", split)) or (found := _read_idx_pair(DEBIAN_FASHION_MNIST, split)):
        return found
    return _from_torchvision("FashionMNIST", "fashion-mnist", split)


def load_mnist(split: str) -> tuple[Tensor, Tensor]:
    """uint8 (60000 or 10000, 1, 28, 28) and labels, from the first place that has them."""
    return _find_idx("mnist", "MNIST", split) or _from_torchvision("MNIST", "mnist", split)


def load_cifar10(split: str) -> tuple[Tensor, Tensor]:
    """uint8 (50000 or 10000, 3, 32, 32) and labels; torchvision checks the files' md5 before it opens them."""
    return _from_torchvision("CIFAR10", "cifar10", split)


def load_embedded(split: str) -> tuple[Tensor, Tensor]:
    """Fashion-MNIST as part of the project: 1,000 training or 100 test images a class, class after class.

    They are cells of one lossless PNG, left to right and top to bottom, drawn by `scripts/make_embedded_subset.py`.
    """
    with Image.open(EMBEDDED / f"{split}.png") as sheet:
        pixels = np.array(sheet)
    rows, columns = pixels.shape[0] // SIDE, pixels.shape[1] // SIDE
    images = torch.from_numpy(pixels).view(rows, SIDE, columns, SIDE).permute(0, 2, 1, 3).reshape(-1, 1, SIDE, SIDE)
    return images, torch.arange(CLASSES).repeat_interleave(len(images) // CLASSES)


def on_this_machine(name: str) -> bool:
    """Whether the data set of that name can be read without a download; of "folder" it is not known."""
    if name == "cifar10":
        return (cache_folder() / "cifar-10-batches-py").is_dir()
    if name == "mnist":
        return _find_idx("mnist", "MNIST", "test") is not None
    if name == "fashion-mnist":
        return (_find_idx(name, "FashionMNIST", "test") or _read_idx_pair(DEBIAN_FASHION_MNIST, "test")) is not None
    return name == "fashion-mnist-10k"


def _find_idx(name: str, class_name: str, split: str) -> tuple[Tensor, Tensor] | None:
    """From torchvision's folder in the cache folder, else from loose files in it that are this set's by their labels."""
    if found := _read_idx_pair(cache_folder() / class_name / "raw", split):
        return found
    if (labels := _existing(cache_folder() / IDX_FILES[split][1])) is None:
        return None
    digest = hashlib.sha256(_read_idx(labels).numpy().tobytes()).hexdigest()
    return _read_idx_pair(cache_folder(), split) if digest == LABEL_DIGESTS[name, split] else None


def _read_idx_pair(folder: Path, split: str) -> tuple[Tensor, Tensor] | None:
    """Images (N, 1, 28, 28) and labels from idx files (plain or .gz) in `folder`; None when they are not there."""
    paths = [_existing(folder / name) for name in IDX_FILES[split]]
    if None in paths:
        return None
    images, labels = (_read_idx(path) for path in paths if path)
    if not len(images) or images.shape != (*labels.shape, SIDE, SIDE) or labels.max() >= CLASSES:
        raise DataError("dataset_damaged", received=folder, reason="not 28x28 images with as many labels from 0 to 9")
    return images[:, None], labels.long()


def _existing(path: Path) -> Path | None:
    return next((candidate for candidate in (path, path.with_name(path.name + ".gz")) if candidate.is_file()), None)


def _read_idx(path: Path) -> Tensor:
    """An idx file of bytes: 0 0 8 D, then D sizes as big-endian int32, then the data."""
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        raise DataError("dataset_damaged", received=path, reason=type(error).__name__) from None
    if content[:3] != b"\0\0\x08" or len(content) < 4:
        raise DataError("dataset_damaged", received=path, reason="not an idx file of bytes")
    start = 4 + 4 * content[3]
    shape = [int.from_bytes(content[at : at + 4], "big") for at in range(4, start, 4)]
    if len(content) != start + int(np.prod(shape, dtype=object)):
        raise DataError("dataset_damaged", received=path, reason="its size differs from its header")
    return torch.from_numpy(np.frombuffer(content, np.uint8, offset=start).reshape(shape).copy())


def _from_torchvision(class_name: str, name: str, split: str) -> tuple[Tensor, Tensor]:
    """Through torchvision.datasets: on disk if it is there, else downloaded with progress (stderr) and checksum."""
    from torchvision import datasets

    kind: Any = getattr(datasets, class_name)
    try:
        data = kind(str(cache_folder()), train=split == "train", download=True)
    except (OSError, RuntimeError, EOFError, http.client.HTTPException) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[-1]  # the last mirror's answer
        raise DataError("dataset_missing", received=name, reason=reason, expected="fashion-mnist-10k") from None
    images = torch.as_tensor(data.data)
    images = images[:, None] if images.dim() == 3 else images.permute(0, 3, 1, 2).contiguous()
    return images, torch.as_tensor(data.targets)
