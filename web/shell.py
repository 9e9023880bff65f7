"""What is around every page: title, look, language switch, presenter mode, notices about a link that could not be followed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from gan_core.paths import STATIC
from web.presenter.button import presenter
from web.presenter.tours import TOURS
from web.ui.language_switch import language_switch
from web.ui.text import LANGUAGES, plain, t

if TYPE_CHECKING:
    from web.server.streamlit_internals import StreamlitPage


def configure() -> None:
    """Icon, menu and look. Comes before everything else on a page."""
    st.set_page_config(
        page_icon=STATIC / "icon.svg",
        layout="wide",
        initial_sidebar_state=270,
        menu_items={"About": t("shell.about")},
    )
    st.html(STATIC / "shell.css")
    st.logo(STATIC / "logo.svg", size="large")


def _links(sections: Mapping[str, Sequence[StreamlitPage]]) -> None:
    """Links to all pages. Streamlit's own menu is a list that screen readers cannot read (`ul` around `div`)."""
    for title, pages in sections.items():
        with st.container(gap="xxsmall"):
            st.caption(title)
            for page in pages:
                st.page_link(page, width="stretch")


def frame(page: StreamlitPage, sections: Mapping[str, Sequence[StreamlitPage]]) -> None:
    """Around this page, one of those in `sections`: the window's title, the side bar, and what was wrong with the link that led here."""
    st.set_page_config(page_title=f"{page.title} · GAN Classroom")
    with st.sidebar:
        language_switch(page.url_path)
        _links(sections)
        presenter(page.url_path)
    asked = st.query_params.get("lang", "")
    if asked and asked not in LANGUAGES and "language_chosen" not in st.session_state:
        expected = ", ".join(f"lang={code} ({name})" for code, name in LANGUAGES.items())
        st.warning(plain(t("shell.unknown_language", received=asked[:20], expected=expected)), icon=":material/link_off:")
    tour = st.query_params.get("tour", "")
    if tour and tour not in TOURS:
        st.warning(plain(t("shell.unknown_tour", received=tour[:40], expected=", ".join(TOURS))), icon=":material/link_off:")
    missing = st.query_params.get("missing", "")
    if missing:
        st.warning(plain(t("shell.unknown_page", received=re.sub(r"\s+", " ", missing)[:60])), icon=":material/link_off:")
