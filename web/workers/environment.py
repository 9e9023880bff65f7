"""Where a worker process starts: in the server's own folder, so that a relative path in a setting means the same to both."""

from __future__ import annotations

import os

from gan_core.paths import ROOT


def environment() -> dict[str, str]:
    """The server's variables; the code is found by PYTHONPATH, as the folder need not be the checkout."""
    found = os.environ.get("PYTHONPATH", "")
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), found)))}
