"""Presenter mode for lectures: a button in the side bar, a key, and the way back. All of it happens in the browser."""

from __future__ import annotations

import streamlit as st

from web.frontend_modules import FRONTEND, LOADER, module_url
from web.text import words

_presenter = st.components.v2.component(
    "presenter",
    html='<div class="presenter"></div>\n',
    css=(FRONTEND / "shell" / "presenter.css").read_text(encoding="utf-8"),
    js=LOADER,
)


def presenter() -> None:
    """Show the button."""
    text = {key: word for key, word in words("shell").items() if key.startswith("presenter")}
    _presenter(key="presenter", data={"text": text, "module": module_url("shell/presenter.mjs")})
