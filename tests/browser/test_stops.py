"""Every stop of the tours at three projectors: nothing of its stage is cut, and a lesson's figures have most of the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from web.lessons import LESSONS
from web.presenter.tours import TOURS, Tour
from web.ui.text import table

SIZES = ((1280, 720), (1024, 768), (1920, 1080))
# page: what is there once its stage is drawn; a lesson's figures
DRAWN = {
    "start": ".grid",
    "latent": ".frame",
    "architecture": ".diagram",
    "playground": ".plane",
    "train": ".sheet",
    "convolution": ".trace",
    "evaluation": "table",
    "real_or_fake": "[role=tabpanel]",
} | dict.fromkeys(LESSONS, ".panels .chart")
FIGURES = 0.6  # of the screen's area, figures with their legends

MEASURE = Path(__file__).with_name("stage_boxes.js").read_text(encoding="utf-8").partition("\n")[2]
READY = """(drawn) => {
  const roots = [...document.querySelectorAll("*")].flatMap((one) => one.shadowRoot ?? []);
  const hosts = roots.flatMap((root) => [...root.querySelectorAll(".stage, .wall")]);
  return hosts.some((host) => host.querySelector(drawn)) && !hosts.some((host) => host.querySelector(".waiting, .stale, .shown.slow"));
}"""


@pytest.fixture(scope="module")
def shown() -> set[str]:
    """States that another tour has shown already."""
    return set()


@pytest.mark.parametrize("tour", TOURS.values(), ids=TOURS)
def test_nothing_of_a_stop_is_cut(page: Page, tour, shown: set[str], tmp_path: Path):
    page.goto(f"/?lang=vi&tour={tour.name}&stop=1")
    at_stop(page, tour, 1)
    wrong: list[str] = []
    for number, stop in enumerate(tour.stops, 1):
        state = f"{stop.page} {stop.query}"
        if state in shown or (stop.page == "errata" and "item" not in stop.query):  # a list that is read scrolls
            continue
        shown.add(state)
        page.keyboard.press("o")
        page.get_by_role("dialog").get_by_role("listitem").nth(number - 1).get_by_role("button").click()
        at_stop(page, tour, number)
        if stop.page in DRAWN:
            page.wait_for_function(READY, arg=DRAWN[stop.page])
        wrong += [f"stop {number} ({stop.page}) {answer}" for answer in cut_at_any_size(page, stop.page, tmp_path / f"{number}")]
    assert wrong == [], f"photographs in {tmp_path}"


def test_figures_of_lessons_that_are_no_stop_have_most_of_the_screen_too(page: Page, tmp_path: Path):
    stops = {stop.page for tour in TOURS.values() for stop in tour.stops}
    wrong: list[str] = []
    for name in LESSONS:
        if name not in stops:
            page.goto(f"/{name}?lang=vi&present=1")
            page.wait_for_function(READY, arg=DRAWN[name])
            wrong += cut_at_any_size(page, name, tmp_path / name)
    assert wrong == [], f"photographs in {tmp_path}"


def at_stop(page: Page, tour: Tour, number: int) -> None:
    """Its title is on the screen, its place in the bar, and its page is open."""
    stop = tour.stops[number - 1]
    expect(page.locator(".presenter-bar .place")).to_have_text(f"{number} / {len(tour.stops)}")
    expect(page.locator(".presenter-bar .stop-title")).to_have_text(stop.title["vi"])
    expect(page.get_by_role("heading", level=1)).to_have_text(table(stop.page)["title"]["vi"])


def cut_at_any_size(page: Page, name: str, photograph: Path) -> list[str]:
    """What is wrong, in words; a photograph is taken of a size at which something is."""
    wrong = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        found = page.evaluate(MEASURE)
        faults = []
        if found["beyond"] or found["cut"]:
            faults.append(f"beyond the screen {found['beyond'][:4]}, cut {found['cut'][:4]}")
        if name in LESSONS and width >= 1280 and found["figures"] < FIGURES:
            faults.append(f"figures take {found['figures']:.0%}")
        if faults:
            page.screenshot(path=f"{photograph}-{width}.png")
            wrong += [f"at {width}x{height}: {fault}" for fault in faults]
    page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
    return wrong
