"""The 2-D playground's stage. The browser trains the games itself; no script runs for them."""

from __future__ import annotations

import streamlit as st

from gan_core.figures.palette import ROLES
from web.playground.catalogue import catalogue
from web.server.browser_modules import LOADER, css, module_url
from web.ui.text import language, words

_stage = st.components.v2.component(
    "playground_stage",
    html='<div class="stage" data-testid="playground-stage"></div>\n',
    css=css("web/shared/vendor/uplot.css", "web/shared/browser/base.css", "web/playground/browser/stage.css"),
    js=LOADER,
)


def playground_stage(key: str = "playground-stage") -> None:
    """Show the stage. It reads its first state from the page's address."""
    data = {
        "language": language(),
        "text": words("playground_stage"),
        "doctor": words("doctor"),
        "errors": words("errors"),
        "roles": ROLES,
        "about": catalogue(),
        "module": module_url("web/playground/browser/stage.mjs"),
    }
    _stage(key=key, data=data)
