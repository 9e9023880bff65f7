"""A cold server's first visitor: from "the server is up" to the first heading and to the first live picture.

Starts the app afresh for every visit, waits until it says that it is healthy, and opens the start page or Latent in a Chromium that
has nothing of it in its cache, once as fast as the machine is and once at 10 Mbit/s. Run it on a quiet machine: browser and server share
the cores, so the load is printed beside the numbers.

    python -m benchmarks.bench_first_page [--visits N]
"""

from __future__ import annotations

import argparse
import os
import statistics
from itertools import product

from playwright.sync_api import Browser, sync_playwright

from benchmarks.browser import chromium
from benchmarks.servers import app

WANTED = {"heading": 2000, "picture after heading": 1000}
SLOW = {"offline": False, "latency": 20, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}  # milliseconds, bytes a second
PICTURES = {"": "a.fresh", "latent": ".frame canvas"}  # page: what shows the first live picture, and nothing else there

# Milliseconds from the navigation's start to the frame that shows each sign; components have their content in shadow roots.
RECORD = """signs => {
    window.seen = {};
    const find = (root, selector) => root.querySelector(selector)
        ?? [...root.querySelectorAll('*')].filter(one => one.shadowRoot).map(one => find(one.shadowRoot, selector)).find(Boolean);
    const shown = one => one instanceof HTMLCanvasElement
        ? one.getContext('2d').getImageData(0, 0, one.width, one.height).data.some(Boolean) : one?.textContent;
    const look = () => {
        for (const [name, selector] of Object.entries(signs))
            if (!(name in window.seen) && shown(find(document, selector))) window.seen[name] = performance.now();
        if (Object.keys(window.seen).length < Object.keys(signs).length) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""


def visit(browser: Browser, url: str, page_name: str, *, slow: bool) -> dict[str, float]:
    """Milliseconds to the heading and the picture, for a visitor with an empty cache; over a slow network where asked for."""
    signs = {"heading": "h1", "picture": PICTURES[page_name]}
    page = browser.new_page(viewport={"width": 1280, "height": 720}, bypass_csp=True)
    if slow:
        page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.add_init_script(f"({RECORD})({signs!r})")
    page.goto(f"{url}/{page_name}", wait_until="commit")
    page.wait_for_function(f"Object.keys(window.seen).length === {len(signs)}", timeout=120_000)
    seen = page.evaluate("window.seen")
    page.close()
    return seen | {"picture after heading": seen["picture"] - seen["heading"]}


def main(visits: int = 7) -> None:
    """Measure and print the table."""
    started: list[float] = []
    times: dict[tuple[str, bool], list[dict[str, float]]] = {case: [] for case in product(PICTURES, (False, True))}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for _ in range(visits):
            for (page_name, slow), found in times.items():
                with app() as server:
                    started.append(server.milliseconds)
                    found.append(visit(browser, server.url, page_name, slow=slow))
        browser.close()
    print(f"First visit to a cold server, {visits} visits, Chromium, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print("| milliseconds | median | worst | wanted |")
    print("| --- | --- | --- | --- |")
    print(f"| start of the process to healthy | {statistics.median(started):.0f} | {max(started):.0f} | |")
    rows = {"heading": "opening the page to the first heading", "picture after heading": "first heading to the first live picture"}
    for (page_name, slow), found in times.items():
        for name, what in rows.items():
            values = [one[name] for one in found]
            row = f"{page_name or 'start'}: {what}{', 10 Mbit/s' if slow else ''} | {statistics.median(values):.0f} | {max(values):.0f}"
            print(f"| {row} | {'' if slow and name == 'heading' else f'<= {WANTED[name]}'} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visits", type=int, default=7)
    main(parser.parse_args().visits)
