"""The Latent page's interactive stage: it keeps its state in the browser and in the address bar, and asks `web/latent_api`."""

from __future__ import annotations

import streamlit as st

from web.server.browser_modules import LOADER, css, module_url
from web.ui.text import language, table, words

_stage = st.components.v2.component(
    "latent_stage",
    html='<div class="stage" data-testid="latent-stage"></div>\n',
    css=css("web/shared/browser/base.css", "web/latent/browser/stage.css"),
    js=LOADER,
)


def latent_stage(key: str = "latent-stage") -> None:
    """Show the stage. It reads its first state from the page's address."""
    data = {
        "language": language(),
        "text": words("latent_stage"),
        "classNames": table("classes"),
        "errors": words("errors"),
        "module": module_url("web/latent/browser/stage.mjs"),
    }
    _stage(key=key, data=data)
