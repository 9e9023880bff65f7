"""A class plays a round: a projector and two phones, one of which leaves; then a visitor alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from accessibility import GRAVE, faults
from playwright.sync_api import Page, expect

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
LINK = "/real_or_fake?lang=en&model=cgan-fashion-mnist&step=937&seconds=20"


def call_all_generated(phone: Page) -> None:
    for picture in range(1, 13):
        expect(phone.get_by_text(f"{picture} / 12")).to_be_visible()
        phone.get_by_role("button", name="Generated").click()
    expect(phone.get_by_role("status")).to_have_text("Look at the screen.")


def test_a_class_plays_and_the_projector_is_loaded_again(new_page: Callable[..., Page]):
    projector, here, leaving = new_page(), new_page(**PHONE), new_page(**PHONE)
    projector.goto(f"{LINK}&mode=class")
    projector.get_by_role("button", name="Open a room").click()
    expect(projector.get_by_test_id("classroom-code")).to_have_text(re.compile(r"\w{3} \w{3}"))
    code = projector.get_by_test_id("classroom-code").inner_text()
    here.goto(f"/join#{code}")
    expect(here.get_by_text("You are number 1")).to_be_visible()
    leaving.goto("/join")
    leaving.get_by_label("Code on the screen").fill(code.lower())
    leaving.get_by_role("button", name="Join").click()
    expect(leaving.get_by_text("You are number 2")).to_be_visible()
    expect(projector.get_by_text("Phones in the room: 2")).to_be_visible()

    projector.get_by_role("button", name="Start the round").click()
    leaving.get_by_role("button", name="Real", exact=True).click()
    expect(projector.get_by_text("1 of 2 have answered")).to_be_visible()
    projector.reload()
    expect(projector.get_by_text("1 of 2 have answered")).to_be_visible(timeout=60_000)
    leaving.close()
    call_all_generated(here)

    projector.get_by_role("button", name="Reveal").click()
    people = projector.locator("[data-head=people] strong")
    expect(people).to_have_text(re.compile("54%|46%"))  # 6 of 12, and the one who left was right or not
    expect(projector.locator("[data-head=discriminator] small")).to_contain_text("on these 12 pictures")
    expect(projector.locator("[data-head=scores]")).to_contain_text("Not measured at this checkpoint.")
    expect(projector.locator(".class .gallery li")).to_have_count(12)
    expect(here.get_by_text("You were right on 6 of the 12")).to_be_visible()
    assert faults(projector, GRAVE) == []
    assert faults(here, GRAVE) == []

    with projector.expect_download() as download:
        projector.get_by_role("button", name="CSV").click()
    saved = Path(download.value.path())
    lines = saved.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 13
    assert all(line.split(",")[:3] == ["cgan-fashion-mnist", "937", lines[1].split(",")[2]] for line in lines[1:])
    other = new_page()
    other.goto("/evaluation?lang=en&view=human")
    other.get_by_label("Code of the class's room").fill(code)
    other.get_by_role("button", name="Take its results").click()
    row = other.get_by_test_id("rounds").locator("tbody tr")
    expect(row).to_contain_text(re.compile("937.*(54|46) %.*13"))
    other.get_by_label("or a saved CSV").set_input_files(saved)
    expect(row).to_have_count(1)  # the same round

    projector.get_by_role("button", name="Another round").click()
    projector.get_by_label("Checkpoint").select_option("12181")
    projector.get_by_role("button", name="Start the round").click()
    call_all_generated(here)
    projector.get_by_role("button", name="Reveal").click()
    expect(projector.locator("[data-head=scores] strong")).to_have_text(re.compile(r"FID [\d.]+ · precision [\d.]+ · recall [\d.]+"))
    expect(projector.locator(".class .chart circle")).to_have_count(2)  # human error against epoch
    for kind in ("SVG", "PNG"):
        with projector.expect_download() as download:
            projector.get_by_role("button", name=kind).click()
        assert download.value.suggested_filename == f"human-error.{kind.lower()}"
    projector.get_by_role("button", name="Another round").click()
    projector.get_by_role("button", name="Close the room").click()
    expect(here.get_by_text("this room is closed")).to_be_visible()
    assert projector.complaints == []


def test_a_visitor_alone_plays_with_two_keys(page: Page):
    page.goto(LINK)
    for picture in range(1, 13):
        expect(page.get_by_text(f"{picture} / 12", exact=True)).to_be_visible()
        page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-head=you] strong")).to_have_text("50%")  # all were called real
    expect(page.locator(".gallery li")).to_have_count(12)
    page.get_by_role("button", name="Another round").click()
    expect(page.get_by_text("1 / 12", exact=True)).to_be_visible()
    assert page.complaints == []
