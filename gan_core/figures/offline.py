"""A plotly figure as one HTML page with nothing left to fetch."""

from __future__ import annotations

import html
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # plotly takes a second to import
    import plotly.graph_objects as go

PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body {{ margin: 0.5rem; font-family: "Be Vietnam Pro", sans-serif; }}</style>
<div id="figure"></div>
<script>{plotly}</script>
<script>
const {{ data, layout }} = {figure};
Plotly.newPlot("figure", data, layout, {{ responsive: true, displaylogo: false, toImageButtonOptions: {{ scale: 2 }} }});
</script>
</html>
"""


@cache
def plotly_basic() -> str:
    """plotly.js with scatter, bar and pie: a megabyte instead of four."""
    return Path(__file__).with_name("plotly-basic.min.js").read_text(encoding="utf-8")


def offline_page(figure: go.Figure, title: str, language: str) -> str:
    """The page of a figure of lines and bars, to be opened from a disk."""
    written = json.dumps(json.loads(figure.to_json()), ensure_ascii=False).replace("<", "\\u003c")
    return PAGE.format(language=language, title=html.escape(title), plotly=plotly_basic(), figure=written)
