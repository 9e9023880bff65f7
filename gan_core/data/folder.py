"""Any folder of images: sub-folders are classes; files that cannot be used are named, not fatal."""

from __future__ import annotations

import os
import warnings
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps
from tqdm import tqdm

from gan_core.data.image_dataset import ImageDataset
from gan_core.errors import DataError

EXTENSIONS = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff")
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")  # the only decoders a file may reach
MAX_IMAGES = 200_000
MAX_PIXELS = 50_000_000  # a file


def load_folder(folder: Path, image_size: int, image_channels: int, *, progress: bool) -> ImageDataset:
    """Read every image below `folder`, scaled and centre-cropped to a square of `image_size`.

    Sub-folders with readable images, in alphabetical order, are the classes; without them the folder is one class.
    `skipped` names what was left out: unreadable or too large files, links, and loose images beside class folders.

    Raises:
        DataError: no folder, no readable image, or more than MAX_IMAGES.
    """
    if not folder.is_dir():
        raise DataError("missing_path", field="data_dir", came=folder)
    files = _list_files(folder)
    if len(files) > MAX_IMAGES:
        raise DataError("too_many_images", came=folder, accepted=MAX_IMAGES)
    images = torch.empty(len(files), image_channels, image_size, image_size, dtype=torch.uint8)

    def read(item: tuple[int, Path]) -> bool:
        index, path = item
        pixels = read_image(path, image_size, image_channels)
        if pixels is not None:
            images[index] = torch.from_numpy(pixels).permute(2, 0, 1)
        return pixels is not None

    # Filters are the process's, so they are set once around all threads; Pillow warns about what read_image handles
    with warnings.catch_warnings(), ThreadPoolExecutor(os.cpu_count()) as pool:
        warnings.simplefilter("ignore")
        readable = list(tqdm(pool.map(read, enumerate(files)), total=len(files), unit="img", disable=not progress))

    names = [path.relative_to(folder).parts[0] if path.parent != folder else "" for path in files]
    classes = sorted({name for name, fine in zip(names, readable, strict=True) if fine and name}) or [""]
    kept = [index for index, (name, fine) in enumerate(zip(names, readable, strict=True)) if fine and name in classes]
    if not kept:
        raise DataError("no_images", came=folder, accepted=", ".join(EXTENSIONS))
    skipped = tuple(_printable(str(files[index].relative_to(folder))) for index in sorted(set(range(len(files))) - set(kept)))
    labels = torch.tensor([classes.index(names[index]) for index in kept])
    class_names = tuple(_printable(name or folder.resolve().name) for name in classes)
    return ImageDataset("folder", "train", images[kept] if skipped else images, labels, class_names, skipped)


def load_equal_squares(folder: Path, *, at_least: int, progress: bool) -> ImageDataset:
    """`load_folder` at the images' own size and channels: for scores, which resizing would change.

    Raises:
        DataError: as `load_folder`; images that are not squares of one size; fewer than `at_least` that can be read.
    """
    if not folder.is_dir():
        raise DataError("missing_path", field="folder", came=folder)
    kinds = Counter(kind for path in _list_files(folder) if (kind := _kind(path)))
    sizes = sorted({size for size, _ in kinds})
    if not kinds:
        raise DataError("no_images", came=folder, accepted=", ".join(EXTENSIONS))
    if len(sizes) > 1 or sizes[0][0] != sizes[0][1]:
        shown = ", ".join(f"{width}x{height}" for width, height in sizes[:3]) + (", ..." if len(sizes) > 3 else "")
        raise DataError("mixed_sizes", came=folder, sizes=shown)
    dataset = load_folder(folder, sizes[0][0], 3 if any(colour for _, colour in kinds) else 1, progress=progress)
    if len(dataset) < at_least:
        raise DataError("too_few_images", came=folder, count=len(dataset), accepted=at_least)
    return dataset


def _kind(path: Path) -> tuple[tuple[int, int], bool] | None:
    """(width, height) and whether it has colours, from the file's head; None when it cannot be used."""
    try:
        if path.is_symlink() or not path.is_file():
            return None
        with Image.open(path, formats=FORMATS) as image:
            return None if image.width * image.height > MAX_PIXELS else (image.size, image.mode not in ("1", "L", "I;16"))
    except Exception:  # as in read_image
        return None


def pixels_of(path: Path) -> int:
    """What a file's head says of its size; 0 when it cannot be used."""
    kind = _kind(path)
    return kind[0][0] * kind[0][1] if kind else 0


def read_image(path: Path, image_size: int, image_channels: int) -> np.ndarray | None:
    """uint8 (image_size, image_size, image_channels), upright and centre-cropped; None when the file cannot be used.

    Links are not followed, so nothing outside the folder is read; what is no regular file (a pipe) is not opened.
    """
    try:
        if path.is_symlink() or not path.is_file():
            return None
        with Image.open(path, formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                return None
            image.draft(None, (2 * image_size, 2 * image_size))  # lets JPEG decode at a fraction of its size
            upright = ImageOps.exif_transpose(image)
            if upright.mode.startswith("I;16"):  # convert() would clip 16 bits to white
                upright = Image.fromarray((np.asarray(upright) >> 8).astype(np.uint8))
            square = ImageOps.fit(
                upright.convert("RGB" if image_channels == 3 else "L"), (image_size, image_size), Image.Resampling.LANCZOS
            )
    except Exception:  # decoders fail on damaged files in a dozen ways, struct.error and TypeError among them
        return None
    return np.array(square, np.uint8).reshape(image_size, image_size, image_channels)


def _list_files(folder: Path) -> list[Path]:
    """Names of image files below `folder`, sorted; hidden ones and linked folders are passed over, links to files are listed."""
    found: list[Path] = []
    for root, folders, names in os.walk(folder, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(root, name) for name in names if name.lower().endswith(EXTENSIONS) and not name.startswith(".")]
        if len(found) > MAX_IMAGES:
            break
    return sorted(found)


def _printable(name: str) -> str:
    """File names may hold bytes that are not UTF-8; those become a replacement character."""
    return os.fsencode(name).decode("utf-8", "replace")
