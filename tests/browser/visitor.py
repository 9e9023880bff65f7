"""A visitor's browser: its context, and what its pages complain of."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, Locator, Page, TimeoutError


def new_context(browser: Browser, server: str, options: dict[str, object]) -> BrowserContext:
    """A visitor; options are those of Playwright's `new_context`."""
    context = browser.new_context(base_url=server, **{"viewport": {"width": 1280, "height": 720}, "locale": "en-GB"} | options)
    context.set_default_timeout(60_000)
    return context


def forget(context: BrowserContext, server: str) -> None:
    """Close its pages and delete what they stored; the cache of the app's files stays."""
    for page in context.pages:
        page.close()
    context.clear_cookies()
    blank = context.new_page()
    context.new_cdp_session(blank).send("Storage.clearDataForOrigin", {"origin": server, "storageTypes": "local_storage,indexeddb"})
    blank.close()


def listened_to(page: Page) -> Page:
    """What it complains of is in `page.complaints`."""
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(error.stack or str(error)))
    return page


def choose(page: Page, box: Locator, option: str) -> None:
    """Open a Streamlit list and take one of its options; a script run that ends meanwhile closes the list, so it is opened again."""
    for left in reversed(range(6)):
        box.click()
        try:
            return page.get_by_role("option", name=option).click(timeout=10_000)
        except TimeoutError:
            if not left:
                raise
            page.keyboard.press("Escape")
    return None
