"""The 2-D playground: small GANs on points in the plane, where everything can be seen."""

from __future__ import annotations

import streamlit as st

from web.playground.stage import playground_stage
from web.predict.stage import predict_card
from web.ui.explanation import explanation
from web.ui.text import prose, t

# What do I see, and what can I change
st.title(t("playground.title"))
st.markdown(prose("playground.idea"))
predict_card("playground")
playground_stage()

# Why is it so, and where is it from
explanation("playground")
