"""Own pictures become a generator: bring them, look, train, slide, score, take home, freeze, and open that page with the network cut."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from accessibility import GRAVE, faults
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from visitor import listened_to

from web.ui.text import table

IMAGES = 17  # of a class: together as many as a score needs
COLOURS = {"Cá": (40, 170, 120), "Chó": (60, 90, 200), "Mèo": (220, 120, 40)}
STEPS = 12
TIMEOUT_MILLISECONDS = 120_000  # a busy machine: files come one by one, torch is warmed up, a training begins
CHANNELS = 4
DESKTOP = {"viewport": {"width": 1280, "height": 720}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "color_scheme": "dark"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures in a folder a class, and what is none."""
    folder = tmp_path_factory.mktemp("brought") / "Thú nuôi"
    random = np.random.default_rng(0)
    for name, colour in COLOURS.items():
        (folder / name).mkdir(parents=True)
        for index in range(IMAGES):
            pixels = random.normal(colour, 20, (40, 40 + index % 2, 3)).clip(0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{index:02}.png")
    (folder / "Chó" / "broken.png").write_bytes(b"no picture")
    return folder


def zipped(folder: Path) -> dict[str, str | bytes]:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path in sorted(folder.rglob("*.png")):
            archive.write(path, path.relative_to(folder))
    return {"name": f"{folder.name}.zip", "mimeType": "application/zip", "buffer": content.getvalue()}


@pytest.mark.parametrize(("language", "way", "options"), [("vi", "folder", DESKTOP), ("en", "files", PHONE)])
def test_from_pictures_to_a_frozen_page(new_page: Callable[..., Page], browser: Browser, folder: Path, language: str, way: str, options):
    page = new_page(**options)
    bring_and_look(page, language, way, folder)
    train(page, language)
    name = re.search(r"run=([\w-]+)", page.url)[1]
    taken = take_home(page, name)
    slide(page, name)
    score(page, name, language)
    assert page.complaints == []
    open_without_network(browser, taken, language, options)


def bring_and_look(page: Page, language: str, way: str, folder: Path) -> None:
    words = {name: text[language] for name, text in table("train").items()}
    page.goto(f"/train?lang={language}")
    page.get_by_role("button", name=words["recipe_own_open"]).click()
    page.get_by_text(words[f"bring_{way}"], exact=True).click()
    entry = "input[webkitdirectory]" if way == "folder" else "input:not([webkitdirectory])"
    files = page.get_by_test_id("stFileUploader").locator(entry).first
    files.set_input_files(folder if way == "folder" else zipped(folder))
    for name in COLOURS:
        expect(page.get_by_text(re.compile(f"^{name} · {IMAGES} "))).to_be_visible(timeout=TIMEOUT_MILLISECONDS)
    page.get_by_text(words["left_out"].format(files=1)).click()
    expect(page.get_by_test_id("stExpander").get_by_text(re.compile(r"broken\.png"))).to_be_visible()


def train(page: Page, language: str) -> None:
    words = {name: text[language] for name, text in table("train").items()}
    page.get_by_text(words["details"]).click()
    set_number(page, table("settings")["max_steps"][language], STEPS)
    expect(page.get_by_text(words["few_steps"].format(steps=STEPS, expected=500))).to_be_visible()
    set_number(page, table("settings")["base_channels"][language], CHANNELS)
    page.get_by_role("button", name=words["start"]).click()
    expect(page.get_by_test_id("live-step")).to_have_attribute("data-step", str(STEPS), timeout=TIMEOUT_MILLISECONDS)
    expect(page.get_by_test_id("live-state")).to_have_attribute("data-state", "finished")
    expect(page.get_by_test_id("live-state")).to_be_in_viewport()
    expect(page.locator("#run option:checked")).to_contain_text("Thú nuôi")
    assert faults(page, GRAVE) == []


def set_number(page: Page, label: str, value: int) -> None:
    field = page.get_by_role("spinbutton", name=label, exact=True)
    field.fill(str(value))
    field.press("Enter")


def take_home(page: Page, name: str) -> Path:
    """Every file of the run; the frozen page."""
    page.locator("[aria-controls=drawer-download]").click()
    for kind, file in {
        "weights": f"step-{STEPS:08d}.safetensors",
        "samples": "samples.zip",
        "numbers": "numbers.csv",
        "run": "run.zip",
    }.items():
        with page.expect_download() as download:
            page.locator(f"#drawer-download a[href$='/{kind}']").click()
        assert download.value.suggested_filename == f"{name}-{file}"
    with page.expect_download() as download:
        page.locator("[data-next=freeze]").click()
    place = Path(download.value.path())
    return place.rename(place.with_name(download.value.suggested_filename))


def slide(page: Page, name: str) -> None:
    page.locator("[data-next=slide]").click()
    page.wait_for_url(re.compile(f"/latent.*model={name}"))
    picture = page.get_by_test_id("latent-picture")
    expect(picture).to_have_attribute("data-painter", "browser", timeout=60_000)
    page.get_by_role("slider").first.press("End")
    expect(picture).to_have_attribute("data-query", re.compile("components="))
    page.go_back()


def score(page: Page, name: str, language: str) -> None:
    page.locator("[data-next=score]").click()
    page.wait_for_url(re.compile(f"/evaluation.*models={name}"))
    page.goto(f"{page.url}&n=50")
    page.locator("[data-action=start]").click()
    expect(page.locator("tr.fresh").first).to_be_visible(timeout=TIMEOUT_MILLISECONDS)


def open_without_network(browser: Browser, place: Path, language: str, options) -> None:
    """From the disk: curves, film, both languages."""
    page = listened_to(browser.new_context(offline=True, **options).new_page())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{place.as_uri()}?lang={language}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thú nuôi")
    expect(page.locator(".plot .main-svg").first).to_be_visible()
    film = page.locator(".film")
    expect(film.locator("output")).to_have_text(re.compile(f" {STEPS}$"))
    film.get_by_role("slider").fill("0")
    expect(film.locator("output")).to_have_text(re.compile(" 0$"))
    box = page.locator(".plot").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 220)
    expect(film.locator("output")).not_to_have_text(re.compile(" 0$"))  # the samples of that moment
    page.get_by_role("button", name="English" if language == "vi" else "Tiếng Việt").click()
    film.get_by_role("slider").fill("0")
    film.get_by_role("button", name="Play" if language == "vi" else "Chạy").click()
    expect(film.locator("output")).not_to_have_text(re.compile(" 0$"))
    assert film.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(page) == []
    assert page.complaints == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    page.context.close()
