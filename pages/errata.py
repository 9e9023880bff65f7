"""Errata: what the lecture documents say, what is right, and the proof, for those who present them."""

from __future__ import annotations

import streamlit as st

from web.reference.errata import evidence_when_opened, show_evidence
from web.reference.evidence import EVIDENCE
from web.reference.lists import DOCUMENTS, Item, errata, references
from web.ui import navigation
from web.ui.query_widgets import query_choice
from web.ui.text import language, prose, t

ITEMS = {str(item.number): item for item in errata()}
FILTERS = ("all", "computed", "convolution", "networks", "objectives", "theory", "evaluation", "sources")


def is_shown(item: Item, show: str | None, document: str | None) -> bool:
    """Whether both filters let the item through."""
    by_show = show in (None, "all", item.section) or (show == "computed" and item.number in EVIDENCE)
    return by_show and document in (None, "all", *(place.document for place in item.where))


def card(item: Item, *, opened: bool) -> None:
    """One item: both sides, the proof, and where to see it. What takes long is computed after everything else is there."""
    spoken = language()
    with st.container(border=True, key=f"item_{item.number}", gap="small"):
        st.subheader(f"{item.number}. {item.title[spoken]}", anchor=f"item-{item.number}")
        documents, right = st.columns([2, 3], gap="medium")
        with documents.container(gap="xxsmall"):
            st.caption(":material/format_quote: " + t("errata.says"))
            st.markdown(item.says[spoken])
            st.caption("  \n".join(f"{t(f'errata.document_{place.document}')}: {place.words}" for place in item.where))
        with right.container(gap="xxsmall"):
            st.caption(":material/check_circle: " + t("errata.right"))
            st.markdown(item.right[spoken])
        if item.number in EVIDENCE:
            place = st.container(gap="xxsmall")
            with place:
                if EVIDENCE[item.number].quick:
                    st.caption(":material/calculate: " + t("errata.computed"))
                    show_evidence(item.number)
                else:
                    waiting.append((place, item.number, opened))
        with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
            for see in item.see:
                label = t("errata.see", what=see.words)
                st.page_link(navigation.page(see.page), label=label, icon=":material/visibility:", query_params=dict(see.query))
            if item.sources:
                links = [f"[{references()[name].where}]({references()[name].url})" for name in item.sources]
                st.caption(t("errata.source", sources=", ".join(links)), width="content")


waiting: list[tuple[st.delta_generator.DeltaGenerator, int, bool]] = []

# What do I see
st.title(t("errata.title"))
st.markdown(prose("errata.idea"))

# What can I change
with st.container(key="filters"):
    show = query_choice(
        st.segmented_control, "show", FILTERS, label=t("errata.show"), show=lambda name: t(f"errata.show_{name}"), default="all"
    )
    document = query_choice(
        st.segmented_control,
        "document",
        ("all", *DOCUMENTS),
        label=t("errata.document"),
        show=lambda name: t(f"errata.document_{name}"),
        default="all",
    )
    chosen = query_choice(st.pills, "item", tuple(ITEMS), label=t("errata.item"), show=str)

# The items, the chosen one first
with st.container(key="reading"):
    others = [item for number, item in ITEMS.items() if number != chosen and is_shown(item, show, document)]
    if chosen:
        card(ITEMS[chosen], opened=True)
    with st.container(key="others" if chosen else "all"):
        if chosen and others:
            st.subheader(t("errata.others"), anchor=False)
        for item in others:
            card(item, opened=False)
for place, number, opened in sorted(waiting, key=lambda row: row[2]):  # the opened one last: it takes its time
    with place:
        evidence_when_opened(number, opened)
