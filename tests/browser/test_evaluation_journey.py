"""The Evaluation page in a real browser: shipped scores at once, two models scored, the table taken along."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from accessibility import GRAVE, faults
from PIL import Image
from playwright.sync_api import Page, expect

from web.ui.text import table

MODELS = ("cgan-embedding-fashion-mnist", "cgan-fashion-mnist")
TITLES = {name: words["en"] for name, words in table("models").items()}


def open_page(page: Page, query: str = "lang=en") -> None:
    page.goto(f"/evaluation?{query}")
    expect(page.get_by_role("tab").first).to_be_visible(timeout=60_000)


def test_two_models_are_scored_and_the_table_is_taken_along(page: Page):
    open_page(page, "lang=en&n=50&models=cgan-fashion-mnist")
    stage = page.get_by_test_id("evaluation-stage")
    expect(stage.get_by_role("row", name=re.compile("Real training images"))).to_be_visible()
    expect(stage.get_by_role("row", name=re.compile("unnamed on the slide"))).to_have_count(3)
    page.get_by_role("button", name=TITLES[MODELS[0]]).click()
    expect(page.get_by_role("button", name=TITLES[MODELS[0]])).to_have_attribute("aria-pressed", "true")

    page.get_by_role("button", name="Score them").click()
    expect(page.get_by_test_id("tasks").get_by_role("listitem")).to_have_count(2)
    said = re.compile(f"Scored: .*{re.escape(TITLES[MODELS[0]])}|Scored: .*, ")
    expect(page.get_by_test_id("said")).to_have_text(said, timeout=180_000)  # all training pictures are looked at, once
    fresh = stage.locator("tr.fresh")
    expect(fresh).to_have_count(2, timeout=60_000)
    expect(fresh.first).to_contain_text(re.compile(r"\d+\.\d\d\d+\.\d+–\d+\.\d+"))  # a value and its interval
    expect(stage.locator(".note").first).to_contain_text("N = 50 is not more than the 128 features")

    with page.expect_download() as download:
        page.get_by_role("link", name="Markdown").click()
    written = Path(download.value.path()).read_text(encoding="utf-8")
    assert all(re.search(rf"^\| {re.escape(TITLES[model])} \| 50 \|", written, re.MULTILINE) for model in MODELS)
    assert "GAN, FFHQ" in written
    assert page.complaints == []


def test_pictures_classes_and_a_link_that_keeps_them(page: Page):
    open_page(page, f"lang=en&view=pictures&seed=5&models={','.join(MODELS)}")
    for model in MODELS:
        expect(page.get_by_test_id(f"pictures-{model}")).to_have_js_property("naturalWidth", 224)
    page.get_by_role("tab", name="Class by class").click()
    expect(page.get_by_role("columnheader", name="Real test images")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^Shirt"))).to_contain_text("lowest")
    expect(page).to_have_url(re.compile("seed=5.*view=classes"))

    page.get_by_role("tab", name="Trainings side by side").click()
    step = page.get_by_role("slider", name="step")
    expect(page.get_by_role("img", name=re.compile("at step 12,181"))).to_have_count(2)
    step.press("Home")
    expect(page.get_by_role("img", name=re.compile("at step 0$"))).to_have_count(2)
    expect(page.get_by_role("img", name="G's loss")).to_be_visible()
    assert page.complaints == []


def test_scores_over_training_and_figures_taken_along(page: Page):
    open_page(page, "lang=en&view=curve&models=lsgan-cifar10,gan-cifar10&hide=kid,density,coverage,modes,reverse_kl")
    figure = page.locator("figure[data-score=fid]").locator("visible=true")
    expect(figure.get_by_role("img", name="FID over training")).to_be_visible()
    with page.expect_download() as download:
        figure.get_by_role("button", name="Download “FID over training (lower is better)” as SVG").click()
    assert download.value.suggested_filename == "fid-over-training-cifar10-cifar10-classifier-n-10000.svg"
    drawing = ElementTree.parse(download.value.path())
    assert {TITLES["lsgan-cifar10"], TITLES["gan-cifar10"]} < {text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")}

    page.get_by_role("tab", name="Bars").click()
    with page.expect_download() as download:
        page.locator("figure[data-score=recall]").locator("visible=true").get_by_role("button", name=re.compile("as PNG")).click()
    assert download.value.suggested_filename == "recall-bars-cifar10-cifar10-classifier-n-10000.png"
    with Image.open(download.value.path()) as picture:
        assert picture.width > 1000

    page.get_by_role("tab", name="Trainings side by side").click()
    expect(figure.get_by_role("img", name="FID over training")).to_be_visible()
    before = figure.locator(".now").bounding_box()
    page.get_by_role("slider", name="step").press("Home")
    expect(page.get_by_role("img", name=re.compile("at step 0$"))).to_have_count(2)
    assert figure.locator(".now").bounding_box()["x"] < before["x"]
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Download “{TITLES['lsgan-cifar10']}” as PNG").click()
    assert download.value.suggested_filename == "samples-lsgan-cifar10-step-0.png"
    assert page.complaints == []


@pytest.mark.parametrize("view", ["table", "bars", "compare"])
def test_on_a_phone_and_accessible(new_page: Callable[..., Page], view: str):
    page = new_page(viewport={"width": 390, "height": 844}, locale="vi-VN", color_scheme="dark" if view == "bars" else "light")
    open_page(page, f"lang=vi&view={view}")
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(page, GRAVE) == []
