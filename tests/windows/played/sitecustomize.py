"""Windows, played on Linux: Python imports this at its start in every process whose PYTHONPATH holds this folder.

What a library does is its own affair, as its wheels for Windows differ; what the project's code does meets these rules:

- names that only POSIX has are not there, `os.name` is "nt", `sys.platform` "win32", and Ctrl-Break is SIGUSR1;
- text without a named encoding is cp1258, of files and of locales;
- what a process has open, or mapped into memory, cannot be replaced, renamed or deleted; a folder takes no folder's place;
- names that Windows refuses cannot be made, nor two that differ in case only, nor paths of 260 letters; no links without rights;
- no /proc, no fork, no uvloop, no readers and signal handlers on event loops.

PLAYED_WINDOWS is the folder where the rules for files hold; rules.json in it says which names to take away.
"""

from __future__ import annotations

import builtins
import errno
import io
import json
import locale
import os
import signal
import sys
import sysconfig
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ENCODING = "cp1258"
FOLDER = os.path.realpath(os.environ["PLAYED_WINDOWS"])
ROOT = os.path.realpath(Path(__file__).parents[3])
NOT_OURS = (f"{ROOT}/.venv/", f"{ROOT}/tests/", f"{ROOT}/node_modules/")
LIBRARY = sysconfig.get_path("stdlib")
RULES = json.loads(Path(FOLDER, "rules.json").read_text(encoding="utf-8"))
SPECIAL = {"os": {"name": "nt"}, "sys": {"platform": "win32"}, "signal": {"SIGBREAK": signal.SIGUSR1}}
LONGEST = 259

sys.path.append(ROOT)  # for the project's own rule about names
from gan_core.files import portable_name  # noqa: E402

for name in [name for name in sys.modules if name.partition(".")[0] == "gan_core"]:
    del sys.modules[name]  # the project imports it again, under the rules


def is_ours(file: str | None) -> bool:
    """Whether a module's file is the project's."""
    path = os.path.realpath(file) if file else ""
    return path.startswith(f"{ROOT}/") and not path.startswith(NOT_OURS)


# Names


class Module(types.ModuleType):
    """A module of the standard library as Windows has it."""

    def __init__(self, real: types.ModuleType) -> None:
        super().__init__(real.__name__)
        self.__dict__["_real"] = real

    def __getattr__(self, name: str) -> Any:
        if name in RULES["names"].get(self.__name__, ()):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r} on Windows")
        special = SPECIAL.get(self.__name__, {})
        return special[name] if name in special else getattr(self._real, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._real, name, value)


modules = {name: Module(__import__(name)) for name in RULES["names"]}
real_import = builtins.__import__


def import_as_windows(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
    """`import`: the project's modules get those above, and none that Windows lacks; uvloop nobody gets."""
    top = name.partition(".")[0]
    if level == 0 and top == "uvloop":
        raise ModuleNotFoundError("No module named 'uvloop' on Windows", name="uvloop")
    if level == 0 and globals and (top in modules or top in RULES["modules"]) and is_ours(globals.get("__file__")):
        if top in RULES["modules"]:
            raise ModuleNotFoundError(f"No module named {top!r} on Windows", name=top)
        if name == top:
            return modules[top]
    return real_import(name, globals, locals, fromlist, level)


builtins.__import__ = import_as_windows


# Encodings

real_open = io.open


def open_as_windows(file: Any, mode: str = "r", buffering: int = -1, encoding: str | None = None, *args: Any, **kwargs: Any) -> Any:
    """`open` with the encoding of a Vietnamese Windows where none is named."""
    if "b" not in mode and encoding in (None, "locale"):
        encoding = ENCODING
    return real_open(file, mode, buffering, encoding, *args, **kwargs)


builtins.open = io.open = open_as_windows
locale.getpreferredencoding = lambda *_: ENCODING
if hasattr(locale, "getencoding"):
    locale.getencoding = lambda: ENCODING


# Files


def refused(code: int, text: str, path: str, windows_code: int) -> OSError:
    """An error as Windows raises it."""
    error = OSError(code, text, path)  # of the class that belongs to the code
    error.winerror = windows_code
    return error


def place(path: Any, folder: int = -1) -> str:
    """An absolute path; empty where it is none of those that the rules are for."""
    if isinstance(path, int):
        return ""
    name = os.fsdecode(path)
    if folder is not None and folder >= 0:
        name = f"{os.readlink(f'/proc/self/fd/{folder}')}/{name}"
    name = os.path.abspath(name)
    return name if name.startswith(f"{FOLDER}/") else ""


def held_open() -> Iterator[str]:
    """Every path that a process under these rules has open or mapped."""
    for process in os.listdir(f"{FOLDER}/processes"):
        try:
            for entry in os.scandir(f"/proc/{process}/fd"):
                try:
                    yield os.readlink(entry.path)
                except OSError:
                    continue
            with real_open(f"/proc/{process}/maps", encoding="utf-8", errors="replace") as maps:
                yield from (line.split(maxsplit=5)[5].rstrip("\n") for line in maps if "/" in line)
        except OSError:  # it has ended
            continue


def check_free(path: str) -> None:
    """Raises PermissionError: the file, or something in the folder, is open."""
    if os.path.lexists(path) and any(one == path or one.startswith(f"{path}/") for one in held_open()):
        raise refused(errno.EACCES, "The process cannot access the file because it is being used by another process", path, 32)


def check_name(path: str) -> None:
    """Raises OSError: Windows makes no such file. RuntimeError: it would be another one's."""
    folder, name = os.path.split(path)
    if not portable_name(name):
        raise refused(errno.EINVAL, "The filename, directory name, or volume label syntax is incorrect", path, 123)
    if len(path) - len(FOLDER) > LONGEST - 60:  # as deep as below a folder of sixty letters
        raise refused(errno.ENOENT, "The filename or extension is too long", path, 206)
    twins = [one for one in os.listdir(folder) if one != name and one.casefold() == name.casefold()] if os.path.isdir(folder) else []
    if twins:
        raise RuntimeError(f"{path} and {twins} differ in case only: one file on Windows and macOS")


def called_by_us() -> bool:
    """Whether the project's code, and no library, asked the standard library for something."""
    frame: Any = sys._getframe(2)
    while frame and (frame.f_code.co_filename.startswith((LIBRARY, "<frozen")) or frame.f_code.co_filename == __file__):
        frame = frame.f_back
    return frame is not None and is_ours(frame.f_code.co_filename)


def rule(event: str, arguments: tuple[Any, ...]) -> None:
    """Called by Python before it opens, makes, moves or deletes a file."""
    if event == "open":
        path, _mode, flags = arguments
        if isinstance(path, (str, bytes)) and os.fsdecode(path).startswith(("/proc/", "/dev/fd", "/sys/")) and called_by_us():
            raise refused(errno.ENOENT, "The system cannot find the path specified", os.fsdecode(path), 3)
        if (flags or 0) & os.O_CREAT and (path := place(path)) and not os.path.lexists(path):
            check_name(path)
    elif event == "os.mkdir" and (path := place(arguments[0], arguments[2])):
        check_name(path)
    elif event == "os.rename":
        source, target = place(arguments[0], arguments[2]), place(arguments[1], arguments[3])
        if source:
            check_free(source)
        if target:
            check_name(target)
            check_free(target)
            if os.path.isdir(target):
                raise refused(errno.EACCES, "Access is denied", target, 5)
    elif event in ("os.remove", "os.rmdir") and (path := place(*arguments)):
        check_free(path)
    elif event == "os.symlink" and place(arguments[1], arguments[2]):
        raise refused(errno.EPERM, "A required privilege is not held by the client", os.fsdecode(arguments[1]), 1314)
    elif event in ("os.fork", "os.forkpty"):
        raise AttributeError("module 'os' has no attribute 'fork' on Windows")


Path(FOLDER, "processes").mkdir(exist_ok=True)
Path(FOLDER, "processes", str(os.getpid())).touch()
sys.addaudithook(rule)


# Event loops


def no_such_call(*_: Any) -> None:
    """As of the proactor loop."""
    raise NotImplementedError


import asyncio  # noqa: E402

for name in ("add_reader", "remove_reader", "add_writer", "remove_writer", "add_signal_handler", "remove_signal_handler"):
    setattr(asyncio.SelectorEventLoop, name, no_such_call)
