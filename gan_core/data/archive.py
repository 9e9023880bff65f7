"""A zip of images from somebody we do not know, unpacked for `folder` to read: bounded in every way, its names never used as paths."""

from __future__ import annotations

import errno
import lzma
import shutil
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from gan_core.data.folder import EXTENSIONS, pixels_of, read_image
from gan_core.errors import DataError

MEGABYTE = 1_000_000
LISTED = b"PK\x01\x02"  # before every entry of a zip's list
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what a zip of images has; others may ask for gigabytes of memory
# what `zipfile` and its decompressors raise for bytes that are not what they should be
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, RuntimeError, EOFError, ValueError, OverflowError, OSError)


@dataclass(frozen=True)
class ArchiveLimits:
    """What is accepted. Sizes are counted while unpacking: what a zip says of itself is not believed, and what is left out counts too."""

    images: int = 20_000
    image_mb: float = 20.0  # one file, unpacked
    total_mb: float = 500.0  # all of them
    megapixels: float = 2000.0  # all of them: a picture of one colour is a small file and a long time
    classes: int = 100
    entries: int = 50_000  # files and folders of any kind


@dataclass(frozen=True)
class Unpacked:
    """Images written, class names by folder, and files left out (not an image, unreadable)."""

    images: int
    classes: tuple[str, ...]
    skipped: int


def unpack_images(archive: IO[bytes], target: Path, limits: ArchiveLimits | None = None) -> Unpacked:
    """Write a zip's readable images below `target`, those of a folder `cat/` to `target/cat/`, numbered; nothing is left after an error.

    The class is the folder a file lies in (its letters kept, the path above it not); images beside each other without folders are one
    class. Links, encrypted entries, zips in zips and hidden files are not followed.

    Raises:
        DataError: not a zip, damaged, too much of anything, or no readable image.
    """
    limits = limits or ArchiveLimits()
    if _entries_at_most(archive) > limits.entries:  # before the list of them is read, which takes a kilobyte for each
        raise DataError("upload_too_large", came=f"more than {limits.entries} files", accepted=f"{limits.entries} files")
    try:
        with zipfile.ZipFile(archive) as opened:
            target.mkdir(parents=True)
            return _unpack(opened, target, limits)
    except DAMAGED as error:
        shutil.rmtree(target, ignore_errors=True)
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise
        raise DataError("not_a_zip", reason=type(error).__name__) from None
    except DataError:
        shutil.rmtree(target, ignore_errors=True)
        raise


def _unpack(opened: zipfile.ZipFile, target: Path, limits: ArchiveLimits) -> Unpacked:
    entries = opened.infolist()
    wanted = [entry for entry in entries if _is_image(entry)]
    if len(wanted) > limits.images:
        raise DataError("upload_too_large", came=f"{len(wanted)} images", accepted=f"{limits.images} images")
    folders: dict[str, Path] = {}
    left, pixels, written = int(limits.total_mb * MEGABYTE), limits.megapixels * 1e6, 0
    for index, entry in enumerate(wanted):
        name = _class_of(entry.filename)
        if name not in folders:
            if len(folders) >= limits.classes:
                raise DataError("upload_too_large", came=f"more than {limits.classes} folders", accepted=f"{limits.classes} folders")
            folders[name] = target / name if name else target
            folders[name].mkdir(exist_ok=True)
        path = folders[name] / f"{index:06d}{PurePosixPath(entry.filename).suffix.lower()}"
        most = int(limits.image_mb * MEGABYTE)
        size = _copy(opened, entry, path, most)
        left -= min(size, most)
        pixels -= pixels_of(path) if size <= most else 0
        if left < 0:
            raise DataError("upload_too_large", came=f"more than {limits.total_mb:g} MB", accepted=f"{limits.total_mb:g} MB unpacked")
        if pixels < 0:
            came, accepted = f"more than {limits.megapixels:g} million pixels", f"{limits.megapixels:g} million pixels"
            raise DataError("upload_too_large", came=came, accepted=accepted)
        if size > most or read_image(path, 8, 3) is None:  # what is not an image does not stay
            path.unlink()
            continue
        written += 1
    if not written:
        raise DataError("upload_no_images", accepted=", ".join(EXTENSIONS))
    return Unpacked(written, tuple(sorted(filter(None, folders))), len([entry for entry in entries if not _is_folder(entry)]) - written)


def _is_image(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    link = (entry.external_attr >> 16) & 0o170000 == 0o120000
    hidden = any(part.startswith((".", "__MACOSX")) and part not in ("..", ".") for part in path.parts)
    plain = entry.compress_type in COMPRESSIONS and not entry.flag_bits & 1
    return plain and not (_is_folder(entry) or link or hidden) and path.suffix.lower() in EXTENSIONS


def _is_folder(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.endswith("/")  # `is_dir` fails for an entry without a name


def _class_of(filename: str) -> str:
    """The innermost folder's name, made harmless: letters, digits, space, - and _ of any script, at most 60."""
    parts = PurePosixPath(filename.replace("\\", "/")).parts[:-1]
    kept = "".join(letter if letter.isalnum() or letter in " -_" else "_" for letter in (parts[-1] if parts else ""))
    return kept.strip()[:60].strip()


def _entries_at_most(archive: IO[bytes]) -> int:
    """How often the mark of a listed file stands in a zip; images hold it by chance only. Back at its beginning afterwards."""
    archive.seek(0)
    found, rest = 0, b""
    while chunk := archive.read(1 << 20):
        found += (rest + chunk).count(LISTED)
        rest = chunk[-len(LISTED) + 1 :]
    archive.seek(0)
    return found


def _copy(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, most: int) -> int:
    """Bytes unpacked; not much more than `most` are."""
    size = 0
    with opened.open(entry) as source, path.open("wb") as copy:
        while chunk := source.read(1 << 16):
            size += len(chunk)
            if size > most:
                break
            copy.write(chunk)
    return size
