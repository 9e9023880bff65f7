"""A scripted tour: walked with a remote's keys, taken up after a reload, led from the notes beside it and from a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from web.presenter.tours import TOURS
from web.ui.text import LANGUAGES, table

WORDS, NOTES = table("shell"), table("notes")
TOUR = TOURS["five-minutes"]
LAST = len(TOUR.stops)


def begin(page: Page, spoken: str = "en") -> None:
    page.goto(f"/?lang={spoken}")
    page.get_by_test_id("stSidebar").get_by_role("button", name=TOUR.title[spoken]).click()


def at_stop(page: Page, number: int, spoken: str = "en") -> None:
    """The place in the bar, the page's heading, and the whole state in the address."""
    stop = TOUR.stops[number - 1]
    expect(page.locator(".presenter-bar .place")).to_have_text(f"{number} / {LAST}")
    expect(page.get_by_role("heading", level=1)).to_have_text(table(stop.page)["title"][spoken])
    expect(page).to_have_url(re.compile(rf"tour={TOUR.name}&stop={number}\b"))
    expect(page).to_have_url(re.compile("present=1"))


def run_shown(page: Page) -> Locator:
    return page.locator("[data-testid=live-stage] .board:not(.waiting) [data-testid=live-samples][data-run]")


def test_keys_walk_it_a_reload_goes_on_and_escape_leaves(page: Page):
    begin(page)
    at_stop(page, 1)
    expect(page.locator(".st-key-cards")).to_be_hidden()
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_role("button", name=WORDS["presenter_previous_stop"]["en"])).to_be_disabled()
    page.keyboard.press("PageDown")
    at_stop(page, 2)
    page.keyboard.press("ArrowRight")
    at_stop(page, 3)
    expect(run_shown(page)).to_have_attribute("data-run", "cgan-fashion-mnist")
    page.get_by_role("button", name=WORDS["presenter_next_stop"]["en"]).click()
    at_stop(page, 4)
    expect(run_shown(page)).to_have_attribute("data-run", "failure-partial-collapse")  # the same page in another state
    page.reload()
    at_stop(page, 4)
    expect(run_shown(page)).to_have_attribute("data-run", "failure-partial-collapse")
    page.keyboard.press("PageUp")
    at_stop(page, 3)
    page.go_back()
    at_stop(page, 4)
    page.keyboard.press("PageDown")
    at_stop(page, 5)
    page.keyboard.press("PageDown")
    at_stop(page, LAST)
    expect(page.get_by_test_id("latent-picture")).to_have_attribute("data-query", "label=9&seed=3")
    expect(page.get_by_role("button", name=WORDS["presenter_next_stop"]["en"])).to_be_disabled()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    expect(page).to_have_url(re.compile("^((?!tour|stop|present).)*$"))
    assert page.complaints == []


def test_a_remote_turns_whatever_has_the_focus_and_keys_jump_and_blank(page: Page):
    page.goto(f"/?lang=en&tour={TOUR.name}&stop=2")  # a link to a stop opens it
    at_stop(page, 2)
    game = page.get_by_test_id("playground-stage").locator("select").first
    expect(game).to_be_enabled()
    game.select_option("moons")
    game.focus()
    page.keyboard.press("PageDown")
    at_stop(page, 3)
    page.keyboard.press("PageUp")
    at_stop(page, 2)
    page.get_by_role("heading", level=1).dispatch_event("pointerdown")
    page.keyboard.press("End")
    at_stop(page, LAST)
    page.keyboard.press("b")
    expect(page.locator(".presenter-blank")).to_be_visible()
    page.keyboard.press("Home")
    at_stop(page, 1)
    expect(page.locator(".presenter-blank")).to_be_hidden()
    page.keyboard.press("q")
    expect(page.get_by_role("img", name=WORDS["presenter_address_picture"]["en"])).to_be_visible()
    page.keyboard.press("q")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.complaints == []


def test_a_bare_link_begins_and_a_wrong_one_is_named(page: Page):
    page.goto(f"/?lang=vi&tour={TOUR.name}")
    at_stop(page, 1, "vi")
    page.goto("/?lang=en&tour=nothing")
    expect(page.get_by_text(WORDS["unknown_tour"]["en"].split("{")[0])).to_contain_text("nothing")
    expect(page).to_have_url(re.compile("^((?!tour).)*$"))
    assert page.complaints == ["Failed to load resource: the server responded with a status of 400 (Bad Request)"]


def test_notes_lead_from_a_second_window_and_from_a_phone(page: Page, new_page: Callable[..., Page]):
    begin(page)
    at_stop(page, 1)
    notes = page.context.new_page()
    notes.goto("/notes?lang=en")
    expect(notes.get_by_role("heading", level=1)).to_have_text(TOUR.stops[0].title["en"])
    expect(notes.get_by_text(TOUR.stops[0].note["en"])).to_be_visible()
    notes.get_by_role("button", name=NOTES["next"]["en"]).click()
    at_stop(page, 2)
    expect(notes.get_by_role("button", name=NOTES["pause"]["en"])).to_be_visible()  # the clock runs
    for spoken in ("vi", "en"):  # they follow the tour's language
        switch = page.get_by_test_id("stSidebar").get_by_role("button", name=LANGUAGES[spoken], include_hidden=True)
        switch.dispatch_event("click")
        expect(notes.get_by_text(TOUR.stops[1].note[spoken])).to_be_visible()
    notes.close()

    page.get_by_role("button", name=WORDS["presenter_notes"]["en"]).click()
    page.get_by_role("button", name=WORDS["presenter_notes_phone"]["en"]).click()
    code = page.get_by_test_id("room-code").inner_text()
    phone = new_page(viewport={"width": 390, "height": 844}, locale="vi-VN", color_scheme="dark")
    phone.goto(f"/notes#{code}")  # what the QR code holds
    expect(phone.get_by_role("heading", level=1)).to_have_text(TOUR.stops[1].title["vi"])
    expect(page.get_by_test_id("room-code")).to_be_hidden()
    assert code not in phone.url
    phone.get_by_role("button", name=NOTES["next"]["vi"]).click()
    at_stop(page, 3)
    page.keyboard.press("PageDown")
    expect(phone.get_by_role("heading", level=1)).to_have_text(TOUR.stops[3].title["vi"])
    expect(phone.get_by_text(TOUR.stops[4].title["vi"])).to_be_visible()  # what comes next
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.reload()
    expect(phone.get_by_role("heading", level=1)).to_have_text(TOUR.stops[3].title["vi"])
    page.keyboard.press("Escape")
    expect(phone.get_by_label(NOTES["code"]["vi"])).to_be_visible()
    phone.get_by_label(NOTES["code"]["vi"]).fill(code)
    phone.get_by_role("button", name=NOTES["join"]["vi"]).click()
    expect(phone.get_by_role("alert")).to_contain_text(code)  # it was right once
    assert page.complaints == []
