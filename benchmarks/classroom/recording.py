"""What a real browser with an empty cache asks for on every page, so that a crowd can ask for the same."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Request

from benchmarks.classroom.visitor import Recording

QUIET = 1500  # milliseconds without a new question after which a page has all it wants at first
TIMEOUT_MILLISECONDS = 20_000
# what visitors ask by themselves while they look (benchmarks/classroom/visitor.py)
OWN = re.compile(r"/api/latent/sheet\?seed=|/api/runs/|/_stcore/stream")


def record(browser: Browser, url: str, pages: list[str]) -> Recording:
    """{page: {"before" | "after" the script's run: addresses below the root}}; the page's own HTML is left out."""
    return {page: _visit(browser, url, page) for page in pages}


def _visit(browser: Browser, url: str, name: str) -> dict[str, list[str]]:
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="vi-VN")
    page = context.new_page()
    asked: dict[str, list[str]] = {"before": [], "after": []}
    part = "before"

    def note(request: Request) -> None:
        nonlocal part
        address = urlsplit(request.url)
        path = address.path + (f"?{address.query}" if address.query else "")
        if request.url.startswith(url) and address.path != f"/{name}" and not OWN.search(path):
            asked[part].append(path)
            if path == "/_stcore/host-config":  # asked with the socket
                part = "after"

    page.on("request", note)
    page.goto(f"{url}/{name}")
    page.get_by_role("heading", level=1).first.wait_for(timeout=TIMEOUT_MILLISECONDS)
    seen = -1
    while seen != len(asked["after"]):
        seen = len(asked["after"])
        page.wait_for_timeout(QUIET)
    context.close()
    return asked
