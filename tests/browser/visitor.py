"""A visitor's browser: its context, and what its pages complain of."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, Page


def new_context(browser: Browser, server: str, options: dict[str, object]) -> BrowserContext:
    """A visitor; options are those of Playwright's `new_context`."""
    context = browser.new_context(base_url=server, **{"viewport": {"width": 1280, "height": 720}, "locale": "en-GB"} | options)
    context.set_default_timeout(60_000)
    return context


def listened_to(page: Page) -> Page:
    """What it complains of is in `page.complaints`."""
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(error.stack or str(error)))
    return page
