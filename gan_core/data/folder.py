"""Any folder of images: sub-folders are classes; unreadable files are named, not fatal."""

from __future__ import annotations

import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps, UnidentifiedImageError
from tqdm import tqdm

from gan_core.data.image_dataset import ImageDataset
from gan_core.errors import DataError

EXTENSIONS = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff")
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")  # the only decoders a file may reach
MAX_IMAGES = 200_000
MAX_PIXELS = 50_000_000  # a file


def load_folder(folder: Path, image_size: int, image_channels: int, *, progress: bool) -> ImageDataset:
    """Read every image below `folder`, scaled and centre-cropped to a square of `image_size`.

    Sub-folders in alphabetical order are the classes; images directly in a folder without sub-folders make one class.

    Raises:
        DataError: no folder, no readable image, or more than MAX_IMAGES.
    """
    if not folder.is_dir():
        raise DataError("missing_path", field="data_dir", came=str(folder))
    class_folders = sorted(path for path in folder.iterdir() if path.is_dir() and _list_files(path))
    groups = class_folders or [folder]
    files = [(path, label) for label, group in enumerate(groups) for path in _list_files(group)]
    if len(files) > MAX_IMAGES:
        raise DataError("too_many_images", came=str(folder), accepted=MAX_IMAGES)

    def read(item: tuple[Path, int]) -> np.ndarray | None:
        return read_image(item[0], image_size, image_channels)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        decoded = list(tqdm(pool.map(read, files), total=len(files), unit="img", disable=not progress))
    kept = [(pixels, label) for pixels, (_, label) in zip(decoded, files, strict=True) if pixels is not None]
    skipped = tuple(str(path.relative_to(folder)) for pixels, (path, _) in zip(decoded, files, strict=True) if pixels is None)
    if not kept:
        raise DataError("no_images", came=str(folder), accepted=", ".join(EXTENSIONS))
    images = torch.from_numpy(np.stack([pixels for pixels, _ in kept])).permute(0, 3, 1, 2).contiguous()
    labels = torch.tensor([label for _, label in kept])
    return ImageDataset("folder", "train", images, labels, tuple(group.name for group in groups), skipped)


def _list_files(folder: Path) -> list[Path]:
    """Image files below `folder` in a stable order; links are not followed, so nothing outside is read."""
    found: list[Path] = []
    for root, _folders, names in os.walk(folder, followlinks=False):
        paths = [Path(root) / name for name in names if name.lower().endswith(EXTENSIONS)]
        found += [path for path in paths if not path.is_symlink()]
        if len(found) > MAX_IMAGES:
            break
    return sorted(found)


def read_image(path: Path, image_size: int, image_channels: int) -> np.ndarray | None:
    """uint8 (image_size, image_size, image_channels), upright and centre-cropped; None when the file cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns about what is handled here: odd metadata, large files
            with Image.open(path, formats=FORMATS) as image:
                if image.width * image.height > MAX_PIXELS:
                    return None
                image.draft("RGB", (image_size, image_size))  # lets JPEG decode at a fraction of its size
                upright = ImageOps.exif_transpose(image).convert("RGB" if image_channels == 3 else "L")
                square = ImageOps.fit(upright, (image_size, image_size), Image.Resampling.LANCZOS)
    except (OSError, ValueError, SyntaxError, EOFError, UnidentifiedImageError, Image.DecompressionBombError):
        return None
    return np.asarray(square, np.uint8).reshape(image_size, image_size, image_channels)
