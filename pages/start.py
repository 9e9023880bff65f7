"""Start: what this is, alive, and where one can go from here."""

from __future__ import annotations

import streamlit as st

from web.start.wall import picture_wall
from web.ui import navigation
from web.ui.text import prose, t

# card: (icon, page)
CARDS = {
    "slide": (":material/tune:", "latent"),
    "plane": (":material/scatter_plot:", "playground"),
    "train": (":material/model_training:", "train"),
    "arithmetic": (":material/grid_on:", "convolution"),
    "theory": (":material/show_chart:", "divergences"),
    "measure": (":material/leaderboard:", "evaluation"),
}

# What do I see
st.title(t("start.title"))
st.markdown(prose("start.idea"))
picture_wall()

# What can I do
with st.container(key="cards"):
    for column, (card, (icon, page)) in zip([*st.columns(3), *st.columns(3)], CARDS.items(), strict=True):
        with column.container(border=True, height="stretch", gap="xsmall"):
            st.page_link(navigation.page(page), label=t(f"start.{card}"), icon=icon)
            st.caption(t(f"start.{card}_about"))
