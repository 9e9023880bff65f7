"""The 2-D playground's stage. The browser trains the games itself; no script runs for them."""

from __future__ import annotations

from gan_core.figures.palette import ROLES
from web.playground.catalogue import catalogue
from web.ui.stage import BASE, make_stage
from web.ui.text import words

_STYLES = ("web/shared/vendor/uplot.css", BASE, "web/playground/browser/stage.css")
_show = make_stage("playground_stage", "web/playground/browser/stage.mjs", _STYLES)


def playground_stage() -> None:
    """Show the stage. It reads its first state from the page's address."""
    _show({"doctor": words("doctor"), "roles": ROLES, "about": catalogue()})
