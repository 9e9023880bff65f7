"""The Evaluation page's stage: models, scores, pictures. The browser asks `web.evaluation.api`; no script runs for it."""

from __future__ import annotations

from gan_core.figures.palette import ROLES
from web.ui.stage import make_stage
from web.ui.text import table, words

_show = make_stage("evaluation_stage", "web/evaluation/browser/stage.mjs")


def evaluation_stage() -> None:
    """Show the stage. It reads its first state from the page's address."""
    _show({"classNames": table("classes"), "models": words("models"), "roles": ROLES})
