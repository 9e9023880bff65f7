"""Rows of the Glossary page: a term, a reference."""

from __future__ import annotations

import streamlit as st

from web.reference.lists import Reference, Term, items_citing, pages_citing
from web.ui import navigation
from web.ui.text import LANGUAGES, language, plain, t

LINK_WIDTH = 230  # pixels: the longest title of a page


def term_row(term: Term) -> None:
    """A term in the visitor's language, in the other one below it, and the page where it lives."""
    spoken = language()
    (other,) = set(LANGUAGES) - {spoken}
    with st.container(key=f"term_{term.name}", horizontal=True, vertical_alignment="center", gap="medium"):
        with st.container(gap="xxsmall"):
            st.markdown(f"**{plain(term.called(spoken))}**: {plain(term.meaning(spoken))}")
            st.caption(f"**{plain(term.called(other))}**: {plain(term.meaning(other))}")
        label = t("glossary.show_references") if term.see.page == "glossary" else None
        st.page_link(navigation.page(term.see.page), label=label, query_params=dict(term.see.query), width=LINK_WIDTH)


def reference_row(reference: Reference) -> None:
    """A paper, and where in the app it is used."""
    with st.container(key=f"reference_{reference.name}", gap="xxsmall"):
        st.markdown(
            f"{plain(reference.authors)} ({reference.year}). *{plain(reference.title)}*. [{plain(reference.where)}]({reference.url})"
        )
        pages, items = pages_citing(reference.name), items_citing(reference.name)
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if pages or items:
                st.caption(t("glossary.cited"), width="content")
            for page in pages:
                st.page_link(navigation.page(page))
            for number in items:
                label = t("glossary.errata_item", number=number)
                st.page_link(navigation.page("errata"), label=label, icon=":material/rule:", query_params={"item": str(number)})
            if reference.documents:
                names = ", ".join(t(f"errata.document_{name}") for name in reference.documents)
                st.caption(t("glossary.documents", names=names), width="content")
            if reference.used:
                files = ", ".join(f"`{file}`" for file in reference.used)
                st.caption(t("glossary.library", files=files), width="content")
