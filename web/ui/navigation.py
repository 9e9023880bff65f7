"""The pages, in the order the side bar shows them. A new page is one file in `pages/`, one row here, and its locale entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gan_core.paths import PAGES as PAGES_FOLDER
from web.ui.text import t

if TYPE_CHECKING:
    from web.server.streamlit_internals import StreamlitPage

HOME = "start"

# group -> {page: icon}; a page is its file in pages/, its address, and its title `navigation.PAGE`
GROUPS: dict[str, dict[str, str]] = {
    "group_start": {"start": ":material/home:", "learn": ":material/school:"},
    "group_play": {
        "latent": ":material/tune:",
        "playground": ":material/scatter_plot:",
        "train": ":material/model_training:",
        "real_or_fake": ":material/how_to_vote:",
    },
    "group_understand": {
        "game": ":material/stadia_controller:",
        "architecture": ":material/account_tree:",
        "convolution": ":material/grid_on:",
        "discriminator": ":material/balance:",
        "divergences": ":material/show_chart:",
        "gradients": ":material/trending_down:",
        "lsgan": ":material/square_foot:",
        "wgan": ":material/landscape:",
    },
    "group_measure": {
        "evaluation": ":material/leaderboard:",
        "fid": ":material/straighten:",
        "inception_score": ":material/military_tech:",
        "precision_recall": ":material/bubble_chart:",
        "seven_numbers": ":material/compare:",
        "accuracy": ":material/percent:",
    },
    "group_reference": {"errata": ":material/rule:", "glossary": ":material/menu_book:", "selfcheck": ":material/fact_check:"},
}

PAGES = {name: icon for pages in GROUPS.values() for name, icon in pages.items()}
ADDRESSES = tuple(name for name in PAGES if name != HOME)  # below the start page's


def page(name: str) -> StreamlitPage:
    """A page as Streamlit's navigation and links want it, its title in the visitor's language."""
    return st.Page(
        PAGES_FOLDER / f"{name}.py",
        title=t(f"navigation.{name}"),
        icon=PAGES[name],
        url_path=None if name == HOME else name,
        default=name == HOME,
    )


def sections() -> dict[str, list[StreamlitPage]]:
    """What `st.navigation` takes."""
    return {t(f"navigation.{group}"): [page(name) for name in pages] for group, pages in GROUPS.items()}
