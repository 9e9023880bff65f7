"""The list of checks. The browser asks `web.selfcheck.api` what the server found, and tries what only a browser can try."""

from __future__ import annotations

import streamlit as st

from web.selfcheck.checks import CHECKS
from web.server.browser_modules import LOADER, css, module_url
from web.ui.text import language, words

_stage = st.components.v2.component(
    "selfcheck_stage",
    html='<div class="stage" data-testid="selfcheck-stage"></div>\n',
    css=css("web/shared/browser/base.css", "web/selfcheck/browser/stage.css"),
    js=LOADER,
)


def selfcheck_stage() -> None:
    """Show the list; the checks begin."""
    data = {
        "checks": list(CHECKS),
        "language": language(),
        "text": words("selfcheck_stage"),
        "errors": words("errors"),
        "module": module_url("web/selfcheck/browser/stage.mjs"),
    }
    _stage(key="selfcheck-stage", data=data)
