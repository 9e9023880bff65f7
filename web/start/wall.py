"""The start page's wall: pictures of the shipped generators, freshly drawn every few seconds."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Any

import streamlit as st

from gan_core.latent import LatentState, PackedModel
from gan_core.paths import CHECKPOINTS
from web.server.browser_modules import module_url
from web.ui import navigation
from web.ui.stage import make_stage
from web.ui.text import words

# In turn, where they were shipped; the first is small, so that over a slow network too the wall is alive at once
MODELS: tuple[str, ...] = ("cgan-small-fashion-mnist", "cgan-cifar10", "dcgan-faces", "cgan-fashion-mnist", "cgan-mnist")

_show = make_stage("start_wall", "web/start/browser/wall.mjs", ("web/start/browser/wall.css",), "picture-wall")


@cache
def _cards() -> list[dict[str, Any]]:
    packed = {name: PackedModel.read(CHECKPOINTS / name) for name in MODELS}
    defaults = dataclasses.asdict(LatentState())
    return [{"model": name, "defaults": defaults, **model.card} for name, model in packed.items() if model]


def early_module() -> str:
    """Address of the module that asks for what the first pictures need."""
    return module_url("web/start/browser/early.mjs") + f"?model={MODELS[0]}"


def picture_wall() -> None:
    """Show the wall. A picture leads to its place on the Latent page."""
    data = {"shown": _cards(), "classNames": words("classes"), "models": words("models")}
    picked = _show(data, on_picked_change=lambda: None).picked
    if picked:
        st.switch_page(navigation.page("latent"), query_params={key: str(value) for key, value in picked.items()})
