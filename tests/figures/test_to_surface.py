"""A panel's map in three dimensions: its heights, and what lies on it."""

from __future__ import annotations

import numpy as np
import pytest

from gan_core.figures import panels as p
from gan_core.figures import to_plotly, to_surface

AT = np.array([-0.75, -0.25, 0.25, 0.75])
SADDLE = p.heat("f", np.outer(AT, AT), x=(-1, 1), y=(-1, 1), middle=0)
AXES = {"x": p.axis("x", -1, 1), "y": p.axis("y", -1, 1)}


def test_heights_and_colours_are_the_maps():
    panel = p.panel("fig", [SADDLE], **AXES)
    (surface,), (flat,) = to_surface(panel).data, to_plotly(panel).data
    np.testing.assert_allclose(surface.z, np.outer(AT, AT))
    assert list(surface.x) == list(surface.y) == AT.tolist()
    assert (surface.cmin, surface.cmax) == (flat.zmin, flat.zmax)
    assert surface.colorscale == flat.colorscale


def test_lines_and_dots_lie_on_it_and_end_at_its_edge():
    on = p.line("g", [-0.5, 0.5, 3], [0.5, 0.5, 0], "real")
    points = p.dots("h", [0.25], [0.75], "generated", symbol="cross")
    _, line, dots = to_surface(p.panel("fig", [SADDLE, p.rule("r", x=0), on, points], **AXES)).data
    assert line.z[:2] == pytest.approx([-0.25, 0.25], abs=0.02)
    assert np.isnan(line.z[2])
    assert dots.z[0] == pytest.approx(0.1875, abs=0.02)
    assert (dots.marker.symbol, line.line.color, dots.name) == ("x", "#0072B2", "h")


def test_words_are_the_languages():
    words = {"f": {"vi": "hàm", "en": "function"}}
    scene = to_surface(p.panel("fig", [SADDLE], **AXES), words, "vi").layout.scene
    assert (scene.zaxis.title.text, scene.xaxis.title.text) == ("hàm", "x")


def test_a_panel_without_a_map_has_no_surface():
    with pytest.raises(ValueError, match="'fig' has no map"):
        to_surface(p.panel("fig", [], **AXES))
