"""A frozen run: opened from a disk, without any network, its curves and its film work."""

from __future__ import annotations

import pytest
from accessibility import faults
from playwright.sync_api import expect

from gan_core.frozen import freeze
from gan_core.paths import CHECKPOINTS
from gan_core.training.run_directory import RunDirectory


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The page of a recorded run."""
    path = tmp_path_factory.mktemp("frozen") / "run.html"
    path.write_bytes(freeze(RunDirectory(CHECKPOINTS / "failure-partial-collapse")))
    return path.as_uri()


def opened(browser, place: str, **options):
    page = browser.new_context(offline=True, **options).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda message: pytest.fail(message.text))
    page.goto(place)
    page.locator(".plot .main-svg").first.wait_for()
    return page, asked


def test_curves_and_film_work_without_a_network(browser, place):
    page, asked = opened(browser, f"{place}?lang=vi", viewport={"width": 1280, "height": 1800})
    expect(page.get_by_role("heading", level=1)).to_have_text("Lượt huấn luyện Sụp đổ một phần (mode collapse)")
    film = page.locator(".film")
    expect(film.locator("output")).to_have_text("Bước 900")
    newest = film.locator("img").get_attribute("src")
    film.get_by_role("slider").fill("0")
    expect(film.locator("output")).to_have_text("Bước 0")
    assert film.locator("img").get_attribute("src") != newest
    assert film.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 100

    box = page.locator(".plot").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 220)
    expect(page.locator(".hoverlayer .hovertext")).not_to_have_count(0)
    expect(film.locator("output")).not_to_have_text("Bước 0")  # the samples of that moment

    page.get_by_role("button", name="English").click()
    expect(film.get_by_role("heading")).to_have_text("Film: the same noise z through the training")
    expect(page.locator(".verdicts tbody tr").last).to_contain_text("Partial mode collapse")
    film.get_by_role("slider").fill("0")
    film.get_by_role("button", name="Play").click()
    expect(film.locator("output")).not_to_have_text("Step 0")
    film.get_by_role("button", name="Pause").click()
    assert faults(page) == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    page.context.close()


def test_it_fits_a_phone_in_the_dark(browser, place):
    page, _ = opened(browser, place, viewport={"width": 390, "height": 844}, color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert faults(page) == []
    page.context.close()
