"""What a visitor sees when a page fails: one sentence, never a traceback."""

from __future__ import annotations

import logging

import streamlit as st

from gan_core.errors import GanError
from web.ui.text import error_box, t

LOG = logging.getLogger(__name__)


def show_failure(error: Exception) -> bool:
    """Streamlit calls this with what a page did not catch. A GanError is the visitor's to mend; anything else is ours, and logged."""
    if isinstance(error, OSError) and error.errno is not None:
        LOG.warning("a page failed: %s", error)
        error_box(error)
    elif isinstance(error, GanError):
        error_box(error)
    else:
        LOG.error("a page failed", exc_info=error)
        st.error(t("shell.failure"), icon=":material/error:")
    return True
