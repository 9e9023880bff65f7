"""The shape of every lesson's page: what it is, the stage, why it is so, where it is from."""

from __future__ import annotations

import streamlit as st

from web.lessons.stage import lesson_stage
from web.predict.stage import predict_card
from web.ui.explanation import explanation
from web.ui.text import prose, t


def lesson_page(name: str, *more: str) -> None:
    """Show the page of a lesson: title and prose in `locales/lessons/NAME/`.

    `more`: further sections before the sources, each with the heading `SECTION_heading` and prose `NAME.SECTION.*.md`.
    """
    st.title(t(f"{name}.title"))
    st.markdown(prose(f"{name}.idea"))
    predict_card(name)
    lesson_stage(name)
    explanation(name, *more)
