"""The real app on a free port, and a real Chromium to visit it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from started import started
from visitor import listened_to, new_context

from benchmarks.browser import chromium, free_port

PRESENTER_PIN = "24681012"
expect.set_options(timeout=30_000)  # the machine may be busy; what is there already is not waited for
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app."""
    port, folder = free_port(), tmp_path_factory.mktemp("server")
    url = f"http://localhost:{port}"
    command = [sys.executable, "-m", "gan_core", "serve", "--port", str(port)]
    environment = {"GAN_RUNS_DIR": str(folder / "runs"), "GAN_PRESENTER_PIN": PRESENTER_PIN}
    with started(command, f"{url}/_stcore/health", folder / "log.txt", environment):
        yield url


@pytest.fixture(scope="session")
def presenter_pin() -> str:
    """Takes over the controls of any training."""
    return PRESENTER_PIN


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, or Playwright's own. One a module: its event loop must not outlive the browser tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Opens a fresh visitor's page."""
    contexts = []

    def open_page(**options: object) -> Page:
        contexts.append(new_context(browser, server, options))
        return listened_to(contexts[-1].new_page())

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def visitors(browser: Browser, server: str) -> Iterator[dict[str, BrowserContext]]:
    """Those who come again, by their options."""
    visitors: dict[str, BrowserContext] = {}
    yield visitors
    for context in visitors.values():
        context.close()


@pytest.fixture
def next_page(browser: Browser, server: str, visitors: dict[str, BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Opens another page of a visitor who has the app's files already: for what is asked of every page."""
    pages = []

    def open_page(**options: object) -> Page:
        if repr(options) not in visitors:
            visitors[repr(options)] = new_context(browser, server, options)
        pages.append(listened_to(visitors[repr(options)].new_page()))
        return pages[-1]

    yield open_page
    for page in pages:
        page.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A visitor with an English browser at a projector."""
    return new_page()
