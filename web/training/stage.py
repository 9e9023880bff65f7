"""The live view of a training, running, finished or shipped. The browser polls `web.training.api`; no script runs for it."""

from __future__ import annotations

import streamlit as st

from gan_core.figures.palette import ROLES
from gan_core.training.job import OVER
from gan_core.training.samples import MAX_ROWS
from web.server.browser_modules import LOADER, css, module_url
from web.ui.text import language, table, words

_stage = st.components.v2.component(
    "training_stage",
    html='<div class="stage" data-testid="live-stage"></div>\n',
    css=css("web/shared/vendor/uplot.css", "web/shared/browser/base.css", "web/training/browser/stage.css"),
    js=LOADER,
)


def training_stage(run: str = "", key: str = "live-stage") -> None:
    """Show the stage. A new `run` is opened at once; without one, the run in the page's address, else the liveliest."""
    data = {
        "run": run,
        "language": language(),
        "text": words("training_stage"),
        "doctor": words("doctor"),
        "classNames": table("classes"),
        "errors": words("errors"),
        "roles": ROLES,
        "over": [*OVER, "unreadable"],
        "classRows": MAX_ROWS,
        "module": module_url("web/training/browser/stage.mjs"),
    }
    _stage(key=key, data=data)
