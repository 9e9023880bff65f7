"""A journey of each kind below a path of the host: the app itself there, and behind a proxy that takes the path off."""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect
from started import started
from stripping_proxy import stripping_proxy
from visitor import choose, listened_to, new_context

from benchmarks.browser import free_port
from web.presenter.tours import TOURS
from web.ui.text import table

TIMEOUT_MS = 60_000  # a busy machine: data are loaded, torch is warmed up
TOUR = TOURS["five-minutes"]
SHELL, NOTES = table("shell"), table("notes")
MARK = {"X-GAN-Classroom": "1"}
ROUTES = ("direct", "proxy")
SMALL = {"base_channels": 4, "latent_dim": 8, "batch_size": 8, "epochs": 1000, "log_every": 1, "checkpoint_every": 100_000, "ema_decay": 0}


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Addresses of one app: at /gan/ itself, and at /courses/gan/ behind a proxy after which nothing is left of that."""
    port, folder = free_port(), tmp_path_factory.mktemp("server")
    url = f"http://localhost:{port}/gan"
    command = [sys.executable, "-m", "gan_core", "serve", "--port", str(port), "--base-path", "gan"]
    with (
        started(command, f"{url}/_stcore/health", folder / "log.txt", {"GAN_RUNS_DIR": str(folder / "runs")}),
        stripping_proxy(port, "/courses/gan") as proxy,
    ):
        yield {"direct": url, "proxy": proxy}


@pytest.fixture
def base(routes: dict[str, str], request: pytest.FixtureRequest) -> str:
    """The app's address, without the slash at its end: that behind the proxy, where a test does not ask for both."""
    return routes[getattr(request, "param", "proxy")]


@pytest.fixture(scope="module")
def contexts(browser: Browser, routes: dict[str, str]) -> Iterator[dict[str, BrowserContext]]:
    """A visitor for each address, who has the app's files already."""
    contexts = {base: new_context(browser, base, {}) for base in routes.values()}
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.fixture
def visit(base: str, contexts: dict[str, BrowserContext]) -> Iterator[Callable[[str], Page]]:
    """Opens an address below the app's; whatever a page asked for was found, and lay below it too."""
    wrong: list[str] = []
    pages: list[Page] = []

    def check(response: Response) -> None:
        inside = response.url.startswith((f"{base}/", "data:", "blob:"))
        if not inside or response.status >= 400:
            wrong.append(f"{response.status} {response.url}")

    def open_page(path: str) -> Page:
        pages.append(listened_to(contexts[base].new_page()))
        pages[-1].on("response", check)
        pages[-1].on("websocket", lambda socket: wrong.append(socket.url) if urlsplit(base).path not in socket.url else None)
        pages[-1].goto(f"{base}/{path}")
        return pages[-1]

    yield open_page
    complaints = [complaint for page in pages for complaint in page.complaints]
    for page in pages:
        page.close()
    assert (wrong, complaints) == ([], [])


@pytest.mark.parametrize("base", ROUTES, indirect=True)
def test_a_lesson_is_found_by_a_link_and_a_wrong_address_leads_home(visit, base):
    page = visit("nothing/here?lang=en")
    expect(page.get_by_text(SHELL["unknown_page"]["en"].split("{")[0])).to_contain_text("nothing/here")
    assert page.url.startswith(f"{base}/?")
    page.get_by_test_id("stSidebar").get_by_role("link", name=table("navigation")["fid"]["en"]).press("Enter")
    stage = page.get_by_test_id("lesson-stage")
    expect(stage).to_have_attribute("data-shown", re.compile(".*"), timeout=TIMEOUT_MS)
    expect(page).to_have_url(re.compile(f"^{base}/fid"))
    slider = stage.locator("input[type=range]:visible").first
    slider.press("ArrowRight")
    expect(stage).to_have_attribute("data-shown", re.compile(f"{slider.get_attribute('data-control')}="))


def test_latent_slides_and_its_picture_can_be_kept(visit, base):
    page = visit("latent?lang=en&seed=3")
    picture = page.get_by_test_id("latent-picture")
    expect(picture).to_have_attribute("data-painter", "browser", timeout=TIMEOUT_MS)
    page.get_by_role("slider", name="Direction 1", exact=True).press("ArrowRight")
    expect(picture).to_have_attribute("data-query", re.compile("components=0.05"))
    addresses = page.locator("a[download]").evaluate_all("links => links.map(link => link.href).filter(link => link.startsWith('http'))")
    assert addresses
    assert all(page.request.get(address).headers["content-type"].startswith("image/") for address in addresses)
    assert all(address.startswith(f"{base}/") for address in addresses)


def test_the_playground_plays(visit):
    page = visit("playground?lang=en")
    expect(page.get_by_test_id("playground-step")).to_have_attribute("data-step", re.compile(r"\d\d"), timeout=TIMEOUT_MS)


def test_a_training_is_started_watched_and_stopped(visit):
    page = visit("train?lang=en")
    body = {"preset": "cgan-quick", "settings": SMALL}
    name = page.evaluate(
        "async body => (await (await fetch('api/runs', body)).json()).name", {"method": "POST", "headers": MARK, "body": json.dumps(body)}
    )
    watched = visit(f"train?lang=en&run={name}")
    expect(watched.get_by_test_id("live-step")).to_have_attribute("data-step", re.compile(r"[1-9]"), timeout=TIMEOUT_MS)
    watched.get_by_role("button", name="Stop", exact=True).click()
    expect(watched.get_by_test_id("live-state")).to_have_attribute("data-state", "stopped", timeout=TIMEOUT_MS)


def test_uploaded_images_are_trained_on(visit):
    page = visit("train?lang=en")
    words = table("train")
    begin = page.get_by_role("button", name=words["start"]["en"], exact=True)
    begin.wait_for(timeout=TIMEOUT_MS)
    expect(page.get_by_test_id("live-step")).to_have_attribute("data-step", re.compile(r"\d"), timeout=TIMEOUT_MS)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")  # a list that is open stays so
    choose(page, page.get_by_role("combobox", name=words["dataset"]["en"], exact=True), words["dataset_folder"]["en"])
    file = {"name": "pets.zip", "mimeType": "application/zip", "buffer": pets()}
    page.get_by_test_id("stFileUploader").locator("input[type=file]").first.set_input_files(file, timeout=TIMEOUT_MS)
    for name in ("cat", "dog"):
        expect(page.get_by_test_id("stMarkdown").get_by_text(name, exact=True)).to_be_visible(timeout=TIMEOUT_MS)
    started_from = page.url
    begin.click()
    expect(page).not_to_have_url(started_from, timeout=TIMEOUT_MS)  # to the new run's
    expect(page.get_by_test_id("live-step")).to_have_attribute("data-step", re.compile(r"[1-9]"), timeout=TIMEOUT_MS)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_test_id("live-state")).to_have_attribute("data-state", "stopped", timeout=TIMEOUT_MS)


def pets() -> bytes:
    """A zip of two classes with four grey squares each."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for shade, name in ((40, "cat"), (200, "dog")):
            for number in range(4):
                with archive.open(f"{name}/{number}.png", "w") as member:
                    Image.new("L", (28, 28), shade + 5 * number).save(member, "PNG")
    return file.getvalue()


def test_evaluation_shows_pictures_and_exports_its_table(visit):
    page = visit("evaluation?lang=en&view=pictures&seed=5&models=cgan-fashion-mnist")
    expect(page.get_by_test_id("pictures-cgan-fashion-mnist")).to_have_js_property("naturalWidth", 224, timeout=TIMEOUT_MS)
    page.get_by_role("tab").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Markdown").click()
    assert download.value.url.startswith(page.url.partition("evaluation")[0])


@pytest.mark.parametrize("base", ROUTES, indirect=True)
def test_a_tour_is_led_from_the_notes_whose_address_has_the_path(visit, base):
    page = visit("?lang=en")
    page.get_by_test_id("stSidebar").get_by_role("button", name=TOUR.title["en"]).click()
    place = page.locator(".presenter-bar .place")
    expect(place).to_have_text(f"1 / {len(TOUR.stops)}")
    notes_button = page.get_by_role("button", name=SHELL["presenter_notes"]["en"])
    notes_button.click()
    with page.expect_popup() as window:
        page.get_by_role("button", name=SHELL["presenter_notes_window"]["en"]).click()
    notes = window.value
    expect(notes.get_by_role("heading", level=1)).to_have_text(TOUR.stops[0].title["en"])
    assert notes.url.startswith(f"{base}/notes?")
    notes.get_by_role("button", name=NOTES["next"]["en"]).click()
    expect(place).to_have_text(f"2 / {len(TOUR.stops)}")
    expect(page).to_have_url(re.compile(f"^{base}/{TOUR.stops[1].page}\\?"))
    notes.close()
    notes_button.click()
    page.get_by_role("button", name=SHELL["presenter_notes_phone"]["en"]).click()
    address = page.locator(".pairing").get_by_text(f"{urlsplit(base).path}/notes")
    expect(address).to_be_visible()
    expect(page.get_by_alt_text(SHELL["presenter_picture"]["en"])).to_have_js_property("complete", True)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The Gradio demo, which must know the path that browsers see, behind a proxy that takes it off."""
    folder, port = tmp_path_factory.mktemp("gradio"), free_port()
    environment = {"GRADIO_SERVER_PORT": str(port), "GRADIO_TEMP_DIR": str(folder / "gradio"), "GRADIO_ROOT_PATH": "/gan"}
    health = f"http://localhost:{port}/gan/config"
    with started([sys.executable, "gradio_demo.py"], health, folder / "log.txt", environment), stripping_proxy(port) as proxy:
        yield proxy


def test_the_demo_draws_and_speaks_both_languages(new_page, demo):
    wrong = []
    page = new_page(locale="vi-VN")
    page.on("response", lambda answer: wrong.append(answer.url) if answer.status >= 400 and "favicon" not in answer.url else None)
    page.goto(f"{demo}/")
    expect(page).to_have_url(f"{demo}/vi")
    page.get_by_role("link", name="English").click()
    page.get_by_role("radio", name="Bag").press("Space")
    expect(page.get_by_role("img", name="Generated picture: Bag, seed 2")).to_be_visible()
    assert wrong == []
