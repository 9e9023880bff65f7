"""The start page's wall: every class of the shipped generator, freshly drawn every few seconds."""

from __future__ import annotations

import streamlit as st

from web.server.browser_modules import LOADER, css, module_url
from web.ui import navigation
from web.ui.text import language, words

_wall = st.components.v2.component(
    "picture_wall",
    html='<div class="wall" data-testid="picture-wall"></div>\n',
    css=css("web/start/browser/wall.css"),
    js=LOADER,
)


def picture_wall(key: str = "picture-wall") -> None:
    """Show the wall. A picture leads to the Latent page, at its class and seed."""
    data = {
        "language": language(),
        "text": words("start_wall"),
        "classNames": words("classes"),
        "errors": words("errors"),
        "module": module_url("web/start/browser/wall.mjs"),
    }
    picked = _wall(key=key, data=data, on_picked_change=lambda: None).picked
    if picked:
        st.switch_page(navigation.page("latent"), query_params={key: str(picked[key]) for key in ("label", "seed")})
