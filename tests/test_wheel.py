"""The project as a stranger has it: a wheel, in an environment without the checkout, run from an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest
from started import started
from waiting import until

from benchmarks.browser import free_port
from gan_core import __version__
from gan_core.paths import LIBRARY, ROOT
from web.selfcheck.checks import CHECKS

CLEAN = {"PYTHONPATH": "", "GAN_RUNS_DIR": ""}
MARK = {"X-GAN-Classroom": "1"}
SERVED = (".mjs", ".wasm")


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel, and an empty folder to run it from."""

    wheel: Path
    bin: Path
    packages: Path
    folder: Path

    def run(self, *command: str) -> str:
        answer = subprocess.run(
            [self.bin / command[0], *command[1:]], cwd=self.folder, env=os.environ | CLEAN, capture_output=True, text=True, check=False
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The libraries are those of this environment, lent by a path; the project comes from the wheel alone."""
    place = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", place], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = place.glob("*.whl")
    venv.create(place / "venv", symlinks=True)
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(place / "venv")}))
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    programs = Path(sysconfig.get_path("scripts", "venv", {"base": str(place / "venv")}))
    pip = [sys.executable, "-m", "pip", "--python", programs / "python", "install", "--quiet", "--no-index", "--no-deps", wheel]
    subprocess.run(pip, check=True, capture_output=True)
    (place / "empty").mkdir()
    return Installed(wheel, programs, packages, place / "empty")


@pytest.fixture(scope="module")
def server(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port, log = free_port(), tmp_path_factory.mktemp("log") / "log.txt"
    url = f"http://localhost:{port}"
    command = [installed.bin / "gan-classroom", "serve", "--port", str(port)]
    with started(command, f"{url}/_stcore/health", log, CLEAN, installed.folder):
        yield url


def written(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}


def test_the_wheel_holds_what_git_tracks_of_the_app_and_nothing_else(installed):
    names = {name for name in ZipFile(installed.wheel).namelist() if ".dist-info/" not in name}
    assert {name.partition("/")[0] for name in names} == {"gan_core", "gan_classroom"}
    tracked = set(subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines())
    assert {name.removeprefix("gan_classroom/") for name in names} <= tracked
    assert {
        name for name in tracked if name.startswith(("gan_core/", "web/", "pages/", "locales/", "static/", "checkpoints/", "gradio_app/"))
    } <= {name.removeprefix("gan_classroom/") for name in names}


def test_the_command_draws_a_picture_as_the_checkout_does(installed, tmp_path):
    assert installed.run("gan-classroom", "--version").split()[-1] == __version__
    assert installed.run("python", "-c", "import gan_core; print(gan_core.__file__)").startswith(str(installed.packages))
    picture = ["sample", "cgan-fashion-mnist", "--label", "Sneaker", "--seed", "7", "--n", "4", "--out"]
    installed.run("gan-classroom", *picture, "picture.png")
    subprocess.run([sys.executable, "-m", "gan_core", *picture, tmp_path / "picture.png"], cwd=ROOT, check=True)
    assert (installed.folder / "picture.png").read_bytes() == (tmp_path / "picture.png").read_bytes()


def test_the_script_of_a_visit_runs(installed):
    program = """
import sys
from streamlit.testing.v1 import AppTest
from gan_core.paths import ROOT
sys.path.insert(0, str(ROOT))
at = AppTest.from_file(str(ROOT / "ui.py"), default_timeout=120).run()
assert not at.exception, at.exception
print(at.title[0].value)
"""
    assert installed.run("python", "-W", "ignore", "-c", program).strip()


def test_the_app_serves_what_browsers_need(server):
    with httpx.Client(base_url=server, headers={"Accept-Encoding": "identity"}) as browser:
        assert "<title>" in browser.get("/").text
        modules = [*ROOT.glob("web/*/browser/**/*"), *ROOT.glob("web/shared/vendor/*"), *(LIBRARY / "browser").glob("*")]
        modules = [path for path in modules if path.suffix in SERVED]
        assert len(modules) > 100
        for path in modules:
            assert browser.get(f"/frontend/0/{path.relative_to(ROOT)}").content == path.read_bytes(), path
        font = "be-vietnam-pro-vietnamese-400-normal.woff2"
        assert browser.get(f"/app/static/fonts/{font}").content == (ROOT / "static" / "fonts" / font).read_bytes()


def test_everything_works_and_only_the_folder_it_was_started_in_is_written(installed, server):
    before = written(installed.packages)
    with httpx.Client(base_url=server, headers=MARK, timeout=60) as visitor:
        until(lambda: not visitor.get("/api/selfcheck").json()["running"], 300)
        found = {check["name"]: check for check in visitor.get("/api/selfcheck").json()["checks"]}
    assert found.keys() == CHECKS.keys()
    assert [check for check in found.values() if check["state"] not in ("ok", "note")] == []
    assert written(installed.packages) == before
    assert (installed.folder / "runs").is_dir()


def test_an_editable_install_is_a_path_to_the_checkout(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel:editable", "-d", tmp_path]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        (path,) = (name for name in wheel.namelist() if ".dist-info/" not in name)
        assert wheel.read(path).decode().strip() == str(ROOT)
