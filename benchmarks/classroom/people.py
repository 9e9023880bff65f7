"""A few real browsers in the crowd: what a person at one of them sees."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.bench_first_page import RECORD
from benchmarks.bench_lessons import PRESS
from benchmarks.browser import chromium
from gan_core.translations import table

PRESSES = 4
TIMEOUT_MILLISECONDS = 60_000
FLAGS = ["--no-sandbox", "--disable-gpu"]


class People:
    """Browsers with an empty cache each, in English, all driven by one thread. Seconds by what was waited for are in `seconds`."""

    def __init__(self, url: str, count: int, lessons: list[str]) -> None:
        self.url, self.count, self.lessons = url, count, lessons
        self.seconds: dict[str, list[float]] = {}
        self._pages: list[Page] = []
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="people")

    def start(self) -> None:
        """The browser itself, before anything is measured."""
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        self._pages = [self._browser.new_page(viewport={"width": 1280, "height": 720}, bypass_csp=True) for _ in range(self.count)]

    def open(self) -> None:
        """All open the app at once: to the first heading, and to the first pictures."""
        for page in self._pages:
            page.add_init_script(f"({RECORD})({{'heading': 'h1', 'picture': 'a.fresh'}})")
            page.goto(self.url, wait_until="commit", timeout=TIMEOUT_MILLISECONDS)
        for page in self._pages:
            page.wait_for_function("Object.keys(window.seen).length === 2", timeout=TIMEOUT_MILLISECONDS)
            seen = page.evaluate("window.seen")
            self._note("browser: first heading", seen["heading"])
            self._note("browser: first pictures", seen["picture"])

    def look_around(self) -> None:
        """Each goes to lessons by the side bar and moves their first slider."""
        for name in self.lessons:
            for page in self._pages:
                self._note("browser: page change", _follow(page, name))
                slider = page.locator("[data-testid=lesson-stage] input[type=range]:visible").first.element_handle()
                for turn in range(PRESSES):
                    self._note("browser: slider to figures painted", page.evaluate(PRESS, [slider, "up" if turn % 2 else "down"]))

    def stop(self) -> None:
        """Close everything."""
        self._browser.close()
        self._playwright.stop()

    def _note(self, what: str, milliseconds: Any) -> None:
        self.seconds.setdefault(what, []).append(milliseconds / 1000)


def _follow(page: Page, name: str) -> float:
    """Milliseconds from the click on a link of the side bar to the lesson's figures on the page."""
    began = page.evaluate("performance.now()")
    title = table("navigation")[name]["en"]
    page.get_by_test_id("stSidebar").get_by_role("link", name=title, exact=True).click(timeout=TIMEOUT_MILLISECONDS)
    page.wait_for_url(f"**/{name}**", timeout=TIMEOUT_MILLISECONDS)
    page.locator("[data-testid=lesson-stage][data-shown]").wait_for(timeout=TIMEOUT_MILLISECONDS)
    return page.evaluate("performance.now()") - began
