"""Glossary, references and data: the field's words in both languages, the papers everything here stands on, real pictures by class."""

from __future__ import annotations

import streamlit as st

from web.reference.data_card import data_cards
from web.reference.glossary import reference_row, term_row
from web.reference.lists import found_terms, references
from web.ui.query_widgets import query_choice
from web.ui.text import plain, prose, t

PARTS = ("terms", "references", "data")


@st.fragment
def terms() -> None:
    """The terms that hold what is typed."""
    asked = st.text_input(
        t("glossary.search"),
        key="q",
        type="search",
        placeholder=t("glossary.search_hint"),
        icon=":material/search:",
        max_chars=60,
        live=True,
        bind="query-params",
    )
    found = found_terms(asked or "")
    if found:
        st.caption(t("glossary.found", count=len(found)))
    else:
        st.info(t("glossary.none", asked=plain(asked or "")))
    for term in found:
        term_row(term)


# What do I see, and what can I change
st.title(t("glossary.title"))
st.markdown(prose("glossary.idea"))
part = query_choice(
    st.segmented_control, "show", PARTS, label=t("glossary.show"), show=lambda name: t(f"glossary.show_{name}"), default="terms"
)
with st.container(key="reading"):
    if part == "references":
        for reference in references().values():
            reference_row(reference)
    elif part == "data":
        data_cards()
    else:
        terms()
