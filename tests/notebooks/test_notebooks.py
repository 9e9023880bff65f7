"""Every notebook runs from its first cell to its last, says what it says in both languages, and carries no outputs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gan_core.paths import ROOT
from gan_core.repository import PLACEHOLDER, REPOSITORY

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# What makes a notebook quick: its own parameters, smaller
QUICK: dict[str, dict[str, Any]] = {"train_cgan": {"STEPS": 2}, "own_photos": {"STEPS": 2}, "score": {"N": 100}}


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_light_and_opens_in_colab(path):
    book = json.loads(path.read_text(encoding="utf-8"))
    assert (book["nbformat"], path.stat().st_size < 20_000) == (4, True)
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells(path, "code"))
    assert len({cell["id"] for cell in book["cells"]}) == len(book["cells"])
    title = "".join(cells(path, "markdown")[0]["source"])
    assert f"https://colab.research.google.com/github/{REPOSITORY or PLACEHOLDER}/blob/main/notebooks/{path.name})" in title
    install = cells(path, "code")[0]
    assert install["metadata"]["tags"] == ["colab"]
    assert "".join(install["source"]).startswith("%pip install")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_text_is_in_both_languages(path):
    for cell in cells(path, "markdown"):
        vietnamese, _, english = "".join(cell["source"]).rpartition("\n\n")
        assert vietnamese
        assert english.startswith("*")
        assert english.endswith("*")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, tmp_path, monkeypatch, shown):
    monkeypatch.chdir(tmp_path)
    scope: dict[str, Any] = {"__name__": "__main__"}
    for cell in cells(path, "code")[1:]:
        exec(compile("".join(cell["source"]), f"{path.stem} {cell['id']}", "exec"), scope)
        if "parameters" in cell["metadata"].get("tags", ()):
            scope |= QUICK.get(path.stem, {})
    if path.stem in ("transposed_convolution", "divergences", "train_cgan"):
        assert shown
    if path.stem == "train_cgan":
        assert (tmp_path / "run.html").stat().st_size > 100_000
