"""A folder or a zip of images as a data set: listed, planned, read."""

from __future__ import annotations

import dataclasses
import warnings
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch
from torch import Tensor
from tqdm import tqdm

from gan_core.data.decoding import Decoded, Form, read_head, read_image
from gan_core.data.image_dataset import ImageDataset
from gan_core.data.members import ArchiveLimits, Member, Source, Unusable, opened
from gan_core.data.plan import ImagePlan, NoImagesError, plan_images
from gan_core.errors import DataError


def load_images(
    path: Path,
    image_size: int,
    image_channels: int,
    *,
    split: str = "train",
    crop: str = "centre",
    background: str = "white",
    follow_links: bool = False,
    limits: ArchiveLimits | None = None,
    progress: bool = False,
) -> ImageDataset:
    """Read the images of a folder or zip, as squares of `image_size`.

    Classes and splits are those of `plan_images`; the data set's `plan` says what was used and what was left out.

    Args:
        split: "train", or "test" for what is kept as reference.
        crop: of what is no square, "centre" (its middle is cut out) or "whole" (all of it, between borders).
        background: the colour under what is transparent, and of borders.
        follow_links: also follow links that lead out of the folder.
        limits: of a visitor's zip.

    Raises:
        DataError: neither a folder nor a zip, no readable image, too many, or no reference.
    """
    with opened(path, follow_links=follow_links, limits=limits) as source:
        plan = plan_images(source, path, limits)
        groups = plan.classes if split == "train" else plan.reference
        if not groups:
            raise DataError("value", field="split", received=repr(split), expected="train")
        members = [member for group in groups.values() for member in group]
        form = Form(image_size, image_channels, crop, background)
        images, unusable, remarks = _read(source, members, form, progress)
    if len(unusable) == len(members):
        raise NoImagesError(path, plan.without(unusable, remarks).left_out)
    if split == "train":
        plan = plan.without(unusable, remarks)
    names = list(plan.classes)
    labels = [names.index(name) for name, group in groups.items() for member in group if member not in unusable]
    return ImageDataset("folder", split, images, torch.tensor(labels), tuple(names), plan)


def load_equal_squares(path: Path, *, at_least: int, split: str = "train", progress: bool) -> ImageDataset:
    """`load_images` at the images' own size and channels: for scores, which resizing would change.

    Raises:
        DataError: as `load_images`; images that are not squares of one size; fewer than `at_least` that can be read.
    """
    if not path.exists():
        raise DataError("missing_path", field="folder", received=path)
    with opened(path) as source:
        plan = plan_images(source, path)
        split = split if split == "train" or plan.reference else "train"
        groups = plan.classes if split == "train" else plan.reference
        kinds = Counter(kind for group in groups.values() for member in group if (kind := _kind(source, member)))
    if not kinds:
        raise NoImagesError(path, plan.left_out)
    sizes = sorted({size for size, _ in kinds})
    if len(sizes) > 1 or sizes[0][0] != sizes[0][1]:
        shown = ", ".join(f"{width}x{height}" for width, height in sizes[:3]) + (", ..." if len(sizes) > 3 else "")
        raise DataError("mixed_sizes", received=path, sizes=shown)
    dataset = load_images(path, sizes[0][0], 3 if any(colour for _, colour in kinds) else 1, split=split, progress=progress)
    if len(dataset) < at_least:
        raise DataError("too_few_images", received=path, count=len(dataset), expected=at_least)
    return dataset


def load_first(path: Path, plan: ImagePlan, count: int, form: Form) -> dict[str, Tensor]:
    """The first images of each class of a plan of `path`, uint8 (at most `count`, C, H, W). Raises DataError."""
    found = {}
    with opened(path) as source:
        for name, members in plan.classes.items():
            found[name], _, _ = _read(source, list(members[:count]), form, progress=False)
    return found


def has_reference(path: Path, *, follow_links: bool = False) -> bool:
    """Whether images are kept as reference. Raises DataError."""
    with opened(path, follow_links=follow_links) as source:
        return bool(plan_images(source, path).reference)


def _kind(source: Source, member: Member) -> tuple[tuple[int, int], bool] | None:
    try:
        with source.open(member) as file:
            return read_head(file)
    except (Unusable, OSError):
        return None


def _read(source: Source, members: list[Member], form: Form, progress: bool) -> tuple[Tensor, dict[Member, Unusable], dict[str, int]]:
    """Images (N, C, H, W) of what can be used, what cannot, and how many are transparent, deep or no squares."""
    images = torch.empty(len(members), form.channels, form.size, form.size, dtype=torch.uint8)

    def read(index: int) -> Decoded | Unusable:
        try:
            with source.open(members[index]) as file:
                found = read_image(file, form, source.spend)
        except Unusable as problem:
            return problem
        except OSError:
            return Unusable("unreadable")
        images[index] = torch.from_numpy(found.pixels).permute(2, 0, 1)
        return dataclasses.replace(found, pixels=found.pixels[:0])

    # Filters are the process's, so they are set once around all threads; Pillow warns about what read_image handles
    with warnings.catch_warnings(), ThreadPoolExecutor(source.threads) as pool:
        warnings.simplefilter("ignore")
        results = list(tqdm(pool.map(read, range(len(members))), total=len(members), unit="img", disable=not progress))
    unusable = {member: result for member, result in zip(members, results, strict=True) if isinstance(result, Unusable)}
    kept = [index for index, result in enumerate(results) if isinstance(result, Decoded)]
    remarks = {name: sum(getattr(result, name, False) for result in results) for name in ("oblong", "transparent", "deep")}
    return images[kept] if unusable else images, unusable, remarks
