"""The Game page: a dragged start, an edited payoff, a path that plays; what is told is held against NumPy."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from waiting import until

from web.ui.text import table


def visit(page: Page, query: str) -> Page:
    page.goto(f"/game?{query}")
    expect(stage(page)).to_have_attribute("data-shown", re.compile(".*"), timeout=60_000)
    return page


def stage(page: Page):
    return page.get_by_test_id("lesson-stage")


def readout(page: Page, name: str) -> float:
    """A computed number as the page writes it in English."""
    text = stage(page).locator(f"tr[data-readout='{name}'] td").first.inner_text()
    assert "·" not in text, text
    return float(text.replace("−", "-").replace(",", ""))


def link_value(page: Page, name: str) -> list[float]:
    return [float(one) for one in parse_qs(urlsplit(page.url).query)[name][0].split(",")]


def test_dirac_gan_starts_where_it_is_dragged(page: Page):
    visit(page, "lang=en&tab=dirac&remedy=none&objective=wgan")
    handle = stage(page).locator("[data-panel=dirac_phase] .handle")
    handle.scroll_into_view_if_needed()
    box = handle.locator("circle").nth(1).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 30, y + 12, steps=5)
    page.mouse.up()
    expect(page).to_have_url(re.compile("dirac_start="))
    radius = stage(page).locator("tr[data-readout=radius_start] td").first
    # the address and the figures follow the last of the moves, each in its time
    until(lambda: radius.text_content() == f"{np.hypot(*link_value(page, 'dirac_start')):.4f}".rstrip("0"))
    theta, psi = link_value(page, "dirac_start")
    assert theta < 1
    assert psi < 1
    # f(t) = t: 500 simultaneous steps stretch by sqrt(1 + 0.2^2) each
    assert readout(page, "radius_plain_simultaneous") == pytest.approx(np.hypot(theta, psi) * 1.04**250, rel=1e-4)
    assert page.complaints == []


def test_an_edited_payoff_moves_the_equilibrium(page: Page):
    visit(page, "lang=en")
    expect(page.get_by_test_id("lesson-stage")).to_contain_text("Exactly one Nash equilibrium")
    stage(page).locator("input[data-control=two]").first.fill("3")
    expect(stage(page)).to_have_attribute("data-shown", re.compile("two=3,-1,-1,1"))
    expect(stage(page).locator("tr[data-readout=game_value] td").first).to_have_text("0.3333")
    assert readout(page, "row_share_1") == pytest.approx(1 / 3, abs=1e-4)
    stage(page).locator("input[data-control=two]").nth(1).fill("2")
    expect(page.get_by_test_id("lesson-stage")).to_contain_text("saddle point in row 1, column 2")
    assert page.complaints == []


def test_a_path_plays_without_asking_the_server(page: Page):
    visit(page, "lang=en&tab=xy&method=alternating&xy_shown=150")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/api/" in request.url else None)
    stage(page).locator("[data-play=xy_shown]").click()
    expect(stage(page).locator("output[for=control-xy_shown]")).to_have_text("201", timeout=30_000)
    assert asked == []


def test_applications_and_ethics_are_below(page: Page):
    visit(page, "lang=vi&tab=classes")
    for section in ("applications", "ethics"):
        expect(page.get_by_role("heading", name=table("game")[f"{section}_heading"]["vi"])).to_be_visible()
    expect(page.locator("a[href='https://arxiv.org/abs/1703.10593']")).to_have_text("arXiv:1703.10593")  # below "Read on"
    # all formulas of the prose were understood
    expect(page.locator("[data-testid=stMain] .katex-error")).to_have_count(0)
    assert page.complaints == []
