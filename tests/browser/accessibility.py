"""What axe finds wrong with a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")


def faults(page: Page, impacts: tuple[str, ...] = ()) -> list[tuple[str, list[str]]]:
    """Rule and elements of every fault, or of those of some impacts. What is right is not described: that takes most of axe's time."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found if not impacts or one["impact"] in impacts]
