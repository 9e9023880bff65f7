"""Shows the evidence of an item of the Errata page: a sentence with numbers in it, and a table."""

from __future__ import annotations

import logging
from html import escape

import streamlit as st

from gan_core.errors import GanError
from web.reference.evidence import EVIDENCE, Evidence
from web.reference.evidence.types import Shown
from web.ui.numbers import written
from web.ui.text import error_box, t

LOG = logging.getLogger(__name__)
FOLDED = True  # what takes long is computed when it is opened; False: at once, for pages that nothing computes later
CACHE_SECONDS = 600  # seconds: measured times grow old, and a shipped run may be replaced


@st.cache_data(ttl=CACHE_SECONDS, show_spinner=False)
def computed(number: int) -> Evidence:
    """The evidence of an item, for all visitors. Raises GanError."""
    return EVIDENCE[number].compute()


def show_evidence(number: int) -> None:
    """The evidence of an item, now."""
    try:
        evidence = computed(number)
    except GanError as error:
        error_box(error)
        return
    if not evidence.holds:
        LOG.error("the evidence of item %d does not hold: %s", number, evidence)
        st.warning(t("errata.surprise"), icon=":material/error:")
    st.markdown(t(f"errata_evidence.said_{number}", **{name: shown(value) for name, value in evidence.fields.items()}))
    if evidence.rows:
        st.html(_table(evidence, t("errata.computed")))


@st.fragment
def evidence_when_opened(number: int, opened: bool) -> None:
    """The same, folded: computed only once it is opened."""
    if not FOLDED:
        show_evidence(number)
        return
    box = st.expander(t("errata.compute"), expanded=opened, key=f"proof_{number}_{opened}", icon=":material/calculate:", on_change="rerun")
    if box.open:
        with box, st.spinner(t("errata.computing")):
            show_evidence(number)


def shown(value: Shown) -> str:
    """A value as Markdown: numbers as the language writes them, matrices in LaTeX."""
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "$" + r"\begin{bmatrix}" + r"\\".join(" & ".join(written(cell) for cell in row) for row in value) + r"\end{bmatrix}$"
    return written(value)


def _table(evidence: Evidence, label: str) -> str:
    """The table in HTML; in a frame that scrolls on a phone, and that the keyboard can reach."""
    titles = [f"<th>{escape(t(f'errata_evidence.column_{name}'))}</th>" for name in evidence.columns]
    rows = [[f'<td class="{_side(cell)}">{escape(shown(cell))}</td>' for cell in row] for row in evidence.rows]
    lines = "".join(f"<tr>{''.join(cells)}</tr>" for cells in (titles, *rows))
    return f'<div class="evidence" tabindex="0" role="group" aria-label="{escape(label)}"><table>{lines}</table></div>'


def _side(cell: Shown) -> str:
    """Words to the left, signs in the middle, numbers to the right."""
    return "words" if isinstance(cell, str) else "sign" if isinstance(cell, bool) else "number"
