"""The classroom as files: opened from a folder, with the network cut."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from visitor import listened_to

from gan_core.paths import ROOT
from web.site.export import NEED_SERVER
from web.ui.navigation import HOME, PAGES
from web.ui.text import LANGUAGES, table

MOST = 40_000_000  # bytes
MOST_FIRST = 1_000_000  # of the first page, without the weights of its generator
MOST_FILE = 10_000_000  # that a Space takes
ALIVE = {
    "start": "[data-testid=picture-wall] a.fresh",
    "latent": "[data-testid=latent-picture][data-painter=browser]",
    "convolution": "[data-testid=convolution-stage][data-shown]",
    "playground": "[data-testid=playground-a][data-step]",
    "train": "[data-testid=live-stage] .board:not(.waiting) [data-testid=live-samples][data-run]",
}
READ = ("errata", "glossary")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "classroom"
    subprocess.run([sys.executable, "-m", "gan_core", "export-site", "--out", str(folder)], cwd=ROOT, check=True, capture_output=True)
    return folder


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
    sizes = {path: path.stat().st_size for path in site.rglob("*") if path.is_file()}
    assert sum(sizes.values()) < MOST
    assert max(sizes.values()) < MOST_FILE
    page, asked = opened(offline, site, HOME)
    expect(page.locator(ALIVE["start"]).first).to_be_visible()
    files = {site / url.removeprefix(site.as_uri() + "/") for url in asked if url.startswith("file:")}
    assert sum(path.stat().st_size for path in files if not path.name.startswith("network-")) < MOST_FIRST


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_works_without_a_server_and_a_network(site, offline, name, spoken):
    page, asked = opened(offline, site, name, spoken)
    expect(page.get_by_role("heading", level=1)).to_have_text(table(name)["title"][spoken])
    if name in NEED_SERVER:
        expect(page.locator(".note")).to_contain_text("gan-classroom serve")
    elif name not in READ:
        expect(page.locator(ALIVE.get(name, "[data-testid=lesson-stage][data-shown]")).first).to_be_visible()
    assert page.complaints == []
    assert not [url for url in asked if not url.startswith(("file:", "blob:", "data:"))]


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
    expect(page.get_by_text("gan-classroom serve").first).to_be_visible()


def test_a_recorded_run_is_replayed(site, offline):
    page, _ = opened(offline, site, "train", query="?run=dcgan-cifar10&at=50")
    samples = page.get_by_test_id("live-samples")
    expect(samples).to_have_attribute("data-step", "50")
    assert page.complaints == []
