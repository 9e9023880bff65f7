"""Pin every package that pyproject.toml brings along, on any system: writes requirements*.txt and constraints-cuda.txt (`make lock`),
and tests/wheels.txt: which of them come ready-made for laptops with Windows and macOS.

What is pinned already stays where it still fits; `--upgrade` takes the newest. Needs uv and a package index.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from packaging.utils import parse_wheel_filename

from gan_core.paths import ROOT

EXTRAS = {
    "requirements.txt": ("app",),
    "requirements-gradio.txt": ("gradio",),
    "requirements-test.txt": ("app", "gradio", "onnx", "tensorboard", "test"),
}
WHOLE = "requirements-test.txt"  # holds what the others hold
CUDA = "constraints-cuda.txt"
WHEELS = "tests/wheels.txt"
LAPTOP = re.compile(r"any|win_amd64|macosx_.*_(arm64|universal2)")  # platforms of wheels
BROUGHT_BY_CUDA = re.compile(r"(nvidia-|cuda-|triton\b)")  # not wanted beside PyTorch's CPU wheels, so never listed for installation
HEAD = "# Written by `make lock` from pyproject.toml\n"
CUDA_HEAD = HEAD + "# What PyTorch's default wheels for Linux need: pinned where they are taken, nothing beside the CPU wheels\n"


def main() -> None:
    """Compile all extras, then those of the smaller files with the same versions."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--upgrade", action="store_true")
    upgrade = parser.parse_args().upgrade
    with TemporaryDirectory() as folder:
        every, lock = Path(folder) / "every.txt", Path(folder) / "pylock.toml"  # uv takes what it finds there for its preferences
        every.write_text("" if upgrade else (ROOT / WHOLE).read_text(encoding="utf-8") + (ROOT / CUDA).read_text(encoding="utf-8"), "utf-8")
        pins = {WHOLE: compiled(EXTRAS[WHOLE], every)}
        for name in EXTRAS.keys() - pins.keys():
            pins[name] = compiled(EXTRAS[name], Path(folder) / name, "--constraint", str(every))
        compiled(EXTRAS[WHOLE], lock, "--constraint", str(every))
        packages = tomllib.loads(lock.read_text(encoding="utf-8"))["packages"]
    for name, lines in pins.items():
        (ROOT / name).write_text(HEAD + "".join(line for line in lines if not BROUGHT_BY_CUDA.match(line)), "utf-8")
    (ROOT / CUDA).write_text(CUDA_HEAD + "".join(filter(BROUGHT_BY_CUDA.match, pins[WHOLE])), "utf-8")

    (ROOT / WHEELS).write_text(HEAD + "".join(map(wheels, packages)), "utf-8")


def wheels(package: dict[str, Any]) -> str:
    """A line `name==version tag tag ...` of a package that a laptop may need."""
    names = [wheel.get("name") or wheel["url"].rpartition("/")[2] for wheel in package.get("wheels", ())]
    found = {str(tag) for name in names for tag in parse_wheel_filename(name)[3] if LAPTOP.fullmatch(tag.platform)}
    return "" if BROUGHT_BY_CUDA.match(package["name"]) else " ".join([f"{package['name']}=={package['version']}", *sorted(found)]) + "\n"


def compiled(extras: tuple[str, ...], out: Path, *more: str) -> list[str]:
    """The lines `name==version ; marker` of the library with these extras and of all they need."""
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        "pyproject.toml",
        "--universal",
        "--python-version",
        "3.11",
        "--quiet",
        "--no-header",
    ]
    command += ["--no-annotate", "--no-emit-index-url", "--output-file", str(out), *more]
    subprocess.run([*command, *(word for extra in extras for word in ("--extra", extra))], cwd=ROOT, check=True)
    return [line for line in out.read_text(encoding="utf-8").splitlines(keepends=True) if "==" in line]


if __name__ == "__main__":
    main()
