"""The start page's wall: every class of the shipped generator, freshly drawn every few seconds."""

from __future__ import annotations

import streamlit as st

from web.ui import navigation
from web.ui.stage import make_stage
from web.ui.text import words

_show = make_stage("start_wall", "web/start/browser/wall.mjs", ("web/start/browser/wall.css",), "picture-wall")


def picture_wall() -> None:
    """Show the wall. A picture leads to the Latent page, at its class and seed."""
    picked = _show({"classNames": words("classes")}, on_picked_change=lambda: None).picked
    if picked:
        st.switch_page(navigation.page("latent"), query_params={key: str(picked[key]) for key in ("label", "seed")})
