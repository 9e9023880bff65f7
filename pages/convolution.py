"""Transposed convolution: change anything, step through both definitions, see why the output is what it is."""

from __future__ import annotations

import streamlit as st

from web.convolution.stage import convolution_stage
from web.predict.stage import predict_card
from web.ui.explanation import explanation
from web.ui.text import prose, t

# What do I see, and what can I change
st.title(t("convolution.title"))
st.markdown(prose("convolution.idea"))
convolution_stage()
predict_card("convolution")  # below: the stage fills the first screen

# Why is it so, and where is it from
explanation("convolution")
