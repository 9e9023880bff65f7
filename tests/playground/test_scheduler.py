"""The worker's scheduler under node, on a clock of its own: paces, moves of a link, pairs, slow motion, refusals."""

from __future__ import annotations

from typing import Any

import pytest
from browser_half import half, needs_node

from gan_core.playground import PlaygroundConfig
from web.playground.catalogue import catalogue

pytestmark = needs_node

TINY = PlaygroundConfig(generator_hidden=(4,), discriminator_hidden=(4,), batch_size=8).to_json()


def opened(name: str = "a", **more: Any) -> list[Any]:
    return [0, {"do": "open", "name": name, "config": TINY, **more}]


def acted(when: float, action: str, settings: dict[str, Any] | None = None, name: str = "a") -> list[Any]:
    return [when, {"do": "act", "name": name, "action": action, "settings": settings or {}}]


def schedule(*events: list[Any], until: int) -> tuple[list[Any], dict[str, list[Any]]]:
    """Answers to the questions, and the frames of each game."""
    output = half("schedule", about=catalogue(), events=list(events), until=until)
    return output["answers"], output["frames"]


def test_a_pace_is_kept_and_frames_come_thirty_times_a_second() -> None:
    _, frames = schedule(opened(running=True, pace=100), until=2000)
    first, last = frames["a"][0], frames["a"][-1]
    assert (first["step"], first["still"], first["measured"]) == (0, True, True)
    assert not any(frame["still"] for frame in frames["a"][1:])
    assert last["step"] == pytest.approx(199, abs=5)
    assert 60 <= len(frames["a"]) <= 95
    assert sum(frame["rows"] for frame in frames["a"]) == last["step"] // 5


def test_moves_of_a_link_are_made_at_once_and_then_it_waits() -> None:
    moves = [["step", 30], ["change", {"loss": "hinge"}], ["discriminator", 2], ["step", 12]]
    answers, frames = schedule(opened(moves=moves, pace=1), acted(900, "pause"), until=1000)
    assert answers[0]["ahead"] == 42
    assert answers[1]["moves"] == moves
    assert frames["a"][-1]["step"] == 42
    assert answers[1]["config"]["loss"] == "hinge"
    assert not frames["a"][-1]["state"]["running"]


def test_compared_games_go_side_by_side_and_stop_at_the_same_step() -> None:
    both = [opened(name, running=True, pace=0, config=TINY | {"r1_weight": weight}) for name, weight in (("a", 0.1), ("b", 0))]
    _, frames = schedule(*both, acted(300, "pause"), acted(300.5, "pause", name="b"), until=600)
    assert frames["a"][-1]["step"] == frames["b"][-1]["step"] > 100
    for one, other in zip(frames["a"][1:], frames["b"][1:], strict=False):
        assert abs(one["step"] - other["step"]) <= 60


def test_one_that_was_paused_earlier_catches_up() -> None:
    both = [opened(running=True, pace=300), opened("b", running=True, pace=300)]
    _, frames = schedule(*both, acted(300, "pause"), acted(340, "pause", name="b"), until=600)
    assert frames["a"][-1]["step"] == frames["b"][-1]["step"] > 95


def test_a_step_alone_and_slow_motion() -> None:
    slow = [[when, {"do": "slow", "name": "a", "command": command}] for when, command in ((100, "begin"), (101, "next"), (102, "next"))]
    answers, frames = schedule(opened(), acted(50, "step"), acted(60, "discriminator"), *slow, acted(200, "step"), until=400)
    assert [one["name"] for one in answers[3:6]] == ["noise", "fakes", "scores"]
    assert frames["a"][-1]["step"] == 3
    assert answers[6]["moves"] == [["step", 1], ["discriminator", 1], ["step", 2]]


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (opened(config=TINY | {"generator_lr": 7}), "value"),
        (opened(config=TINY | {"data": "text", "text": "漢"}), "outline_empty"),
        (opened(moves=[["step", 1]] * 201), "value"),
        (opened(moves=[["step", -1]]), "value"),
        (acted(1, "change", {"generator_lr": "fast"}), "value"),
        (acted(1, "change", {"generator_hidden": [5]}), "playground_fixed"),
        (acted(1, "change", {"colour": 1}), "value"),
        (acted(1, "step", {"count": 10**9}), "value"),
        (acted(1, "pace", {"pace": 7}), "value"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(event: list[Any], code: str) -> None:
    begun = [] if event[1]["do"] == "open" else [opened(moves=[["step", 5]])]
    answers, frames = schedule(*begun, event, until=100)
    assert answers[-1]["refused"]["code"] == code
    if begun:
        assert frames["a"][-1]["step"] == 5


def test_a_move_of_a_link_that_cannot_be_made_ends_it_and_is_reported() -> None:
    _, frames = schedule(opened(moves=[["step", 5], ["change", {"beta1": 7}], ["step", 5]], running=True), until=100)
    state = frames["a"][-1]["state"]
    assert (state["step"], state["running"], state["refused"]["fields"]["field"]) == (5, False, "beta1")
