"""The list of checks. The browser asks `web.selfcheck.api` what the server found, and tries what only a browser can try."""

from __future__ import annotations

from web.selfcheck.checks import CHECKS
from web.ui.stage import make_stage

_show = make_stage("selfcheck_stage", "web/selfcheck/browser/stage.mjs")


def selfcheck_stage() -> None:
    """Show the list; the checks begin."""
    _show({"checks": list(CHECKS)})
