"""Every kind of mark as plotly draws it: traces, numbers, axes, looks."""

from __future__ import annotations

import math
from typing import Any

import pytest

from gan_core.figures import panels as p
from gan_core.figures import styles, to_plotly
from gan_core.figures.palette import GENERATED, REAL

WORDS = {"f": {"vi": "hàm", "en": "function"}, "fig": {"vi": "hình", "en": "figure"}, "x": {"vi": "ngang", "en": "across"}}


def drawn(*marks: dict[str, Any], language: str = "en", **more: Any):
    axes = {"x": p.axis("x", 0, 10), "y": p.axis("y", 0, 5)} | more
    return to_plotly(p.panel("fig", marks, **axes), WORDS, language)


def test_words_are_the_languages_and_a_key_without_any_stands_for_itself():
    for language, (title, name, across) in {"vi": ("hình", "hàm", "ngang"), "en": ("figure", "function", "across")}.items():
        figure = drawn(p.line("f", [0, 1], [1, 2], "real"), language=language)
        assert (figure.layout.title.text, figure.data[0].name, figure.layout.xaxis.title.text) == (title, name, across)
        assert figure.layout.yaxis.title.text == "y"
    assert drawn(language="vi").layout.separators == ",."


def test_a_line_has_its_points_colour_dash_and_gap():
    one = p.line("f", [0, 1, 2], [1, math.nan, 3], "generated")
    (alone,) = drawn(one).data
    assert (list(alone.x), list(alone.y), alone.mode, alone.showlegend) == ([0, 1, 2], [1, None, 3], "lines", True)
    assert (alone.line.color, alone.line.width, alone.line.dash) == (GENERATED, styles.WIDTHS["line"], "solid")
    assert alone.hovertemplate == "across: %{customdata[0]:.4g}<br>y: %{customdata[1]:.4g}"
    first, second = drawn(one, p.line("g", [0, 1], [0, 1], "note", closed=True)).data
    assert (first.line.dash, second.line.dash, second.line.width) == ("9px,4px", "4px,4px", styles.WIDTHS["note"])
    assert (list(second.x), list(second.y)) == ([0, 1, 0], [0, 1, 0])
    assert drawn(p.line("g", [0], [0], "real", dash=True)).data[0].line.dash == "3px,3px"


def test_a_control_says_how_much_of_a_curve_is_shown():
    panel = p.panel("fig", [p.line("f", [0, 1, 2], [0, 1, 2], "real", until="steps")], x=p.axis("x"), y=p.axis("y"))
    assert list(to_plotly(panel, values={"steps": 2}).data[0].x) == [0, 1]
    assert list(to_plotly(panel, values={"steps": 0}).data[0].x) == [0]
    assert list(to_plotly(panel).data[0].x) == [0, 1, 2]


def test_an_area_is_filled_down_to_its_base():
    base, area = drawn(p.area("f", [0, 1], [3, 4], "real", base=[1, 2])).data
    assert (list(base.y), base.showlegend, base.hoverinfo) == ([1, 2], False, "skip")
    assert (list(area.y), area.fill, area.fillcolor, area.line.width) == ([3, 4], "tonexty", "rgba(0, 114, 178, 0.2)", 1.2)
    assert list(drawn(p.area("f", [0, 1], [3, 4], "real"), y=p.axis("y", 0.1, 9, scale="log")).data[0].y) == [0.1, 0.1]
    both = drawn(p.area("f", [0, 1], [3, 4], "real"), p.line("f", [0, 1], [3, 4], "real"))
    assert both.data[1].line.width == 0  # the curve of that name is its outline
    assert [trace.showlegend for trace in both.data] == [False, True, False]


@pytest.mark.parametrize(
    ("symbol", "name"), [("circle", "circle"), ("cross", "x-thin"), ("triangle", "triangle-up"), ("square", "square"), ("star", "star")]
)
def test_dots_have_their_symbol_and_radius(symbol, name):
    (trace,) = drawn(p.dots("f", [1, 2], [3, 4], "real", symbol=symbol, size=6)).data
    assert (trace.mode, trace.marker.symbol, trace.marker.size, trace.marker.color) == ("markers", name, 12, REAL)
    assert trace.marker.line.color == (REAL if symbol == "cross" else "#FFFFFF")


def test_discs_are_round_in_the_units_of_the_axes():
    (trace,) = drawn(p.discs("f", [2, 5], [2, 3], [1, 0.5], "generated"), aspect=1).data
    assert trace.fill == "toself"
    assert all(math.hypot(x - 2, y - 2) == pytest.approx(1) for x, y in zip(trace.x[:33], trace.y[:33], strict=True))
    assert trace.x[33] is None


def test_arrows_run_from_their_start_to_their_end():
    (trace,) = drawn(p.arrows("f", [0, 1], [0, 1], [1, 2], [0.5, -1], "note")).data
    assert list(trace.x) == [0, 1, None, 1, 3, None]
    assert list(trace.y) == [0, 0.5, None, 1, 0, None]
    assert (trace.marker.symbol, trace.marker.angleref, list(trace.marker.size)) == ("arrow", "previous", [0, 8, 0, 0, 8, 0])


def test_bars_stand_between_their_edges():
    (trace,) = drawn(p.bars("f", [0, 1, 3], [2, 4], "real")).data
    assert (list(trace.x), list(trace.width), list(trace.y), trace.base) == ([0.5, 2.0], [1, 2], [2, 4], 0)
    assert [tuple(row) for row in trace.customdata] == [(0, 1, 2), (1, 3, 4)]
    (log,) = drawn(p.bars("f", [1, 10, 100], [2, 0], "real"), x=p.axis("x", 1, 100, scale="log"), y=p.axis("y", 1, 9, scale="log")).data
    assert (list(log.x), list(log.width), log.base, list(log.y)) == ([5.5, 55], [9, 90], 1, [1, 0])


def test_a_map_parts_at_its_middle_fake_below_and_real_above():
    (trace,) = drawn(p.heat("f", [[0.1, 0.5], [0.6, math.nan]], x=(0, 4), y=(0, 2), middle=0.5)).data
    assert (list(trace.x), list(trace.y)) == ([1, 3], [0.5, 1.5])
    assert (trace.zmin, trace.zmax) == pytest.approx((0.1, 0.9))
    assert [list(row) for row in trace.z] == [[0.1, 0.5], [0.6, None]]
    assert [colour for _, colour in trace.colorscale] == ["rgb(230, 158, 102)", "#FFFFFF", "rgb(102, 170, 209)"]
    assert trace.colorbar.title.text == "function"
    (plain,) = drawn(p.heat("f", [[1, 2]], x=(0, 4), y=(0, 2))).data
    assert (plain.zmin, plain.zmax, len(plain.colorscale)) == (1, 2, 2)


def test_rules_bands_and_texts_carry_their_names_themselves():
    figure = drawn(
        p.rule("f", x=3),
        p.rule("", y=1),
        p.band("f", x=(2, 6)),
        p.text("f", 1, 2),
        p.text("t", 1, 2, value=0.25),
        p.text("t", 1, 2, value="a"),
    )
    assert not figure.data
    upright, level, band = figure.layout.shapes
    assert (upright.x0, upright.x1, upright.line.dash, level.y0) == (3, 3, "5px,4px", 1)
    assert (band.x0, band.x1, band.opacity) == (2, 6, styles.OPACITIES["band"])
    said = [(note.text, note.x, note.y) for note in figure.layout.annotations]
    assert said == [("function", 3, 1), ("function", 4, 0), ("function", 1, 2), ("0.25", 1, 2), ("a", 1, 2)]
    assert drawn(p.text("t", 1, 2, value=0.25), language="vi").layout.annotations[0].text == "0,25"


def test_a_handle_shows_where_it_stands():
    (trace,) = drawn(p.handle("f", "real", x=2, y=3, control_x="c")).data
    assert (list(trace.x), list(trace.y), trace.marker.symbol, trace.showlegend) == ([2], [3], "circle-open", False)


def test_one_entry_of_the_legend_for_all_marks_of_a_name():
    figure = drawn(p.line("f", [0], [0], "real"), p.dots("f", [0], [0], "real"), p.dots("g", [0], [0], "real"))
    assert [(trace.legendgroup, trace.showlegend) for trace in figure.data] == [("f", True), ("f", False), ("g", True)]


def test_axes_have_their_ends_scale_and_ticks():
    layout = drawn(p.line("f", [1], [1], "real"), x=p.axis("x", 1, 100, scale="log"), y=p.axis("y", ticks=[-1, 0])).layout
    assert (layout.xaxis.type, list(layout.xaxis.range)) == ("log", [0, 2])
    assert (layout.yaxis.range, list(layout.yaxis.tickvals), list(layout.yaxis.ticktext)) == (None, [-1, 0], ["−1", "0"])
    assert drawn(p.text("t", 10, 1, value="a"), x=p.axis("x", 1, 100, scale="log")).layout.annotations[0].x == 1


def test_a_symlog_axis_is_drawn_by_transformed_numbers_and_says_its_own():
    figure = drawn(p.line("f", [0, 1], [-9, 99], "real"), y=p.axis("y", scale="symlog"))
    assert list(figure.data[0].y) == pytest.approx([-math.log(10), math.log(100)])
    assert [tuple(row) for row in figure.data[0].customdata] == [(0, -9), (1, 99)]
    assert list(figure.layout.yaxis.ticktext) == ["−1", "0", "1", "10"]
    assert figure.layout.yaxis.tickvals[-1] == pytest.approx(math.log(11))


def test_a_drawing_keeps_its_aspect_and_its_readouts():
    panel = p.panel("fig", [], x=p.axis("x", 0, 10), y=p.axis("y", 0, 5), aspect=1, readouts=[p.readout("f", 2.5), p.readout("r", "f")])
    layout = to_plotly(panel, WORDS).layout
    assert (layout.yaxis.scaleanchor, layout.yaxis.scaleratio) == ("x", 2)
    assert layout.meta["readouts"] == [{"name": "function", "value": 2.5}, {"name": "r", "value": "function"}]


def test_an_unknown_kind_is_named():
    with pytest.raises(ValueError, match="kind 'spiral'; accepted: line, area"):
        drawn({"kind": "spiral", "name": "f", "role": "real"})


def test_every_kind_can_be_drawn():
    from gan_core.figures.plotly_figure import _DRAW

    assert set(_DRAW) == set(p.KINDS)
