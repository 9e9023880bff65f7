"""Change a setting, step to the end, read the numbers from the page, compare with NumPy; share the link."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from accessibility import faults
from playwright.sync_api import Page, expect
from visitor import PHONE, expect_to_fit

from web.convolution.state import TABS
from web.ui.text import table

FIGURES = ("stamps", "windows")


def visit(page: Page, query: str = "lang=en") -> Page:
    page.goto(f"/convolution?{query}")
    expect(stage(page)).to_have_attribute("data-shown", re.compile("x="), timeout=60_000)
    return page


def stage(page: Page):
    return page.get_by_test_id("convolution-stage")


def output(page: Page, figure: str) -> np.ndarray:
    """The numbers in the output cells of a figure, as they stand on the page; NaN where a cell is empty."""
    cells = (
        page.get_by_test_id(f"figure-{figure}")
        .locator("[data-cell]")
        .evaluate_all("cells => cells.map(cell => [cell.dataset.cell, cell.querySelector('.value')?.textContent ?? ''])")
    )
    places = [tuple(map(int, place.split(","))) for place, _ in cells]
    values = np.full(np.max(places, axis=0) + 1, np.nan)
    for place, (_, text) in zip(places, cells, strict=True):
        if text:
            values[place] = float(text.replace("−", "-").replace(",", "."))
    return values


def transposed(x: list[list[float]], w: list[list[float]], stride: int, padding: int = 0) -> np.ndarray:
    """The definition, written out."""
    x, w = np.array(x), np.array(w)
    full = np.zeros((np.array(x.shape) - 1) * stride + w.shape)
    for (row, column), value in np.ndenumerate(x):
        full[row * stride : row * stride + w.shape[0], column * stride : column * stride + w.shape[1]] += value * w
    return full[padding : full.shape[0] - padding, padding : full.shape[1] - padding]


def expect_step(page: Page, step: int) -> None:
    expect(page.get_by_test_id("step")).to_have_value(str(step), timeout=30_000)


def test_change_stride_step_to_the_end_read_the_numbers(page: Page):
    words = {key: row["vi"] for key, row in table("convolution_stage").items()}
    visit(page, "lang=vi&w=1,2,3;4,5,6;7,8,9&step=0")
    page.get_by_role("button", name=words["more"].format(label=words["setting_stride"])).click()
    expect(stage(page)).to_have_attribute("data-shown", re.compile("stride=2"))
    expect(page.get_by_test_id("formula")).to_contain_text("= 5")
    assert np.isnan(output(page, "windows")).all()

    page.get_by_role("button", name=words["next"]).click()
    expect_step(page, 1)
    assert output(page, "stamps")[:3, :3].tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]  # 1 · w
    assert output(page, "windows")[0, 0] == 1
    page.get_by_test_id("step").press("End")
    expect_step(page, 25)
    expected = transposed([[1, 2], [3, 4]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]], 2)
    for figure in FIGURES:
        np.testing.assert_array_equal(output(page, figure), expected)
    expect(page.get_by_test_id("agreement")).to_contain_text("✓", timeout=60_000)
    page.get_by_role("button", name=words["back"]).click()
    assert np.isnan(output(page, "windows")).sum() == 1
    assert not page.complaints


def test_type_a_number_point_at_a_cell_reload_the_link(page: Page):
    visit(page)
    cell = page.get_by_label("w[0,1]", exact=True)
    cell.fill("-2.5")
    expect(stage(page)).to_have_attribute("data-shown", re.compile(r"w=1,-2\.5;1,1"))
    expected = transposed([[1, 2], [3, 4]], [[1, -2.5], [1, 1]], 1)
    for figure in FIGURES:
        np.testing.assert_array_equal(output(page, figure), expected)
    page.get_by_test_id("figure-windows").locator("[data-cell='1,1']").click()
    inspector = page.get_by_test_id("inspector")
    expect(inspector).to_contain_text("y[1,1] = x[0,0]·w[1,1] + x[0,1]·w[1,0] + x[1,0]·w[0,1] + x[1,1]·w[0,0]")
    expect(inspector).to_contain_text("1 + 2 + (−7.5) + 4 = −0.5")
    page.get_by_test_id("step").press("Home")
    page.get_by_test_id("step").press("ArrowRight")
    expect(page).to_have_url(re.compile(r"w=1,-2\.5;1,1.*step=1.*cell=1,1|step=1.*cell=1,1.*w=1,-2\.5;1,1"))

    page.reload()
    expect(stage(page)).to_have_attribute("data-shown", re.compile("w=1,-2"), timeout=60_000)
    expect_step(page, 1)
    expect(inspector).to_contain_text("= −0.5")
    expect(page.get_by_label("w[0,1]", exact=True)).to_have_value("-2.5")
    assert not page.complaints


def test_keys_step_both_ways_and_play(page: Page):
    visit(page, "lang=en&step=4")
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("ArrowRight")
    expect_step(page, 5)
    expect(page.get_by_test_id("sentence-stamps")).to_contain_text("y[1,1]: 1 + 2 + 3 = 6")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect_step(page, 3)
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect_step(page, 9)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.get_by_role("group", name="Arrow keys choose a cell").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("inspector")).to_contain_text("y[0,1] =")
    expect_step(page, 9)


def test_playing_asks_the_server_nothing(page: Page):
    visit(page, "lang=en&step=0")
    expect(page.get_by_test_id("agreement")).to_contain_text("✓", timeout=60_000)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_test_id("play").click()
    expect_step(page, 9)
    assert not asked


@pytest.mark.parametrize("mode", ["", "&present=1"])
def test_tall_figures_fit_the_first_screen_of_a_projector(page: Page, mode: str):
    visit(page, f"lang=en{mode}")
    page.get_by_label("Examples").select_option("guide_full")
    expect(page.get_by_test_id("formula")).to_contain_text("7×7 → 5×5")
    for figure in FIGURES:
        expect(page.get_by_test_id(f"figure-{figure}")).to_be_in_viewport(ratio=1)
    expect(page.get_by_test_id("play")).to_be_in_viewport(ratio=1)


def test_figures_follow_the_type_size(page: Page):
    visit(page, "lang=en&step=5")
    cell = page.get_by_test_id("figure-stamps").locator("[data-cell]").first
    before = cell.bounding_box()["width"]
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("f")
    expect(page.locator(".presenter-bar")).to_be_visible()
    page.wait_for_function(
        "([cell, before]) => !cell.isConnected || cell.getBoundingClientRect().width > 1.2 * before", arg=[cell.element_handle(), before]
    )
    assert page.get_by_test_id("figure-stamps").locator("[data-cell]").first.bounding_box()["width"] > 1.2 * before
    expect_step(page, 5)


def test_presets(page: Page):
    visit(page)
    page.get_by_label("Examples").select_option("stamps_p1")
    expect(page.get_by_test_id("formula")).to_contain_text("2×2 → 1×1")
    assert output(page, "stamps").tolist() == output(page, "windows").tolist() == [[10]]
    page.get_by_label("Examples").select_option("plain")
    expect(page.get_by_role("tab", name="Plain convolution")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_test_id("figure-convolution")).to_be_visible()
    assert output(page, "convolution").tolist() == [[2, 2], [1, 1]]


def test_a_mistake_is_said_and_mended(page: Page):
    visit(page)
    alert = stage(page).get_by_role("alert")
    page.get_by_role("button", name="More output_padding").click()
    expect(alert).to_contain_text("output_padding = 1 does not fit stride = 1")
    page.get_by_role("button", name="More stride").click()
    expect(alert).to_be_hidden()
    expect(page.get_by_test_id("formula")).to_contain_text("= 5")
    page.get_by_label("x[0,0]", exact=True).fill("1x")
    expect(alert).to_contain_text("x[0,0]: got '1x'")
    expect(page.get_by_label("x[0,0]", exact=True)).to_have_attribute("aria-invalid", "true")
    for typed in ("1e9", ""):
        page.get_by_label("x[0,0]", exact=True).fill(typed)
        expect(alert).to_contain_text(f"x[0,0]: got '{typed}'")
    page.get_by_label("x[0,0]", exact=True).fill("1,5")  # a comma is fine
    expect(alert).to_be_hidden()
    stride = page.get_by_label("stride", exact=False).and_(page.locator("input"))
    for typed, got in (("1e9", "1e9"), ("", "an empty box")):
        stride.fill(typed)
        stride.blur()
        expect(alert).to_contain_text(f"stride: got {got}; accepted: 1 … 4")
        expect(stride).to_have_value("2")  # as before


@pytest.mark.parametrize(("query", "words"), [("stride=9", "1 … 4"), ("x=1,2;3", "x:"), ("tab=none", "none"), ("padding=5", "padding = 5")])
def test_a_wrong_link_is_named_and_the_page_works_on(page: Page, query: str, words: str):
    visit(page, f"lang=en&{query}")
    expect(stage(page).get_by_role("alert")).to_contain_text(words)
    assert output(page, "windows").tolist() == [[1, 3, 2], [4, 10, 6], [3, 7, 4]]


def test_matrix_says_not_the_inverse(page: Page):
    visit(page, "lang=en&tab=matrix&w=1,2;3,4")
    expect(page.get_by_test_id("not-inverse")).to_contain_text("107 and not 1")
    expect(page.get_by_test_id("matrix-row")).to_contain_text("y[1,1] = 4·1 + 3·2 + 2·3 + 1·4 = 20")


def test_checkerboards(page: Page):
    visit(page, "lang=en&tab=checkerboard")
    page.get_by_role("button", name="k=3, s=2").click()
    expect(page.get_by_test_id("overlap-verdict")).to_contain_text("Uneven")
    page.get_by_role("button", name="k=4, s=2").click()
    expect(page.get_by_test_id("overlap-verdict")).to_contain_text("Even")
    for method in ("k3", "k4", "resize"):
        expect(page.get_by_test_id(f"method-{method}").get_by_role("img").first).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("method-k3")).to_contain_text("%")


def test_files(new_page: Callable[..., Page], tmp_path: Path):
    page = visit(new_page(permissions=["clipboard-read", "clipboard-write"]), "lang=en&stride=2")
    page.get_by_role("button", name="Copy").click()
    expect(stage(page).get_by_role("status")).to_have_text("Copied.")
    assert "conv_transpose2d(x, w, stride=2)" in page.evaluate("navigator.clipboard.readText()")
    for name, kind in (
        ("Figure as SVG", b"<svg"),
        ("Figure as PNG", b"\x89PNG"),
        ("Animation as GIF", b"GIF8"),
        ("Animation as HTML", b"<!doc"),
    ):
        with page.expect_download() as download:
            page.get_by_text(name).click()
        assert download.value.path().read_bytes().startswith(kind)
    download.value.save_as(tmp_path / "convolution.html")
    alone = new_page(offline=True)
    alone.goto((tmp_path / "convolution.html").as_uri())
    expect(alone.get_by_test_id("figure-windows")).to_be_visible()
    alone.keyboard.press("End")
    assert output(alone, "windows").tolist() == output(alone, "stamps").tolist() == [[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]]
    assert not alone.complaints


def test_tabs_are_accessible_and_fit_a_phone(new_page: Callable[..., Page]):
    page = visit(new_page(viewport=PHONE, color_scheme="dark"), "lang=vi&w=1,2,3;4,5,6;7,8,9&x=1,2,3;4,5,6;7,8,9&cell=1,1")
    for name in TABS:
        tab = page.get_by_role("tab", name=table("convolution_stage")[f"tab_{name}"]["vi"], exact=True)
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        if name == "checkerboard":
            expect(page.get_by_test_id("method-k3")).to_contain_text("%", timeout=60_000)
        expect(stage(page).locator("h2:visible").filter(has_text=re.compile("^$"))).to_have_count(0)  # the tab's figures have come
        expect_to_fit(page, PHONE)
        assert stage(page).evaluate("stage => stage.scrollWidth - stage.clientWidth") <= 0
        assert faults(page) == [], name
    assert not page.complaints
