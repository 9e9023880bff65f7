"""The networks page's interactive stage: it runs the networks in the browser, and asks `web.architecture.api` for them."""

from __future__ import annotations

from web.ui.stage import make_stage
from web.ui.text import table, words

_show = make_stage("architecture_stage", "web/architecture/browser/stage.mjs")


def architecture_stage() -> None:
    """Show the stage. It reads its first state from the page's address."""
    _show({"classNames": table("classes"), "models": words("models")})
