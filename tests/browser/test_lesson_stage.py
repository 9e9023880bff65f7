"""Every lesson in a real browser: it moves, its link reproduces it, its figures download, it fits a phone. Then the stage's own parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from accessibility import faults
from playwright.sync_api import Locator, Page, expect

from web.lessons import LESSONS
from web.lessons.api import figures
from web.lessons.lesson import Choice, Slider
from web.server.browser_modules import module_url
from web.ui.text import table

SIZES = ((390, 844), (1920, 1080), (1280, 720))  # the page is at the last before and after
DRAWINGS = "stage => [...stage.querySelectorAll('.chart')].map(chart => chart.innerHTML).join().replaceAll(/clip-\\d+/g, '')"


def visit(page: Page, name: str, query: str = "lang=en") -> Page:
    page.goto(f"/{name}?{query}")
    expect(stage(page)).to_have_attribute("data-shown", re.compile(".*"), timeout=60_000)
    return page


def stage(page: Page) -> Locator:
    return page.get_by_test_id("lesson-stage")


def charts(page: Page) -> str:
    """All drawings as they stand on the page."""
    return stage(page).evaluate(DRAWINGS)


def settled(page: Page) -> str:
    """Wait until what the controls ask for is drawn and in the address; the query that asks for it."""
    page.wait_for_function(
        """stage => stage.dataset.shown === stage.dataset.asked && !stage.querySelector('.slow')
            && (location.search + '&').includes(`${stage.dataset.asked}&`)""",
        arg=stage(page).element_handle(),
    )
    return stage(page).get_attribute("data-shown")


def move_a_slider(page: Page) -> str:
    """Press a visible slider until the figures change; its name."""
    for slider in stage(page).locator("input[type=range]:visible").all():
        drawn = charts(page)
        at_end = slider.evaluate("input => Number(input.value) > (Number(input.min) + Number(input.max)) / 2")
        for _ in range(4):
            slider.press("ArrowLeft" if at_end else "ArrowRight")
        name = slider.get_attribute("data-control")
        expect(stage(page)).to_have_attribute("data-asked", re.compile(rf"(^|&){name}="))
        settled(page)
        if charts(page) != drawn:
            return name
    raise AssertionError("no slider changes the figures")


@pytest.mark.parametrize("name", LESSONS)
def test_lesson_moves_is_shared_and_fits(new_page: Callable[..., Page], name: str):
    page = visit(new_page(color_scheme="dark"), name, "lang=vi")
    expect(page.get_by_role("heading", level=1)).to_have_text(table(name)["title"]["vi"])
    expect(stage(page).get_by_role("alert")).to_be_hidden()
    expect(stage(page).locator(".katex-error")).to_have_count(0)
    assert faults(page) == []

    control = move_a_slider(page)
    assert re.search(rf"lang=vi.*[?&]{control}=", page.url)
    query, drawn = settled(page), charts(page)
    page.reload()
    expect(stage(page)).to_have_attribute("data-shown", query, timeout=60_000)
    assert charts(page) == drawn

    panel = stage(page).locator("figure").first
    with page.expect_download() as download:
        panel.locator("[data-file=svg]").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert panel.get_by_role("heading").inner_text() in "".join(ElementTree.fromstring(text).itertext())
    assert "var(" not in text
    assert "color-mix" not in text

    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("stage => stage.querySelector('.chart').getBoundingClientRect().right <= 390", arg=stage(page).element_handle())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth - main.clientWidth") <= 0
    assert stage(page).evaluate("stage => stage.scrollWidth - stage.clientWidth") <= 0
    one_figure_at_a_time(page)
    assert page.complaints == []


def one_figure_at_a_time(page: Page) -> None:
    """On a phone: the next one takes the place of the first, and is drawn."""
    shown = stage(page).locator(".panels > .panel:visible")
    expect(shown).to_have_count(1)
    following = stage(page).locator(".pager button").last
    if not following.is_visible():
        return
    first = shown.get_attribute("data-panel")
    following.click()
    expect(shown).not_to_have_attribute("data-panel", first)
    expect(shown.locator(".chart")).to_be_visible()


def the_card_stands_beside_the_figures(page: Page) -> None:
    """Its number and its sentence, on the screen as the page opens; on a phone it stays there while one looks at the figure."""
    card = page.get_by_test_id("lesson-card")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
        at, figure = card.bounding_box(), stage(page).locator(".panel").first.bounding_box()
        assert at
        assert figure
        assert at["y"] + at["height"] <= height
        assert width < 640 or figure["x"] + figure["width"] <= at["x"]
        assert card.inner_text().strip()
        if width < 640:
            stage(page).locator(".panels .panel:visible").scroll_into_view_if_needed()
            expect(card).to_be_in_viewport(ratio=0.9)


@pytest.mark.parametrize("name", LESSONS)
def test_every_tab_and_preset_is_drawn(page: Page, name: str):
    visit(page, name)
    tabs = stage(page).get_by_role("tab")
    for index in range(max(1, tabs.count())):
        if tabs.count():
            tabs.nth(index).click()
            expect(tabs.nth(index)).to_have_attribute("aria-selected", "true")
        for preset in stage(page).locator("[data-preset]:visible").all():
            preset.click()
            expect(preset).to_have_attribute("aria-pressed", "true")
            settled(page)
            the_card_stands_beside_the_figures(page)
        settled(page)
        expect(stage(page).get_by_role("alert")).to_be_hidden()
        expect(stage(page).locator(".katex-error")).to_have_count(0)
        assert "NaN" not in charts(page)
    assert page.complaints == []


def test_every_formula_can_be_read(page: Page):
    """KaTeX itself reads all formulas and letters of all lessons, also those no figure shows at first."""
    visit(page, next(iter(LESSONS)))
    formulas = [formula.tex for lesson in LESSONS.values() for formula in lesson.formulas.values()]
    letters = [control.symbol for lesson in LESSONS.values() for control in lesson.controls.values() if isinstance(control, Slider)]
    faults = page.evaluate(
        """async ([url, formulas]) => {
            const { renderToString } = await import(new URL(url, document.baseURI));
            return formulas.flatMap(tex => {
                try { renderToString(tex, { strict: 'error' }); return []; } catch (error) { return [`${tex}: ${error}`]; }
            });
        }""",
        [module_url("web/shared/vendor/katex.mjs"), [tex for tex in formulas + letters if tex]],
    )
    assert faults == []


def test_figures_follow_the_thumb_while_it_is_dragged(page: Page):
    visit(page, "divergences")
    before = charts(page)
    slider = stage(page).locator("input[type=range]:visible").first
    thumb = slider.bounding_box()
    page.mouse.move(thumb["x"] + thumb["width"] * 0.3, thumb["y"] + thumb["height"] / 2)
    page.mouse.down()
    page.mouse.move(thumb["x"] + thumb["width"] * 0.8, thumb["y"] + thumb["height"] / 2, steps=6)
    page.wait_for_function(
        f"([stage, before]) => ({DRAWINGS})(stage) !== before", arg=[stage(page).element_handle(), before]
    )  # the button is still down
    page.mouse.up()
    page.keyboard.press("r")
    expect(stage(page)).to_have_attribute("data-shown", "")
    page.wait_for_function(f"([stage, before]) => ({DRAWINGS})(stage) === before", arg=[stage(page).element_handle(), before])


def with_handle() -> str:
    """A lesson whose first figures have a point to drag."""
    return next(name for name in LESSONS if '"kind":"handle"' in figures(name, {}).decode())


def test_a_handle_is_dragged_and_moved_by_keys(page: Page):
    visit(page, with_handle())
    handle = stage(page).locator(".handle").first
    box = handle.locator("circle").nth(1).bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] - 25, middle[1] - 25, steps=5)
    page.mouse.up()
    first = settled(page)
    assert "=" in first
    handle.focus()
    free = handle.get_attribute("class")
    page.keyboard.press("Shift+ArrowLeft" if "x" in free else "Shift+ArrowDown")
    expect(stage(page)).not_to_have_attribute("data-shown", first)
    assert page.complaints == []


def test_pointing_tells_values_and_the_legend_hides(page: Page):
    visit(page, "divergences")
    panel = stage(page).locator(".panels figure").last
    panel.scroll_into_view_if_needed()
    box = panel.locator(".chart").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    expect(panel.locator(".tip")).to_be_visible()
    assert panel.locator(".tip .reading").count() >= 2
    entries = panel.locator(".legend button")
    before = charts(page)
    entries.first.click()
    expect(entries.first).to_have_attribute("aria-pressed", "false")
    assert charts(page) != before
    entries.first.click()
    expect(entries.first).to_have_attribute("aria-pressed", "true")
    assert charts(page) == before


def test_a_sweep_plays_and_stops(page: Page):
    name, control = next(
        (name, key)
        for name, lesson in LESSONS.items()
        for key, one in lesson.controls.items()
        if isinstance(one, Slider) and one.plays and not one.when
    )
    visit(page, name)
    play = stage(page).locator(f"[data-play={control}]")
    play.click()
    expect(stage(page)).to_have_attribute("data-shown", re.compile(f"{control}="))
    expect(play).to_have_attribute("aria-label", re.compile("^Pause"))
    play.click()
    expect(play).to_have_attribute("aria-label", re.compile("^Play"))


def test_a_wrong_link_is_named_and_the_rest_of_it_followed(page: Page):
    name, (key, control) = next(
        (name, item) for name, lesson in LESSONS.items() for item in lesson.controls.items() if isinstance(item[1], Slider)
    )
    tab = next((f"&{other}={one.options[-1]}" for other, one in LESSONS[name].controls.items() if isinstance(one, Choice) and one.tabs), "")
    visit(page, name, f"lang=en&{key}=nonsense{tab}")
    expect(stage(page).get_by_role("alert")).to_contain_text(f"{key}: got 'nonsense'; accepted: {control.low:g}")
    expect(stage(page)).to_have_attribute("data-shown", tab[1:])
    move_a_slider(page)
    expect(stage(page).get_by_role("alert")).to_be_hidden()


def test_back_undoes_a_preset_and_boxes_are_written_in_the_visitors_language(page: Page):
    visit(page, "game", "lang=vi&tab=dirac&dirac_start=0.5,-0.5")
    boxes = stage(page).locator("input[data-control=dirac_start]")
    assert [boxes.nth(index).input_value() for index in (0, 1)] == ["0,5", "-0,5"]
    for typed in ("1e9", ""):
        boxes.first.fill(typed)
        expect(stage(page).get_by_role("alert")).to_contain_text(f"dirac_start: nhận được '{typed}'")
    boxes.first.fill("1,25")
    expect(stage(page).get_by_role("alert")).to_be_hidden()
    before = settled(page)
    stage(page).get_by_test_id("lesson-pin").click()
    expect(stage(page).get_by_test_id("lesson-pin")).to_have_text("Bỏ ghim A")
    expect(stage(page).locator("svg.chart [stroke-dasharray='1 4']").first).to_be_visible()  # A stays behind B
    stage(page).locator("[data-preset=dirac_noise]").click()
    expect(stage(page)).to_have_attribute("data-shown", re.compile("remedy=noise"))
    settled(page)
    page.go_back()
    expect(stage(page)).to_have_attribute("data-shown", before)
    assert page.complaints == []


def test_a_figure_as_png(page: Page):
    visit(page, "gradients")
    with page.expect_download() as download:
        stage(page).locator("[data-file=png]").first.click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
