"""The card with a page's questions, and the path that strings all of them."""

from __future__ import annotations

import streamlit as st

from web.predict.questions import QUESTIONS
from web.ui.stage import BASE, make_stage
from web.ui.text import words

_MODULES = "web/predict/browser"
_card = make_stage("predict_card", f"{_MODULES}/card/stage.mjs", (BASE, "web/room/browser/room.css", f"{_MODULES}/card/stage.css"))
_path = make_stage("learn_path", f"{_MODULES}/path/stage.mjs")


def predict_card(page: str) -> None:
    """Show the card of a page that asks something. Presenter mode folds it away by the container's key (static/shell.css)."""
    if any(question.page == page for question in QUESTIONS.values()):
        with st.container(key="predict"):
            _card({"page": page, "text": words("predict_card") | words("room")}, key=f"predict-{page}", text="predict_card")


def learn_path(titles: dict[str, str]) -> None:
    """Show the path; `titles` of the pages."""
    _path({"titles": titles}, text="learn")
