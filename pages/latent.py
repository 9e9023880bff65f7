"""Latent: pick a class, slide the latent vector, watch the picture."""

from __future__ import annotations

import streamlit as st

from web.latent.stage import latent_stage
from web.predict.stage import predict_card
from web.ui.explanation import explanation
from web.ui.text import prose, t

# What do I see, and what can I change
st.title(t("latent.title"))
st.markdown(prose("latent.idea"))
latent_stage()
predict_card("latent")  # below: the stage fills the first screen

# Why is it so, and where is it from
explanation("latent")
