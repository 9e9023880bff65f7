"""The Transposed convolution page's interactive stage: it plays the steps that `web/convolution_api` computes."""

from __future__ import annotations

import streamlit as st

from web.convolution.state import MAX_INPUT, MAX_KERNEL, PRESETS, SETTINGS, TABS, ConvolutionState, chains
from web.server.browser_modules import LOADER, css, module_url
from web.ui.text import language, table

_stage = st.components.v2.component(
    "convolution_stage",
    html='<div class="stage" data-testid="convolution-stage"></div>\n',
    css=css("web/shared/browser/base.css", "web/convolution/browser/stage.css", "web/convolution/browser/figure.css"),
    js=LOADER,
)


def convolution_stage(key: str = "convolution-stage") -> None:
    """Show the stage. It reads its first state from the page's address."""
    words = {
        "language": language(),
        "text": {name: row[language()] for name, row in table("convolution_stage").items()},
        "errors": {name: row[language()] for name, row in table("errors").items()},
        "module": module_url("web/convolution/browser/stage.mjs"),
        "tabs": list(TABS),
        "defaults": ConvolutionState().to_query(),
        "limits": {"input": [1, MAX_INPUT], "kernel": [1, MAX_KERNEL]} | {name: list(limits[1:]) for name, limits in SETTINGS.items()},
        "presets": {group: {name: state.to_query() for name, state in states.items()} for group, states in PRESETS.items()},
        "chains": chains(),
    }
    _stage(key=key, data=words)
