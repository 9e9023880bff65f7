"""Sets of pictures to be scored: of a generator, of a data set, of a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from gan_core.config import TrainingConfig
from gan_core.data import DATASETS, ImageDataset, load_dataset, load_for
from gan_core.data.own_images import has_reference, load_equal_squares
from gan_core.data.sources import on_this_machine
from gan_core.errors import ConfigError
from gan_core.inference import TrainedGenerator
from gan_core.provenance import MadeBy
from gan_core.rng import make_generator
from gan_core.training.run_directory import RunDirectory

MIN_PICTURES, MAX_PICTURES, DEFAULT_N = 50, 50_000, 10_000  # pictures of each kind
NOISE_BLOCK = 250
PARTS = {"fashion-mnist-10k": "fashion-mnist"}  # data sets that are a part of another

Batches = Iterator[tuple[Tensor, Tensor | None]]


@dataclass(frozen=True, eq=False)
class Pictures:
    """A set of pictures that can be gone through any number of times, a batch at a time."""

    title: str
    count: int
    shape: tuple[int, int, int]  # (C, H, W)
    class_names: tuple[str, ...]  # empty when the pictures have no classes
    dataset: str  # what it shows, by the name of a data set
    training: bool  # whether a generator may have been trained on it
    batches: Callable[[int], Batches]  # batch size -> (uint8 (n, C, H, W), labels (n,) or None)
    made_by: MadeBy | None = None  # the model that draws them; None of pictures of a data set or a folder


def generated(generator: TrainedGenerator, n: int, seed: int, title: str = "generator") -> Pictures:
    """`n` pictures of a generator, every class in turn: the same seed gives the same pictures, whatever the batch size."""
    _check_count(n)
    classes = generator.num_classes
    asked = torch.arange(n) % max(classes, 1)

    def batches(size: int) -> Batches:
        noise = make_generator(seed, "scores")
        for block in asked.split(NOISE_BLOCK):  # noise in blocks of one size, whatever `size` is: then pictures do not depend on it
            z = torch.randn(len(block), generator.latent_dim, generator=noise)
            for rows in torch.arange(len(block)).split(size):
                pictures = torch.from_numpy(generator.images(z[rows], block[rows] if classes else None)).permute(0, 3, 1, 2).contiguous()
                yield pictures, block[rows] if classes else None

    return Pictures(
        f"{title}, step {generator.step}, seed {seed}",
        n,
        generator.image_shape,
        generator.class_names,
        generator.config.dataset,
        False,
        batches,
        MadeBy(title, seed=seed, step=generator.step),
    )


def real_pictures(dataset: ImageDataset, n: int) -> Pictures:
    """`n` of a data set's pictures, all when it has fewer: the first of each class, equally many when that goes up.

    Two sets with equally many of each class are more alike than chance would make them: FID is a little lower, KID may be below 0.
    """
    _check_count(n)
    rows = chosen_rows(dataset.labels, n, dataset.num_classes)
    each = f", {len(rows) // dataset.num_classes} of each class" if _balanced(dataset.labels[rows], dataset.num_classes) else ""
    title = f"{dataset.name}, {dataset.split} images{each}"
    return _held(title, dataset, rows, dataset.class_names)


def folder_pictures(folder: Path, n: int | None, *, progress: bool = False) -> Pictures:
    """A folder's pictures, `n` of them, or all. Raises DataError when there are fewer, or when they are not squares of one size."""
    if n is not None:
        _check_count(n)
    dataset = load_equal_squares(folder, at_least=MIN_PICTURES if n is None else n, progress=progress)
    count = min(len(dataset) if n is None else n, MAX_PICTURES)
    rows = chosen_rows(dataset.labels, count, dataset.num_classes)
    names = dataset.class_names if dataset.num_classes > 1 else ()
    return _held(str(folder), dataset, rows, names)


def reference_pictures(config: TrainingConfig, n: int, *, progress: bool = False) -> Pictures:
    """Real pictures for a model of this config: the test images of its `reference_set`; of own images those of the folders val, test, ...,
    else all.
    """
    own = config.dataset == "folder"
    split = "test" if not own or has_reference(Path(config.data_dir or ""), follow_links=config.follow_links) else "train"
    return real_pictures(load_for(replace(config, dataset=reference_set(config.dataset)), split=split, progress=progress), n)


def reference_set(dataset: str) -> str:
    """The data set whose test images its models are held against: of a part the whole, where that is on this machine, so that they can be
    compared with the models of the whole.
    """
    whole = PARTS.get(dataset, dataset)
    return whole if on_this_machine(whole) else dataset


def training_pictures(config: TrainingConfig, n: int, *, progress: bool = False) -> Pictures:
    """Training images of the config's data set: what a perfect generator would draw."""
    return real_pictures(load_for(config, progress=progress), n)


def all_training_pictures(dataset: ImageDataset) -> Pictures:
    """Every image of a set that a generator was trained on, however many: one that is left out could be copied unseen."""
    return _held(f"{dataset.name}, all {len(dataset):,} training images", dataset, torch.arange(len(dataset)), dataset.class_names)


def chosen_rows(labels: Tensor, n: int, classes: int) -> Tensor:
    """Rows of `n` pictures in their order: the first n / classes of each class where that goes up, else drawn evenly from all."""
    if n >= len(labels):
        return torch.arange(len(labels))
    each, rest = divmod(n, max(classes, 1))
    per_class = [(labels == label).nonzero().flatten()[:each] for label in range(classes)]
    if rest or min(map(len, per_class), default=0) < each:
        return torch.randperm(len(labels), generator=make_generator(0, "reference"))[:n].sort().values
    return torch.cat(per_class).sort().values


def _balanced(labels: Tensor, classes: int) -> bool:
    counts = labels.bincount(minlength=classes)
    return classes > 1 and bool((counts == counts[0]).all())


def _held(title: str, dataset: ImageDataset, rows: Tensor, class_names: tuple[str, ...]) -> Pictures:
    images, labels = dataset.images[rows], dataset.labels[rows]

    def batches(size: int) -> Batches:
        yield from zip(images.split(size), labels.split(size), strict=True)

    channels, height, width = images.shape[1:]
    return Pictures(title, len(images), (channels, height, width), class_names, dataset.name, dataset.split == "train", batches)


def _check_count(n: int) -> None:
    if not MIN_PICTURES <= n <= MAX_PICTURES:
        raise ConfigError("value", field="n", received=n, expected=f"{MIN_PICTURES} to {MAX_PICTURES}")


class Sets(NamedTuple):
    """What an evaluation compares."""

    real: Pictures
    fake: Pictures
    training: Pictures | None  # None where it is not known what the pictures' generator was trained on


def picture_sets(
    source: Path,
    reference: str | None,
    n: int | None,
    seed: int,
    *,
    training: str | None = None,
    device: torch.device | None = None,
    bar: bool = False,
) -> Sets:
    """Real, generated and training pictures for a checkpoint, a run, or a folder of pictures.

    Args:
        reference: a data set's name or a folder; default: the data set that the model was trained on.
        n: of each kind; default: DEFAULT_N of a generator, all of a folder.
        training: a data set's name or a folder; default: the model's own where its reference is its own too.
        device: where the generator draws; default: the processor.
        bar: whether a progress bar is shown while a data set is read.

    Raises:
        GanError: nothing to be found there, too few pictures, pictures that do not fit, an `n` out of range.
    """
    if source.is_dir() and not RunDirectory(source).exists():
        fake = folder_pictures(source, n, progress=bar)
        if not reference:
            raise ConfigError(
                "value", field="reference", received="nothing", expected=f"a folder of real pictures, or {', '.join(_named())}"
            )
        return Sets(_real_pictures(reference, None, fake, bar), fake, _trained_on(training, None, fake, bar))
    generator = TrainedGenerator.load(source).to(device or torch.device("cpu"))
    fake = generated(generator, DEFAULT_N if n is None else n, seed, str(source))
    own = None if reference else generator.config
    return Sets(_real_pictures(reference, generator.config, fake, bar), fake, _trained_on(training, own, fake, bar))


def _trained_on(name: str | None, config: TrainingConfig | None, fake: Pictures, bar: bool) -> Pictures | None:
    """The training pictures asked for, else those of the config."""
    if not name:
        return all_training_pictures(load_for(config, progress=bar)) if config else None
    if name in _named():
        size, channels = fake.shape[1], fake.shape[0]
        return all_training_pictures(load_dataset(name, image_size=size, image_channels=channels, progress=bar))
    if not Path(name).is_dir():
        raise ConfigError("value", field="training", received=repr(name), expected=f"a folder of pictures, or {', '.join(_named())}")
    return all_training_pictures(load_equal_squares(Path(name), at_least=2, progress=bar))


def _real_pictures(reference: str | None, config: TrainingConfig | None, fake: Pictures, bar: bool) -> Pictures:
    """The data set or folder asked for, else the config's own, as many as there are generated ones."""
    if not reference and config:
        return reference_pictures(config, fake.count, progress=bar)
    name = reference or ""
    if name in _named():
        size, channels = fake.shape[1], fake.shape[0]
        return real_pictures(load_dataset(name, split="test", image_size=size, image_channels=channels, progress=bar), fake.count)
    if not Path(name).is_dir():
        raise ConfigError("value", field="reference", received=repr(name), expected=f"a folder of pictures, or {', '.join(_named())}")
    dataset = load_equal_squares(Path(name), at_least=MIN_PICTURES, split="test", progress=bar)
    return real_pictures(dataset, fake.count)


def _named() -> list[str]:
    return [name for name, spec in DATASETS.items() if spec.load]
