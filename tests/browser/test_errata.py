"""From a wrong line of the lecture to the state of a page that proves it right; the glossary; nothing for axe to complain of."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from accessibility import GRAVE, faults
from playwright.sync_api import Page, expect
from visitor import PHONE, expect_scheme, expect_to_fit

from web.reference.lists import errata
from web.ui.text import table


def visit(page: Page, address: str) -> Page:
    page.goto(f"/{address}")
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def see(page: Page, language: str, number: int, index: int = 0):
    """The link of an item, by what it says."""
    what = getattr(next(item for item in errata() if item.number == number).see[index], language)
    return page.get_by_role("link", name=table("errata")["see"][language].format(what=what))


def test_see_that_ten_is_left(page: Page):
    visit(page, "errata?lang=en&item=11")
    expect(page.get_by_role("heading", level=3).first).to_contain_text("11.")
    see(page, "en", 11).click()
    expect(page).to_have_url(re.compile(r"/convolution\?.*padding=1"))
    stage = page.get_by_test_id("convolution-stage")
    expect(stage).to_have_attribute("data-shown", re.compile("padding=1"), timeout=60_000)
    page.get_by_test_id("step").press("End")
    for figure in ("stamps", "windows"):
        cells = page.get_by_test_id(f"figure-{figure}").locator("[data-cell] .value")
        expect(cells).to_have_text(["10"])
    assert not page.complaints


def test_see_the_three_curves_far_apart(page: Page):
    visit(page, "errata?lang=vi&item=13")
    see(page, "vi", 13).click()
    expect(page).to_have_url(re.compile(r"/divergences\?.*distance=6"))
    stage = page.get_by_test_id("lesson-stage")
    expect(stage.locator("svg").first).to_be_visible(timeout=60_000)
    expect(stage).to_contain_text("1,991", timeout=60_000)  # LSGAN's own, almost at its bound of 2
    assert not page.complaints


def test_a_proof_is_computed_when_opened(page: Page):
    visit(page, "errata?lang=en&show=networks")
    card = page.locator(".st-key-item_9")
    expect(card).not_to_contain_text("6,272")
    card.get_by_text(table("errata")["compute"]["en"]).click()
    expect(card).to_contain_text("6,272", timeout=60_000)
    assert not page.complaints


def test_filter_and_item_are_in_the_address_and_mean_the_same_in_both_languages(page: Page, new_page: Callable[..., Page]):
    visit(page, "errata?lang=vi")
    page.get_by_role("radio", name=table("errata")["show_theory"]["vi"]).click()
    expect(page.get_by_role("heading", level=3)).to_have_count(5)
    page.get_by_role("radio", name="19", exact=True).click()
    expect(page.get_by_role("heading", level=3).first).to_contain_text("19.")
    query = parse_qs(urlsplit(page.url).query)
    assert (query["show"], query["item"]) == (["theory"], ["19"])

    other = visit(new_page(locale="en-GB"), "errata?show=theory&item=19&lang=en")
    expect(other.get_by_role("heading", level=3).first).to_contain_text("19. What moves k-NN")
    expect(other.get_by_role("radio", name=table("errata")["show_theory"]["en"])).to_be_checked()
    assert not page.complaints


def test_find_a_term_and_go_where_it_lives(page: Page):
    visit(page, "glossary?lang=vi")
    search = page.get_by_role("searchbox", name=table("glossary")["search"]["vi"])
    search.fill("o ban co")
    rows = page.locator("[class*=st-key-term_]")
    expect(rows.first).to_contain_text("ô bàn cờ")
    expect(rows).not_to_have_count(0)
    expect(page).to_have_url(re.compile("q=o"))
    page.locator(".st-key-term_checkerboard").get_by_role("link").click()
    expect(page.get_by_test_id("overlap")).to_be_visible(timeout=60_000)
    assert not page.complaints


@pytest.mark.parametrize("address", ["errata?lang=en&item=13", "glossary?lang=vi&show=references"])
def test_nothing_wrong_for_axe_in_light_and_dark_and_a_phone_need_not_scroll_sideways(page: Page, address: str):
    visit(page, address)
    expect(page.get_by_role("table").or_(page.locator("[class*=st-key-reference_]")).first).to_be_visible(timeout=60_000)
    expect(page.get_by_text(re.compile("^(Presenter mode|Chế độ trình chiếu)"))).to_be_visible()  # the shell has been filled
    for scheme in ("light", "dark"):
        expect_scheme(page, scheme)
        assert faults(page, GRAVE) == []
    expect_to_fit(page, PHONE)


def test_presenting_keeps_what_is_read(page: Page):
    visit(page, "errata?lang=en&item=12&present=1")
    expect(page.locator(".presenter-bar")).to_be_visible()
    expect(page.get_by_role("heading", level=3).first).to_be_visible()
    expect(page.get_by_text("It restores the shape, not the values").first).to_be_visible()
