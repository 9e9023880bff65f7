"""What G feels, LSGAN, WGAN: the marker is dragged, conditions are ticked, a training is scrubbed; numbers are read from the page."""

from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from web.ui.text import table


def visit(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_test_id("lesson-stage")).to_have_attribute("data-shown", re.compile(".*"), timeout=60_000)
    expect(page.locator("svg.chart").first).to_be_visible()


def cells(page: Page | Locator, name: str) -> list[float]:
    """What a readout says: computed, and expected where there is one."""
    texts = page.locator(f"tr[data-readout='{name}'] td").all_inner_texts()
    return [float(re.sub(r"[^\d.\-]", "", text.replace("−", "-").replace(",", "."))) for text in texts if text.strip()]


def test_drag_ds_answer_and_read_the_gradients(page: Page):
    words = {key: row["vi"] for key, row in table("gradients_lesson").items()}
    visit(page, "/gradients?lang=vi")
    handle = page.locator("[data-panel=logit_slopes]").get_by_role("slider", name=words["answer"])
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y, steps=5)
    page.mouse.up()
    answer = float(page.locator("input[data-control=answer]").input_value())
    assert answer > -4
    expect(page.get_by_test_id("lesson-stage")).to_have_attribute("data-shown", re.compile(rf"answer={re.escape(f'{answer:g}')}(&|$)"))
    expect(page).to_have_url(re.compile(rf"answer={re.escape(f'{answer:g}')}(&|$)"))
    chance = 1 / (1 + math.exp(-answer))
    for name, expected in (("minimax", -chance), ("non_saturating", chance - 1), ("lsgan", answer - 1), ("wgan", -1)):
        assert cells(page, f"{name}_now") == pytest.approx([expected, expected], abs=2e-6)
    assert not page.complaints


def test_half_trained_d_is_scrubbed(page: Page):
    visit(page, "/gradients?lang=en&view=line&critic=trained")
    early = cells(page, "lsgan_mean")[0]
    steps = page.locator("input[data-control=steps]")
    steps.press("End")
    expect(page.get_by_test_id("lesson-stage")).to_have_attribute("data-shown", re.compile("steps=200"))
    assert cells(page, "lsgan_mean")[0] < early / 3
    expect(page.get_by_test_id("lesson-stage")).to_contain_text("has vanished")


def test_conditions_are_ticked_and_crossed(page: Page):
    visit(page, "/lsgan?lang=en")
    says = page.get_by_test_id("lesson-stage")
    expect(says).to_contain_text("✓")
    page.locator("[data-preset=zero_one]").click()
    expect(says).to_contain_text("✗")
    assert cells(page, "condition_ba") == [1, 2]
    computed, expected = cells(page, "objective_delta")
    assert computed == pytest.approx(expected, abs=2e-6)
    assert computed == pytest.approx(0.5 + cells(page, "delta_now")[0] / 4, abs=2e-6)


def test_far_fakes_are_pulled_by_least_squares_only(page: Page):
    visit(page, "/lsgan?lang=en&view=boundary")
    far = [cells(page.locator(f"[data-panel={name}_plane]"), "pull_far")[0] for name in ("entropy", "squares")]
    assert far[0] < 0.01
    assert far[1] > 5


def test_a_critic_stays_straight_where_a_discriminator_saturates(page: Page):
    visit(page, "/wgan?lang=en")
    assert cells(page, "at_fakes_penalty")[0] == pytest.approx(1.25, abs=0.15)
    truth, gap, steepest = (cells(page, name)[0] for name in ("w1", "gap_penalty", "k_penalty"))
    assert gap / steepest == pytest.approx(truth, rel=0.1)
    expect(page.get_by_test_id("lesson-stage")).to_contain_text("saturated")
    assert not page.complaints
