"""The data card: the course's data sets, their sizes and splits, and real pictures by class where the data is on this machine."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import streamlit as st

from web.ui.text import language, plain, t, table

PICTURES = 12  # of a class
SCALE = 2  # pixels of the screen for one of a picture
ROW = "display:grid;grid-template-columns:7.5rem minmax(0,1fr);gap:0.2rem 0.8rem;align-items:center"
PIXELS = "image-rendering:pixelated;max-width:100%;display:block"


@dataclass(frozen=True)
class Card:
    """A data set of the course: training and test images, its shape, and what stands in for it where it is not here."""

    name: str
    train: int
    test: int
    shape: str
    stand_in: str = ""


CARDS = (
    Card("cifar10", 50_000, 10_000, "32×32×3"),
    Card("fashion-mnist", 60_000, 10_000, "28×28×1", "fashion-mnist-10k"),
    Card("mnist", 60_000, 10_000, "28×28×1"),
)


def data_cards() -> None:
    """Show all of them, and the faces that the lectures speak of."""
    for card in CARDS:
        with st.container(key=f"data_{card.name}", border=True):
            st.subheader(t(f"glossary.data_{card.name}"))
            numbers = {name: _whole(getattr(card, name)) for name in ("train", "test")}
            total = _whole(card.train + card.test)
            st.markdown(t("glossary.data_counts", total=total, shape=card.shape, **numbers))
            source = _source(card)
            if source is None:
                st.caption(plain(t("glossary.data_missing")))
                continue
            rows = pictures(source)
            names = table("classes")
            st.html(
                f'<div style="{ROW}">'
                + "".join(
                    f"<span>{escape(names.get(name, {}).get(language(), name))}</span>"
                    f'<img style="{PIXELS}" alt="{escape(names.get(name, {}).get(language(), name))}" src="{address}">'
                    for name, address in rows
                )
                + "</div>"
            )
            st.caption(plain(t("glossary.data_shown", count=PICTURES)))
    st.markdown(t("glossary.data_faces"))


def _source(card: Card) -> str | None:
    """The data set whose test images are shown; None where neither it nor a part of it is on this machine."""
    from gan_core.data.sources import on_this_machine

    return card.name if on_this_machine(card.name) else (card.stand_in or None)


@lru_cache(8)
def pictures(name: str) -> tuple[tuple[str, str], ...]:
    """Each class with its first test images in a row, as the address of a PNG."""
    import torch

    from gan_core.data import load_dataset
    from gan_core.latent.sheets import arrange, png

    data = load_dataset(name, split="test", progress=False)
    rows = []
    for label, class_name in enumerate(data.class_names):
        chosen = torch.nonzero(data.labels == label).ravel()[:PICTURES]
        content = png(arrange(data.images[chosen].permute(0, 2, 3, 1).numpy(), len(chosen)), SCALE)
        rows.append((class_name, f"data:image/png;base64,{base64.b64encode(content).decode()}"))
    return tuple(rows)


def _whole(value: int) -> str:
    return f"{value:,}".replace(",", "." if language() == "vi" else ",")
