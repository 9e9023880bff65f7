from __future__ import annotations

import runpy
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "checkpoints" / "failure-convergence"


@pytest.mark.parametrize("scored", [True, False])
def test_what_is_worth_watching_is_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scored: bool):
    shutil.copytree(SHIPPED, tmp_path / "run")
    if scored:
        (tmp_path / "run" / "scores.jsonl").write_text("{}\n")
    monkeypatch.setattr(sys, "argv", ["ship_run.py", str(tmp_path / "run"), str(tmp_path / "shipped"), "--no-weights", "--pictures", "5"])
    runpy.run_path(str(ROOT / "scripts" / "ship_run.py"), run_name="__main__")
    found = {path.name for path in (tmp_path / "shipped").iterdir()}
    assert found == {"config.json", "stats.jsonl", "status.json", "samples"} | ({"scores.jsonl"} if scored else set())
    assert len(list((tmp_path / "shipped" / "samples").iterdir())) >= 5
