"""The curves of a run as a plotly figure: charts below each other on one axis of steps, with what the doctor said above them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from gan_core.figures import styles
from gan_core.figures.palette import GENERATOR, NOTE, ROLES, WARNING
from gan_core.figures.plotly_figure import base_layout, dash_of
from gan_core.frozen.charts import CHARTS, Chart, Curve
from gan_core.translations import table

if TYPE_CHECKING:  # plotly takes a second to import
    import plotly.graph_objects as go

    from gan_core.frozen.contents import Contents, Verdict

Columns = tuple[NDArray[np.float64], NDArray[np.float64]]  # steps, values

ROW, GAP, BAND = 190, 44, 34  # pixels: a chart, what is between two, the doctor's band
MANY = 80  # points, from which a curve is drawn with its average
SMOOTHING = 0.95  # share of the average before
TONES = {"healthy": (GENERATOR, ""), "too_early": (NOTE, "."), "developing": (NOTE, ".")}
ILL = (WARNING, "/")  # colour, and hatching: never colour alone


def run_figure(contents: Contents, language: str = "en") -> go.Figure:
    """A `plotly.graph_objects.Figure` of a run, `gan_core.frozen.read_contents(run)`, with names in `language`.

    Pointing at a step shows the values there of all charts at once.
    """
    import plotly.graph_objects as go

    words = {key: row[language] for name in ("training_stage", "frozen", "doctor") for key, row in table(name).items()}
    drawn = [(chart, kind) for chart in CHARTS if (kind := _kind_of(chart, contents.curves))]
    heights = [BAND, *[ROW] * (len(drawn) + bool(contents.fid))]
    domains, height = _domains(heights)
    figure = go.Figure(layout=_layout(height, language, last=len(heights)))
    figure.add_traces([_band(verdict, words) for verdict in contents.verdicts])
    figure.update_layout(yaxis={"domain": domains[0], "visible": False, "range": [0, 1], "fixedrange": True})
    titles = [words["doctor"]]
    for row, (chart, kind) in enumerate(drawn, 2):
        for curve in kind:
            figure.add_traces(_curve(curve, contents.curves[curve.number], row, words, percent=chart.percent))
        scored = chart.unit and kind[0] not in chart.kinds[0] and not chart.percent
        titles.append(words[f"chart_{chart.name}{'_score' if scored else ''}"])
        bounds = [0, 1] if chart.unit and not scored else None
        axis = {"range": bounds, "tickformat": ".0%" if chart.percent else None, "type": "log" if chart.log else "linear"}
        figure.update_layout({f"yaxis{row}": axis | {"domain": domains[row - 1]}, f"legend{row}": _legend(domains[row - 1][1])})
    if contents.fid:
        row = len(heights)
        figure.add_traces([_fid(name, points, row) for name, points in contents.fid.items()])
        figure.update_layout({f"yaxis{row}": {"domain": domains[-1], "rangemode": "tozero"}, f"legend{row}": _legend(domains[-1][1])})
        titles.append(words["fid"])
    for title, (_, top) in zip(titles, domains, strict=True):
        figure.add_annotation(
            text=f"<b>{title}</b>", x=0, y=top, xref="paper", yref="paper", xanchor="left", yanchor="bottom", showarrow=False
        )
    for step in contents.changed:
        figure.add_vline(step, line={"color": NOTE, "width": 1, "dash": "dot"})
    return figure


def _kind_of(chart: Chart, curves: Mapping[str, Columns]) -> tuple[Curve, ...]:
    """The kind whose numbers go on the longest, those of its curves that there are."""

    def last(kind: Sequence[Curve]) -> float:
        return max((curves[curve.number][0][-1] for curve in kind if _there(curves, curve)), default=-1.0)

    kind = max(chart.kinds, key=last)
    return tuple(curve for curve in kind if _there(curves, curve)) if last(kind) >= 0 else ()


def _there(curves: Mapping[str, Columns], curve: Curve) -> bool:
    return curve.number in curves and len(curves[curve.number][0]) > 0


def _domains(heights: Sequence[int]) -> tuple[list[list[float]], int]:
    """Where each row stands, as shares of the whole from below, and the pixels of the whole."""
    whole = sum(heights) + GAP * (len(heights) - 1)
    domains, top = [], whole
    for height in heights:
        domains.append([max(0.0, (top - height) / whole), top / whole])
        top -= height + GAP
    return domains, whole


def _layout(height: int, language: str, last: int) -> dict[str, Any]:
    return base_layout(language) | {
        "height": height + 90,
        "margin": {"l": 60, "r": 16, "t": 40, "b": 50},
        "hovermode": "x",
        "hoversubplots": "axis",
        "xaxis": {"title": {"text": table("frozen")["step"][language]}, "anchor": f"y{last}", "rangemode": "tozero"},
        "barmode": "overlay",
        "showlegend": True,
    }


def _legend(top: float) -> dict[str, Any]:
    return {"orientation": "h", "x": 1, "xanchor": "right", "y": top, "yanchor": "bottom"}


def _band(verdict: Verdict, words: Mapping[str, str]) -> go.Bar:
    import plotly.graph_objects as go

    colour, hatch = TONES.get(verdict.name, ILL)
    return go.Bar(
        x=[(verdict.first + verdict.last) / 2],
        width=[max(verdict.last - verdict.first, 1)],
        y=[1],
        name=words[verdict.name],
        text=[words[verdict.name]],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        marker={"color": colour, "pattern": {"shape": hatch, "fillmode": "overlay"}},
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )


def _curve(curve: Curve, columns: Columns, row: int, words: Mapping[str, str], *, percent: bool) -> list[go.Scatter]:
    """The numbers as they are, faint, and where there are many of them their average before them."""
    import plotly.graph_objects as go

    steps, values = columns
    many = len(steps) >= MANY
    dash = dash_of(styles.dash(curve.role))
    common = {"x": steps.astype(np.uint32), "yaxis": f"y{row}", "legend": f"legend{row}", "legendgroup": curve.number}
    common |= {"name": words[curve.label], "mode": "lines" if many else "lines+markers"}
    line = {"color": ROLES[curve.role], "width": 2, "dash": dash}
    shown = {"hovertemplate": "%{y:.1%}" if percent else "%{y:.4g}"}
    if not many:
        return [go.Scatter(y=values.astype(np.float32), line=line, **common, **shown)]
    faint = {"line": {"color": ROLES[curve.role], "width": 1}, "opacity": 0.3, "showlegend": False}
    return [
        go.Scatter(y=values.astype(np.float32), **faint, **common, **shown),
        go.Scatter(y=_average(values).astype(np.float32), line=line, hoverinfo="skip", **common),
    ]


def _average(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Exponential, as if what came before the first value had not been: Adam's bias correction (arXiv:1412.6980, section 3)."""
    averaged = lfilter([1 - SMOOTHING], [1, -SMOOTHING], values)
    return averaged / (1 - SMOOTHING ** np.arange(1, len(values) + 1))


def _fid(name: str, points: Sequence[Mapping[str, float]], row: int) -> go.Scatter:
    import plotly.graph_objects as go

    values = [point["value"] for point in points]
    return go.Scatter(
        x=[point["step"] for point in points],
        y=values,
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [point["high"] - point["value"] for point in points],
            "arrayminus": [point["value"] - point["low"] for point in points],
        },
        yaxis=f"y{row}",
        legend=f"legend{row}",
        name=name,
        mode="lines+markers",
        line={"color": ROLES["generated"], "width": 2},
        hovertemplate="%{y:.4g}",
    )
