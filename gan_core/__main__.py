"""`python -m gan_core COMMAND`, or `gan-classroom COMMAND` where the project is installed."""

from __future__ import annotations

import os

# Before torch starts its threads: on a shared machine, threads that spin while they wait cost more than they win.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

from gan_core.cli import main

if __name__ == "__main__":
    main()
