"""The files that a lecturer double-clicks: installed at the first start and after an update, else started at once."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from gan_core.paths import ROOT

PYTHON = """#!/bin/bash
echo "$(basename "$0") $*" >> "$CALLS"
case "$*" in
  *venv*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
  *requirements.txt*) exit "${PIP_EXIT:-0}" ;;
esac
"""
SERVE = "python -m gan_core serve --browser --port 8660"


class Folder:
    """A checkout with that file, and a machine with a Python that writes down what it is asked."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.calls = folder, folder / "calls"
        for name in ("start.command", "requirements.txt", "constraints-cuda.txt"):
            shutil.copy(ROOT / name, folder)
        self.bin = folder / "bin"
        self.bin.mkdir()
        python = self.bin / "python3.14"
        python.write_text(PYTHON, "utf-8")
        python.chmod(0o755)

    def start(self, **more: str) -> tuple[int, str, list[str]]:
        self.calls.write_text("", "utf-8")
        variables = {"PATH": f"{self.bin}{os.pathsep}/usr/bin{os.pathsep}/bin", "CALLS": str(self.calls)} | more
        command = ["/bin/bash", str(self.folder / "start.command"), "--port", "8660"]
        done = subprocess.run(command, cwd="/", env=variables, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False)
        return done.returncode, done.stdout, self.calls.read_text(encoding="utf-8").splitlines()[1:]  # the first asks for the version


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


def test_the_first_start_installs_and_the_second_does_not(folder):
    installs = [
        "python3.14 -m venv .venv",
        "python -m pip install -c constraints-cuda.txt -r requirements.txt",
        "python -m pip install --no-deps --editable .",
    ]
    assert folder.start()[::2] == (0, [*installs, SERVE])
    code, _, calls = folder.start()
    assert (code, folder.calls.read_text(encoding="utf-8").splitlines(), calls) == (0, [SERVE], [])
    (folder.folder / "requirements.txt").write_text("# newer\n", "utf-8")
    assert folder.start()[::2] == (0, [*installs[1:], SERVE])


def test_what_cannot_be_installed_is_said_and_tried_again(folder):
    code, said, calls = folder.start(PIP_EXIT="1")
    assert code == 1
    assert "The installation failed" in said
    assert SERVE not in calls
    assert folder.start()[2][-1] == SERVE


def test_without_python_it_says_which(folder):
    (folder.bin / "python3.14").write_text("#!/bin/bash\nexit 1\n", "utf-8")
    for name in ("python3.13", "python3.12", "python3.11", "python3"):
        shutil.copy(folder.bin / "python3.14", folder.bin / name)
    code, said, calls = folder.start()
    assert (code, calls) == (1, [])
    assert "Python 3.11 to 3.14 is needed" in said


def test_the_file_for_windows_does_the_same_in_its_own_way():
    content = (ROOT / "start.bat").read_bytes()
    assert content.isascii()  # its terminal may have any encoding
    assert content.count(b"\r\n") == content.count(b"\n")
    assert os.access(ROOT / "start.command", os.X_OK)
    batch, shell = content.decode(), (ROOT / "start.command").read_text(encoding="utf-8")
    for words in (
        "pip install -c constraints-cuda.txt -r requirements.txt",
        "pip install --no-deps --editable .",
        "gan_core serve --browser",
    ):
        assert words in batch
        assert words in shell
    labels = {line[1:] for line in batch.splitlines() if line.startswith(":")}
    assert labels == {"serve", "failed", "stop"}
