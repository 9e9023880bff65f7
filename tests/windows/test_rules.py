"""Windows as it is played here bites: each rule, met by a line that would fail there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from played_windows import environment

from gan_core.paths import ROOT

OURS = f"__file__ = {str(ROOT / 'web' / 'probe.py')!r}\n"
REFUSED = {
    "a name of POSIX": ("import os\nos.nice(1)", "has no attribute 'nice' on Windows"),
    "a name of POSIX, imported": ("from os import nice", "cannot import name 'nice'"),
    "a module of POSIX": ("import fcntl", "No module named 'fcntl' on Windows"),
    "a signal of POSIX": ("import signal\nsignal.SIGKILL", "has no attribute 'SIGKILL' on Windows"),
    "uvloop": ("import uvloop", "No module named 'uvloop' on Windows"),
    "text without an encoding": ("from pathlib import Path\nPath('Ảnh.txt').write_text('mặt 人')", "UnicodeEncodeError"),
    "a file that is open, replaced": (
        "import os\nfile = open('a', 'wb')\nopen('b', 'wb').close()\nos.replace('b', 'a')",
        "used by another",
    ),
    "a file that is open, deleted": ("from pathlib import Path\nfile = open('a', 'wb')\nPath('a').unlink()", "used by another"),
    "a folder with one": (
        "import os, shutil\nos.mkdir('run')\nfile = open('run/a', 'wb')\nshutil.rmtree('run')",
        "used by another",
    ),
    "a file that is mapped": (
        "import mmap, os\nwith open('a', 'wb+') as file:\n    file.truncate(9)\n    mapped = mmap.mmap(file.fileno(), 9)\nos.unlink('a')",
        "used by another",
    ),
    "a folder in a folder's place": ("import os\nos.mkdir('a')\nos.mkdir('b')\nos.replace('a', 'b')", "Access is denied"),
    "a device's name": ("open('con.txt', 'wb')", "syntax is incorrect"),
    "a colon": ("import os\nos.mkdir('a:b')", "syntax is incorrect"),
    "two that differ in case": ("open('Mèo', 'wb').close()\nopen('MÈO', 'wb')", "differ in case only"),
    "a long path": ("import os\nos.makedirs('/'.join(['x' * 99] * 3))", "too long"),
    "a link": ("import os\nos.symlink('a', 'b')", "privilege is not held"),
    "a fork": ("import multiprocessing\nmultiprocessing.get_context('fork').Process(target=print).start()", "'fork' on Windows"),
    "a console of another encoding": ("print('mặt 人')", "UnicodeEncodeError"),
    "a signal handler on a loop": (
        "import asyncio, signal\nasync def wait():\n    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, print)\n"
        "asyncio.run(wait())",
        "NotImplementedError",
    ),
}
ALLOWED = """
import os, signal, sys
from pathlib import Path
assert (os.name, sys.platform) == ("nt", "win32")
assert signal.SIGBREAK and not hasattr(signal, "SIGHUP")
Path("Ảnh của tôi").mkdir()
Path("Ảnh của tôi", "mèo.txt").write_text("mèo", encoding="utf-8")
Path("a").write_bytes(b"old")
Path("b").write_bytes(b"new")
Path("b").replace("a")
with Path("a").open("rb") as first, Path("a").open("rb") as second:
    assert first.read() == second.read() == b"new"
Path("a").unlink()
print("mèo")
"""


def run(script: str, folder: Path, code: str = OURS) -> subprocess.CompletedProcess[str]:
    variables = os.environ | environment(folder)
    command = [sys.executable, "-c", code + script]
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, encoding="cp1258", check=False)


@pytest.mark.parametrize("what", REFUSED)
def test_what_windows_refuses(tmp_path, what):
    script, said = REFUSED[what]
    done = run(script, tmp_path)
    assert done.returncode == 1
    assert said in done.stderr


def test_what_windows_allows(tmp_path):
    done = run(ALLOWED, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "mèo\n"


def test_libraries_have_wheels_of_their_own(tmp_path):
    assert run("import os, fcntl; os.nice(0)", tmp_path, code="").returncode == 0
