"""A choice that the page's link keeps, under names that are the same in every language.

Streamlit's own `bind="query-params"` writes the label as it is shown, so a link made in one language would mean nothing in the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from gan_core.errors import GanError
from web.text import error_box

MANY = 12  # options that are named by the first and the last


def kept_choice(
    widget: Callable[..., Any], name: str, options: Sequence[str], *, label: str, show: Callable[[str], str], default: str | None = None
) -> str | None:
    """One of `options`, chosen with `st.segmented_control` or `st.pills`; `?NAME=OPTION` in the link, left out where it is the default.

    A link that asks for anything else gets the default, and one sentence that says so.
    """
    key = f"kept_{name}"
    asked = st.query_params.get(name, default)
    if asked is not None and asked not in options:
        accepted = ", ".join(options) if len(options) < MANY else f"{options[0]} … {options[-1]}"
        error_box(GanError("value", field=name, came=repr(asked[:30]), accepted=accepted))
        asked = default
    if st.session_state.get(key) != asked:  # the link is what holds
        st.session_state[key] = asked

    def keep() -> None:
        chosen = st.session_state[key]
        if chosen == default:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = chosen

    chosen: str | None = widget(label, options, key=key, format_func=show, on_change=keep, required=default is not None)
    return chosen
