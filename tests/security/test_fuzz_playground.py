"""Games in the plane against generated configs, moves and actions: the process that holds all visitors' games never fails."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from hostile import BOUNDED, COUNT, TIMES, check_told, json_keys, json_values, texts
from hypothesis import given, settings
from hypothesis import strategies as st

from gan_core.errors import GanError
from gan_core.playground.config import CHANGEABLE, CHOICES, RANGES
from web.playground import worker as playground_worker
from web.playground.worker import House

TINY = {"generator_hidden": [4], "discriminator_hidden": [4], "batch_size": 8}
points = st.lists(st.tuples(st.floats(-12, 12), st.floats(-12, 12)).map(list), min_size=2, max_size=30)

# right values at their ends, and wrong ones
values: dict[str, st.SearchStrategy[Any]] = {name: st.sampled_from(list(choices)) for name, choices in CHOICES.items()}
values |= {name: st.sampled_from([low, high, int(high), (low + high) / 2]) for name, (low, high) in RANGES.items() if name != "batch_size"}
values |= {"points": points, "text": texts, "generator_hidden": st.lists(st.integers(-1, 9), max_size=6)}
fields = st.sampled_from(sorted(values)).flatmap(lambda name: st.tuples(st.just(name), st.one_of(values[name], values[name], json_values)))
configs = st.lists(st.one_of(fields, fields, fields, st.tuples(json_keys, json_values)), max_size=5).map(dict)
counts = st.one_of(st.integers(0, 5), json_values)
moves = st.lists(
    st.one_of(
        st.tuples(st.just("change"), configs).map(list),
        st.tuples(st.sampled_from(["step", "discriminator", "generator"]), counts).map(list),
        json_values,
    ),
    max_size=4,
)
paces = st.sampled_from([0, 1, "x"])
changes = st.one_of(configs, st.dictionaries(st.just("count"), counts), st.dictionaries(st.just("pace"), counts))
actions = st.sampled_from(["run", "pause", "step", "discriminator", "generator", "change", "pace"])


class Answers(list[dict[str, Any]]):
    """What the process answers; an answer of a failure fails the test."""

    def __call__(self, header: dict[str, Any], _body: bytes) -> None:
        assert header.get("error") != "playground_lost", header
        if "error" in header:
            check_told(dict(GanError(header["error"], **header["fields"]).told()))
        self.append(header)


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Callable[[], tuple[House, Answers]]:
    def failed(*said: object) -> None:
        raise AssertionError(said) from sys.exc_info()[1]

    def make() -> tuple[House, Answers]:
        answers = Answers()
        return House(6, 2, 300.0, answers), answers

    monkeypatch.setattr(playground_worker.LOG, "exception", failed)
    return make


def test_no_game_makes_the_process_fail(house: Callable[[], tuple[House, Answers]]):
    @settings(BOUNDED, max_examples=120 * TIMES)
    @given(st.data())
    def tried(data: st.DataObject) -> None:
        COUNT[200] += 1
        home, answers = house()

        def ask(do: str, **fields: Any) -> None:
            home.handle(({"number": 1, "do": do, "owner": "me", **fields}, b""))
            home.turn(time.monotonic())

        for name in ("first", "second"):
            config = TINY | data.draw(configs) if data.draw(st.booleans()) else data.draw(json_values)
            asked = {"config": config, "moves": data.draw(moves), "running": data.draw(st.booleans()), "pace": data.draw(paces)}
            ask("open", name=name, asked=asked)
            ask("frame", name=name, after=-1)
            for _ in range(2):
                ask("act", name=name, action=data.draw(actions), settings=data.draw(changes))
            ask("slow", name=name, command=data.draw(st.sampled_from(["begin", "next", "end"])))
        assert len(answers) >= 10
        assert len(home.seats) <= 2

    tried()


def test_a_name_of_an_argument_is_a_name_like_any_other(house: Callable[[], tuple[House, Answers]]):
    home, answers = house()
    asked = {"config": TINY, "moves": [["change", {"self": 1}]]}
    home.handle(({"number": 1, "do": "open", "owner": "me", "name": "game", "asked": asked}, b""))
    home.handle(({"number": 2, "do": "frame", "owner": "me", "name": "game", "after": -1}, b""))
    home.turn(time.monotonic())
    home.handle(({"number": 3, "do": "act", "owner": "me", "name": "game", "action": "change", "settings": {"self": 1}}, b""))
    assert answers[-1]["error"] == "unknown_setting"
    home.handle(({"number": 4, "do": "open", "owner": "me", "name": "another", "asked": {"config": {"self": 1}}}, b""))
    assert answers[-1]["error"] == "unknown_setting"


def test_a_game_that_fails_is_lost_alone(monkeypatch: pytest.MonkeyPatch):
    answers: list[dict[str, Any]] = []
    home = House(6, 2, 300.0, lambda header, _body: answers.append(header))
    for owner in ("me", "you"):
        home.handle(({"number": 1, "do": "open", "owner": owner, "name": owner, "asked": {"config": TINY, "running": True}}, b""))
        home.handle(({"number": 2, "do": "frame", "owner": owner, "name": owner, "after": -1}, b""))
    monkeypatch.setattr(home.seats["me"], "work", lambda *_: 1 / 0)
    monkeypatch.setattr(home.seats["you"], "act", lambda *_: 1 / 0)
    home.turn(time.monotonic())
    home.turn(time.monotonic())
    assert list(home.seats) == ["you"]
    home.handle(({"number": 3, "do": "act", "owner": "you", "name": "you", "action": "run", "settings": {}}, b""))
    assert answers[-1]["error"] == "playground_lost"
    assert list(home.seats) == ["you"]
    assert all(name in CHANGEABLE or name in CHOICES or name in RANGES or name.endswith("hidden") for name in values)
