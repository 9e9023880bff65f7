"""Presenter mode for lectures: a button in the side bar, a key, and the way back; and scripted tours. All of it happens in the browser."""

from __future__ import annotations

import streamlit as st

from web.presenter.tours import TOURS
from web.server.browser_modules import LOADER, css, module_url
from web.ui.navigation import HOME
from web.ui.text import language, words

_presenter = st.components.v2.component(
    "presenter",
    html='<div class="presenter"></div>\n',
    css=css("web/presenter/browser/presenter.css"),
    js=LOADER,
)


def presenter(page: str) -> None:
    """Show the buttons around a page."""
    spoken = language()
    tours = [
        {"name": tour.name, "title": tour.title[spoken], "stops": len(tour.stops), "minutes": round(tour.minutes)}
        for tour in TOURS.values()
    ]
    data = {
        "text": {key: word for key, word in words("shell").items() if key.startswith("presenter")},
        "errors": {code: sentence for code, sentence in words("errors").items() if code.startswith("room") or code == "value"},
        "tours": tours,
        "page": page or HOME,
        "module": module_url("web/presenter/browser/presenter.mjs"),
    }
    _presenter(key="presenter", data=data)
