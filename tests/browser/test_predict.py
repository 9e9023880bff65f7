"""Predict, then look: put to a class from a tour's stop; answered by a reader alone, whose progress is kept; printed."""

from __future__ import annotations

import re
from collections.abc import Callable

from accessibility import GRAVE, faults
from playwright.sync_api import Locator, Page, expect

from web.predict.questions import QUESTIONS
from web.ui.text import table

WORDS, ASKED = table("predict_card"), table("questions")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
RING, WITHOUT_R1 = ASKED["ring"]["en"], ASKED["ring_without_r1"]["en"]


def bars(page: Page) -> Locator:
    """Each option with its votes, those of an earlier round before the last."""
    return page.locator(".poll .option")


def test_a_class_answers_a_tours_stop_on_its_phones(new_page: Callable[..., Page]):
    projector, phones = new_page(), [new_page(**PHONE) for _ in range(3)]
    projector.goto("/?lang=en&tour=five-minutes&stop=2")  # the playground's ring
    expect(projector.locator(".presenter-bar .place")).to_have_text(re.compile("^2 /"))
    expect(projector.get_by_test_id("playground-stage").locator("select").first).to_be_enabled()
    projector.keyboard.press("v")
    press = projector.get_by_test_id("predict-card").get_by_role("button", name=WORDS["class_begin"]["en"])
    press.click()
    code = projector.get_by_test_id("classroom-code")
    expect(code).to_have_text(re.compile(r"\w{3} \w{3}"))
    for phone in phones:
        phone.goto(f"/join#{code.inner_text()}")
        expect(phone.get_by_role("heading", level=1)).to_have_text(RING)
    for phone, option in zip(phones, ("some", "some", "all 8"), strict=True):
        phone.get_by_role("button", name=option, exact=True).click()
    expect(projector.get_by_text("3 of 3 have answered")).to_be_visible()

    button = projector.get_by_test_id("predict-card").get_by_role
    button("button", name=WORDS["class_close"]["en"]).click()
    expect(bars(projector)).to_have_text(["all 81", "some2", "one or none0"])  # before the reveal, and nothing is marked
    expect(projector.locator(".poll .option.right")).to_have_count(0)
    expect(phones[0].get_by_role("status")).to_have_text("Look at the screen.")
    button("button", name=WORDS["class_again"]["en"]).click()
    for phone in phones:
        phone.get_by_role("button", name="all 8", exact=True).click()
    expect(projector.get_by_text("3 of 3 have answered")).to_be_visible()
    button("button", name=WORDS["class_close"]["en"]).click()
    button("button", name=WORDS["class_reveal"]["en"]).click()
    expect(bars(projector)).to_have_text(["all 813", "some20", "one or none00"])  # after it, both rounds
    expect(projector.locator(".poll .option.right")).to_have_text("all 813")
    expect(projector.locator(".poll .verdict")).to_contain_text("R1 keeps D smooth")
    expect(phones[0].get_by_text("You were right.")).to_be_visible()
    assert faults(projector, GRAVE) == []
    assert faults(phones[0], GRAVE) == []

    button("button", name=WORDS["next"]["en"]).click()
    press.click()
    expect(phones[1].get_by_role("heading", level=1)).to_have_text(WITHOUT_R1)
    assert all(page.complaints == [] for page in (projector, *phones))


def test_a_readers_answer_is_kept_and_the_sheet_is_printed(page: Page):
    page.goto("/convolution?lang=en#ask-products")
    card = page.get_by_test_id("predict-card")
    card.get_by_role("button", name="36", exact=True).click()
    expect(card.get_by_role("status")).to_contain_text("You predict: 36")
    card.get_by_role("button", name=WORDS["tell"]["en"]).click()
    expect(card.get_by_role("status")).to_contain_text("Right: 36.")
    for _ in range(2):  # a reload finds it again
        page.goto("/learn?lang=en")
        expect(page.get_by_text(f"1 of {len(QUESTIONS)} answered, 1 of them right.")).to_be_visible()
    expect(page.get_by_role("link", name=ASKED["products"]["en"])).to_contain_text("✓")
    expect(page.get_by_role("link", name=table("learn")["go_on"]["en"])).to_have_attribute("href", re.compile("#ask-"))
    page.get_by_role("button", name=table("learn")["forget"]["en"]).click()
    expect(page.get_by_text(f"0 of {len(QUESTIONS)} answered")).to_be_visible()

    page.goto("/exercises?lang=vi")
    page.emulate_media(media="print")
    expect(page.locator("main > ol > li")).to_have_count(len(QUESTIONS))
    expect(page.get_by_role("button", name=table("exercises")["print"]["vi"])).to_be_hidden()
    expect(page.locator("li.right")).to_have_count(0)
    page.goto("/exercises?lang=vi&keys=1")
    expect(page.locator("main > ol > li").first.locator("li.right")).to_have_count(1)
    expect(page.locator(".why").first).to_be_visible()
    assert page.complaints == []
