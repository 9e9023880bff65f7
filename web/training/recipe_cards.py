"""A row of recipes in words: one press starts one, or opens the way to own pictures."""

from __future__ import annotations

import dataclasses

import streamlit as st

from gan_core.config import TrainingConfig
from gan_core.presets import get_preset
from web.settings import SAMPLE_EVERY, SETTINGS
from web.training.recipe_times import RECIPES, minutes
from web.ui.text import t

SEEN_SECONDS = 60  # for which it is not looked again whether data are there


def recipe_cards() -> TrainingConfig | None:
    """Show the row; the settings of the recipe that was chosen just now."""
    chosen = None
    with st.container(horizontal=True, key="recipes"):
        for name in RECIPES:
            config = get_preset(name)
            about = "" if _at_hand(config.dataset) else t("train.data_missing")
            if _card(name, f"{about} {_length(config, name)}", t("train.recipe_start")):
                chosen = dataclasses.replace(config, sample_every=SAMPLE_EVERY)
        if _card("own", t("train.recipe_own_bring"), t("train.recipe_own_open")):
            st.session_state["own_pictures"] = True
    return chosen


def _card(name: str, about: str, label: str) -> bool:
    """A card of one recipe; whether its button was pressed just now."""
    with st.container(border=True, width=172, height="stretch", gap="xsmall"):
        st.markdown(f"**{t(f'train.recipe_{name}')}**")
        st.caption(about, help=t(f"train.recipe_{name}_shows"))
        return st.button(label, key=f"recipe-{name}", width="stretch")


@st.cache_data(ttl=SEEN_SECONDS, show_spinner=False)
def _at_hand(dataset: str) -> bool:
    from gan_core.data.sources import on_this_machine

    return on_this_machine(dataset)


def _length(config: TrainingConfig, recipe: str) -> str:
    from gan_core.data import DATASETS

    whole = minutes(config, DATASETS[config.dataset].train_images, recipe)
    if whole is None:
        return t("train.time_unknown")
    return duration(whole)


def duration(whole: float) -> str:
    """Minutes of a training in words, and that it is cut short where a limit of this server does that."""
    said = t("train.time_minutes", minutes=max(1, round(whole))) if whole < 90 else t("train.time_hours", hours=round(whole / 60))
    limit = SETTINGS.max_minutes
    return f"{said} {t('train.time_limit', minutes=f'{limit:g}')}" if limit and whole > limit else said
