"""The real app on a free port, and a real Chromium to visit it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import chain

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from started import started
from visitor import forget, listened_to, new_context

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


@pytest.fixture(scope="module")
def visitors(browser: Browser, server: str) -> Iterator[dict[str, list[BrowserContext]]]:
    """Contexts that no test uses now, by their options. Their caches have the app's files, which is most of what a first visit costs."""
    visitors: dict[str, list[BrowserContext]] = {}
    yield visitors
    for context in chain.from_iterable(visitors.values()):
        context.close()


@pytest.fixture
def new_page(browser: Browser, server: str, visitors: dict[str, list[BrowserContext]]) -> Iterator[Callable[..., Page]]:
    """Opens the page of a visitor who has stored nothing yet; options are those of Playwright's `new_context`."""
    used: list[tuple[str, BrowserContext]] = []

    def open_page(**options: object) -> Page:
        free = visitors.setdefault(repr(options), [])
        used.append((repr(options), free.pop() if free else new_context(browser, server, options)))
        return listened_to(used[-1][1].new_page())

    yield open_page
    for options, context in used:
        forget(context, server)
        visitors[options].append(context)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A visitor with an English browser at a projector."""
    return new_page()
