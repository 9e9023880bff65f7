"""A panel's map as a surface in three dimensions, with its curves and points lying on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from gan_core.figures import styles
from gan_core.figures.palette import ROLES
from gan_core.figures.plotly_figure import base_layout, map_centres, map_colours
from gan_core.translations import FALLBACK, Table

if TYPE_CHECKING:
    import plotly.graph_objects as go

CAMERA = {"eye": {"x": 1.25, "y": -1.4, "z": 0.85}, "center": {"x": 0, "y": 0, "z": -0.1}}
LIFT = 0.012  # of the surface's height: what lies on it is seen from above


def to_surface(panel: Mapping[str, Any], words: Table | None = None, language: str = FALLBACK) -> go.Figure:
    """A panel with one map as a `plotly.graph_objects.Figure` in 3-D: height and colour are the map's values.

    Lines and dots of the panel lie on the surface; other marks have no place there. Arguments as `to_plotly`.

    Raises:
        ValueError: the panel has no map.
    """
    import plotly.graph_objects as go
    from scipy.interpolate import RegularGridInterpolator  # the first page does without

    def say(key: str) -> str:
        return words[key][language] if words and key in words else key

    heat = next((mark for mark in panel["marks"] if mark["kind"] == "heat"), None)
    if heat is None:
        raise ValueError(f"panel {panel['name']!r} has no map")
    values, low, high, colours = map_colours(heat)
    x, y = map_centres(heat)
    figure = go.Figure()
    look = {"colorscale": colours, "cmin": low, "cmax": high, "showscale": False, "showlegend": False, "opacity": 0.92}
    contours = {"z": {"show": True, "usecolormap": False, "color": ROLES["note"], "width": 1}}
    hover = f"{say(panel['x']['name'])}: %{{x:.4g}}<br>{say(panel['y']['name'])}: %{{y:.4g}}<br>{say(heat['name'])}: %{{z:.4g}}"
    figure.add_trace(go.Surface(x=x, y=y, z=values, name=say(heat["name"]), contours=contours, hovertemplate=hover, **look))
    height = RegularGridInterpolator((y, x), values)
    lifted = LIFT * (float(np.nanmax(values)) - float(np.nanmin(values)) or 1.0)
    for mark in panel["marks"]:
        if mark["kind"] not in ("line", "dots"):
            continue
        across, along = (np.array(mark[side], dtype=float) for side in ("x", "y"))
        outside = ~((across >= heat["x"][0]) & (across <= heat["x"][1]) & (along >= heat["y"][0]) & (along <= heat["y"][1]))
        place = np.stack([np.clip(np.nan_to_num(along), y[0], y[-1]), np.clip(np.nan_to_num(across), x[0], x[-1])], axis=-1)
        z = np.where(outside, np.nan, height(place) + lifted)
        colour, stroked = ROLES[mark["role"]], mark.get("symbol") in styles.STROKED
        mode = {"mode": "lines", "line": {"color": colour, "width": 2 * styles.WIDTHS["line"]}}
        if mark["kind"] == "dots":
            mode = {"mode": "markers", "marker": {"color": colour, "size": mark["size"], "symbol": "x" if stroked else "circle"}}
        about = {"name": say(mark["name"]), "legendgroup": mark["name"], "showlegend": bool(mark["name"]), "hoverinfo": "name"}
        figure.add_trace(go.Scatter3d(x=across, y=along, z=z, **mode, **about))
    named = {"x": panel["x"]["name"], "y": panel["y"]["name"], "z": heat["name"]}
    # a slanted axis has room for the letter only: what it stands for is in the hover
    axes = {f"{axis}axis": {"title": {"text": say(name).partition(": ")[0]}} for axis, name in named.items()}
    scene = axes | {"camera": CAMERA, "aspectratio": {"x": 1, "y": 1, "z": 0.7}}
    figure.update_layout(**base_layout(language), title={"text": say(panel["name"])}, scene=scene, legend={"orientation": "h", "y": 0})
    return figure
