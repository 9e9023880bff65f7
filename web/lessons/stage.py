"""A lesson's interactive stage: controls and figures; every movement asks `web.lessons.api` for the figures."""

from __future__ import annotations

import streamlit as st

from gan_core.figures.palette import ROLES
from web.lessons import LESSONS
from web.server.browser_modules import LOADER, css, module_url
from web.ui.text import language, words

_stage = st.components.v2.component(
    "lesson_stage",
    html='<div class="stage" data-testid="lesson-stage"></div>\n',
    css=css("web/shared/browser/base.css", "web/lessons/browser/stage.css"),
    js=LOADER,
)


def lesson_stage(name: str) -> None:
    """Show the stage of a lesson. It reads its first state from the page's address."""
    data = LESSONS[name].describe() | {
        "name": name,
        "language": language(),
        "own": words("lesson_stage"),
        "text": words(f"{name}_lesson"),
        "errors": words("errors"),
        "roles": ROLES,
        "module": module_url("web/lessons/browser/stage.mjs"),
    }
    _stage(key=f"{name}-stage", data=data)
