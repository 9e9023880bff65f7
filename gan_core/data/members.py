"""Files of a folder or of a zip, listed alike: a plan of classes is made from either without knowing which it is.

Names are never used as paths, and what a zip says of itself is not believed: sizes are counted while unpacking.
"""

from __future__ import annotations

import io
import lzma
import os
import stat
import struct
import threading
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from gan_core.errors import DataError

MEGABYTE = 1_000_000
LISTED = b"PK\x01\x02"  # before every entry of a zip's list
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what a zip of images has; others may ask for gigabytes of memory
UTF8_FLAG, ENCRYPTED_FLAG = 0x800, 0x1
# what `zipfile` and its decompressors raise for bytes that are not what they should be
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, RuntimeError, EOFError, ValueError, OverflowError, OSError)


class Unusable(Exception):  # noqa: N818 - of one file, and no error of the whole
    """Why one file is left out: a reason of `locales/own_images.toml`, and what it is about."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason, self.detail = reason, detail
        super().__init__(reason, detail)


@dataclass(frozen=True)
class Member:
    """One file. `path` has its folders' names and its own, NFC; what cannot be used says why."""

    path: tuple[str, ...]
    place: Path | zipfile.ZipInfo
    problem: Unusable | None = None

    @property
    def name(self) -> str:
        """As it is shown."""
        return printable("/".join(self.path))


@dataclass(frozen=True)
class Source:
    """A folder or a zip, opened."""

    name: str
    members: tuple[Member, ...]
    open: Callable[[Member], IO[bytes]]  # raises Unusable, OSError
    spend: Callable[[int], None]  # called with an image's pixels before they are decoded; raises DataError
    threads: int  # that may read at once


@dataclass(frozen=True)
class ArchiveLimits:
    """What is accepted of a visitor's zip; what is left out counts too."""

    images: int = 20_000
    image_mb: float = 20.0  # one file, unpacked
    total_mb: float = 500.0  # all of them
    megapixels: float = 2000.0  # all of them: a picture of one colour is a small file and a long time
    classes: int = 100
    entries: int = 50_000  # files and folders of any kind


@contextmanager
def opened(path: Path, *, follow_links: bool = False, limits: ArchiveLimits | None = None) -> Iterator[Source]:
    """The members of a folder, or of a zip within `limits`. Without them a zip is the machine's own user's, or was looked at within
    them before: then only the size of each file is limited, so that the same ones are left out.

    Args:
        follow_links: also follow links that lead out of the folder.

    Raises:
        DataError: neither a folder nor a zip, a damaged zip, or one with too many entries.
    """
    if path.is_dir():
        members = tuple(_list_folder(path, follow_links))
        yield Source(path.resolve().name, members, _open_file, lambda _: None, threads=os.cpu_count() or 1)
        return
    if not path.exists():
        raise DataError("missing_path", field="data_dir", received=path)
    if path.suffix.lower() != ".zip":
        raise DataError("not_a_folder", field="data_dir", received=path)
    with path.open("rb") as file:
        # before the list of entries is read, which takes a kilobyte for each
        if limits and _entries_at_most(file) > limits.entries:
            raise DataError("upload_too_large", received=f"more than {limits.entries} files", expected=f"{limits.entries} files")
        try:
            archive = zipfile.ZipFile(file)
            members = tuple(_list_zip(archive))
        except DAMAGED as error:
            raise DataError("not_a_zip", field="upload" if limits else "data_dir", reason=type(error).__name__) from None
        budget = _Budget(archive, limits)
        yield Source(path.stem, members, budget.open, budget.spend, threads=2)


def _open_file(member: Member) -> IO[bytes]:
    assert isinstance(member.place, Path)
    return member.place.open("rb")


def _list_folder(folder: Path, follow_links: bool) -> Iterator[Member]:
    """Every file below, and whatever is not gone into."""
    top = folder.resolve()
    waiting: list[tuple[Path, tuple[str, ...], frozenset[Path]]] = [(folder, (), frozenset())]
    while waiting:
        place, above, followed = waiting.pop()
        try:
            entries = sorted(os.scandir(place), key=lambda entry: entry.name)
        except OSError:
            yield Member(above or (folder.name,), place, Unusable("unreadable"))
            continue
        for entry in entries:
            path, problem, links = (*above, _normal(entry.name)), _hidden(entry.name), followed
            try:
                entry.is_dir()
            except OSError:  # a link to itself, or into a disk that is not there any more
                problem = problem or Unusable("unreadable")
            if not problem and entry.is_symlink():
                target = Path(os.path.realpath(entry.path))
                if not (follow_links or target.is_relative_to(top)):
                    problem = Unusable("link_outside")
                elif target.is_dir() and (target in followed or place.resolve().is_relative_to(target)):
                    problem = Unusable("link_circle")
                links = followed | {target, place.resolve()}
            if not problem and entry.is_dir():
                waiting.append((Path(entry.path), path, links))
                continue
            if not problem and not entry.is_file():  # a pipe, say: opening it would wait for ever
                problem = Unusable("no_file")
            yield Member(path, Path(entry.path), problem)


def _list_zip(archive: zipfile.ZipFile) -> Iterator[Member]:
    for entry in archive.infolist():
        if entry.filename.endswith(("/", "\\")):  # a folder; `is_dir` fails for an entry without a name
            continue
        parts = [part for part in PurePosixPath(_zip_name(entry).replace("\\", "/")).parts if part not in ("/", "..", ".")]
        path, problem = tuple(map(_normal, parts)) or ("?",), None
        for depth, part in enumerate(path, 1):
            if problem := _hidden(part):
                path = path[:depth]
                break
        if not problem and stat.S_ISLNK(entry.external_attr >> 16):
            problem = Unusable("link_outside")
        elif not problem and entry.flag_bits & ENCRYPTED_FLAG:
            problem = Unusable("encrypted")
        elif not problem and entry.compress_type not in COMPRESSIONS:
            problem = Unusable("compression")
        yield Member(path, entry, problem)


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """The entry's name. Without the UTF-8 flag `zipfile` reads it as cp437, though many tools write UTF-8 without saying so."""
    if entry.flag_bits & UTF8_FLAG:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _hidden(name: str) -> Unusable | None:
    return Unusable("hidden") if name.startswith(".") or name == "__MACOSX" else None


def _normal(name: str) -> str:
    """NFC: one folder has one name, whether its accents are letters of their own (as macOS writes them) or not."""
    return unicodedata.normalize("NFC", name)


def printable(name: str) -> str:
    """Bytes of a file's name that are not UTF-8, and control characters, become a replacement character."""
    return "".join("\ufffd" if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") else letter for letter in name)


class _Budget:
    """What may still be unpacked and decoded."""

    def __init__(self, archive: zipfile.ZipFile, limits: ArchiveLimits | None) -> None:
        self._archive, self._limits, self._lock = archive, limits, threading.Lock()
        self._most = int((limits or ArchiveLimits()).image_mb * MEGABYTE)
        self._bytes, self._pixels = 0, 0

    def open(self, member: Member) -> IO[bytes]:
        """The file, whole."""
        assert isinstance(member.place, zipfile.ZipInfo)
        self._count_bytes(0)  # another thread may have come to the end of what is accepted
        try:
            with self._archive.open(member.place) as file:
                content = file.read(self._most + 1)
        except DAMAGED:
            raise Unusable("damaged") from None
        self._count_bytes(len(content))
        if len(content) > self._most:
            raise Unusable("too_large", f"> {self._most / MEGABYTE:g} MB")
        return io.BytesIO(content)

    def _count_bytes(self, count: int) -> None:
        with self._lock:
            self._bytes += count
            total = self._bytes
        if self._limits and total > self._limits.total_mb * MEGABYTE:
            most = f"{self._limits.total_mb:g} MB"
            raise DataError("upload_too_large", received=f"more than {most}", expected=f"{most} unpacked")

    def spend(self, pixels: int) -> None:
        """One image's pixels are about to be decoded."""
        if not self._limits:
            return
        with self._lock:
            self._pixels += pixels
            over = self._pixels > self._limits.megapixels * 1e6
        if over:
            most = f"{self._limits.megapixels:g} million pixels"
            raise DataError("upload_too_large", received=f"more than {most}", expected=most)


def _entries_at_most(archive: IO[bytes]) -> int:
    """How often the mark of a listed file stands in a zip; images hold it by chance only. Back at its beginning afterwards."""
    archive.seek(0)
    found, rest = 0, b""
    while chunk := archive.read(1 << 20):
        found += (rest + chunk).count(LISTED)
        rest = chunk[-len(LISTED) + 1 :]
    archive.seek(0)
    return found
