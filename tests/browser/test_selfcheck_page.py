"""The self-check, as a presenter opens it: every line turns green, on the server and in the browser."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from web.selfcheck.checks import CHECKS
from web.ui.text import table

WORDS = table("selfcheck_stage")
ROUND = 180_000  # milliseconds, on a busy machine


def test_everything_is_ready(page: Page):
    page.goto("/selfcheck?lang=en")
    stage = page.get_by_test_id("selfcheck-stage")
    expect(stage).to_have_attribute("data-state", "ok", timeout=ROUND)
    rows = stage.locator("li[data-check]")
    expect(rows).to_have_count(len(CHECKS) + 5)
    states = rows.evaluate_all("rows => Object.fromEntries(rows.map(row => [row.dataset.check, row.dataset.state]))")
    assert {name for name, state in states.items() if state not in ("ok", "note")} == set()
    assert states["models"] == states["training"] == states["picture"] == states["fonts"] == states["offline"] == states["screen"] == "ok"
    expect(stage.get_by_role("button", name=WORDS["again"]["en"])).to_be_visible()
    assert page.complaints == []


def test_a_phone_sees_the_same_round_and_a_word_about_its_size(new_page: Callable[..., Page]):
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto("/selfcheck?lang=vi")
    stage = page.get_by_test_id("selfcheck-stage")
    expect(stage).to_have_attribute("data-state", "ok", timeout=ROUND)
    screen = stage.locator("[data-check=screen]")
    expect(screen).to_have_attribute("data-state", "note")
    expect(screen).to_contain_text("390 x 844")
    expect(stage.get_by_role("status")).to_contain_text(WORDS["summary_note"]["vi"].split("{")[0])
    assert page.complaints == []
