"""The Evaluation page's stage: models, scores, pictures. The browser asks `web.evaluation.api`; no script runs for it."""

from __future__ import annotations

import streamlit as st

from gan_core.figures.palette import ROLES
from web.server.browser_modules import LOADER, css, module_url
from web.ui.text import language, table, words

_stage = st.components.v2.component(
    "evaluation_stage",
    html='<div class="stage" data-testid="evaluation-stage"></div>\n',
    css=css("web/shared/browser/base.css", "web/evaluation/browser/stage.css"),
    js=LOADER,
)


def evaluation_stage(key: str = "evaluation-stage") -> None:
    """Show the stage. It reads its first state from the page's address."""
    data = {
        "language": language(),
        "text": words("evaluation_stage"),
        "classNames": table("classes"),
        "errors": words("errors"),
        "roles": ROLES,
        "module": module_url("web/evaluation/browser/stage.mjs"),
    }
    _stage(key=key, data=data)
