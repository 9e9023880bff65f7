"""Widgets whose value is in the page's link: under the option's own name, not under its label, which depends on the language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from gan_core.errors import GanError
from gan_core.link_numbers import parse_whole
from web.ui.text import error_box

Option = TypeVar("Option")
MANY = 12  # options that are named by the first and the last


def query_selectbox(
    place: Any, label: str, options: Sequence[Option], default: Option, name: str, words: Callable[[Option], str] = str
) -> Option:
    """A list to choose from; a link with something else is named, then left for the default."""
    by_name = {str(option): option for option in options}
    asked = _asked(name, default)
    if asked is not None:
        if asked in by_name:
            st.session_state[name] = by_name[asked]
        else:
            error_box(GanError("value", field=name, received=repr(asked[:40]), expected=", ".join(by_name)))
    labels = {option: words(option) for option in options}
    chosen: Option = place.selectbox(label, options, index=list(options).index(default), format_func=labels.__getitem__, key=name)
    _remember(name, chosen, default)
    return chosen


def query_number(place: Any, label: str, low: int, high: int, default: int, name: str) -> int:
    """A whole number; a link with something else is named, then left for the default."""
    asked = _asked(name, default)
    if asked is not None:
        try:
            st.session_state[name] = parse_whole(name, asked, low, high)
        except GanError as error:
            error_box(error)
    kept = {} if name in st.session_state else {"value": default}
    chosen = int(place.number_input(label, low, high, step=1, key=name, **kept))
    _remember(name, chosen, default)
    return chosen


def query_choice(
    widget: Callable[..., Any], name: str, options: Sequence[str], *, label: str, show: Callable[[str], str], default: str | None = None
) -> str | None:
    """One of `options`, chosen with `st.segmented_control` or `st.pills`; `?NAME=OPTION` in the link, left out where it is the default.

    A link that asks for anything else gets the default, and one sentence that says so.
    """
    key = f"query_{name}"
    asked = st.query_params.get(name, default)
    if asked is not None and asked not in options:
        expected = ", ".join(options) if len(options) < MANY else f"{options[0]} … {options[-1]}"
        error_box(GanError("value", field=name, received=repr(asked[:30]), expected=expected))
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


def _asked(name: str, default: object) -> str | None:
    """What a link asks for, when one has just been followed: to this page, or from one stop of a tour to another on the same page."""
    asked = st.query_params.get(name)
    if name not in st.session_state:
        return asked
    if st.session_state.get(f"stop_{name}") == _stop():
        return None  # what the widget has holds; the address may be a moment behind it
    return str(default) if asked is None else asked


def _stop() -> tuple[str | None, str | None]:
    return st.query_params.get("tour"), st.query_params.get("stop")


def _remember(name: str, chosen: object, default: object) -> None:
    if chosen == default:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != str(chosen):
        st.query_params[name] = str(chosen)
    st.session_state[f"stop_{name}"] = _stop()
