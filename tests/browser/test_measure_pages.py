"""The pages about measures in a real browser: what is dragged changes what is counted, and the errata lead there."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


def visit(page: Page, address: str) -> Locator:
    """The lesson's stage, once its figures are there."""
    page.goto(address)
    stage = page.get_by_test_id("lesson-stage")
    expect(stage).to_have_attribute("data-shown", re.compile(".*"), timeout=60_000)
    return stage


def readout(stage: Locator, name: str) -> float:
    """The number in a readout."""
    return float(stage.locator(f"[data-readout={name}] td").first.inner_text())


def drag(page: Page, handle: Locator, right: float, up: float) -> None:
    """Take the handle by its middle and let it go elsewhere."""
    box = handle.locator("circle").nth(1).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y - up, steps=6)
    page.mouse.up()


def test_gaussians_are_dragged_and_shaped(page: Page):
    stage = visit(page, "/fid?lang=en")
    before = readout(stage, "covariances_now")
    drag(page, stage.get_by_role("slider", name="Top edge of the fakes"), -10, -25)
    expect(stage).to_have_attribute("data-shown", re.compile("generated_width_2="))
    assert readout(stage, "covariances_now") != before
    centre = stage.get_by_role("slider", name="Centre of the fakes")
    centre.focus()
    means = readout(stage, "means_now")
    page.keyboard.press("Shift+ArrowRight")
    expect(stage).to_have_attribute("data-shown", re.compile("generated=1.9"))
    assert readout(stage, "means_now") > means
    expect(stage.locator("[data-readout=fid_now] td.agrees")).to_be_visible()
    assert page.complaints == []


def test_an_outlier_is_dragged_in_from_the_errata(page: Page):
    page.goto("/errata?lang=en&item=19")
    page.get_by_role("link", name=re.compile("one real point astray")).click()
    stage = page.get_by_test_id("lesson-stage")
    expect(stage).to_have_attribute("data-shown", "view=outlier", timeout=60_000)
    assert readout(stage, "precision_with") == 1
    stray = stage.get_by_role("slider", name="The stray point").first
    stray.scroll_into_view_if_needed()
    box = stage.locator("[data-panel=precision_plane] .chart").bounding_box()
    drag(page, stray, -0.6 * box["width"], 0)
    expect(stage).to_have_attribute("data-shown", re.compile("stray_x="))
    expect(stage.locator("[data-readout=precision_with] td").first).to_have_text("0")
    assert page.complaints == []


def test_a_class_is_drawn_less_often(page: Page):
    stage = visit(page, "/inception_score?lang=en&covered=10&confidence=1")
    assert readout(stage, "score_now") == 10
    drag(page, stage.get_by_role("slider", name="How often one class").first, 0, -40)
    expect(stage).to_have_attribute("data-shown", re.compile("shares="))
    assert readout(stage, "score_now") < 10
    assert page.complaints == []


def test_a_weak_judge_is_made_stronger(page: Page):
    stage = visit(page, "/accuracy?lang=en&view=strength&generator=collapsed&shift=0&cells=2")
    assert readout(stage, "new_now") == 0.5
    stage.locator("[data-preset=fitting]").click()
    expect(stage.locator("[data-readout=new_now] td").first).not_to_have_text("0.5")
    assert readout(stage, "new_now") > 0.8
    assert page.complaints == []
