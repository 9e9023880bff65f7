"""The Transposed convolution page's interactive stage: it plays the steps that `web.convolution.api` computes."""

from __future__ import annotations

from web.convolution.state import MAX_INPUT, MAX_KERNEL, PRESETS, SETTINGS, TABS, ConvolutionState, chains
from web.ui.stage import BASE, make_stage

_FOLDER = "web/convolution/browser"
_show = make_stage("convolution_stage", f"{_FOLDER}/stage.mjs", (BASE, f"{_FOLDER}/stage.css", f"{_FOLDER}/figure.css"))


def convolution_stage() -> None:
    """Show the stage. It reads its first state from the page's address."""
    _show(
        {
            "tabs": list(TABS),
            "defaults": ConvolutionState().to_query(),
            "limits": {"input": [1, MAX_INPUT], "kernel": [1, MAX_KERNEL]} | {name: list(limits[1:]) for name, limits in SETTINGS.items()},
            "presets": {group: {name: state.to_query() for name, state in states.items()} for group, states in PRESETS.items()},
            "chains": chains(),
        }
    )
