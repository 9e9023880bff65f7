from __future__ import annotations

import gzip
import hashlib
import pickle
import runpy
import sys
import urllib.error
from pathlib import Path

import numpy as np
import pytest
import torch
import torchvision
from PIL import Image

from gan_core.config import TrainingConfig
from gan_core.data import DATASETS, image_dataset, load_dataset, load_for, sources
from gan_core.data.image_dataset import fit_images
from gan_core.data.sources import DEBIAN_FASHION_MNIST, IDX_FILES
from gan_core.errors import DataError
from gan_core.pixels import to_uint8, to_unit

RAW = "FashionMNIST/raw"


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
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but `tmp_path` to read from, and a network that is not there."""

    def refuse(*_arguments: object, **_options: object) -> None:
        raise urllib.error.URLError("no route")

    monkeypatch.setenv("GAN_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(sources, "DEBIAN_FASHION_MNIST", tmp_path / "nowhere")
    monkeypatch.setattr("urllib.request.urlopen", refuse)


@pytest.fixture
def tiny(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return rng.integers(0, 256, (6, 28, 28), np.uint8), np.array([3, 1, 4, 1, 5, 9], np.uint8)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(("name", "below"), [("fashion-mnist", "FashionMNIST/raw"), ("mnist", "MNIST/raw")])
def test_idx_files_in_data_dir_are_used(tmp_path, monkeypatch, tiny, name, below, packed):
    monkeypatch.setenv("GAN_DATA_DIR", str(tmp_path))
    images, labels = tiny
    write_idx_pair(tmp_path / below, "test", images, labels, packed=packed)
    dataset = load_dataset(name, split="test")
    assert torch.equal(dataset.images[:, 0], torch.from_numpy(images))
    assert dataset.labels.tolist() == labels.tolist()
    assert dataset.labels.dtype == torch.int64


@pytest.mark.parametrize("packed", [False, True])
def test_loose_idx_files_belong_to_the_set_of_their_labels(tmp_path, monkeypatch, tiny, offline, packed):
    write_idx_pair(tmp_path, "train", *tiny, packed=packed)
    monkeypatch.setitem(sources.LABEL_DIGESTS, ("mnist", "train"), hashlib.sha256(tiny[1].tobytes()).hexdigest())
    assert torch.equal(load_dataset("mnist").images[:, 0], torch.from_numpy(tiny[0]))
    with pytest.raises(DataError, match="data set fashion-mnist is not on this machine"):
        load_dataset("fashion-mnist")


def test_debians_package_is_used_when_the_data_dir_has_nothing(tmp_path, monkeypatch, tiny, offline):
    write_idx_pair(tmp_path / "debian", "train", *tiny, packed=True)
    monkeypatch.setattr(sources, "DEBIAN_FASHION_MNIST", tmp_path / "debian")
    assert torch.equal(load_dataset("fashion-mnist").images[:, 0], torch.from_numpy(tiny[0]))


@pytest.mark.parametrize(
    ("name", "below"), [("fashion-mnist", RAW), ("mnist", "MNIST/raw"), ("mnist", "."), ("cifar10", "cifar-10-batches-py")]
)
def test_what_is_on_this_machine_is_known_without_a_download(tmp_path, offline, tiny, monkeypatch, name, below):
    assert not sources.at_hand(name)
    assert not sources.on_this_machine(name)
    (tmp_path / below).mkdir(parents=True, exist_ok=True)
    for split in ("train", "test") if name != "cifar10" else ():
        write_idx_pair(tmp_path / below, split, *tiny)
        monkeypatch.setitem(sources.LABEL_DIGESTS, (name, split), hashlib.sha256(tiny[1].tobytes()).hexdigest())
    assert sources.at_hand(name)
    assert sources.on_this_machine(name)
    for other in {"fashion-mnist", "mnist", "cifar10"} - {name}:
        assert not sources.on_this_machine(other)


def test_debians_package_and_what_is_part_of_the_project_are_on_this_machine(tmp_path, offline, tiny, monkeypatch):
    monkeypatch.setattr(sources, "DEBIAN_FASHION_MNIST", tmp_path / "debian")
    for split in ("train", "test"):
        write_idx_pair(tmp_path / "debian", split, *tiny, packed=True)
    for known in (sources.at_hand, sources.on_this_machine):
        assert [name for name in DATASETS if name != "folder" and known(name)] == ["fashion-mnist", "fashion-mnist-10k"]
    assert sources.at_hand("folder")
    assert not sources.on_this_machine("folder")


def test_the_cache_folder_does_not_depend_on_where_one_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for value in (None, ""):
        monkeypatch.delenv("GAN_DATA_DIR", raising=False) if value is None else monkeypatch.setenv("GAN_DATA_DIR", value)
        assert sources.cache_folder() == Path(sources.__file__).parents[2] / "data"


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
    write_idx_pair(tmp_path / RAW, "train", *tiny)
    path = tmp_path / RAW / IDX_FILES["train"][0]
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(DataError, match=reason):
        load_dataset("fashion-mnist")


def test_a_cut_gzip_is_named(tmp_path, monkeypatch, tiny):
    monkeypatch.setenv("GAN_DATA_DIR", str(tmp_path))
    write_idx_pair(tmp_path / RAW, "train", *tiny, packed=True)
    path = tmp_path / RAW / (IDX_FILES["train"][0] + ".gz")
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte\.gz: damaged \(EOFError\)"):
        load_dataset("fashion-mnist")


@pytest.mark.parametrize(
    ("images", "labels"),
    [
        (np.zeros((6, 28, 28)), np.zeros(4)),  # labels missing
        (np.zeros((6, 28, 27)), np.zeros(6)),  # another size
        (np.zeros((6, 28, 28)), np.full(6, 10)),  # an eleventh class
        (np.zeros((0, 28, 28)), np.zeros(0)),
        (np.zeros(6), np.zeros(6)),
    ],
)
def test_images_and_labels_must_belong_together(tmp_path, monkeypatch, images, labels):
    monkeypatch.setenv("GAN_DATA_DIR", str(tmp_path))
    write_idx_pair(tmp_path / RAW, "train", images, labels)
    with pytest.raises(DataError, match="not 28x28 images with as many labels from 0 to 9"):
        load_dataset("fashion-mnist")


@pytest.mark.parametrize("name", ["fashion-mnist", "mnist", "cifar10"])
def test_without_data_and_network_one_sentence_says_what_to_do(offline, name):
    with pytest.raises(DataError) as caught:
        load_dataset(name)
    assert str(caught.value) == (
        f"data set {name} is not on this machine and could not be downloaded (<urlopen error no route>); "
        "set GAN_DATA_DIR to a folder that holds it, or choose fashion-mnist-10k."
    )


@pytest.fixture
def tiny_cifar(tmp_path, monkeypatch, rng) -> tuple[Path, np.ndarray]:
    """The real layout with 6 images a file; torchvision is told these files' checksums instead of the real ones."""
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    pixels = rng.integers(0, 256, (6, 6, 3072), np.uint8)

    def write(name: str, content: dict[str, object]) -> list[str]:
        (folder / name).write_bytes(pickle.dumps(content))
        return [name, hashlib.md5((folder / name).read_bytes()).hexdigest()]

    names = [f"data_batch_{number}" for number in range(1, 6)] + ["test_batch"]
    written = [write(name, {"data": data, "labels": [0, 1, 2, 3, 4, 9]}) for name, data in zip(names, pixels, strict=True)]
    meta = write("batches.meta", {"label_names": ["airplane"]})
    monkeypatch.setattr(torchvision.datasets.CIFAR10, "train_list", written[:5])
    monkeypatch.setattr(torchvision.datasets.CIFAR10, "test_list", written[5:])
    monkeypatch.setattr(torchvision.datasets.CIFAR10, "meta", {"filename": meta[0], "key": "label_names", "md5": meta[1]})
    return folder, pixels.reshape(6, 6, 3, 32, 32)


def test_cifar10_is_read_channels_first(offline, tiny_cifar):
    _, pixels = tiny_cifar
    train, test = load_dataset("cifar10"), load_dataset("cifar10", split="test")
    assert torch.equal(train.images, torch.from_numpy(pixels[:5].reshape(30, 3, 32, 32)))
    assert torch.equal(test.images, torch.from_numpy(pixels[5]))
    assert train.labels.tolist() == [0, 1, 2, 3, 4, 9] * 5
    assert train.images.is_contiguous()


class Trap:
    """Unpickling one of these leaves a mark."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.mark,)


def test_a_cifar10_file_that_fails_its_checksum_is_never_unpickled(offline, tiny_cifar, tmp_path):
    folder, _ = tiny_cifar
    (folder / "data_batch_3").write_bytes(pickle.dumps(Trap(tmp_path / "mark")))
    with pytest.raises(DataError, match="data set cifar10"):
        load_dataset("cifar10")
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize(("split", "per_class"), [("train", 1000), ("test", 100)])
def test_embedded_subset_is_balanced(split, per_class):
    dataset = load_dataset("fashion-mnist-10k", split=split)
    assert dataset.images.shape == (10 * per_class, 1, 28, 28)
    assert dataset.labels.bincount().tolist() == [per_class] * 10
    # trousers are narrow: the middle columns are the bright ones; sneakers leave the top rows dark
    means = [dataset.images[dataset.labels == label].float().mean(0)[0] for label in range(10)]
    assert means[1][:, 10:18].mean() > 3 * means[1][:, :6].mean()
    assert means[7][:8].mean() < 0.05 * means[7][14:20].mean()


@pytest.mark.parametrize("split", ["train", "test"])
def test_embedded_subset_is_the_full_sets_images_by_index(tmp_path, monkeypatch, split):
    embedded = load_dataset("fashion-mnist-10k", split=split)
    assert len(embedded.images.flatten(1).unique(dim=0)) > 0.99 * len(embedded)  # Fashion-MNIST itself repeats a few
    if DEBIAN_FASHION_MNIST.is_dir():
        monkeypatch.setenv("GAN_DATA_DIR", str(tmp_path))
        full = load_dataset("fashion-mnist", split=split)
        script = runpy.run_path("scripts/make_embedded_subset.py")
        indices = script["draw_indices"](full.labels.numpy(), script["PER_CLASS"][split])
        assert torch.equal(embedded.images, full.images[indices])
        assert torch.equal(embedded.labels, full.labels[indices])


@pytest.mark.parametrize(("name", "split", "accepted"), [("imagenet", "train", "cifar10"), ("mnist", "valid", "train, test")])
def test_unknown_names_list_the_known_ones(name, split, accepted):
    with pytest.raises(DataError, match=accepted):
        load_dataset(name, split=split)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"image_size": 0}, "image_size: got 0; accepted: 1 to 1024"),
        ({"image_size": 4096}, "image_size: got 4096; accepted: 1 to 1024"),
        ({"image_channels": 2}, "image_channels: got 2; accepted: 1, 3"),
    ],
)
def test_shapes_out_of_range_are_refused(options, sentence):
    with pytest.raises(DataError, match=sentence):
        load_dataset("fashion-mnist-10k", **options)


def test_scaling_round_trip_is_exact():
    pixels = torch.arange(256, dtype=torch.uint8)
    assert torch.equal(to_uint8(to_unit(pixels)), pixels)
    assert to_unit(pixels)[[0, -1]].tolist() == [-1.0, 1.0]
    assert to_uint8(torch.tensor([-5.0, 5.0])).tolist() == [0, 255]
    assert to_uint8(torch.tensor([-0.0001, 0.0, 0.9961, 0.996])).tolist() == [127, 128, 255, 254]  # nearest, not floor


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
    pure = 200 * torch.eye(3, dtype=torch.uint8).view(3, 3, 1, 1)
    assert fit_images(pure, 1, 1).ravel().tolist() == [round(200 * weight) for weight in (0.299, 0.587, 0.114)]
    assert fit_images(grey, 64, 3).shape == (2, 3, 64, 64)
    assert fit_images(colour, 32, 3) is colour


@pytest.mark.parametrize(("native", "size"), [(28, 14), (64, 32), (28, 64)])
def test_resizing_agrees_with_pillow(rng, monkeypatch, native, size):
    monkeypatch.setattr(image_dataset, "CHUNK", 2)  # more than one chunk
    pixels = rng.integers(0, 256, (5, native, native), np.uint8)
    resized = fit_images(torch.from_numpy(pixels)[:, None], size, 1)[:, 0]
    pillow = np.stack([np.asarray(Image.fromarray(image).resize((size, size), Image.Resampling.BILINEAR)) for image in pixels])
    assert (resized.int() - torch.from_numpy(pillow).int()).abs().max() <= 1


def test_every_data_set_says_its_shape():
    for name, spec in DATASETS.items():
        assert spec.name == name
        assert spec.image_channels in (1, 3)
        assert len(set(spec.class_names)) == len(spec.class_names)


def test_torchvision_is_imported_only_when_it_is_needed(monkeypatch):
    monkeypatch.setitem(sys.modules, "torchvision", None)  # importing it now fails
    for module in Path(sources.__file__).parent.glob("*.py"):
        runpy.run_path(str(module))
    assert len(load_dataset("fashion-mnist-10k", split="test")) == 1000


def test_careless_labels():
    config = TrainingConfig(dataset="fashion-mnist-10k", wrong_labels=0.2)
    right, careless = load_dataset("fashion-mnist-10k"), load_for(config)
    wrong = right.labels != careless.labels
    assert wrong.sum() == 2000
    assert torch.equal(right.images, careless.images)
    shift = (careless.labels - right.labels)[wrong] % 10
    assert shift.bincount(minlength=10)[1:].min() > 150  # every other class about as often
    assert torch.equal(careless.labels, load_for(config).labels)
    assert torch.equal(load_for(config, split="test").labels, load_dataset("fashion-mnist-10k", split="test").labels)
