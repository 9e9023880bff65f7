"""Guessing the presenter's PIN: bounded for each visitor, each address and all, and never at the presenter's cost."""

from __future__ import annotations

import pytest
from clock import Clock

from gan_core.errors import GanError
from web.training.presenter_pin import LONG_PIN, MAX_BY_ADDRESS, MAX_BY_ALL, MAX_BY_VISITOR, WINDOW_SECONDS, PresenterPin

PRESENTER = ("10.0.0.1", "presenter")


@pytest.fixture
def clock() -> Clock:
    return Clock()


def answer(pin: PresenterPin, came: str, client: tuple[str, str]) -> str:
    try:
        pin.check(came, client)
    except GanError as error:
        return error.code
    return "right"


def guesses_looked_at(pin: PresenterPin, visitors: list[tuple[str, str]]) -> int:
    return [answer(pin, f"wrong-{number}", client) for number, client in enumerate(visitors)].count("not_owner")


def test_a_visitor_an_address_and_all_together_have_so_many_guesses_a_minute(clock):
    assert guesses_looked_at(PresenterPin("2468", clock), [("10.0.0.9", "one")] * 100) == MAX_BY_VISITOR
    assert guesses_looked_at(PresenterPin("2468", clock), [("10.0.0.9", f"{n}") for n in range(1000)]) == MAX_BY_ADDRESS
    pin = PresenterPin("2468", clock)
    assert guesses_looked_at(pin, [(f"10.0.{n}", f"{n}") for n in range(1000)]) == MAX_BY_ALL
    clock.now += WINDOW_SECONDS
    assert answer(pin, "wrong", ("10.0.0.9", "one")) == "not_owner"


def test_the_right_one_is_not_looked_at_after_too_many(clock):
    pin = PresenterPin("2468", clock)
    guesses_looked_at(pin, [("10.0.0.9", "one")] * MAX_BY_VISITOR)
    assert answer(pin, "2468", ("10.0.0.9", "one")) == "pin_tries"


def test_a_presenter_who_gave_it_once_is_not_kept_out(clock):
    pin = PresenterPin("2468", clock)
    assert answer(pin, "2468", PRESENTER) == "right"
    guesses_looked_at(pin, [(f"10.0.{n}", f"{n}") for n in range(1000)])
    guesses_looked_at(pin, [(PRESENTER[0], f"{n}") for n in range(1000)])
    assert answer(pin, "2468", PRESENTER) == "right"
    assert answer(pin, "2468", ("10.0.0.2", "another")) == "pin_tries"


def test_a_long_pin_never_keeps_the_presenter_out(clock):
    pin = PresenterPin("x" * LONG_PIN, clock)
    guesses_looked_at(pin, [(PRESENTER[0], f"{n}") for n in range(1000)])
    assert answer(pin, "x" * LONG_PIN, PRESENTER) == "right"


def test_without_a_pin_no_run_is_taken_over_and_nothing_is_counted(clock):
    assert {answer(PresenterPin("", clock), came, PRESENTER) for came in ("", "x")} == {"not_owner"}
    pin = PresenterPin("2468", clock)
    assert {answer(pin, "", PRESENTER) for _ in range(100)} == {"not_owner"}
    assert answer(pin, "2468", PRESENTER) == "right"
