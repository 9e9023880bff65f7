"""The Latent page in a real Chromium: pictures a second during a drag, and key press to new picture painted.

Starts the app on a free port, opens the page, and measures inside the page with its own clock. Run it on a quiet
machine: browser, server and anything else share the cores, so the load is printed beside the numbers.
"""

from __future__ import annotations

import os
import statistics
import time

from playwright.sync_api import Locator, Page, sync_playwright

from benchmarks.browser import chromium
from benchmarks.servers import app

DRAG_SECONDS = 3
KEY_PRESSES = 100
WANTED = {"pictures / s": 20, "p95 ms": 80}

# Records when each picture is on the canvas and the browser has painted it (the frame after the next one begins).
RECORD = """canvas => {
    window.painted = [];
    new MutationObserver(() => requestAnimationFrame(() => requestAnimationFrame(() => window.painted.push(performance.now()))))
        .observe(canvas, { attributes: true, attributeFilter: ['data-query'] });
}"""
# Presses an arrow key's worth on the slider: from the input event to the painted picture, in milliseconds.
RECORD_KEYS = "slider => { slider.addEventListener('keydown', () => { window.pressed = performance.now() }, true) }"


def drag(page: Page, slider: Locator) -> float:
    """Pictures painted a second while the thumb is dragged to and fro."""
    box = slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    page.evaluate("window.painted.length = 0")
    began, moves = time.perf_counter(), 0
    while time.perf_counter() - began < DRAG_SECONDS:
        moves += 1
        page.mouse.move(box["x"] + box["width"] * (0.1 + 0.8 * abs((moves / 40) % 2 - 1)), middle)
    pictures = page.evaluate("window.painted.length")
    page.mouse.up()
    return pictures / DRAG_SECONDS


def press_keys(page: Page, slider: Locator) -> list[float]:
    """Milliseconds from each key press to its picture painted, sorted."""
    slider.evaluate(RECORD_KEYS)
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_timeout(1000)
    times = []
    for _ in range(KEY_PRESSES):
        before = page.evaluate("window.painted.length")
        page.keyboard.press("ArrowRight")
        page.wait_for_function("before => window.painted.length > before", arg=before, polling=20)
        times.append(page.evaluate("window.painted.at(-1) - window.pressed"))
    return sorted(times)


def main() -> None:
    """Measure and print the table."""
    with app(ready="/api/latent/model") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 720}, bypass_csp=True)
        page.goto(f"{server.url}/latent?lang=en&label=7")
        page.locator(".neighbours .row").wait_for(timeout=180_000)  # everything that loads once has loaded
        page.get_by_test_id("latent-picture").evaluate(RECORD)
        slider = page.get_by_role("slider", name="Direction 1", exact=True)
        rate = drag(page, slider)
        times = press_keys(page, slider)
        latency = page.get_by_test_id("latent-latency").text_content()
        browser.close()
    p95 = times[int(0.95 * len(times))]
    print(f"Latent page, Chromium, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; last answer {latency}")
    print("| measured | value | wanted |")
    print("| --- | --- | --- |")
    print(f"| pictures / s during a drag | {rate:.0f} | >= {WANTED['pictures / s']} |")
    print(f"| key press to picture painted, p50 ms | {statistics.median(times):.0f} | |")
    print(f"| key press to picture painted, p95 ms | {p95:.0f} | <= {WANTED['p95 ms']} |")


if __name__ == "__main__":
    main()
