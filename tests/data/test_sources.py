from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
import torch

from gan_core.data import DATASETS, load_dataset
from gan_core.data.image_dataset import fit_images
from gan_core.data.pixels import to_uint8, to_unit
from gan_core.data.sources import IDX_FILES
from gan_core.errors import DataError


def idx_bytes(array: np.ndarray) -> bytes:
    header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">i4").tobytes()
    return header + array.astype(np.uint8).tobytes()


def write_idx_pair(folder: Path, split: str, images: np.ndarray, labels: np.ndarray, *, packed: bool = False) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in zip(IDX_FILES[split], (images, labels), strict=True):
        content = idx_bytes(array)
        path = folder / (name + ".gz" if packed else name)
        path.write_bytes(gzip.compress(content) if packed else content)


@pytest.fixture
def tiny(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return rng.integers(0, 256, (6, 28, 28), np.uint8), np.array([3, 1, 4, 1, 5, 9], np.uint8)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(("name", "below"), [("fashion-mnist", "FashionMNIST/raw"), ("fashion-mnist", "."), ("mnist", "MNIST/raw")])
def test_idx_files_in_data_dir_are_used(tmp_path, monkeypatch, tiny, name, below, packed):
    monkeypatch.setenv("GAN_DATA_DIR", str(tmp_path))
    images, labels = tiny
    write_idx_pair(tmp_path / below, "test", images, labels, packed=packed)
    dataset = load_dataset(name, split="test")
    assert torch.equal(dataset.images[:, 0], torch.from_numpy(images))
    assert dataset.labels.tolist() == labels.tolist()
    assert dataset.labels.dtype == torch.int64


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda content: content[:100], "its size differs from its header"),
        (lambda content: b"PK\x03\x04" + content, "not an idx file of bytes"),
        (lambda content: b"", "not an idx file of bytes"),
        (lambda content: content[:6], "its size differs from its header"),
    ],
)
def test_damaged_idx_files_are_named(tmp_path, monkeypatch, tiny, spoil, reason):
    monkeypatch.setenv("GAN_DATA_DIR", str(tmp_path))
    write_idx_pair(tmp_path, "train", *tiny)
    path = tmp_path / IDX_FILES["train"][0]
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(DataError, match=reason):
        load_dataset("fashion-mnist")


def test_a_cut_gzip_is_named(tmp_path, monkeypatch, tiny):
    monkeypatch.setenv("GAN_DATA_DIR", str(tmp_path))
    write_idx_pair(tmp_path, "train", *tiny, packed=True)
    path = tmp_path / (IDX_FILES["train"][0] + ".gz")
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(DataError, match="damaged"):
        load_dataset("fashion-mnist")


def test_images_and_labels_must_belong_together(tmp_path, monkeypatch, tiny):
    monkeypatch.setenv("GAN_DATA_DIR", str(tmp_path))
    write_idx_pair(tmp_path, "train", tiny[0], tiny[1][:4])
    with pytest.raises(DataError, match="do not belong together"):
        load_dataset("fashion-mnist")


def test_without_data_and_network_one_sentence_says_what_to_do(tmp_path, monkeypatch):
    from torchvision import datasets

    class Offline:
        def __init__(self, *_arguments: object, **_options: object) -> None:
            raise RuntimeError("Error downloading train-images:\nmore")

    monkeypatch.setenv("GAN_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(datasets, "MNIST", Offline)
    with pytest.raises(DataError) as caught:
        load_dataset("mnist")
    assert "GAN_DATA_DIR" in str(caught.value)
    assert "fashion-mnist-10k" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_cifar10_comes_as_channels_first(tmp_path, monkeypatch, rng):
    from torchvision import datasets

    pixels = rng.integers(0, 256, (5, 32, 32, 3), np.uint8)

    class Stored:
        data, targets = pixels, [0, 1, 2, 3, 9]

        def __init__(self, *_arguments: object, **_options: object) -> None: ...

    monkeypatch.setattr(datasets, "CIFAR10", Stored)
    dataset = load_dataset("cifar10")
    assert dataset.images.shape == (5, 3, 32, 32)
    assert torch.equal(dataset.images[2, :, 4, 5], torch.from_numpy(pixels[2, 4, 5]))


def test_embedded_subset_is_balanced():
    dataset = load_dataset("fashion-mnist-10k")
    assert dataset.images.shape == (10_000, 1, 28, 28)
    assert dataset.labels.bincount().tolist() == [1000] * 10
    # trousers are narrow: the middle columns are the bright ones, and shoes leave the top rows dark
    means = [dataset.images[dataset.labels == label].float().mean(0)[0] for label in range(10)]
    assert means[1][:, 10:18].mean() > 3 * means[1][:, :6].mean()
    assert means[7][:8].mean() < 0.05 * means[7][14:20].mean()


def test_embedded_subset_has_no_test_images():
    with pytest.raises(DataError, match="no test images"):
        load_dataset("fashion-mnist-10k", split="test")


@pytest.mark.parametrize(("name", "split", "accepted"), [("imagenet", "train", "cifar10"), ("mnist", "valid", "train, test")])
def test_unknown_names_list_the_known_ones(name, split, accepted):
    with pytest.raises(DataError, match=accepted):
        load_dataset(name, split=split)


def test_scaling_round_trip_is_exact():
    pixels = torch.arange(256, dtype=torch.uint8)
    assert torch.equal(to_uint8(to_unit(pixels)), pixels)
    assert to_unit(pixels)[[0, -1]].tolist() == [-1.0, 1.0]
    assert to_uint8(torch.tensor([-5.0, 5.0])).tolist() == [0, 255]


def test_batches_are_scaled_draws():
    dataset = load_dataset("fashion-mnist-10k")
    images, labels = dataset.batch(torch.tensor([7, 3, 7]))
    assert images.dtype == torch.float32
    assert torch.equal(images[0], images[2])
    assert torch.equal(images[1], to_unit(dataset.images[3]))
    assert labels.tolist() == dataset.labels[[7, 3, 7]].tolist()


def test_fitting_changes_size_and_channels():
    colour = torch.zeros(2, 3, 32, 32, dtype=torch.uint8)
    colour[:, 1] = 200
    grey = fit_images(colour, 28, 1)
    assert grey.shape == (2, 1, 28, 28)
    assert grey.unique().tolist() == [round(200 * 0.587)]
    assert fit_images(grey, 64, 3).shape == (2, 3, 64, 64)
    assert fit_images(colour, 32, 3) is colour


def test_every_data_set_says_its_shape():
    for name, spec in DATASETS.items():
        assert spec.name == name
        assert spec.image_channels in (1, 3)
        assert len(set(spec.class_names)) == len(spec.class_names)
