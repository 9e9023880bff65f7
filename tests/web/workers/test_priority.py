from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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


def test_it_needs_no_sessions_that_share(monkeypatch, tmp_path):
    from web.workers import priority

    asked = []
    monkeypatch.setattr(priority, "OWN_GROUP", tmp_path / "none" / OWN_GROUP.name)
    monkeypatch.setattr(priority.os, "nice", asked.append)
    priority.lower_priority(3)
    assert asked == [3]
