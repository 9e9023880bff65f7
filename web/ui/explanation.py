"""The end of a page, below its stage: why it is so, in three sentences; the rest and the sources unfold on request."""

from __future__ import annotations

import streamlit as st

from gan_core.repository import colab
from web.ui.text import prose, t

NOTEBOOKS = {  # of a page
    "convolution": ("transposed_convolution",),
    "divergences": ("divergences",),
    "evaluation": ("score",),
    "train": ("train_cgan", "own_photos"),
}


def section(heading: str, name: str) -> None:
    """A heading and the prose NAME: its first paragraph is read at once, what follows it unfolds."""
    st.subheader(heading)
    shown, _, rest = prose(name).partition("\n\n")
    st.markdown(shown)
    if rest:
        with st.expander(t("explanation.more")):
            st.markdown(rest)


def explanation(name: str, *more: str) -> None:
    """Why it is so, and where it is from: the prose `NAME.why` and `NAME.source`.

    `more`: further sections between them, each with the heading `SECTION_heading` of the table NAME and the prose `NAME.SECTION`.
    """
    section(t("explanation.why"), f"{name}.why")
    for part in more:
        section(t(f"{name}.{part}_heading"), f"{name}.{part}")
    with st.expander(t("explanation.sources")):
        st.markdown(prose(f"{name}.source"))
    links = [f"[{t(f'explanation.{notebook}')}]({address})" for notebook in NOTEBOOKS.get(name, ()) if (address := colab(notebook))]
    if links:
        st.markdown(f"{t('explanation.colab')}: {', '.join(links)}")
