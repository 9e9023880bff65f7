"""Presenter mode for lectures: a button in the side bar, a key, and the way back; and scripted tours. All of it happens in the browser."""

from __future__ import annotations

from web.presenter.tours import TOURS
from web.ui.navigation import HOME
from web.ui.stage import make_stage
from web.ui.text import language, words

_show = make_stage("presenter", "web/presenter/browser/presenter.mjs", ("web/presenter/browser/presenter.css",))


def presenter(page: str) -> None:
    """Show the buttons around a page."""
    spoken = language()
    tours = [
        {"name": tour.name, "title": tour.title[spoken], "stops": len(tour.stops), "minutes": round(tour.minutes)}
        for tour in TOURS.values()
    ]
    _show(
        {
            "text": {key: word for key, word in words("shell").items() if key.startswith("presenter")},
            "errors": {code: sentence for code, sentence in words("errors").items() if code.startswith("room") or code == "value"},
            "tours": tours,
            "page": page or HOME,
        },
        text=None,
    )
