"""Vietnamese or English: two buttons. The choice is kept in the session and, by the browser, in the address bar."""

from __future__ import annotations

import streamlit as st

from web.server.browser_modules import LOADER, css, module_url
from web.ui.text import LANGUAGES, language, t

_KEY = "language-switch"

_switch = st.components.v2.component(
    "language_switch",
    html='<div class="switch" role="group"></div>\n',
    css=css("web/ui/browser/language.css"),
    js=LOADER,
)


def _choose() -> None:
    chosen = st.session_state[_KEY].get("language")
    if chosen in LANGUAGES:
        st.session_state["language"] = chosen
        st.session_state["language_chosen"] = True  # what the link asked for no longer matters


def language_switch(page: str) -> None:
    """Show the switch on a page; a new `page` makes the browser look at the new page's address."""
    data = {
        "label": t("shell.language"),
        "language": language(),
        "languages": LANGUAGES,
        "page": page,
        "module": module_url("web/ui/browser/language.mjs"),
    }
    _switch(key=_KEY, data=data, on_language_change=_choose)
