from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[2]
draw = SimpleNamespace(**runpy.run_path(str(ROOT / "scripts" / "draw_architecture.py")))


@pytest.mark.parametrize("name", draw.pictures())
def test_the_pictures_of_the_docs_are_the_code_s_own(name):
    assert (draw.IMAGES / name).read_text(encoding="utf-8") == draw.pictures()[name], "run scripts/draw_architecture.py"


@pytest.mark.parametrize("step", [*draw.TRAINING, *draw.SLIDER], ids=lambda step: step[1])
def test_every_module_on_the_way_is_there(step):
    assert step[0] in draw.PLACES
    assert (ROOT / step[1]).is_file()


def test_every_folder_of_the_views_stands_in_the_contract():
    named = {part.partition(".")[2] for row in draw.contract("imports inside the views point down") for part in row}
    there = {
        path.stem
        for path in (ROOT / "web").iterdir()
        if (path / "__init__.py").is_file() or (path.suffix == ".py" and path.stem != "__init__")
    }
    assert there == named
