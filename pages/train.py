"""Training: start one, watch G and D fight, replay what was recorded."""

from __future__ import annotations

import streamlit as st

from gan_core.errors import GanError
from gan_core.files import check_writable
from gan_core.training.about import About
from web.predict.stage import predict_card
from web.server.visitors import current_visitor
from web.settings import SETTINGS
from web.training.form import training_form
from web.training.local_stage import local_stage
from web.training.own_pictures import brought_name
from web.training.recipe_cards import recipe_cards
from web.training.stage import training_stage
from web.ui.explanation import explanation
from web.ui.text import error_box, prose, t

# What do I see
st.title(t("train.title"))
st.markdown(prose("train.idea"))
cards = st.session_state.setdefault("recipe_cards", "run" not in st.query_params)  # who follows a link to a run sees that run first
config = recipe_cards() if cards else None
own = st.session_state.get("own_pictures", False)
above = st.container()
training_stage(st.query_params.get("run", ""))
predict_card("train")  # below: on a projector and on a phone the whole run is in sight

# What can I change
st.subheader(t("train.local_heading"))
st.markdown(prose("train.local"))
local_stage()
with above if own else st.container(), st.container(key="form"):
    st.subheader(t("train.new_heading"))
    try:
        check_writable(SETTINGS.runs_dir)
    except OSError as error:  # said before a visitor fills in a form in vain
        error_box(error)
    asked = training_form(own=own)
    if st.button(t("train.start"), icon=":material/play_arrow:", type="primary", disabled=asked is None):
        config = asked
    if config is not None:
        from web.training.runner import runner

        try:
            st.query_params["run"] = runner().submit(config, current_visitor(), About(images=brought_name(config))).name
            st.rerun()
        except (GanError, OSError) as error:
            error_box(error)

# Why is it so, and where is it from
explanation("train")
