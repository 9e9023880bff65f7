"""Writing and deleting files that others may read at any moment."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

BUSY_SECONDS = 2.0  # for which a file that another process has open is asked for again
BUSY = (5, 32, 1224)  # Windows: access denied, sharing violation, mapped into memory

DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
REFUSED_CHARACTERS = re.compile(r'[<>:"/\\|?*\x00-\x1f]')

T = TypeVar("T")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file beside `path` to write to, which takes its place at the end. After an error `path` is as it was, and no rest lies about."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        yield temporary
        when_free(lambda: temporary.replace(path))
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def when_free(action: Callable[[], T]) -> T:
    """Do something with a file. Windows refuses to replace, delete or open one at a moment when it is open elsewhere: then again.

    Raises:
        OSError: it is still open after `BUSY_SECONDS`, or something else is wrong with it.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return action()
        except OSError as error:
            if getattr(error, "winerror", None) not in BUSY or time.monotonic() > deadline:
                raise
        time.sleep(0.01)


def remove(path: Path) -> None:
    """Delete a file, or a folder with all that is in it. What cannot be deleted stays: it is asked again when others are deleted."""
    with suppress(OSError):
        when_free(lambda: shutil.rmtree(path) if path.is_dir() else path.unlink())


def portable_name(name: str) -> bool:
    """Whether a file or folder can have this name on Linux, macOS and Windows, each the same one."""
    return 0 < len(name) <= 200 and name[-1] not in ". " and not DEVICES.fullmatch(name) and not REFUSED_CHARACTERS.search(name)


def check_writable(folder: Path) -> None:
    """Make the folder where it is not there, and a file in it that goes at once. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        pass


def write_atomic(path: Path, content: bytes) -> None:
    """Write beside and rename: readers and crashes see the old file or the new one, never a part."""
    with replacing(path) as temporary, temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
