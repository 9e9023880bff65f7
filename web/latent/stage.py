"""The Latent page's interactive stage: it keeps its state in the browser and in the address bar, and asks `web.latent.api`."""

from __future__ import annotations

from web.ui.stage import make_stage
from web.ui.text import table, words

_show = make_stage("latent_stage", "web/latent/browser/stage.mjs")


def latent_stage() -> None:
    """Show the stage. It reads its first state from the page's address."""
    _show({"classNames": table("classes"), "models": words("models")})
