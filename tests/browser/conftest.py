"""The real app on a free port, and a real Chromium to visit it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
START_SECONDS = 120
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


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def healthy(url: str) -> bool:
    try:
        with urlopen(f"{url}/_stcore/health", timeout=5) as answer:
            return answer.read() == b"ok"
    except (URLError, OSError):
        return False


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of `streamlit run app.py`; nothing may have failed in it by the end."""
    port = free_port()
    url = f"http://localhost:{port}"
    folder = tmp_path_factory.mktemp("server")
    log = folder / "log.txt"
    settings = {"GAN_RUNS_DIR": str(folder / "runs"), "GAN_PRESENTER_PIN": PRESENTER_PIN}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.headless", "true"]
    with (
        log.open("w") as output,
        subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, env=os.environ | settings) as process,
    ):
        try:
            deadline = monotonic() + START_SECONDS
            while not healthy(url):
                assert process.poll() is None, log.read_text()
                assert monotonic() < deadline, log.read_text()
                try:
                    process.wait(0.05)
                except subprocess.TimeoutExpired:
                    continue
            yield url
        finally:
            process.terminate()
    assert "Traceback" not in log.read_text(), log.read_text()


@pytest.fixture(scope="session")
def presenter_pin() -> str:
    """Takes over the controls of any training."""
    return PRESENTER_PIN


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, or Playwright's own. One a module: its event loop must not outlive the browser tests."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Opens a fresh visitor's page; options are those of Playwright's `new_context`. What it complains of is in `page.complaints`."""
    contexts = []

    def open_page(**options: object) -> Page:
        context = browser.new_context(base_url=server, **{"viewport": {"width": 1280, "height": 720}, "locale": "en-GB"} | options)
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A visitor with an English browser at a projector."""
    return new_page()
