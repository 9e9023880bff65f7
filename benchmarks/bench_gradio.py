"""The Gradio demo in a real Chromium: from a key press on a slider to the new picture painted."""

from __future__ import annotations

import os
import statistics

from playwright.sync_api import Page, sync_playwright

from benchmarks.browser import chromium
from benchmarks.servers import demo

KEY_PRESSES = 100

# Records when a new sheet of pictures has been painted (the frame after the next one begins); the same sheet again does not count.
RECORD = """() => {
    const sheet = () => document.querySelector('#picture style')?.textContent;
    let last = sheet();
    window.painted = [];
    const look = () => {
        if (!sheet() || sheet() === last) return;
        last = sheet();
        requestAnimationFrame(() => requestAnimationFrame(() => painted.push(performance.now())));
    };
    new MutationObserver(look).observe(document.getElementById('picture'), { subtree: true, childList: true, characterData: true });
    addEventListener('keydown', () => { window.pressed = performance.now() }, true);
}"""


def press_keys(page: Page) -> list[float]:
    """Milliseconds from each key press to its picture painted, sorted."""
    page.evaluate(RECORD)
    page.get_by_role("slider", name="Direction 1 ·").focus()
    times = []
    for number in range(KEY_PRESSES):
        before = page.evaluate("painted.length")
        page.keyboard.press("ArrowRight" if number % 40 < 20 else "ArrowLeft")
        page.wait_for_function("before => painted.length > before", arg=before, polling=10)
        times.append(page.evaluate("painted.at(-1) - pressed"))
    return sorted(times)


def main() -> None:
    """Measure and print the table."""
    with demo() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(f"{server.url}/?lang=en")
        page.get_by_role("slider", name="Direction 1 ·").wait_for(timeout=120_000)
        times = press_keys(page)
        browser.close()
    print(f"Gradio demo, Chromium, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print("| measured | value |")
    print("| --- | --- |")
    print(f"| key press to picture painted, p50 ms | {statistics.median(times):.0f} |")
    print(f"| key press to picture painted, p95 ms | {times[int(0.95 * len(times))]:.0f} |")


if __name__ == "__main__":
    main()
