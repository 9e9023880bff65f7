"""Every lesson: what it computes, what it is said with, what its links may hold."""

from __future__ import annotations

import ast
import inspect
import json
import pkgutil
import re
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest

from gan_core.errors import GanError
from gan_core.figures import to_plotly
from gan_core.figures.palette import ROLES
from gan_core.figures.panels import KINDS
from gan_core.figures.styles import LISTED
from gan_core.lessons import open_lesson
from gan_core.translations import prose_files
from web.lessons import LESSONS
from web.lessons.api import ROUTES, figures
from web.lessons.lesson import CARD_NUMBERS, Choice, Lesson, Numbers, Slider, Switch, written
from web.ui.text import LANGUAGES, table

PAYLOAD = 150_000  # bytes of one answer
Query = dict[str, str]


def choices_of(control: Any) -> list[Any]:
    """Values of a control that must be seen: options, both ways of a switch, the ends of a range."""
    match control:
        case Choice():
            return list(control.options)
        case Switch():
            return [False, True]
        case Numbers():
            return [(end,) * len(control.default) for end in (control.low, control.high)]
        case _:
            return [control.low, control.high]


def states(lesson: Lesson) -> Iterator[Query]:
    """The defaults, every preset, and on every tab every value that must be seen, alone and all ends together."""
    yield {}
    for preset in lesson.presets.values():
        yield {name: written(value) for name, value in preset.items()}
    tabs = [
        {name: option}
        for name, control in lesson.controls.items()
        if isinstance(control, Choice) and control.tabs
        for option in control.options
    ]
    for tab in tabs or [{}]:
        others = {name: control for name, control in lesson.controls.items() if name not in tab}
        for name, control in others.items():
            yield from (tab | {name: written(value)} for value in choices_of(control))
        numeric = {name: control for name, control in others.items() if isinstance(control, Slider | Numbers)}
        for end in (0, 1):
            yield tab | {name: written(choices_of(control)[end]) for name, control in numeric.items()}


@cache
def answers(name: str) -> list[dict[str, Any]]:
    """What a lesson says to every state; a combination it refuses says so in a GanError."""
    said = []
    for query in states(LESSONS[name]):
        try:
            content = figures(name, query)
        except GanError:
            assert query, "the defaults must work"
            continue
        assert len(content) <= PAYLOAD, (name, query, len(content))
        said.append(json.loads(content))
    return said


def panels(name: str) -> Iterator[dict[str, Any]]:
    for answer in answers(name):
        yield from answer["panels"]


def marks(name: str) -> Iterator[dict[str, Any]]:
    for panel in panels(name):
        yield from panel["marks"]


def sentences(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for answer in answers(name):
        for said in answer.get("says", []):
            yield (said, {}) if isinstance(said, str) else tuple(said)


def words_shown(name: str) -> set[str]:
    """Keys of every word the stage looks up."""
    lesson = LESSONS[name]
    keys = {key for key, control in lesson.controls.items() if not (isinstance(control, Numbers) and not control.columns)}
    keys |= {control.group for control in lesson.controls.values() if control.group}
    keys |= {f"{key}_{option}" for key, control in lesson.controls.items() if isinstance(control, Choice) for option in control.options}
    keys |= {f"preset_{key}" for key in lesson.presets}
    for panel in panels(name):
        keys |= {panel["name"], panel["x"]["name"], panel["y"]["name"]}
        keys |= {one["name"] for one in panel["readouts"]} | {one["word"] for one in panel["readouts"] if "word" in one}
    keys |= {mark["name"] for mark in marks(name) if mark.get("value") is None and mark["name"]}
    keys |= {key for key, _ in sentences(name)}
    return keys


def words_in_code(name: str) -> list[str]:
    """Every string of a lesson's modules, as a pattern: an f-string's fields match anything."""
    module = sys.modules[f"web.lessons.{name}"]
    modules = [module]
    if hasattr(module, "__path__"):
        modules += [
            sys.modules[found.name] for found in pkgutil.walk_packages(module.__path__, f"{module.__name__}.") if found.name in sys.modules
        ]
    patterns = []
    for tree in (ast.parse(inspect.getsource(one)) for one in modules):
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                patterns.append("".join(re.escape(part.value) if isinstance(part, ast.Constant) else r"\w+" for part in node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                patterns.append(re.escape(node.value))
    return [pattern for pattern in patterns if pattern not in (r"\w+", "")]


@pytest.mark.parametrize("name", LESSONS)
def test_the_card_has_a_number_and_a_presets_own_sentence_first(name):
    lesson = LESSONS[name]
    assert set(lesson.points) == set(lesson.presets)
    for tab in lesson.tabs():
        assert 1 <= len(lesson.answer(lesson.read(tab))["headline"]) <= CARD_NUMBERS
    for preset, point in lesson.points.items():
        answer = lesson.answer(lesson.read({}) | dict(lesson.presets[preset]))
        assert answer["headline"], preset
        first = answer["says"][0]
        assert (first if isinstance(first, str) else first[0]) == point, preset
        assert len(answer["says"]) == len({str(one) for one in answer["says"]})


@pytest.mark.parametrize("name", LESSONS)
def test_everything_it_may_show_computes(name):
    assert all(answer["panels"] for answer in answers(name))


@pytest.mark.parametrize("name", LESSONS)
def test_presets_are_states_of_the_lesson(name):
    lesson = LESSONS[name]
    for preset, values in lesson.presets.items():
        assert set(values) <= set(lesson.controls), preset
        read = lesson.read({key: written(value) for key, value in values.items()})
        assert {key: read[key] for key in values} == {
            key: tuple(value) if isinstance(value, list) else value for key, value in values.items()
        }
        figures(name, {key: written(value) for key, value in values.items()})


@pytest.mark.parametrize("name", LESSONS)
def test_controls_agree_with_each_other(name):
    controls = LESSONS[name].controls
    assert sum(isinstance(control, Choice) and control.tabs for control in controls.values()) <= 1
    for key, control in controls.items():
        for other, values in control.when.items():
            for value in values:
                controls[other].read(other, written(value))
        assert control.read(key, written(control.default)) == control.default
        if isinstance(control, Slider):
            assert not (control.log and control.low <= 0)
    assert not set(controls) & {"lang", "present", "missing"}  # names that the shell keeps in the link


@pytest.mark.parametrize("name", LESSONS)
def test_figures_can_be_drawn(name):
    controls = LESSONS[name].controls
    for panel in panels(name):
        names = [mark["name"] for mark in panel["marks"]]
        assert all(mark["kind"] in KINDS and mark["role"] in ROLES for mark in panel["marks"]), names
    for answer in answers(name):
        titles = [panel["name"] for panel in answer["panels"]]
        assert len(set(titles)) == len(titles)  # a panel's name is its place on the page
    for mark in marks(name):
        lengths = {len(mark[key]) for key in ("x", "y", "dx", "dy", "r") if isinstance(mark.get(key), list)}
        match mark["kind"]:
            case "line" | "area" | "dots" | "arrows" | "discs":
                assert len(lengths) == 1, mark["name"]
            case "bars":
                assert len(mark["edges"]) == len(mark["y"]) + 1, mark["name"]
            case "heat":
                assert len(mark["values"]) == mark["rows"] * mark["columns"], mark["name"]
            case "handle":
                for path in filter(None, (mark["control_x"], mark["control_y"])):
                    key, _, index = path.partition(".")
                    control = controls[key]
                    assert isinstance(control, Numbers) and int(index) < len(control.default) if index else isinstance(control, Slider)
        if mark["kind"] == "discs":
            assert all(radius >= 0 for radius in mark["r"]), mark["name"]
        if mark.get("until"):
            assert isinstance(controls[mark["until"]], Slider)


@pytest.mark.parametrize("name", LESSONS)
def test_defaults_and_presets_are_plotly_figures_too(name):
    lesson, words = LESSONS[name], table(f"{name}_lesson")
    presets = ({key: written(value) for key, value in preset.items()} for preset in lesson.presets.values())
    for index, query in enumerate([*lesson.tabs(), *presets]):
        spoken = list(LANGUAGES)[index % 2]
        for panel in json.loads(figures(name, query))["panels"]:
            figure = to_plotly(panel, words, spoken).to_plotly_json()
            traces, layout = figure["data"], figure["layout"]
            listed = {mark["name"] for mark in panel["marks"] if mark["kind"] in LISTED} - {""}
            in_legend = [trace for trace in traces if trace["showlegend"]]
            assert {trace["legendgroup"] for trace in in_legend} == listed, panel["name"]
            assert len(in_legend) == len(listed)
            assert {trace["name"] for trace in in_legend} == {words[one][spoken] for one in listed}
            said = [layout[part]["title"]["text"] for part in ("xaxis", "yaxis")]
            assert said == [words[panel[side]["name"]][spoken] for side in ("x", "y")]
            for mark in panel["marks"]:
                if mark["kind"] == "line" and panel["y"]["scale"] != "symlog" and not mark["closed"]:
                    assert any(trace["y"] == mark["y"] for trace in traces if trace["legendgroup"] == mark["name"]), mark["name"]


SOLID = {
    "xy_saddle": {"name": "game", "tab": "xy"},
    "dirac_value": {"name": "game", "tab": "dirac"},
    "loss_surface": {"name": "lsgan"},
    "d_surface,clip_surface,penalty_surface": {"name": "wgan", "view": "plane"},
    "": {"name": "wgan", "view": "line"},
}


@pytest.mark.parametrize("names", SOLID)
def test_surfaces_are_drawn_and_said_in_both_languages(names, client_of):
    query = dict(SOLID[names])
    lesson = LESSONS[query.pop("name")]
    words = table(f"{lesson.name}_lesson")
    for spoken in LANGUAGES:
        found = client_of(ROUTES).get(f"/api/lessons/{lesson.name}/surfaces?{urlencode(query | {'lang': spoken})}").json()
        assert ",".join(one["name"] for one in found) == names
        for one in found:
            assert words[one["says"]][spoken]
            assert one["figure"]["layout"]["title"]["text"] == words[one["name"]][spoken]
            kinds = [trace["type"] for trace in one["figure"]["data"]]
            assert kinds[0] == "surface"
            assert set(kinds[1:]) == {"scatter3d"}


def test_what_has_no_surface_says_so(client_of):
    get = client_of(ROUTES).get
    assert get("/api/lessons/fid/surfaces").json() == []
    assert get("/api/lessons/none/surfaces").status_code == 404
    assert get("/api/lessons/lsgan/surfaces?lang=fr").json()["fields"]["field"] == "lang"


def test_the_saddles_height_is_the_product():
    lesson = LESSONS["game"]
    assert lesson.surfaces is not None
    (one,) = lesson.surfaces(lesson.read({"tab": "xy", "method": "simultaneous"}))
    height, path, *_ = one["panel"]["marks"]
    at = height["x"][1] * (2 * (np.arange(41) + 0.5) / 41 - 1)
    np.testing.assert_allclose(np.reshape(height["values"], (41, 41)), np.outer(at, at), atol=1e-5)
    assert path["name"] == "simultaneous"


@pytest.mark.parametrize("name", LESSONS)
def test_a_figure_of_its_own_in_two_lines(name, shown):
    lesson = open_lesson(name)
    assert lesson is LESSONS[name]
    answer = json.loads(figures(name, {}))
    panel = answer["panels"][-1]["name"]
    figure = lesson.figure({}, panel, "vi")
    assert figure.layout.title.text == table(f"{name}_lesson")[panel]["vi"]
    exec(answer["code"][answer["code"].index("from gan_core.lessons") :], {})
    assert [one.layout.title.text for one in shown] == [table(f"{name}_lesson")[answer["panels"][0]["name"]]["en"]]
    for wrong in ({"values": {"nonsense": 1}}, {"panel": "nonsense"}, {"language": "fr"}):
        with pytest.raises(GanError, match=r"nonsense|fr"):
            lesson.figure(**wrong)
    with pytest.raises(GanError):
        lesson.figure({next(iter(lesson.controls)): "nonsense"})


def test_an_unknown_lesson_is_refused():
    with pytest.raises(GanError, match="lsgan"):
        open_lesson("nonsense")


@pytest.mark.parametrize("name", LESSONS)
def test_no_two_lines_of_a_figure_look_alike(name):
    for panel in panels(name):
        looks = {(mark["name"], mark["role"], mark["dash"]) for mark in panel["marks"] if mark["kind"] == "line"}
        assert len({look[1:] for look in looks}) == len({look[0] for look in looks}), (panel["name"], sorted(looks))


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("name", LESSONS)
def test_everything_it_shows_has_words(name, spoken):
    labels = table(f"{name}_lesson")
    assert words_shown(name) - set(labels) == set()
    for key, fields in sentences(name):
        assert set(re.findall(r"\{(\w+)\}", labels[key][spoken])) <= set(fields), key


@pytest.mark.parametrize("name", LESSONS)
def test_no_word_is_left_over(name):
    patterns = words_in_code(name)
    help_texts = {f"{key}_help" for key in LESSONS[name].controls}
    left = set(table(f"{name}_lesson")) - words_shown(name) - help_texts
    assert {key for key in left if not any(re.fullmatch(pattern, key) for pattern in patterns)} == set()


@pytest.mark.parametrize("name", LESSONS)
def test_formulas_stand_beside_something(name):
    places = {panel["name"] for panel in panels(name)} | {mark["name"] for mark in marks(name)}
    places |= {one["name"] for panel in panels(name) for one in panel["readouts"]}
    formulas = LESSONS[name].formulas
    assert set(formulas) - places == set()
    assert all(
        formula.tex and formula.url.startswith(("https://", "")) and (formula.source or not formula.url) for formula in formulas.values()
    )


@pytest.mark.parametrize("name", LESSONS)
def test_page_has_all_its_prose(name):
    assert "title" in table(name)
    for part in ("idea", "why", "source"):
        assert {f"{name}.{part}.{spoken}" for spoken in LANGUAGES} <= set(prose_files()), part


@pytest.mark.parametrize("name", LESSONS)
def test_a_wrong_link_is_answered_with_a_reason(name, client_of):
    get = client_of(ROUTES).get
    answer = get(f"/api/lessons/{name}")
    assert answer.status_code == 200
    assert float(answer.headers["x-milliseconds"]) >= 0
    for key in LESSONS[name].controls:
        for wrong in ("nonsense", "", "1e999", "nan", "9" * 2000):
            refused = get(f"/api/lessons/{name}?{key}={wrong}")
            assert refused.status_code == 400, (key, wrong)
            assert refused.json()["fields"]["field"].split("[")[0] == key


def test_unknown_lesson_is_not_found(client_of):
    assert client_of(ROUTES).get("/api/lessons/none").status_code == 404
