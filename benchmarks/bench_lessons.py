"""How long the theory's figures take to follow a slider: from a key press to all figures painted, in a real Chromium.

Every lesson with its first tab; the first slider is moved to and fro by keys, each press after the last one is painted. A press to a value
seen before is answered from the browser's cache, so every press goes to a new one. Run it on a quiet machine: the load is printed.
"""

from __future__ import annotations

import os
import statistics

from playwright.sync_api import Page, sync_playwright

from benchmarks.browser import chromium
from benchmarks.servers import app
from web.lessons import LESSONS

PRESSES = 30
WANTED = 200

# Resolves with the milliseconds from now until the figures of the new value are drawn and the frame after that has begun.
PRESS = """([slider, key]) => new Promise(resolve => {
    const host = slider.getRootNode().querySelector(".stage"), began = performance.now();
    const watch = new MutationObserver(() => {
        if (host.dataset.shown !== host.dataset.asked) return;
        watch.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - began)));
    });
    watch.observe(host, {attributes: true, attributeFilter: ["data-shown"]});
    const step = Number(slider.step) || 1, value = Number(slider.value) + (key === "up" ? step : -step);
    slider.value = value;
    slider.dispatchEvent(new Event("input", {bubbles: true}));
})"""


def measure(page: Page, url: str, name: str) -> list[float]:
    """Sorted milliseconds of each move of the first slider that changes the figures."""
    page.goto(f"{url}/{name}?lang=en")
    page.locator("[data-testid=lesson-stage][data-shown]").wait_for(timeout=180_000)
    page.wait_for_timeout(1000)  # what loads once has loaded
    slider = page.locator("[data-testid=lesson-stage] input[type=range]:visible").first.element_handle()
    low, high, now = (float(slider.get_attribute("min")), float(slider.get_attribute("max")), float(slider.evaluate("it => it.value")))
    key = "up" if high - now > now - low else "down"
    return sorted(page.evaluate(PRESS, [slider, key]) for _ in range(PRESSES))


def main() -> None:
    with app() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        print(f"Lessons, Chromium, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; wanted: at most {WANTED} ms")
        print("| lesson | slider to figures painted, p50 ms | p95 ms |")
        print("| --- | --- | --- |")
        for name in LESSONS:
            times = measure(page, server.url, name)
            print(f"| {name} | {statistics.median(times):.0f} | {times[int(0.95 * len(times))]:.0f} |", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
