"""Scripted tours: files are read or refused with a sentence, every stop of a shipped one opens, and what it needs can be prepared."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.errors import ConfigError, GanError
from web.lessons import LESSONS
from web.presenter import api as tours_api
from web.presenter.prefetch import prepare, prepare_now, resources
from web.presenter.tours import MAX_STOPS, TOURS, Stop, Tour, all_tours, read_tour
from web.reference.lists import errata
from web.settings import Settings
from web.ui.navigation import HOME, PAGES
from web.ui.text import LANGUAGES, table

ROOT = Path(__file__).parents[3]
WORDS = {"vi": "Một", "en": "One"}
STOP = '[[stop]]\npage = "latent"\nquery = { label = 3, truncation = 0.5, keep_variance = true }\nminutes = 2\n'
SAID = 'title = { vi = "Một", en = "One" }\n'
NOTE = 'note = { vi = "Nói", en = "Say" }\n'
WHOLE = SAID + STOP + SAID + NOTE


def written(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_becomes_a_tour(tmp_path):
    query = {"label": "3", "truncation": "0.5", "keep_variance": "1"}
    stop = Stop("latent", query, WORDS, {"vi": "Nói", "en": "Say"}, 2.0)
    assert read_tour(written(tmp_path, WHOLE)) == Tour("mine", WORDS, (stop,))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (WHOLE.replace('"latent"', '"laten"'), r"stop 1, page: got 'laten'; accepted: start, learn, latent, "),
        (WHOLE.replace('page = "latent"\n', ""), r"stop 1, page: got nothing; accepted: start, learn, latent, "),
        (WHOLE.replace("minutes", "minuten"), r"stop 1, key: got 'minuten'; accepted: page, query, title, note, minutes\."),
        ("speed = 3\n" + WHOLE, r"tour mine\.toml, key: got 'speed'; accepted: title, stop\."),
        (WHOLE.replace("minutes = 2", "minutes = true"), r"stop 1, minutes: got True; accepted: a number, 0 to 600\."),
        (WHOLE.replace("minutes = 2", "minutes = nan"), r"stop 1, minutes: got nan; "),
        (WHOLE.replace("minutes = 2", "minutes = -1"), r"stop 1, minutes: got -1; "),
        (WHOLE.replace("label = 3", "label = [3]"), r"stop 1, query\.label: got \[3\]; accepted: words, a number, true or false\."),
        (WHOLE.replace("label = 3", "lang = 'vi'"), r"stop 1, query: got 'lang'; accepted: names as in a page's address"),
        (WHOLE.replace("label = 3", '"a&b" = 3'), r"stop 1, query: got 'a&b'; "),
        (WHOLE.replace("{ label = 3, truncation = 0.5, keep_variance = true }", "7"), r"stop 1, query: got 7; "),
        (SAID + STOP + SAID, r'stop 1, note: got nothing; accepted: { vi = "\.\.\.", en = "\.\.\." }, at most 4000 letters each\.'),
        (WHOLE.replace(', en = "Say"', ""), r"stop 1, note: got \{'vi': 'Nói'\}; "),
        (WHOLE.replace('"Say"', '" "'), r"stop 1, note: got "),
        (WHOLE.replace('"Say"', '"' + "x" * 4001 + '"'), r"stop 1, note: got "),
        (SAID, rf"stop: got nothing; accepted: 1 to {MAX_STOPS} tables"),
        (SAID + "stop = 3", r"stop: got 3; "),
        (SAID + (STOP + SAID + NOTE) * (MAX_STOPS + 1), r", stop: got "),
        ("title = ", r"tour mine\.toml: got .*; accepted: TOML\."),
        ("#" * 200_001, r"tour mine\.toml: got more than 200000 bytes; "),
    ],
)
def test_a_mistake_is_named(tmp_path, text, sentence):
    with pytest.raises(ConfigError, match=sentence) as refused:
        read_tour(written(tmp_path, text))
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 500


def test_files_that_are_none(tmp_path):
    with pytest.raises(ConfigError, match="does not exist"):
        read_tour(tmp_path / "mine.toml")
    with pytest.raises(ConfigError, match="accepted: a text file"):
        read_tour(tmp_path)
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="accepted: a text file in UTF-8"):
        read_tour(tmp_path / "bytes.toml")
    with pytest.raises(ConfigError, match="name: got 'My talk'; accepted: small letters"):
        read_tour(written(tmp_path, WHOLE, "My talk.toml"))


def test_the_presenters_own_comes_first_and_takes_the_place_of_a_shipped_one(tmp_path):
    assert list(all_tours(own=written(tmp_path, WHOLE))) == ["mine", *TOURS]
    named = all_tours(own=written(tmp_path, WHOLE, "defense.toml"))
    assert len(named["defense"].stops) == 1
    assert set(named) == set(TOURS)


def test_the_app_does_not_start_with_a_wrong_tour(tmp_path):
    path = written(tmp_path, WHOLE.replace('"latent"', '"laten"'))
    command = [sys.executable, "-c", "import web.presenter.tours"]
    answer = subprocess.run(command, cwd=ROOT, env=os.environ | {"GAN_TOUR": str(path)}, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stderr.startswith("tour mine.toml, stop 1, page: got 'laten'; accepted: ")
    assert answer.stderr.count("\n") == 1


def test_a_missing_file_is_named():
    with pytest.raises(ConfigError, match=r"^GAN_TOUR: '/nowhere/mine\.toml' does not exist\.$"):
        Settings.read({"GAN_TOUR": "/nowhere/mine.toml"})


# one stop of every state
BY_STATE = {str((stop.page, stop.query)): f"{tour.name}-{number}" for tour in TOURS.values() for number, stop in enumerate(tour.stops, 1)}
STOPS = {name: TOURS[name.rpartition("-")[0]].stops[int(name.rpartition("-")[2]) - 1] for name in BY_STATE.values()}


def test_the_defense_tells_the_story_to_its_end():
    stops = TOURS["defense"].stops
    assert stops[0].page == HOME
    assert (stops[-1].page, stops[-1].title["en"]) == ("latent", "Demo")
    assert {"game", "architecture", "convolution", "playground", "train", "evaluation"} <= {stop.page for stop in stops}


@pytest.mark.parametrize(
    ("tour", "documents", "order"),
    [  # the sections of each document, in its order
        (
            "deck",
            {"deck"},
            ["start", "game", "architecture", "convolution", "gradients", "train", "discriminator", "lsgan", "fid", "latent"],
        ),
        ("handout", {"handout"}, ["playground", "architecture", "convolution", "train", "latent"]),
        ("notes", {"notes"}, ["game", "playground", "discriminator", "architecture", "convolution", "latent"]),
        (
            "university",
            {"university"},
            ["discriminator", "game", "train", "architecture", "wgan", "latent", "precision_recall", "evaluation"],
        ),
    ],
)
def test_a_documents_tour_follows_it_and_ends_at_the_demo(tour, documents, order):
    stops = TOURS[tour].stops
    pages = iter(stop.page for stop in stops)
    assert all(page in pages for page in order)  # a subsequence
    assert (stops[-1].page, stops[-1].title["en"]) == ("latent", "Demo")
    assert {stop.query["document"] for stop in stops if stop.page == "errata"} == documents
    named = {int(number) for stop in stops for number in re.findall(r"item (\d+)", stop.note["en"])}
    assert named <= {item.number for item in errata() if documents & {place.document for place in item.where} or tour == "deck"}
    for stop in stops:
        assert set(re.findall(r"item (\d+)", stop.note["en"])) == set(re.findall(r"mục (\d+)", stop.note["vi"]))


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)
def test_every_stop_opens_without_complaint(stop, spoken):
    at = AppTest.from_file(str(ROOT / "ui.py"), default_timeout=60)
    for key, value in {**stop.query, "lang": spoken, "present": "1", "tour": "defense", "stop": "1"}.items():
        at.query_params[key] = value
    if stop.page != HOME:
        at.switch_page(str(ROOT / "pages" / f"{stop.page}.py"))
    at.run()
    assert not at.exception
    assert [box.value for box in (*at.error, *at.warning)] == []
    assert [title.value for title in at.title] == [table(stop.page)["title"][spoken]]


@pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)
def test_every_stops_state_is_accepted(stop, monkeypatch):
    from web.latent.engine import ENGINE

    monkeypatch.setattr(ENGINE, "measure_soon", lambda: None)  # seconds, and nothing that can be refused
    if stop.page in LESSONS:
        LESSONS[stop.page].read(stop.query)
        assert set(stop.query) <= set(LESSONS[stop.page].controls)
    else:
        prepare(stop)


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("lsgan", {"a": "9"}),
        ("latent", {"label": "12"}),
        ("latent", {"model": "nothing"}),
        ("convolution", {"stride": "9"}),
        ("architecture", {"network": "nothing"}),
        ("train", {"run": "nothing"}),
        ("train", {"step": "3"}),
        ("playground", {"preset": "nothing"}),
        ("evaluation", {"models": "nothing"}),
    ],
)
def test_a_state_that_its_page_refuses_is_refused_when_it_is_prepared(page, query, caplog):
    stop = Stop(page, query, WORDS, WORDS, 0.0)
    with pytest.raises(GanError):
        prepare(stop)
    prepare_now(Tour("mine", WORDS, (stop,)))  # the others are prepared all the same
    assert f"tour mine, stop 1 ({page})" in caplog.text


def test_what_a_browser_may_fetch_ahead_is_there():
    for stop in STOPS.values():
        found = resources(stop)
        for module in found["modules"]:
            assert (ROOT / module.split("/", 2)[2]).is_file()
    asked = resources(Stop("lsgan", {"c": "1", "a": "0.50", "b": "1", "view": "boundary"}, WORDS, WORDS, 0.0))["files"]
    assert asked == ["api/lessons/lsgan?view=boundary&a=0.5&c=1"]  # as the stage asks: in the controls' order, without defaults
    assert resources(Stop("errata", {}, WORDS, WORDS, 0.0)) == {"modules": [], "files": []}


def test_a_tour_is_told_and_an_unknown_one_named(client_of, monkeypatch):
    begun = []
    monkeypatch.setattr(tours_api, "prepare_tour", begun.append)
    get = client_of(tours_api.ROUTES).get
    answer = get("/api/tours/defense").json()
    assert [stop["page"] for stop in answer["stops"]] == [stop.page for stop in TOURS["defense"].stops]
    assert set(answer["stops"][0]) == {"page", "query", "title", "note", "minutes", "ahead"}
    assert begun == [TOURS["defense"]]
    refused = get("/api/tours/nothing")
    assert (refused.status_code, refused.json()["fields"]["expected"]) == (400, ", ".join(TOURS))


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_an_unknown_tour_in_a_link_is_named(spoken):
    at = AppTest.from_file(str(ROOT / "ui.py"), default_timeout=60)
    at.query_params["lang"] = spoken
    at.query_params["tour"] = "<b>"
    at.run()
    assert not at.exception
    assert [box.value.count("\\<b\\>") for box in at.warning] == [1]


def test_every_page_could_be_a_stop():
    for page in PAGES:
        prepare_nothing = Stop(page, {}, WORDS, WORDS, 0.0)
        assert set(resources(prepare_nothing)) == {"modules", "files"}


def query_widgets() -> None:
    import streamlit as st

    from web.ui.query_widgets import query_number, query_selectbox

    st.text(f"{query_selectbox(st, 'A', ('x', 'y', 'z'), 'x', 'a')} {query_number(st, 'N', 0, 99, 5, 'n')}")


def test_widgets_follow_from_stop_to_stop_on_one_page():
    at = AppTest.from_function(query_widgets)

    def open_at(**query: str) -> str:
        at.query_params.clear()
        for name, value in query.items():
            at.query_params[name] = value
        at.run()
        assert not at.exception
        return at.text[0].value

    assert open_at(tour="mine", stop="1", a="y", n="7") == "y 7"
    at.selectbox[0].set_value("z").run()
    assert at.text[0].value == "z 7"
    assert open_at(tour="mine", stop="1", a="y", n="7") == "z 7"  # an address that is a moment behind the widget
    assert open_at(tour="mine", stop="2", n="8") == "x 8"
    assert open_at(tour="mine", stop="3", n="800") == "x 8"
    assert len(at.error) == 1
