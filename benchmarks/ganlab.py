"""GAN Lab (github.com/poloclub/ganlab) in headless Chromium: how many iterations a second its own loop makes.

Needs the page as its authors publish it, in a folder outside this repository; docs/playground.md has the commands. What the page
asks of other hosts is answered from that folder's node_modules, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Playwright, Route

from benchmarks.browser import chromium

BATCH = 150  # a constant of it
SETTLE_SECONDS = 1.5  # its animations go on for 1.25 s
ORIGIN = "http://ganlab.localhost"
# The page insists on WebGL; without a graphics card it is drawn by the processor.
FLAGS = ("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist")
BACKENDS = {"WebGL": "", "plain JavaScript": "?tfjsflags=BACKEND:cpu,WEBGL_VERSION:0"}
ELSEWHERE = {
    "Chart.bundle.min.js": "chart.js/dist/Chart.bundle.min.js",
    "material.min.js": "material-design-lite/material.min.js",
    "material.amber-blue.min.css": "material-design-lite/material.min.css",
}
# Its constants that say how often it draws and counts.
DRAWING = re.compile(r"const (VIS_INTERVAL|EPOCH_INTERVAL) = \d+;")
# Its loop asks for an animation frame after every iteration; instead, the page can go on with the next as soon as it is idle.
WAITING = "requestAnimationFrame(() => this.iterateTraining(true))"
AT_ONCE = "setAtOnce(() => this.iterateTraining(true))"
SET_AT_ONCE = """(() => {
    const waiting = [], channel = new MessageChannel();
    channel.port1.onmessage = () => waiting.shift()();
    window.setAtOnce = next => { waiting.push(next); channel.port2.postMessage(0); };
})()"""
LAB = "document.querySelector('gan-lab')"
SPEED = f"""async seconds => {{
    const lab = {LAB}, finish = () => lab.model.gVariables[0].dataSync();
    finish();
    const first = lab.iterationCount, began = performance.now();
    await new Promise(done => setTimeout(done, 1000 * seconds));
    finish();
    return 1000 * (lab.iterationCount - first) / (performance.now() - began);
}}"""


@dataclass(frozen=True)
class Loop:
    """One way to let its loop run."""

    at_once: bool  # the next iteration does not wait for the screen
    drawing: bool


LOOPS = {
    "as published": Loop(at_once=False, drawing=True),
    "not waiting for the screen": Loop(at_once=True, drawing=True),
    "nor drawing": Loop(at_once=True, drawing=False),
}


@dataclass(frozen=True)
class Networks:
    """What both sides train: G and D with ReLU layers of equal width on a latent plane, BATCH points a batch, one update of G a step."""

    name: str
    hidden: tuple[int, ...]
    optimizer: str  # sgd or adam
    discriminator_steps: int

    @property
    def lr(self) -> float:
        """Of both networks."""
        return {"sgd": 0.03, "adam": 0.001}[self.optimizer]

    def __str__(self) -> str:
        layers = " x ".join(map(str, self.hidden))
        return f"{layers}, {self.optimizer}, {self.discriminator_steps} updates of D to 1 of G"

    def settings(self) -> dict[str, object]:
        """The same in GAN Lab's words: its layers are those after the first hidden one."""
        layers, optimizer = len(self.hidden) - 1, {"sgd": "SGD", "adam": "Adam"}[self.optimizer]
        return {
            **dict.fromkeys(("numGeneratorLayers", "numDiscriminatorLayers"), layers),
            **dict.fromkeys(("numGeneratorNeurons", "numDiscriminatorNeurons"), self.hidden[0]),
            **dict.fromkeys(("gOptimizerType", "dOptimizerType"), optimizer),
            **dict.fromkeys(("gLearningRate", "dLearningRate"), self.lr),
            "selectedNoiseType": "2D Uniform",
            "noiseSize": 2,
            "kDSteps": self.discriminator_steps,
            "kGSteps": 1,
        }


class GanLab:
    """One open page, at rest unless it is measured."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def take(self, networks: Networks) -> None:
        """New networks, as its own buttons make them."""
        self.page.evaluate(
            f"settings => {{ const lab = {LAB}; lab.disabledPretrainedMode(); Object.assign(lab, settings); lab.createExperiment(); }}",
            networks.settings(),
        )

    def speed(self, seconds: float) -> float:
        """Iterations a second of its loop."""
        self.page.bring_to_front()
        self.page.evaluate(f"{LAB}.play()")
        self.page.wait_for_timeout(500)
        speed = self.page.evaluate(SPEED, seconds)
        self.page.evaluate(f"{LAB}.pause()")
        self.page.wait_for_timeout(1000 * SETTLE_SECONDS)
        return speed


@contextmanager
def opened(playwright: Playwright, folder: Path) -> Iterator[dict[tuple[str, str], GanLab]]:
    """A page for each (backend, loop)."""
    browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
    yield {(backend, loop): open_page(browser, folder, backend, LOOPS[loop]) for backend in BACKENDS for loop in LOOPS}
    browser.close()


def open_page(browser: Browser, folder: Path, backend: str, loop: Loop) -> GanLab:
    page = browser.new_page(viewport={"width": 1500, "height": 900})
    page.add_init_script(SET_AT_ONCE)
    page.route("**/*", lambda route: answer(route, folder, loop))
    page.goto(f"{ORIGIN}/index.html{BACKENDS[backend]}")
    page.wait_for_function(f"{LAB}?.model?.gVariables")
    return GanLab(page)


def answer(route: Route, folder: Path, loop: Loop) -> None:
    """A file of the folder; what it has not is not there."""
    url = urlsplit(route.request.url)
    name = Path(url.path).name
    file = folder / url.path.lstrip("/") if url.netloc == urlsplit(ORIGIN).netloc else folder / "node_modules" / ELSEWHERE.get(name, name)
    if not file.is_file():
        route.abort()
    elif name == "bundle.js":
        route.fulfill(body=changed(file.read_text(encoding="utf-8"), loop), content_type="text/javascript")
    else:
        route.fulfill(path=file)


def changed(bundle: str, loop: Loop) -> str:
    """Its program, with nothing but the loop's pace and the drawing intervals changed."""
    assert WAITING in bundle
    assert len(DRAWING.findall(bundle)) == 2
    bundle = bundle.replace(WAITING, AT_ONCE) if loop.at_once else bundle
    return bundle if loop.drawing else DRAWING.sub(r"const \1 = 1e9;", bundle)
