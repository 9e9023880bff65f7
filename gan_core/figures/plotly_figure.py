"""A panel (`gan_core.figures.panels`) as a plotly figure: how figures leave the app for notebooks, papers and other pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gan_core.figures import styles
from gan_core.figures.palette import ROLES
from gan_core.figures.plotly_axes import PlotlyAxis
from gan_core.translations import FALLBACK, Table

if TYPE_CHECKING:  # plotly takes a second to import
    import plotly.graph_objects as go

Json = dict[str, Any]

PAPER = "#FFFFFF"
SYMBOLS = {"circle": "circle", "cross": "x-thin", "triangle": "triangle-up", "square": "square", "star": "star"}
ANCHORS = {"start": "left", "middle": "center", "end": "right"}
ANGLES = np.linspace(0, 2 * np.pi, 33)  # of a disc
HANDLE = 8  # pixels


def base_layout(language: str) -> Json:
    """What every figure of ours has: font, paper, and how its language writes numbers."""
    return {
        "template": "plotly_white",
        "separators": ",." if language == "vi" else ".,",
        "font": {"family": "Be Vietnam Pro, sans-serif"},
    }


def to_plotly(
    panel: Mapping[str, Any], words: Table | None = None, language: str = FALLBACK, values: Mapping[str, Any] | None = None
) -> go.Figure:
    """A figure of `gan_core.figures.panels.panel` as a `plotly.graph_objects.Figure`.

    Args:
        panel: Its description: plain JSON.
        words: {key: {language: word}} of its title, axes and marks, as `gan_core.translations.table` has them; default: the keys.
        language: One of the words' languages.
        values: Of the controls that say how much of a curve is shown (`until`); default: all of it.

    Returns:
        A figure whose `layout.meta["readouts"]` holds the numbers that stand beside the panel.

    Raises:
        ValueError: the panel has a mark of a kind that is not in `panels.KINDS`.
    """
    import plotly.graph_objects as go

    def say(key: str) -> str:
        return words[key][language] if words and key in words else key

    marks = [_shown(mark, values or {}) for mark in panel["marks"]]
    x, y = (PlotlyAxis.of(side, panel[side], say(panel[side]["name"]), marks) for side in ("x", "y"))
    drawing = _Drawing(go.Figure(), x, y, marks, say, comma=base_layout(language)["separators"][0])
    for mark in marks:
        if mark["kind"] not in _DRAW:
            raise ValueError(f"kind {mark['kind']!r}; accepted: {', '.join(_DRAW)}")
        _DRAW[mark["kind"]](drawing, mark)
    _name_once(drawing.figure)
    readouts = [{"name": say(one["name"]), "value": say(one["word"]) if "word" in one else one["value"]} for one in panel["readouts"]]
    drawing.figure.update_layout(
        **base_layout(language),
        title={"text": say(panel["name"])},
        xaxis=x.layout(),
        yaxis=y.layout() | _aspect(panel, x, y),
        barmode="overlay",
        legend={"orientation": "h", "y": -0.2},
        hovermode="closest",
        meta={"readouts": readouts},
    )
    return drawing.figure


@dataclass(frozen=True)
class _Drawing:
    """What a mark is drawn into."""

    figure: go.Figure
    x: PlotlyAxis
    y: PlotlyAxis
    marks: Sequence[Json]  # all of the panel
    say: Callable[[str], str]
    comma: str

    def number(self, value: float) -> str:
        """As the figure's language writes it; plotly does so by itself where it writes the number."""
        return f"{value:.4g}".replace(".", self.comma).replace("-", "−")

    def scatter(self, mark: Json, x: Sequence[Any], y: Sequence[Any], **looks: Any) -> None:
        """A trace through points in the axes' own units; None breaks a curve."""
        import plotly.graph_objects as go

        said = {"hovertemplate": f"{self.x.hover(0)}<br>{self.y.hover(1)}"} if looks.get("hoverinfo") != "skip" else {}
        numbers = {"customdata": list(zip(x, y, strict=True))} if said else {}
        self.figure.add_trace(go.Scatter(x=self.x.place(x), y=self.y.place(y), **self.named(mark), **said, **numbers, **looks))

    def named(self, mark: Json) -> Json:
        """All marks of one name are one entry of the legend."""
        listed = mark["kind"] in styles.LISTED and bool(mark["name"])
        return {"name": self.say(mark["name"]), "legendgroup": mark["name"], "showlegend": listed}


def _shown(mark: Json, values: Mapping[str, Any]) -> Json:
    """What is drawn of a mark: as many of its points as a control says."""
    name, _, index = (mark.get("until") or "").partition(".")
    if name not in values:
        return mark
    count = max(1, round(values[name][int(index)] if index else values[name]))
    return mark | {"x": mark["x"][:count], "y": mark["y"][:count]}


def _aspect(panel: Mapping[str, Any], x: PlotlyAxis, y: PlotlyAxis) -> Json:
    """Width / height of the drawing, which keeps angles where the domains are equally long."""
    if not panel["aspect"] or not (x.domain and y.domain):
        return {}
    wide, tall = (axis.domain[1] - axis.domain[0] for axis in (x, y) if axis.domain)
    return {"scaleanchor": "x", "scaleratio": wide / tall / panel["aspect"], "constrain": "domain"}


def _name_once(figure: go.Figure) -> None:
    """Of the traces of one name the first is in the legend, and stands for all."""
    seen: set[str] = set()
    for trace in figure.data:
        if trace.showlegend and trace.legendgroup in seen:
            trace.showlegend = False
        elif trace.showlegend:
            seen.add(trace.legendgroup)


# ------------------------------------------------------------------------------------------------------------------- a kind of mark each


def _line(drawing: _Drawing, mark: Json) -> None:
    lines = [one for one in drawing.marks if one["kind"] == "line"]
    dash = styles.dash(mark["role"], reference=mark["dash"], alone=len(lines) < 2)
    width = styles.WIDTHS["note" if mark["role"] == "note" else "line"]
    x, y = ([*mark[side], mark[side][0]] if mark["closed"] else mark[side] for side in ("x", "y"))
    drawing.scatter(mark, x, y, mode="lines", line=_stroke(mark["role"], width, dash))


def _area(drawing: _Drawing, mark: Json) -> None:
    base = (
        mark["base"] if isinstance(mark["base"], list) else [drawing.y.floor if drawing.y.scale == "log" else mark["base"]] * len(mark["x"])
    )
    outlined = all(one["name"] != mark["name"] for one in drawing.marks if one["kind"] == "line")
    outline = _stroke(mark["role"], styles.WIDTHS["outline"] if outlined else 0, styles.dash(mark["role"]))
    drawing.scatter(mark | {"name": ""}, mark["x"], base, mode="lines", line={"width": 0}, hoverinfo="skip")
    fill = {"fill": "tonexty", "fillcolor": _faint(mark["role"], styles.OPACITIES["area"])}
    drawing.scatter(mark, mark["x"], mark["y"], mode="lines", line=outline, **fill)


def _dots(drawing: _Drawing, mark: Json) -> None:
    colour, stroked = ROLES[mark["role"]], mark["symbol"] in styles.STROKED
    edge = {"color": colour, "width": styles.WIDTHS["stroked"]} if stroked else {"color": PAPER, "width": 1 if mark["size"] >= 4 else 0}
    looks = {"symbol": SYMBOLS[mark["symbol"]], "size": 2 * mark["size"], "color": colour, "line": edge}
    drawing.scatter(mark, mark["x"], mark["y"], mode="markers", marker=looks)


def _discs(drawing: _Drawing, mark: Json) -> None:
    """Each a polygon of its own: the radii are in the units of the axes."""
    round_x, round_y = np.cos(ANGLES), np.sin(ANGLES)
    x, y = list[float | None](), list[float | None]()
    for middle_x, middle_y, radius in zip(mark["x"], mark["y"], mark["r"], strict=True):
        x += [*(middle_x + radius * round_x).tolist(), None]
        y += [*(middle_y + radius * round_y).tolist(), None]
    line = {"color": _faint(mark["role"], styles.OPACITIES["outline"]), "width": styles.WIDTHS["discs"]}
    fill = {"fill": "toself", "fillcolor": _faint(mark["role"], styles.OPACITIES["discs"])}
    drawing.scatter(mark, x, y, mode="lines", line=line, hoverinfo="skip", **fill)


def _arrows(drawing: _Drawing, mark: Json) -> None:
    x, y = list[float | None](), list[float | None]()
    for start_x, start_y, by_x, by_y in zip(mark["x"], mark["y"], mark["dx"], mark["dy"], strict=True):
        x += [start_x, start_x + by_x, None]
        y += [start_y, start_y + by_y, None]
    heads = {"symbol": "arrow", "angleref": "previous", "size": [0, 8, 0] * len(mark["x"]), "color": ROLES[mark["role"]]}
    drawing.scatter(mark, x, y, mode="lines+markers", line=_stroke(mark["role"], styles.WIDTHS["arrows"]), marker=heads, hoverinfo="skip")


def _bars(drawing: _Drawing, mark: Json) -> None:
    import plotly.graph_objects as go

    edges = np.array(drawing.x.place(mark["edges"]))
    base = drawing.y.floor if drawing.y.scale == "log" else 0
    drawing.figure.add_trace(
        go.Bar(
            x=((edges[:-1] + edges[1:]) / 2).tolist(),
            y=[None if height is None else max(0, height - base) for height in mark["y"]],
            base=base,
            width=np.diff(edges).tolist(),
            marker={"color": _faint(mark["role"], styles.OPACITIES["bars"])},
            customdata=list(zip(mark["edges"][:-1], mark["edges"][1:], mark["y"], strict=True)),
            hovertemplate="%{customdata[0]:.4g} … %{customdata[1]:.4g}<br>%{customdata[2]:.4g}",
            **drawing.named(mark),
        )
    )


def _heat(drawing: _Drawing, mark: Json) -> None:
    import plotly.graph_objects as go

    values, low, high, colours = map_colours(mark)
    x, y = map_centres(mark)
    bar = {"title": {"text": drawing.say(mark["name"]), "side": "right"}}
    scale = {"zmin": low, "zmax": high, "colorscale": colours, "colorbar": bar, "hovertemplate": "%{z:.4g}"}
    shown = [[None if np.isnan(value) else value for value in row] for row in values.tolist()]
    drawing.figure.add_trace(go.Heatmap(x=x, y=y, z=shown, **scale, **drawing.named(mark)))


def map_colours(mark: Mapping[str, Any]) -> tuple[np.ndarray, float, float, list[str]]:
    """Values (rows, columns) of a map, the ends of its colours, and these: parting at the middle, fake below and real above; without one
    from paper to the discriminator's."""
    values = np.array(mark["values"], dtype=float).reshape(mark["rows"], mark["columns"])
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    if mark["middle"] is None:
        return values, low, high, [PAPER, ROLES["discriminator"]]
    reach = max(high - mark["middle"], mark["middle"] - low) or 1.0
    ends = [_mixed(ROLES[role], styles.MAP_INK) for role in ("generated", "real")]
    return values, mark["middle"] - reach, mark["middle"] + reach, [ends[0], PAPER, ends[1]]


def map_centres(mark: Mapping[str, Any]) -> tuple[list[float], list[float]]:
    """Of a map's columns and rows."""
    return _centres(mark["x"], mark["columns"]), _centres(mark["y"], mark["rows"])


def _rule(drawing: _Drawing, mark: Json) -> None:
    style = {"line": _stroke(mark["role"], styles.WIDTHS["rule"], styles.RULE if mark["dash"] else "")}
    if mark["x"] is not None:
        drawing.figure.add_vline(drawing.x.place([mark["x"]])[0], **style)
        _label(drawing, mark, x=mark["x"], xanchor="left", y=1, yanchor="top")
    else:
        drawing.figure.add_hline(drawing.y.place([mark["y"]])[0], **style)
        _label(drawing, mark, x=1, xanchor="right", y=mark["y"], yanchor="bottom")


def _band(drawing: _Drawing, mark: Json) -> None:
    fill = {"fillcolor": ROLES[mark["role"]], "opacity": styles.OPACITIES["band"], "line_width": 0}
    drawing.figure.add_vrect(*drawing.x.place(mark["x"]), **fill)
    middle = sum(drawing.x.annotated(mark["x"])) / 2
    if mark["name"]:
        drawing.figure.add_annotation(x=middle, y=0, yref="paper", yanchor="bottom", text=drawing.say(mark["name"]), showarrow=False)


def _label(drawing: _Drawing, mark: Json, *, x: float, y: float, **anchors: str) -> None:
    """A rule's name: along its own axis where it stands, along the other at the end."""
    if not mark["name"]:
        return
    stands = {"x": drawing.x.annotated([x])[0], "yref": "paper", "y": y} if mark["x"] is not None else {}
    stands = stands or {"x": x, "xref": "paper", "y": drawing.y.annotated([y])[0]}
    font = {"color": ROLES[mark["role"]]}
    drawing.figure.add_annotation(text=drawing.say(mark["name"]), showarrow=False, font=font, **stands, **anchors)


def _text(drawing: _Drawing, mark: Json) -> None:
    value = mark["value"]
    written = drawing.say(mark["name"]) if value is None else value if isinstance(value, str) else drawing.number(value)
    (x,), (y,) = drawing.x.annotated([mark["x"]]), drawing.y.annotated([mark["y"]])
    font = {} if mark["role"] == "note" else {"font": {"color": ROLES[mark["role"]]}}
    drawing.figure.add_annotation(x=x, y=y, text=written, showarrow=False, xanchor=ANCHORS[mark["anchor"]], **font)


def _handle(drawing: _Drawing, mark: Json) -> None:
    """In the app it is dragged; here it shows where it stands."""
    looks = {"symbol": "circle-open", "size": 2 * HANDLE, "color": ROLES[mark["role"]], "line": {"width": 2}}
    drawing.scatter(mark, [mark["x"]], [mark["y"]], mode="markers", marker=looks)


_DRAW: dict[str, Callable[[_Drawing, Json], None]] = {
    "line": _line, "area": _area, "dots": _dots, "discs": _discs, "arrows": _arrows, "bars": _bars, "heat": _heat, "rule": _rule,
    "band": _band, "text": _text, "handle": _handle,
}  # fmt: skip


# ---------------------------------------------------------------------------------------------------------------------------------- looks


def _stroke(role: str, width: float, dash: str = "") -> Json:
    return {"color": ROLES[role], "width": width, "dash": dash_of(dash)}


def dash_of(dash: str) -> str:
    """SVG's dash as plotly writes it."""
    return ",".join(f"{part}px" for part in dash.split()) or "solid"


def _rgb(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _faint(role: str, opacity: float) -> str:
    return f"rgba({', '.join(map(str, _rgb(ROLES[role])))}, {opacity})"


def _mixed(colour: str, ink: float) -> str:
    """A colour on paper."""
    parts = (round(ink * part + (1 - ink) * paper) for part, paper in zip(_rgb(colour), _rgb(PAPER), strict=True))
    return f"rgb({', '.join(map(str, parts))})"


def _centres(ends: Sequence[float], count: int) -> list[float]:
    """Of the cells that `count` of them cut a stretch into."""
    edges = np.linspace(ends[0], ends[1], count + 1)
    return ((edges[1:] + edges[:-1]) / 2).tolist()
