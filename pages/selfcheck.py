"""Self-check: everything that a lecture or a defense will need today, tried once before it begins."""

from __future__ import annotations

import streamlit as st

from web.selfcheck.stage import selfcheck_stage
from web.ui.explanation import section
from web.ui.text import prose, t

# What do I see
st.title(t("selfcheck.title"))
st.markdown(prose("selfcheck.idea"))
selfcheck_stage()

# Why is it so
section(t("selfcheck.why_heading"), "selfcheck.why")
