"""What is around every page: language, light and dark, phone, broken links, accessibility."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from accessibility import GRAVE, faults
from playwright.sync_api import Locator, Page, expect
from visitor import PHONE, PROJECTOR, expect_scheme, expect_to_fit

from web.lessons import LESSONS
from web.ui.navigation import HOME, PAGES
from web.ui.text import LANGUAGES, table

# what shows that a page's own part is there; other pages are there with their heading
ALIVE = {
    "start": "[data-testid=picture-wall] a.fresh",
    "latent": "[data-testid=latent-picture][data-query]",
    "convolution": "[data-testid=convolution-stage][data-shown]",
    "playground": "[data-testid=playground-a][data-step]",
    "train": "[data-testid=live-stage] .board:not(.waiting) [data-testid=live-samples][data-run]",
} | dict.fromkeys(LESSONS, "[data-testid=lesson-stage][data-shown]")
ADDRESS = {name: "/" if name == HOME else f"/{name}" for name in PAGES}


def visit(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)
    return page


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def grave_faults(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds serious or critical and still finds once the page has come to rest, not while it fades in."""
    found: list[tuple[str, list[str]]] = []
    for _ in range(4):
        page.evaluate("""Promise.allSettled(document.getAnimations()
            .filter(one => one.effect.getComputedTiming().endTime < Infinity).map(one => one.finished))""")
        if not (found := faults(page, GRAVE)):
            break
        page.evaluate("new Promise(resolve => requestIdleCallback(resolve, {timeout: 1000}))")
    return found


def wall(page: Page) -> Locator:
    return page.get_by_test_id("picture-wall")


@pytest.mark.parametrize(("locale", "spoken"), [("vi-VN", "vi"), ("en-US", "en"), ("fr-FR", "en")])
def test_the_browsers_language_is_spoken_and_written_into_the_link(new_page: Callable[..., Page], locale: str, spoken: str):
    page = visit(new_page(locale=locale), "/")
    expect(heading(page)).to_have_text(table("start")["title"][spoken])
    expect(page).to_have_url(re.compile(rf"\?lang={spoken}$"))
    expect(page.locator("html")).to_have_attribute("lang", spoken)


def test_language_switch_keeps_the_rest_of_the_link(page: Page):
    visit(page, "/latent?label=7&seed=12&lang=vi&components=1,0.5")
    expect(heading(page)).to_have_text(table("latent")["title"]["vi"])
    page.get_by_role("button", name="English").click()
    expect(heading(page)).to_have_text(table("latent")["title"]["en"])
    expect(page).to_have_url(re.compile("lang=en"))
    for part in ("label=7", "seed=12", "components=1,0.5"):
        assert part in page.url
    page.get_by_test_id("stSidebar").get_by_role("link", name="Home").click()
    expect(heading(page)).to_have_text(table("start")["title"]["en"])
    expect(page).to_have_url(re.compile("lang=en"))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_quiet_and_accessible_can_be_presented_and_fits_a_phone(new_page: Callable[..., Page], name: str):
    page = visit(new_page(locale="vi-VN"), ADDRESS[name])
    expect(heading(page)).to_have_text(table(name)["title"]["vi"])
    expect(page.locator(ALIVE.get(name, "h1")).first).to_be_visible(timeout=60_000)
    for scheme in ("light", "dark"):
        expect_scheme(page, scheme)
        assert grave_faults(page) == []
    expect_to_fit(page, PHONE)

    page.set_viewport_size(PROJECTOR)
    button = page.get_by_test_id("stSidebar").get_by_role("button", name=re.compile(table("shell")["presenter"]["vi"]), include_hidden=True)
    button.dispatch_event("click")
    for size in (PROJECTOR, PHONE):
        expect_to_fit(page, size)
        expect(page.locator(".presenter-bar")).to_be_visible()
        expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    assert name in LESSONS or grave_faults(page) == []  # lessons differ in their figures, which were looked at above
    assert page.complaints == []


def test_on_a_phone_the_menu_gives_way(new_page: Callable[..., Page]):
    page = visit(new_page(viewport={"width": 390, "height": 844}, has_touch=True), "/latent?lang=en")
    menu = page.get_by_test_id("stSidebar")

    def open_menu() -> None:
        page.get_by_test_id("stExpandSidebarButton").tap()
        expect(menu).to_have_attribute("data-collapsed", "false")

    expect(page.locator(ALIVE["latent"])).to_be_visible()
    header, content = (page.get_by_test_id(part).bounding_box() for part in ("stHeader", "stMain"))
    assert header["y"] + header["height"] <= content["y"] + 1  # logo, arrow and menu lie on nothing of the page
    open_menu()
    page.touchscreen.tap(380, 500)  # beside it
    expect(menu).to_have_attribute("data-collapsed", "true")
    open_menu()
    menu.get_by_role("link", name=table("navigation")["fid"]["en"]).tap()
    expect(heading(page)).to_have_text(table("fid")["title"]["en"])
    expect(menu).to_have_attribute("data-collapsed", "true")


@pytest.mark.parametrize(("spoken", "other"), [("vi", "en"), ("en", "vi")])
def test_broken_links_are_named(new_page: Callable[..., Page], spoken: str, other: str):
    page = visit(new_page(locale=spoken), "/no-such-page?lang=xx")
    language, missing = (
        text.split("{")[0] for text in (table("shell")["unknown_language"][spoken], table("shell")["unknown_page"][spoken])
    )
    expect(page.get_by_text(language)).to_contain_text("xx")
    expect(page.get_by_text(missing)).to_contain_text("no-such-page")
    expect(page).to_have_url(re.compile(rf"lang={spoken}"))
    page.get_by_role("button", name=LANGUAGES[other]).click()
    expect(heading(page)).to_have_text(table("start")["title"][other])
    expect(page.get_by_text("xx", exact=False)).to_have_count(0)


def test_start_page_fits_a_projector_and_is_alive(page: Page):
    visit(page, "/?lang=vi")
    expect(wall(page).locator("a.fresh")).to_have_count(30, timeout=60_000)
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollHeight - main.clientHeight") <= 0
    contrast = """links => links.map(link => {
        const canvas = link.querySelector('canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const red = data.filter((_, index) => index % 4 === 0);
        return Math.max(...red) - Math.min(...red);
    })"""
    assert min(wall(page).locator("a").evaluate_all(contrast)) > 50  # every one is a picture, none is blank

    addresses = "links => links.map(link => link.href).join()"
    before = wall(page).locator("a").evaluate_all(addresses)
    page.wait_for_function(
        "([host, before]) => [...host.querySelectorAll('a')].map(link => link.href).join() !== before",
        arg=[wall(page).element_handle(), before],
    )


def test_start_page_can_be_paused(page: Page):
    visit(page, "/?lang=en")
    pause = wall(page).get_by_role("button", name="Pause")
    pause.click()
    expect(wall(page).get_by_role("button", name="Play")).to_be_visible()


def test_start_page_stands_still_where_motion_is_not_wanted(new_page: Callable[..., Page]):
    page = visit(new_page(reduced_motion="reduce"), "/?lang=en")
    expect(wall(page).get_by_role("button", name="Play")).to_be_visible(timeout=60_000)


def test_a_picture_leads_to_its_class_and_seed(page: Page):
    visit(page, "/?lang=vi")
    picture = wall(page).get_by_role("link", name="Túi xách").first
    expect(picture).to_be_visible(timeout=60_000)
    wall(page).get_by_role("button", name="Tạm dừng").click()
    seed = re.search(r"seed=(\d+)", picture.get_attribute("href")).group(1)
    picture.click()
    expect(heading(page)).to_have_text(table("latent")["title"]["vi"])
    expect(page).to_have_url(re.compile(rf"/latent\?.*label=8&seed={seed}"))
    expect(page).to_have_url(re.compile("lang=vi"))
    expect(page.get_by_test_id("latent-picture")).to_have_attribute("data-query", f"model=cgan-small-fashion-mnist&label=8&seed={seed}")


def test_a_card_leads_to_its_page(page: Page):
    visit(page, "/?lang=en")
    page.get_by_test_id("stMain").get_by_role("link", name="Watch G and D fight").click()
    expect(heading(page)).to_have_text(table("train")["title"]["en"])
    expect(page.locator(ALIVE["train"]).first).to_be_visible(timeout=60_000)
    expect(page).to_have_url(re.compile(r"/train\?"))
