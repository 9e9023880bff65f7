"""Picture every page in both languages, light and dark, on a projector and a phone: `python -m scripts.screenshots [http://localhost:8501]`.

The app must be running. Pictures go to screenshots/, which git ignores.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from benchmarks.browser import chromium
from web.ui.navigation import HOME, PAGES
from web.ui.text import LANGUAGES

SIZES = {"projector": (1280, 720), "phone": (390, 844)}
SETTLE = 4000  # milliseconds for pictures to arrive and fade in


def main(url: str, folder: Path = Path("screenshots")) -> None:
    """Visit and photograph."""
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for name, language, scheme, (size, (width, height)) in product(PAGES, LANGUAGES, ("light", "dark"), SIZES.items()):
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.goto(f"{url}/{'' if name == HOME else name}?lang={language}")
            expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)
            page.wait_for_timeout(SETTLE)
            page.screenshot(path=folder / f"{name}-{language}-{scheme}-{size}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8501")
