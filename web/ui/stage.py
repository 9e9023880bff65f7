"""A page's interactive part: a Streamlit component that runs one of our ES modules, and what each of them is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

import streamlit as st

from gan_core.figures import palette
from web.server.browser_modules import LOADER, css, module_url
from web.ui.text import language, words

BASE = "web/shared/browser/base.css"


def make_stage(name: str, module: str, styles: tuple[str, ...] = (), test_id: str = "") -> Callable[..., Any]:
    """A function that shows the component: `show(data, key=test_id, text=name, **handlers)`.

    `text` is its table of labels, which comes with the errors' sentences; with None, `data` has all its words.

    Args:
        name: the component's.
        module: its ES module, by the path in the project; the file's stem is the element's class.
        styles: its style sheets; by default the base and the one beside the module.
        test_id: the element's, by default the name with hyphens.
    """
    path, own_id = PurePosixPath(module), test_id or name.replace("_", "-")
    component = st.components.v2.component(
        name,
        html=f'<div class="{path.stem}" data-testid="{own_id}"></div>\n',
        css=palette.CSS + css(*(styles or (BASE, str(path.with_suffix(".css"))))),
        js=LOADER,
    )

    def show(data: Mapping[str, Any], key: str = own_id, text: str | None = name, **handlers: Any) -> Any:
        given = {"text": words(text), "errors": words("errors")} if text else {}
        return component(key=key, data={"language": language(), "module": module_url(module), **given, **data}, **handlers)

    return show
