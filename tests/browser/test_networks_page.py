"""The networks page in a real browser: one z through both networks, a block opened, its weights, the diagram as files."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

from accessibility import faults
from playwright.sync_api import Page, expect


def test_z_flows_a_block_opens_and_the_diagram_is_saved(new_page: Callable[..., Page]):
    page = new_page(color_scheme="dark")
    page.goto("/architecture?lang=en&network=cgan-small-fashion-mnist&label=2")
    stage = page.get_by_test_id("architecture-stage")
    expect(stage).to_have_attribute("data-logit", re.compile(r"\d"), timeout=60_000)
    assert faults(page) == []

    for move in (lambda: stage.get_by_role("slider").first.press("End"), lambda: stage.get_by_label("Class").select_option("7")):
        before = stage.get_attribute("data-logit")
        move()
        expect(stage).not_to_have_attribute("data-logit", before)
    before = stage.locator(".diagram image").evaluate_all("images => images.map(image => image.getAttribute('href'))")
    stage.get_by_role("switch").check()
    expect(page).to_have_url(re.compile("looks=1"))
    after = stage.locator(".diagram image").evaluate_all("images => images.map(image => image.getAttribute('href'))")
    assert after != before  # where D looks, over the picture

    stage.locator(".diagram [role=button]").nth(1).press("Enter")
    expect(stage.locator(".opened")).to_be_visible()
    expect(page).to_have_url(re.compile("block=G2"))
    stage.get_by_text("Weights: histogram, spectrum, dead units").click()
    expect(stage.locator(".weights figure svg")).to_have_count(2)
    stage.get_by_role("button", name="Count dead units").click()
    expect(stage.locator(".weights [role=status]")).to_have_text(re.compile(r"\d+ of \d+ channels are never above zero for 64 z\."))

    saved = {}
    for kind in ("svg", "png"):
        with page.expect_download() as download:
            stage.locator(f"[data-file={kind}]").click()
        saved[kind] = download.value.path().read_bytes()
    words = "".join(ElementTree.fromstring(saved["svg"].decode()).itertext())
    assert "28×28×1" in words
    for content in saved.values():
        assert b"trainedAlgorithmicMedia" in content  # it holds a generated picture
    assert saved["png"].startswith(b"\x89PNG")

    stage.get_by_text("Table of all layers").click()
    expect(stage.locator("table")).to_have_count(2)
    assert page.complaints == []
