"""The committed modules are what their sources give."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from gan_core.engine import MODULE, Engine
from gan_core.image_engine import MODULE as IMAGES

ROOT = Path(__file__).parents[2]
COMPILER = "14.0.6"  # Debian's clang, which the committed module was built with: another one may give other bytes


def compiler() -> str:
    """The version of the clang that is here, "" without one that can build the module."""
    if not (shutil.which("clang") and shutil.which("wasm-ld")):
        return ""
    version = subprocess.run(["clang", "--version"], capture_output=True, text=True, check=True).stdout
    return re.search(r"version (\S+?)[\s-]", version + " ").group(1)


@pytest.mark.skipif(compiler() != COMPILER, reason=f"needs clang {COMPILER} and wasm-ld")
@pytest.mark.parametrize(("target", "variable", "module"), [("engine", "ENGINE", MODULE), ("image-engine", "IMAGE_ENGINE", IMAGES)])
def test_it_is_what_its_source_gives(target: str, variable: str, module: Path, tmp_path: Path) -> None:
    built = tmp_path / module.name
    subprocess.run(["make", target, f"{variable}={built}"], cwd=ROOT, check=True, capture_output=True)
    assert built.read_bytes() == module.read_bytes(), f"run `make {target}`"


def test_it_is_small_and_its_size_is_told() -> None:
    size = MODULE.stat().st_size
    assert size < 150_000
    (decision,) = (ROOT / "docs" / "adr").glob("0016-*.md")
    assert f"one module of {round(size / 1000)} kB" in decision.read_text("utf-8")


def test_it_needs_nothing_from_its_host() -> None:
    assert set(Engine().names) >= {"settings", "arrays", "loss", "optimizer", "data", "numbers", "measures", "phases"}
