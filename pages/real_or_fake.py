"""Real or fake?: people in the place of D."""

from __future__ import annotations

import streamlit as st

from web.real_or_fake.stage import real_or_fake_stage
from web.ui.explanation import explanation
from web.ui.text import prose, t

# What do I see, and what can I change
st.title(t("real_or_fake.title"))
st.markdown(prose("real_or_fake.idea"))
real_or_fake_stage()

# Why is it so, and where is it from
explanation("real_or_fake")
