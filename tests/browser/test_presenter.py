"""Presenter mode: title and stage alone, in larger type, by button, key and link."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from web.ui.navigation import PAGES
from web.ui.text import LANGUAGES, table

WORDS = table("shell")


def visit(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)
    expect(enter(page)).to_have_count(1)
    return page


def enter(page: Page):
    return page.get_by_test_id("stSidebar").get_by_role("button", name=re.compile("Presenter mode|Chế độ trình chiếu"), include_hidden=True)


def expect_presenting(page: Page, yes: bool = True) -> None:
    expect(page.get_by_test_id("stSidebar")).to_be_visible(visible=not yes)
    expect(page.locator(".presenter-bar")).to_be_visible(visible=yes)
    expect(page).to_have_url(re.compile("present=1") if yes else re.compile("^((?!present).)*$"))


def type_size(page: Page) -> float:
    return page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")


def title(page: Page, name: str, language: str = "en") -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(table(name)["title"][language])


def test_button_hides_all_but_the_stage_and_the_link_keeps_it(page: Page):
    visit(page, "/latent?lang=en&seed=3")
    usual = type_size(page)
    enter(page).click()
    expect_presenting(page)
    assert type_size(page) >= 1.25 * usual
    title(page, "latent")
    heading, stage = (page.locator(one).bounding_box() for one in ("h1", ".st-key-latent-stage"))
    assert heading["y"] + heading["height"] <= stage["y"]  # nothing lies over the title
    expect(page.get_by_text(table("explanation")["why"]["en"])).to_be_hidden()
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    expect(page).to_have_url(re.compile("seed=3"))
    page.reload()
    expect_presenting(page)
    page.get_by_role("button", name=WORDS["presenter_leave"]["en"]).click()
    expect_presenting(page, False)
    assert type_size(page) == usual
    assert page.complaints == []


def test_keys(page: Page):
    visit(page, "/latent?lang=en")
    page.get_by_role("spinbutton").first.press("f")
    expect_presenting(page, False)
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("f")
    expect_presenting(page)
    page.keyboard.press("f")
    expect_presenting(page, False)
    page.keyboard.press("PageDown")
    page.keyboard.press("f")
    title(page, "latent")  # a page is turned for a lecture only
    page.keyboard.press("Escape")
    expect_presenting(page, False)


def test_a_remote_turns_the_pages(page: Page):
    names = list(PAGES)

    def expect_page(name: str) -> None:
        title(page, name)
        expect(page).to_have_url(re.compile(rf"/{name}\?"))
        expect_presenting(page)

    visit(page, "/?lang=en&present=1")
    page.keyboard.press("PageUp")
    for name in names[1:4]:
        page.keyboard.press("PageDown")
        expect_page(name)
    visit(page, f"/{names[-2]}?lang=en&present=1")
    for _ in range(2):  # at the last there is no other
        page.keyboard.press("PageDown")
        expect_page(names[-1])
    page.get_by_role("button", name=WORDS["presenter_previous"]["en"]).click()
    expect_page(names[-2])


def test_another_language_keeps_it(page: Page):
    visit(page, "/?lang=en&present=1")
    expect_presenting(page)
    page.get_by_test_id("stSidebar").get_by_role("button", name=LANGUAGES["vi"], include_hidden=True).dispatch_event("click")
    title(page, "start", "vi")
    expect(page.get_by_role("button", name=WORDS["presenter_leave"]["vi"])).to_be_visible()
    expect_presenting(page)
