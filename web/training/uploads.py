"""Where visitors' images are kept, and for how long: as long as a run uses them, and not beyond a total size."""

from __future__ import annotations

import io
import secrets
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image

from gan_core.data.decoding import Form
from gan_core.data.members import ArchiveLimits, printable
from gan_core.data.own_images import load_first, load_images
from gan_core.data.plan import ImagePlan
from gan_core.errors import DataError, GanError
from gan_core.files import remove
from gan_core.training.about import MAX_TITLE
from gan_core.training.run_directory import RunDirectory, list_runs
from web.settings import SETTINGS

HOUR = 3600.0
MEGABYTE = 1_000_000
DONE = ("finished", "failed")  # runs whose images may go when room is needed: what they have drawn stays

NAME = "images.zip"
SHOWN = 8  # images of a class
CHECKED_SIZE = 32  # pixels of a side, as which every image is read once

_lock = threading.Lock()


@dataclass(frozen=True)
class Upload:
    """A folder of one visitor's images."""

    folder: Path
    size: int  # bytes
    age: float  # seconds since it came, or since a run with it was last written to
    used: bool  # by a run that may need it again
    known: bool  # to any run at all


def new_folder(size: int) -> Path:
    """A name for images of about so many bytes, after what is old was deleted. Raises DataError: there is no room."""
    with _lock:
        _make_room(size)
    return folder() / secrets.token_hex(8)


@dataclass(frozen=True, eq=False)
class Found:
    """A visitor's zip on the disk and what is in it."""

    file: Path
    plan: ImagePlan
    name: str  # of the zip or the folder; empty for single files


def packed(files: Sequence[tuple[str, bytes]]) -> tuple[bytes, str]:
    """What a browser sent, by name, as one zip, and its name: the newest zip alone where there is one, else all.

    Raises DataError: too much.
    """
    for name, content in reversed(files):
        if name.lower().endswith(".zip"):
            return content, printable(Path(name).stem)[:MAX_TITLE]
    if sum(len(content) for _, content in files) > SETTINGS.max_upload_mb * MEGABYTE:
        raise DataError("upload_too_large", received=f"more than {SETTINGS.max_upload_mb} MB", expected=f"{SETTINGS.max_upload_mb} MB")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        seen: Counter[str] = Counter()
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(_numbered(name, seen[name])), content)
            seen[name] += 1
    root, slash, _ = files[0][0].partition("/")
    return buffer.getvalue(), printable(root)[:MAX_TITLE] if slash else ""


def _numbered(name: str, number: int) -> str:
    """Another file of the same name beside the first."""
    folder, slash, file = name.rpartition("/")
    return f"{folder}{slash}{number}-{file}" if number else name


def keep(content: bytes, name: str = "") -> Found:
    """Write a zip down and look at every image in it, within the limits for visitors. Nothing is left after an error.

    Raises:
        DataError: there is no room, it is no zip, or it has no image or too much of anything.
    """
    place = new_folder(len(content))
    try:
        place.mkdir(parents=True)
        (place / NAME).write_bytes(content)
        dataset = load_images(place / NAME, CHECKED_SIZE, 3, limits=ArchiveLimits())
    except BaseException:
        remove(place)
        raise
    assert dataset.plan is not None
    return Found(place / NAME, dataset.plan, name)


@lru_cache(64)
def thumbnails(found: Found, size: int, crop: str, background: str) -> dict[str, Image.Image]:
    """The first images of each class, side by side, as a training takes them. Raises DataError."""
    first = load_first(found.file, found.plan, SHOWN, Form(size, 3, crop, background))
    return {name: Image.fromarray(images.permute(2, 0, 3, 1).flatten(1, 2).numpy()) for name, images in first.items()}


def forget(path: Path) -> None:
    """Delete images that were replaced by others, unless a run has them."""
    with _lock:
        if not any(upload.known for upload in uploads() if upload.folder == path):
            remove(path)


def folder() -> Path:
    """Of all uploads."""
    return SETTINGS.runs_dir / "uploads"


def uploads() -> list[Upload]:
    """All there are, the oldest first."""
    if not folder().is_dir():
        return []
    runs: dict[str, list[RunDirectory]] = {}
    for run in list_runs(SETTINGS.runs_dir):
        runs.setdefault(_data_of(run), []).append(run)
    found = [_upload(path, runs.get(path.name, [])) for path in folder().iterdir() if path.is_dir()]
    return sorted(found, key=lambda upload: -upload.age)


def _data_of(run: RunDirectory) -> str:
    """Name of the upload that a run was started with; empty for other data."""
    try:
        data = Path(run.read_config().data_dir or "")
    except GanError:
        return ""
    return data.parent.name if data.name == NAME else data.name


def _upload(path: Path, runs: list[RunDirectory]) -> Upload:
    written = [path.stat().st_mtime, *((run.path / "status.json").stat().st_mtime for run in runs if (run.path / "status.json").is_file())]
    used = any(run.read_status()["state"] not in DONE for run in runs)
    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return Upload(path, size, max(0.0, time.time() - max(written)), used, bool(runs))


def _make_room(size: int) -> None:
    """Delete what no run knows once it is old; beyond the total size also younger ones, and those of finished runs, the oldest first."""
    there = uploads()
    for upload in [one for one in there if not one.known and one.age > SETTINGS.upload_hours * HOUR]:
        remove(upload.folder)
        there.remove(upload)
    room = SETTINGS.max_uploads_mb * MEGABYTE - size - sum(upload.size for upload in there)
    spare = sorted((one for one in there if not one.used and (one.known or one.age > HOUR)), key=lambda one: (one.known, -one.age))
    while room < 0 and spare:
        upload = spare.pop(0)
        remove(upload.folder)
        room += upload.size
    if room < 0:
        raise DataError("uploads_full", expected=f"{SETTINGS.max_uploads_mb} MB")
