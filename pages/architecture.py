"""Architecture: G and D as blocks, with one z flowing through both."""

from __future__ import annotations

import streamlit as st

from web.architecture.stage import architecture_stage
from web.ui.explanation import explanation
from web.ui.text import prose, t

# What do I see, and what can I change
st.title(t("architecture.title"))
st.markdown(prose("architecture.idea"))
architecture_stage()

# Why is it so, and where is it from
explanation("architecture")
