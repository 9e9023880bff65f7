"""The environment of processes that are to meet Windows, as played/sitecustomize.py plays it."""

from __future__ import annotations

import ast
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import mypy

from gan_core.paths import ROOT

PLAYED = Path(__file__).with_name("windows") / "played"
STUBS = Path(mypy.__file__).with_name("typeshed") / "stdlib"
WITH_DIFFERENCES = ("os", "signal", "socket", "sys", "time", "select", "mmap", "shutil", "locale", "tempfile", "subprocess", "threading")
ABSENT = ("fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty")


def environment(folder: Path, console: str = "cp1258") -> dict[str, str]:
    """Variables of a process whose files in `folder` are as on Windows, and whose terminal has that encoding."""
    rules = {"names": {name: sorted(posix_only(name)) for name in WITH_DIFFERENCES}, "modules": ABSENT}
    (folder / "rules.json").write_text(json.dumps(rules), "utf-8")
    path = os.pathsep.join((str(PLAYED), str(ROOT)))
    return {"PLAYED_WINDOWS": str(folder), "PYTHONPATH": path, "PYTHONIOENCODING": console, "OMP_NUM_THREADS": "1"}


def posix_only(module: str) -> set[str]:
    """Names of a module that Linux has and Windows has not, as typeshed says, which mypy reads too."""
    stub = STUBS / f"{module}.pyi"
    body = ast.parse((stub if stub.is_file() else STUBS / module / "__init__.pyi").read_text(encoding="utf-8")).body
    return set(names(body, "linux")) - set(names(body, "win32"))


def names(body: list[ast.stmt], platform: str) -> Iterator[str]:
    """What a stub defines on a platform, for this Python."""
    known = {"sys": SimpleNamespace(platform=platform, version_info=sys.version_info)}
    for statement in body:
        if isinstance(statement, ast.If):
            try:
                holds = eval(compile(ast.Expression(statement.test), "stub", "eval"), known)
            except NameError:  # TYPE_CHECKING, say
                holds = True
            yield from names(statement.body if holds else statement.orelse, platform)
        elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield statement.name
        elif isinstance(statement, ast.Assign):
            yield from (target.id for target in statement.targets if isinstance(target, ast.Name))
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id
        elif isinstance(statement, ast.ImportFrom):
            yield from (name.asname or name.name for name in statement.names)
