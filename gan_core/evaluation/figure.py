"""Scores as an interactive figure that works offline: a menu of the scores, a chart for each group of what can be compared."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gan_core.evaluation.tables import ARROWS, COLUMNS, Row, Words, comparable, shown
from gan_core.figures.offline import offline_page
from gan_core.figures.palette import GENERATED, NOTE, REAL, ROLES
from gan_core.figures.plotly_figure import base_layout

if TYPE_CHECKING:  # plotly takes a second to import
    import plotly.graph_objects as go

BAR, GAP, TITLE, CURVES = 30, 70, 30, 260  # pixels: a bar, what is between two charts, above the first, a chart of curves
LINES = tuple(zip(("generated", "generator", "discriminator", "other", "first", "second", "third", "real"), range(8), strict=True))


def as_html(rows: Sequence[Row], words: Words) -> str:
    """Bars with their 95 % intervals; a model that was scored at three steps or more is a curve over its steps."""
    return offline_page(scores_figure(rows, words), "GAN Classroom", words.language)


def scores_figure(rows: Sequence[Row], words: Words) -> go.Figure:
    """A `plotly.graph_objects.Figure` of rows as `gan_core.evaluation.tables` has them."""
    import plotly.graph_objects as go

    groups, names = comparable(rows), shown(rows)
    figure = go.Figure(layout=base_layout(words.language) | {"barmode": "overlay", "hovermode": "closest"})
    heights = [CURVES if _over_steps(group) else TITLE + BAR * len(group) for group in groups]
    whole = max(1, sum(heights) + GAP * len(heights))
    of_trace, top = [], whole
    for number, (group, height) in enumerate(zip(groups, heights, strict=True), 1):
        axis = "" if number == 1 else str(number)
        draw = _curves if _over_steps(group) else _bars
        for name in names:
            traces = draw(group, name, words)
            figure.add_traces([trace.update(xaxis=f"x{axis}", yaxis=f"y{axis}", visible=name == names[0]) for trace in traces])
            of_trace += [name] * len(traces)
        bars = {} if _over_steps(group) else {"autorange": "reversed", "type": "category"}
        steps = {"title": {"text": words.step}, "rangemode": "tozero"} if _over_steps(group) else {}
        figure.update_layout(
            {
                f"yaxis{axis}": bars | {"domain": [(top - height) / whole, top / whole], "anchor": f"x{axis}", "automargin": True},
                f"xaxis{axis}": steps | {"anchor": f"y{axis}"},
            }
        )
        figure.add_annotation(
            text=_heading(group, words), x=0, y=top / whole, xref="paper", yref="paper", xanchor="left", yanchor="bottom", showarrow=False
        )
        top -= height + GAP
    figure.update_layout(height=whole + 160, margin={"t": 110, "b": 30, "r": 20}, updatemenus=_menu(rows, names, of_trace))
    return figure


def _over_steps(group: Sequence[Row]) -> bool:
    """Whether it is of checkpoints of a training, rather than of models."""
    return max(Counter(title for title, _ in {(row["title"], row["step"]) for row in group}).values()) >= 3


def _heading(group: Sequence[Row], words: Words) -> str:
    if group[0].get("published"):
        return html.escape(words.published)
    score = group[0]["scores"].get("fid") or next(iter(group[0]["scores"].values()))
    return f"<b>{html.escape(score['extractor'])}</b>, {words.n} = {group[0]['n']}; {html.escape(group[0]['real'])}"


def _menu(rows: Sequence[Row], names: Sequence[str], of_trace: Sequence[str]) -> list[dict[str, Any]]:
    """Which score is shown."""
    buttons = []
    for name in names:
        better = next(row["scores"][name]["better"] for row in rows if name in row["scores"])
        label = f"{COLUMNS[name][0]} {ARROWS['markdown'][better]}"
        buttons.append({"label": label, "method": "restyle", "args": [{"visible": [of == name for of in of_trace]}]})
    return [{"buttons": buttons, "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "pad": {"b": 40}}]


def _known(group: Sequence[Row], name: str) -> list[Row]:
    return [row for row in group if row["scores"].get(name, {}).get("value") is not None]


def _bars(group: Sequence[Row], name: str, words: Words) -> list[go.Bar]:
    import plotly.graph_objects as go

    rows = _known(group, name)
    if not rows:
        return []
    many = Counter(row["title"] for row in group)
    labels = [_label(row, words, exact=many[row["title"]] > 1) for row in rows]
    colours = [NOTE if row.get("published") else GENERATED if row.get("of", "generated") == "generated" else REAL for row in rows]
    return [
        go.Bar(
            y=labels,
            x=_values(rows, name),
            error_x=_interval(rows, name),
            orientation="h",
            marker={"color": colours},
            showlegend=False,
            hovertemplate="%{y}: %{x:.4g}<extra></extra>",
        )
    ]


def _curves(group: Sequence[Row], name: str, words: Words) -> list[go.Scatter]:
    import plotly.graph_objects as go

    traces, drawn = [], [row for row in group if row.get("of", "generated") == "generated"]
    for number, title in enumerate(dict.fromkeys(row["title"] for row in drawn)):
        rows = sorted((row for row in _known(group, name) if row["title"] == title), key=lambda row: row["step"])
        role, symbol = LINES[number % len(LINES)]
        if rows:
            traces.append(
                go.Scatter(
                    x=[row["step"] for row in rows],
                    y=_values(rows, name),
                    error_y=_interval(rows, name),
                    name=html.escape(title),
                    mode="lines+markers",
                    line={"color": ROLES[role]},
                    marker={"symbol": symbol, "size": 8},
                    hovertemplate=f"{words.step} %{{x}}: %{{y:.4g}}",
                )
            )
    return traces


def _label(row: Row, words: Words, *, exact: bool) -> str:
    title = html.escape(row["title"])
    return f"{title} ({words.step} {row['step']}, {words.seed} {row['seed']})" if exact else title


def _values(rows: Sequence[Row], name: str) -> list[float]:
    return [COLUMNS[name][1] * row["scores"][name]["value"] for row in rows]


def _interval(rows: Sequence[Row], name: str) -> dict[str, Any]:
    """95 % where it is known."""
    scores, factor = [row["scores"][name] for row in rows], COLUMNS[name][1]
    above = [factor * (score["interval"][1] - score["value"]) if score.get("interval") else None for score in scores]
    below = [factor * (score["value"] - score["interval"][0]) if score.get("interval") else None for score in scores]
    return {"type": "data", "symmetric": False, "array": above, "arrayminus": below}
