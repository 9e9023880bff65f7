"""Evaluation: how good are the pictures, and what belongs to each number."""

from __future__ import annotations

import streamlit as st

from web.evaluation.stage import evaluation_stage
from web.ui.explanation import explanation
from web.ui.text import prose, t

# What do I see, and what can I change
st.title(t("evaluation.title"))
st.markdown(prose("evaluation.idea"))
evaluation_stage()

# Why is it so, and where is it from
explanation("evaluation")
