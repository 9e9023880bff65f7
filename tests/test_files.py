"""Files that others read meanwhile, and names that every system takes."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

from gan_core import files
from gan_core.paths import ROOT


def busy(path: Path, code: int = 32) -> PermissionError:
    """As Windows says it of a file that another process has open."""
    error = PermissionError(13, "in use", str(path))
    error.winerror = code
    return error


class Opened:
    """An action that fails as long as a file is open elsewhere."""

    def __init__(self, path: Path, times: int, code: int = 32) -> None:
        self.path, self.left, self.code, self.asked = path, times, code, 0

    def __call__(self) -> str:
        self.asked += 1
        if self.asked <= self.left:
            raise busy(self.path, self.code)
        return "done"


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> None:
    """Waiting takes no time, and the clock goes by it."""
    now = [0.0]
    monkeypatch.setattr(files.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(files.time, "sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))


@pytest.mark.parametrize("code", [5, 32, 1224])
def test_what_is_open_elsewhere_is_asked_for_again(tmp_path, code):
    action = Opened(tmp_path, 3, code)
    assert files.when_free(action) == "done"
    assert action.asked == 4


def test_but_not_for_ever(tmp_path):
    with pytest.raises(PermissionError):
        files.when_free(Opened(tmp_path, 10**9))


def test_nor_where_another_system_refuses_at_once():
    asked = []

    def refused() -> None:
        asked.append(1)
        raise PermissionError(13, "Permission denied")

    with pytest.raises(PermissionError):
        files.when_free(refused)
    assert len(asked) == 1


def test_a_reader_delays_a_new_version_and_loses_nothing(tmp_path, monkeypatch):
    path, replace = tmp_path / "status.json", Path.replace
    path.write_bytes(b"old")
    reader = Opened(path, 2)

    def replace_when_closed(self: Path, target: Path) -> Path:
        reader()
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", replace_when_closed)
    files.write_atomic(path, b"new")
    assert path.read_bytes() == b"new"
    assert reader.asked == 3
    assert [file.name for file in tmp_path.iterdir()] == ["status.json"]


def test_what_stays_open_is_left_and_what_is_gone_is_no_error(tmp_path, monkeypatch):
    path = tmp_path / "picture.png"
    path.write_bytes(b"x")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda self: Opened(self, 10**9)())
        files.remove(path)
    assert path.is_file()
    files.remove(path)
    files.remove(path)
    (tmp_path / "run" / "samples").mkdir(parents=True)
    files.remove(tmp_path / "run")
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["a", "Ảnh mèo", "console", "com", "lpt10", "a.b", ".hidden", "nulls.txt", "x" * 200])
def test_a_name_for_every_system(name):
    assert files.portable_name(name)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a.", "a ", "a:b", "a/b", "a\\b", "a?", "a\n", "CON", "nul", "Aux.txt", "com1", "LPT9.tar.gz", "x" * 201]
)
def test_a_name_that_windows_refuses_or_reads_as_another(name):
    assert not files.portable_name(name)


def test_a_checkout_fits_on_windows_and_macos():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
    paths = listed.rstrip("\0").split("\0")
    assert all(files.portable_name(part) for path in paths for part in path.split("/"))
    assert len({path.casefold() for path in paths}) == len(paths)
    assert max(map(len, paths)) < 120  # of 260, with the folder before it


CODE = ("gan_core", "web", "pages", "gradio_app", "scripts", "benchmarks")
TEXT = {"read_text": 0, "write_text": 1}  # place of the encoding


def unnamed(path: Path) -> list[int]:
    """Lines that read or write text in whatever encoding the machine has."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or any(word.arg == "encoding" for word in node.keywords):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        words = {word.arg: word.value for word in node.keywords}
        if name in TEXT and len(node.args) <= TEXT[name]:
            found.append(node.lineno)
        if name in ("run", "Popen", "check_output") and {"text", "universal_newlines"} & words.keys():
            found.append(node.lineno)
        modes = [argument for argument in [*node.args, words.get("mode")] if isinstance(argument, ast.Constant)]
        if name == "open" and any(isinstance(mode.value, str) and mode.value in ("r", "w", "a", "x", "r+", "w+") for mode in modes):
            found.append(node.lineno)
        if name == "open" and not node.args and isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value).endswith("path"):
            found.append(node.lineno)
    return found


def test_every_text_is_read_and_written_in_an_encoding_that_is_named():
    files_of_ours = [file for folder in CODE for file in (ROOT / folder).rglob("*.py")] + list(ROOT.glob("*.py"))
    assert {f"{file.relative_to(ROOT)}:{line}" for file in files_of_ours for line in unnamed(file)} == set()
