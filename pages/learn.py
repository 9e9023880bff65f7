"""Learn by yourself: the questions of all pages as a path, with progress kept in the browser."""

from __future__ import annotations

import streamlit as st

from web.predict.stage import learn_path
from web.ui.navigation import PAGES
from web.ui.text import prose, t

st.title(t("learn.title"))
st.markdown(prose("learn.idea"))
learn_path({name: t(f"navigation.{name}") for name in PAGES})
