"""The classroom as files: opened from a folder, with the network cut, and from a host that knows nothing but files."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest
from huggingface_hub import SpaceCard
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from visitor import listened_to

from gan_core.paths import ROOT
from web.site.export import NEED_SERVER
from web.ui.navigation import HOME, PAGES
from web.ui.text import LANGUAGES, table

MOST = 40_000_000  # bytes
MOST_FIRST = 1_000_000  # of the first page, with the weights of its generator
ALIVE = {
    "start": "[data-testid=picture-wall] a.fresh",
    "architecture": "[data-testid=architecture-stage][data-logit]",
    "latent": "[data-testid=latent-picture][data-painter=browser]",
    "convolution": "[data-testid=convolution-stage][data-shown]",
    "playground": "[data-testid=playground-a][data-step]",
    "train": "[data-testid=live-stage] .board:not(.waiting) [data-testid=live-samples][data-run]",
}
READ = ("errata", "glossary")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static Space, which is the site with a card. It takes a minute: no other module of the tests makes it."""
    folder = tmp_path_factory.mktemp("site") / "classroom"
    command = [sys.executable, "-m", "scripts.make_space", "static", "--out", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # which refuses files too large for a Space
    return folder


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def host(site: Path) -> Iterator[str]:
    """The site's address below a path of Python's own file server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site.parent))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{site.name}"
        server.shutdown()


@pytest.fixture
def offline(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 720}, locale="en-GB")
    context.set_default_timeout(60_000)
    yield context
    context.close()


def opened(context: BrowserContext, site: Path, name: str, spoken: str = "en", query: str = "") -> tuple[Page, list[str]]:
    """A page from the folder, and the addresses it asked for."""
    page, asked = listened_to(context.new_page()), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{(site / spoken).as_uri()}/{'index' if name == HOME else name}.html{query}")
    return page, asked


def test_it_fits_on_a_stick_and_its_first_page_is_light(site, offline):
    assert SpaceCard.load(site / "README.md").data.to_dict()["sdk"] == "static"
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < MOST
    page, asked = opened(offline, site, HOME)
    expect(page.locator(ALIVE["start"]).first).to_be_visible()
    files = {site / url.removeprefix(site.as_uri() + "/") for url in asked if url.startswith("file:")}
    assert sum(path.stat().st_size for path in files) < MOST_FIRST


@pytest.mark.parametrize(("name", "spoken"), list(zip(PAGES, cycle(LANGUAGES), strict=False)))
def test_every_page_works_without_a_server_and_a_network(site, offline, name, spoken):
    page, asked = opened(offline, site, name, spoken)
    expect(page.get_by_role("heading", level=1)).to_have_text(table(name)["title"][spoken])
    if name in NEED_SERVER:
        expect(page.locator(".note").get_by_role("link")).to_have_attribute("href", "server.html")
    elif name not in READ:
        expect(page.locator(ALIVE.get(name, "[data-testid=lesson-stage][data-shown]")).first).to_be_visible()
    assert page.complaints == []
    assert not [url for url in asked if not url.startswith(("file:", "blob:", "data:"))]


def test_a_host_of_files_shows_it_below_a_path_and_nothing_else_is_asked(site, host, browser):
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="vi-VN")
    page, asked = listened_to(context.new_page()), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{host}/")
    page.wait_for_url(f"{host}/vi/index.html")  # in the browser's language
    expect(page.locator(ALIVE["start"]).first).to_be_visible()
    for name in ("latent", "playground", "train"):
        page.get_by_role("link", name=table("navigation")[name]["vi"], exact=True).first.click()
        expect(page.locator(ALIVE[name]).first).to_be_visible()
    page.get_by_role("link", name=table("site")["start_server"]["vi"], exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trên máy xách tay của giảng viên")
    assert page.complaints == []
    assert not [url for url in asked if not url.startswith((f"{host}/", "blob:", "data:"))]
    context.close()


def test_pictures_of_the_latent_page_are_saved(site, offline, tmp_path):
    page, _ = opened(offline, site, "latent", query="?label=8&seed=5")
    shown = page.locator(ALIVE["latent"])
    expect(shown).to_be_visible()
    saved = {}
    for name in ("PNG", "GIF", "PNG strip"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        saved[name] = Image.open(io.BytesIO(download.value.path().read_bytes()))
    assert [saved[name].size for name in saved] == [(560, 560), (280, 280), (40 * 112, 112)]
    assert saved["GIF"].n_frames == 40
    drawn = shown.evaluate("canvas => [...canvas.getContext('2d').getImageData(0, 0, 28, 28).data].filter((_, place) => place % 4 === 0)")
    assert np.array_equal(np.asarray(saved["PNG"].convert("L"))[10::20, 10::20].ravel(), drawn)
    assert page.complaints == []


def test_a_picture_of_the_wall_leads_to_its_place_and_other_models_draw(site, offline):
    page, _ = opened(offline, site, HOME)
    picture = page.locator(ALIVE["start"]).first
    expect(picture).to_be_visible()
    picture.click()
    page.wait_for_url("**/latent.html?**")
    shown = page.get_by_test_id("latent-picture")
    expect(shown).to_have_attribute("data-painter", "browser")
    before = shown.get_attribute("data-query")
    page.get_by_role("slider").first.press("ArrowRight")
    expect(shown).not_to_have_attribute("data-query", before)
    page.get_by_label("Model").select_option("cgan-mlp-fashion-mnist")
    expect(page.locator("[data-testid=latent-picture][data-query*=cgan-mlp]")).to_be_visible()
    assert page.complaints == []


def test_a_lessons_presets_answer_and_what_needs_the_server_is_said(site, offline):
    page, _ = opened(offline, site, "gradients")
    stage = page.get_by_test_id("lesson-stage")
    expect(stage).to_have_attribute("data-shown", "")
    page.get_by_role("button", name="D is fooled").click()
    expect(stage).not_to_have_attribute("data-shown", "")
    assert page.complaints == []


def test_numbers_of_ones_own_need_the_server(site, offline):
    page, _ = opened(offline, site, "convolution", query="?x=7,7;7,8")
    page.get_by_role("link", name="gan-classroom serve").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("On the lecturer's own laptop")


def test_a_recorded_run_is_replayed(site, offline):
    page, _ = opened(offline, site, "train", query="?run=dcgan-cifar10&at=50")
    samples = page.get_by_test_id("live-samples")
    expect(samples).to_have_attribute("data-step", "50")
    assert page.complaints == []
