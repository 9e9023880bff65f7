"""The browser half under node."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="needs node")


def half(ask: str, **question: Any) -> Any:
    """What browser_half.mjs answers."""
    script = Path(__file__).with_suffix(".mjs")
    done = subprocess.run(["node", script], input=json.dumps({"ask": ask, **question}), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
