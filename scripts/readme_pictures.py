"""Take the pictures of README.md in Chromium: `python -m scripts.readme_pictures [http://localhost:8501]`.

The app must be running. docs/images/{latent,playground,train,divergences}-en.png, the animation of each as .gif, all of them as tour.gif,
and pages/NAME.webp: every page, small.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image, ImageColor
from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks.browser import chromium
from gan_core.figures.palette import ROLES
from gan_core.paths import ROOT
from web.ui.navigation import HOME, PAGES

IMAGES = ROOT / "docs" / "images"
WIDTH, HEIGHT, SHRUNK, THUMBNAIL = 1280, 720, (720, 405), (320, 180)
MILLISECONDS, LAST_MILLISECONDS, COLOURS = 200, 1500, 64
SETTLE = 3000  # milliseconds for pictures to arrive and fade in


def latent(page: Page) -> Iterator[None]:
    """A slider moves a sneaker along its first direction."""
    slider = page.get_by_role("slider", name="Direction 1", exact=True)
    slider.focus()
    for key in ["ArrowRight"] * 5 + ["ArrowLeft"] * 11:
        for _ in range(3):
            slider.press(key)
        yield


def playground(page: Page) -> Iterator[None]:
    """G learns a ring of eight modes."""
    page.locator("[data-action=again]").click()
    for _ in range(13):
        page.wait_for_timeout(300)
        yield


def train(page: Page) -> Iterator[None]:
    """The recorded samples of a training, from noise to pictures."""
    line = page.get_by_test_id("live-timeline")
    line.press("Home")
    for _ in range(12):
        yield
        for _ in range(2):
            line.press("ArrowRight")
    line.press("End")
    page.wait_for_timeout(SETTLE)
    yield


def divergences(page: Page) -> Iterator[None]:
    """Two densities are pulled apart."""
    slider = page.locator("#control-distance")
    slider.focus()
    for key in ["ArrowRight"] * 12:
        for _ in range(5):
            slider.press(key)
        yield


SCENES: dict[str, tuple[str, Callable[[Page], Iterator[None]]]] = {
    "latent": ("latent?lang=en&label=7&seed=12", latent),
    "playground": ("playground?lang=en&preset=ring", playground),
    "train": ("train?lang=en&run=dcgan-cifar10", train),
    "divergences": ("divergences?lang=en", divergences),
}


def take(page: Page) -> Image.Image:
    """What is on the screen."""
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def indexed(frames: list[Image.Image]) -> list[Image.Image]:
    """A scene in few colours: those of its last frame and the palette's, which lines and dots are too small to keep."""
    last = frames[-1]
    roles = Image.new("RGB", last.size)
    roles.putdata([ImageColor.getrgb(colour) for colour in set(ROLES.values())] * (last.width * last.height // len(set(ROLES.values()))))
    both = Image.new("RGB", (last.width, 2 * last.height))
    both.paste(last, (0, 0))
    both.paste(roles, (0, last.height))
    few = both.quantize(COLOURS, dither=Image.Dither.NONE)
    return [frame.quantize(palette=few, dither=Image.Dither.NONE) for frame in frames]


def main(url: str) -> None:
    """Visit, play and photograph."""
    shown: list[Image.Image] = []
    times: list[int] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for name, (address, play) in SCENES.items():
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
            page.goto(f"{url}/{address}&present=1")
            expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)
            page.wait_for_timeout(SETTLE)
            frames = [take(page).resize(SHRUNK, Image.Resampling.LANCZOS) for _ in play(page)]
            times += [*[MILLISECONDS] * (len(frames) - 1), LAST_MILLISECONDS]
            scene = indexed(frames)
            save_animation(IMAGES / f"{name}.gif", scene, times[-len(scene) :])
            shown += scene
            take(page).quantize(256, dither=Image.Dither.NONE).save(IMAGES / f"{name}-en.png", optimize=True)
            page.close()
        thumbnails(browser, url)
        browser.close()
    save_animation(IMAGES / "tour.gif", shown, times)


def save_animation(path: Path, frames: list[Image.Image], milliseconds: list[int]) -> None:
    """For ever."""
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=milliseconds, loop=0, optimize=False)


def thumbnails(browser: Browser, url: str) -> None:
    """Every page as it opens."""
    (IMAGES / "pages").mkdir(exist_ok=True)
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
    for name in PAGES:
        page.goto(f"{url}/{'' if name == HOME else name}?lang=en")
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)
        page.wait_for_timeout(2 * SETTLE)
        take(page).resize(THUMBNAIL, Image.Resampling.LANCZOS).save(IMAGES / "pages" / f"{name}.webp", quality=70, method=6)
    page.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8501")
