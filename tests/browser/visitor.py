"""A visitor's browser: its context, and what its pages complain of."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, Locator, Page, TimeoutError

PROJECTOR, PHONE = ({"width": 1280, "height": 720}, {"width": 390, "height": 844})


def new_context(browser: Browser, server: str, options: dict[str, object]) -> BrowserContext:
    """A visitor; options are those of Playwright's `new_context`."""
    context = browser.new_context(base_url=server, **{"viewport": PROJECTOR, "locale": "en-GB"} | options)
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


def expect_scheme(page: Page, scheme: str) -> None:
    """Switch to light or dark and wait until the page is."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(
        """([app, light]) => {
            const [red, green, blue] = getComputedStyle(app).backgroundColor.match(/\\d+/g).map(Number);
            return (red + green + blue > 600) === light;
        }""",
        arg=[page.get_by_test_id("stApp").element_handle(), scheme == "light"],
    )


def expect_to_fit(page: Page, size: dict[str, int]) -> None:
    """Nothing needs sideways scrolling at this size."""
    page.set_viewport_size(size)
    page.wait_for_function(
        """([main, width]) => innerWidth === width
            && document.documentElement.scrollWidth <= width && main.scrollWidth <= main.clientWidth""",
        arg=[page.get_by_test_id("stMain").element_handle(), size["width"]],
    )


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
