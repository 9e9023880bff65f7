"""Vietnamese or English: two buttons. The choice is kept in the session and, by the browser, in the address bar."""

from __future__ import annotations

import streamlit as st

from web.ui.stage import make_stage
from web.ui.text import LANGUAGES, t

_KEY = "language-switch"
_show = make_stage("language_switch", "web/ui/browser/language.mjs", ("web/ui/browser/language.css",))


def _choose() -> None:
    chosen = st.session_state[_KEY].get("language")
    if chosen in LANGUAGES:
        st.session_state["language"] = chosen
        st.session_state["language_chosen"] = True  # what the link asked for no longer matters


def language_switch(page: str) -> None:
    """Show the switch on a page; a new `page` makes the browser look at the new page's address."""
    _show({"label": t("shell.language"), "languages": LANGUAGES, "page": page}, text=None, on_language_change=_choose)
