from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from web.workers.priority import OWN_GROUP

SCRIPT = """
import os
from web.workers.priority import OWN_GROUP, lower_priority
before = os.nice(0)
lower_priority(7)
print(os.nice(0) - before, OWN_GROUP.read_text().split()[-1] if OWN_GROUP.exists() else 7)
"""


def test_a_worker_and_its_session_step_back():
    root = Path(__file__).parents[3]
    command = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(
        command, cwd=root, env=os.environ | {"PYTHONPATH": str(root)}, capture_output=True, text=True, start_new_session=True
    )
    assert (done.stdout.split(), done.stderr) == (["7", "7"], "")


class Process:
    """One of Linux at 5, or one of Windows, which has classes."""

    def __init__(self) -> None:
        self.given: list[int] = []

    def nice(self, value: int | None = None) -> int:
        if value is not None:
            self.given.append(value)
        return 5


@pytest.mark.parametrize(("nice", "windows", "given"), [(3, None, 8), (19, None, 19), (3, 16384, 16384)])
def test_it_needs_no_sessions_that_share(monkeypatch, tmp_path, nice, windows, given):
    from web.workers import priority

    process = Process()
    monkeypatch.setattr(priority, "OWN_GROUP", tmp_path / "none" / OWN_GROUP.name)
    monkeypatch.setattr(priority.psutil, "Process", lambda: process)
    monkeypatch.setattr(priority.psutil, "BELOW_NORMAL_PRIORITY_CLASS", windows, raising=False)
    priority.lower_priority(nice)
    assert process.given == [given]
