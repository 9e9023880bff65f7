"""The main journey in a real browser: pick a class, move a slider, watch the picture, share the link."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from accessibility import GRAVE, faults
from playwright.sync_api import Locator, Page, expect
from visitor import PHONE, expect_to_fit


def open_latent(page: Page, query: str = "lang=en") -> None:
    page.goto(f"/latent?{query}")
    at_rest(page)


def at_rest(page: Page) -> None:
    """The network has come: from now on the browser draws."""
    expect(picture(page)).to_have_attribute("data-painter", "browser", timeout=60_000)


def picture(page: Page) -> Locator:
    return page.get_by_test_id("latent-picture")


def shown(page: Page) -> str:
    """The big picture's pixels."""
    return picture(page).evaluate("canvas => canvas.toDataURL()")


def expect_another_picture(page: Page, before: str) -> None:
    page.wait_for_function("([canvas, before]) => canvas.toDataURL() !== before", arg=[picture(page).element_handle(), before])


def test_pick_a_class_move_a_slider_share_the_link(page: Page):
    open_latent(page, "lang=vi&seed=3")
    first = shown(page)

    page.get_by_role("radio", name="Giày thể thao").check(force=True)
    expect(picture(page)).to_have_attribute("aria-label", re.compile("Giày thể thao"))
    expect_another_picture(page, first)
    second = shown(page)

    slider = page.get_by_role("slider", name="Hướng 1", exact=True)
    slider.focus()
    for _ in range(20):
        slider.press("ArrowRight")
    expect_another_picture(page, second)
    expect(picture(page)).to_have_attribute("data-query", re.compile(r"components=1(&|$)"))
    third = shown(page)

    expect(page).to_have_url(re.compile(r"lang=vi.*label=7.*seed=3.*components=1"))
    page.reload()
    at_rest(page)
    expect(picture(page)).to_have_attribute("data-query", re.compile(r"components=1(&|$)"))
    assert shown(page) == third
    assert page.complaints == []


def test_picture_follows_the_thumb_while_it_is_dragged(page: Page):
    open_latent(page)
    before = shown(page)
    thumb = page.get_by_role("slider", name="Direction 1", exact=True).bounding_box()
    page.mouse.move(thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] / 2)
    page.mouse.down()
    page.mouse.move(thumb["x"] + thumb["width"] * 0.9, thumb["y"] + thumb["height"] / 2, steps=5)
    expect_another_picture(page, before)  # the button is still down
    page.mouse.up()
    page.get_by_role("button", name="Reset").click()
    expect(picture(page)).to_have_attribute("data-query", "")
    assert shown(page) == before


def test_keys(page: Page):
    open_latent(page)
    page.keyboard.press("8")
    expect(page.get_by_role("radio", name="Bag")).to_be_checked()
    page.keyboard.press("n")
    expect(picture(page)).to_have_attribute("data-query", re.compile("label=8&seed="))
    seed = page.get_by_label("Seed", exact=True)
    seed.fill("77")
    seed.press("Enter")
    expect(picture(page)).to_have_attribute("data-query", "label=8&seed=77")  # digits typed into the box chose no class


def test_a_sample_of_the_grid_becomes_the_picture(page: Page):
    open_latent(page)
    before = shown(page)
    page.get_by_role("button", name="Sample 6").click()
    expect_another_picture(page, before)
    expect(page.get_by_role("button", name="Sample 6")).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile("picks=5,1,2,3"))


def test_tabs_plane_path_classes_and_blend(page: Page):
    open_latent(page)
    page.get_by_role("tab", name="Sliders").focus()
    page.keyboard.press("ArrowRight")
    pad = page.get_by_role("slider", name="Point on the plane")
    pad.focus()
    pad.press("Shift+ArrowRight")
    expect(picture(page)).to_have_attribute("data-query", "mode=plane&x=0.6")
    box = pad.bounding_box()
    page.mouse.click(box["x"] + 3, box["y"] + 3)
    expect(picture(page)).to_have_attribute("data-query", "mode=plane&x=0&y=0")
    corner = shown(page)

    page.get_by_role("tab", name="Interpolate").click()
    page.get_by_role("radio", name="Straight line").check()
    expect(picture(page)).to_have_attribute("data-query", re.compile("mode=path.*path=line"))
    page.get_by_role("slider", name="A → B").press("Home")
    expect(picture(page)).to_have_attribute("data-query", re.compile("t=0&"))
    assert shown(page) == corner  # both are sample A

    page.get_by_role("tab", name="All classes").click()
    page.get_by_role("button", name="Ankle boot").click()
    expect(picture(page)).to_have_attribute("data-query", re.compile("label=9.*mode=classes"))

    page.get_by_role("tab", name="Blend").click()
    page.get_by_label("Blend with").select_option("Bag")
    expect(picture(page)).to_have_attribute("data-query", re.compile("mode=blend.*other=8"))


def test_raw_dimension_on_demand(page: Page):
    open_latent(page)
    before = shown(page)
    page.get_by_text("Raw dimensions of z").click()
    page.get_by_label("Dimension (").fill("17")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("slider", name="z[17]").press("End")
    expect_another_picture(page, before)
    expect(page).to_have_url(re.compile("dimensions=17:5"))
    page.get_by_role("button", name="Remove z[17]").click()
    expect(picture(page)).to_have_attribute("data-query", "")


def test_animation_plays_and_stops_on_the_picture_of_the_link(page: Page):
    open_latent(page)
    before, norm = shown(page), page.locator(".facts span").first
    at_rest = norm.text_content()
    page.get_by_role("button", name="Play").click()
    expect_another_picture(page, before)
    expect(norm).not_to_have_text(at_rest)  # of the picture that is shown
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="GIF").click()
    assert download.value.suggested_filename.endswith(".gif")


def test_language_switch_keeps_the_picture(page: Page):
    open_latent(page, "lang=vi&label=7&seed=5&components=2")
    before = shown(page)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("tab", name="Interpolate")).to_be_visible()
    expect(picture(page)).to_have_attribute("data-query", "label=7&seed=5&components=2")
    expect(page).to_have_url(re.compile("lang=en"))
    at_rest(page)
    assert shown(page) == before
    assert page.complaints == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("lang=en&model=nothing", "nothing"),
        ("lang=vi&components=a,b", "components"),
    ],
)
def test_a_wrong_link_is_named_and_the_page_works_on(page: Page, query: str, sentence: str):
    open_latent(page, query)
    expect(page.get_by_test_id("latent-stage").get_by_role("alert")).to_contain_text(sentence)
    before = shown(page)
    page.get_by_role("radio").nth(8).check(force=True)
    expect_another_picture(page, before)
    expect(page.get_by_test_id("latent-stage").get_by_role("alert")).to_be_hidden()


def test_picture_and_sliders_fit_a_projector(page: Page):
    open_latent(page)
    assert page.viewport_size == {"width": 1280, "height": 720}
    for one in (picture(page), page.get_by_role("slider", name="Direction 10"), page.get_by_role("slider", name="Truncation")):
        expect(one).to_be_in_viewport(ratio=1)


def test_a_lost_server_is_said_and_found_again(page: Page):
    open_latent(page)
    page.route("**/api/latent/**", lambda route: route.abort())
    page.keyboard.press("3")
    expect(picture(page)).to_have_attribute("data-query", "label=3")  # drawn all the same
    expect(page.get_by_test_id("latent-stage").get_by_role("alert")).to_contain_text("cannot be reached")
    page.unroute("**/api/latent/**")
    expect(page.get_by_test_id("latent-stage").get_by_role("alert")).to_be_hidden()


# The greatest difference between the picture on the canvas and the server's for the same link, in levels of 255
DIFFERENCE = """async canvas => {
    const response = await fetch(new URL(`api/latent/image?${canvas.dataset.query}`, document.baseURI));
    const bitmap = await createImageBitmap(await response.blob());
    const other = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
    other.drawImage(bitmap, 0, 0);
    const [mine, theirs] = [canvas.getContext('2d'), other].map((context) => context.getImageData(0, 0, canvas.width, canvas.height).data);
    return Math.max(...mine.map((value, place) => Math.abs(value - theirs[place])));
}"""
STATES = [
    "label=3&seed=7&components=1.5,-2,0,0.4&dimensions=17:2.5,60:-1&truncation=0.7",
    "label=6&seed=11&mode=plane&x=0.3&y=0.85&picks=4,9,2,63",
    "label=6&seed=11&mode=plane&x=0.5&y=0.5&keep_variance=0",
    "label=9&mode=path&t=0.35&picks=5,8,2,3",
    "label=9&mode=path&path=line&t=0.35",
    "label=9&mode=path&t=0.35&picks=5,5,2,3",
    "label=1&mode=blend&other=8&t=0.4&components=1",
    "label=4&mode=classes&seed=2",
    "model=cgan-embedding-fashion-mnist&label=8&components=2,1",
]


@pytest.mark.parametrize("query", STATES)
def test_the_browser_draws_what_the_server_draws(page: Page, query: str):
    open_latent(page, f"lang=en&{query}")
    assert 0 <= picture(page).evaluate(DIFFERENCE) <= 1


def test_a_drag_asks_the_server_for_nothing(page: Page):
    open_latent(page)
    expect(page.locator(".discriminator > .verdict")).not_to_be_empty()
    asked: list[str] = []
    slider = page.get_by_role("slider", name="Direction 1", exact=True)
    slider.focus()
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_response("**/api/latent/facts*"):  # D is asked once the picture rests
        for _ in range(20):
            slider.press("ArrowRight")
    assert not [url for url in asked if "/image" in url or "/sheet" in url]


def test_where_the_browser_cannot_draw_the_server_does(page: Page):
    page.add_init_script(
        "delete WebAssembly.instantiate; WebAssembly.instantiate = () => Promise.reject(new WebAssembly.CompileError('no vectors'));"
    )
    page.goto("/latent?lang=en")
    expect(picture(page)).to_have_attribute("data-painter", "server", timeout=60_000)
    page.keyboard.press("8")
    expect(picture(page)).to_have_attribute("data-query", "label=8")
    expect(picture(page)).to_have_attribute("data-painter", "server")
    expect(page.locator(".discriminator > .verdict")).not_to_be_empty()


OVERLAPPING = """sliders => sliders.flatMap(slider => {
  const [name, input] = [".name", "input"].map(part => slider.querySelector(part)?.getBoundingClientRect());
  if (!name || !input) return [];
  const apart = name.right <= input.left || input.right <= name.left || name.bottom <= input.top || input.bottom <= name.top;
  return apart ? [] : [slider.textContent];
})"""


def test_every_tab_fits_a_phone_and_is_accessible(new_page: Callable[..., Page]):
    page = new_page(viewport=PHONE, has_touch=True, color_scheme="dark")
    open_latent(page, "lang=vi")
    for tab in page.get_by_test_id("latent-stage").get_by_role("tab").all():
        tab.tap()
        expect(tab).to_have_attribute("aria-selected", "true")
        at_rest(page)
        expect_to_fit(page, PHONE)
        assert page.locator(".slider:visible").evaluate_all(OVERLAPPING) == []
        assert faults(page, GRAVE) == [], tab.inner_text()


def test_find_me_in_z(page: Page):
    """A test image in another class than the page's: what is found is on the screen, and in the link."""
    open_latent(page)
    section = page.locator("details.find")
    section.locator("summary").click()
    before = shown(page)
    section.get_by_role("button", name="Test image 4: Trouser").click()
    expect(section.get_by_role("status")).to_contain_text("Found in class", timeout=60_000)
    expect(section.get_by_role("status")).to_contain_text("20 real test images")
    expect_another_picture(page, before)
    expect(page.get_by_role("radio", name="Trouser")).to_be_checked()
    expect(page).to_have_url(re.compile(r"label=1&z=[\w-]{134}"))
    found = shown(page)
    assert faults(page, GRAVE) == []

    pad = section.get_by_test_id("find-target")
    section.get_by_role("button", name="Clear").click()
    blank = pad.evaluate("canvas => canvas.toDataURL()")
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 150)
    page.mouse.up()
    assert pad.evaluate("canvas => canvas.toDataURL()") != blank

    page.reload()
    at_rest(page)
    assert shown(page) == found
