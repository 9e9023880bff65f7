"""The playground: steps a second in the page's worker while Chromium draws, and in Python; on request GAN Lab's own loop beside them.

    python -m benchmarks.bench_playground [--seconds N] [--rounds N] [--networks N ...] [--ganlab DIR]

DIR is GAN Lab's published page outside this repository; docs/playground.md has the commands that get it. Pages stay open and at rest while
another is measured; rounds take turns, so whatever else the machine does falls on all alike.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import CDPSession, Page, Playwright, sync_playwright

from benchmarks.browser import chromium
from benchmarks.ganlab import BACKENDS, BATCH, LOOPS, GanLab, Networks, opened
from benchmarks.servers import app
from gan_core.playground import Playground, PlaygroundConfig

BURST = 0.05  # seconds of steps between looks at the clock
NETWORKS = (
    Networks("as GAN Lab starts", (8, 8), "sgd", 2),
    Networks("its ring, wider", (16, 16, 16), "adam", 3),
    Networks("64 wide", (64, 64), "adam", 1),
    Networks("its widest", (100, 100), "adam", 1),
)
# The page's goals: networks, batch, steps a second with drawing on
BARS = {"8 x 8, batch 150": ((8, 8), 150, 2500), "64 x 64, batch 128": ((64, 64), 128, 400)}
VIEWS = {"charts": "", "z -> G -> D": "&tab=network", "D in 3-D": "&surface=1"}
FRAMES, SCRIPT = 30, 4.0  # frames a second, and the main thread's milliseconds of script a frame
FIRST_FRAME = 1000  # milliseconds from the heading to the first frame
STEP = "document.querySelector('[data-testid=playground-step]')"


def configured(networks: Networks) -> PlaygroundConfig:
    """The same networks, optimiser and batch in our words."""
    return PlaygroundConfig(
        latent="uniform",
        generator_hidden=networks.hidden,
        discriminator_hidden=networks.hidden,
        r1_weight=0.0,
        optimizer=networks.optimizer,
        generator_lr=networks.lr,
        discriminator_lr=networks.lr,
        beta1=0.9,
        discriminator_steps=networks.discriminator_steps,
        batch_size=BATCH,
    )


@dataclass(frozen=True)
class Seen:
    """What a page did in a while."""

    steps: float  # a second
    frames: float  # a second
    script: float  # milliseconds of script on the main thread a frame


class Ours:
    """Our page, at rest unless it is measured."""

    def __init__(self, playwright: Playwright, url: str) -> None:
        # as one sees it: a headless Chromium without a graphics card draws with the processor, as the visitor's own one need not
        self.browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        self.url = url
        self.page: Page | None = None

    def take(self, config: PlaygroundConfig, view: str = "") -> None:
        """New networks, at full speed; `view`: what else of the page's link."""
        fields = {name: value for name, value in config.to_json().items() if value != PlaygroundConfig().to_json().get(name)}
        query = "&".join(f"{name}={','.join(map(str, value)) if isinstance(value, list) else value}" for name, value in fields.items())
        if self.page:
            self.page.close()
        self.page = self.browser.new_page(viewport={"width": 1280, "height": 720})
        self.page.goto(f"{self.url}/playground?lang=en&pace=0&pause=1&{query}{view}")
        self.page.wait_for_selector("[data-testid=playground-a][data-step]", timeout=120_000)
        self.cdp: CDPSession = self.page.context.new_cdp_session(self.page)
        self.cdp.send("Performance.enable", {"timeDomain": "threadTicks"})  # script by the processor's time: what else runs does not count

    def first_frame(self) -> float:
        """Milliseconds from the heading to the first frame, in a page of its own whose files are in the cache."""
        page = self.browser.new_page(viewport={"width": 1280, "height": 720}, bypass_csp=True)
        page.add_init_script(FIRST)
        page.goto(f"{self.url}/playground?lang=en")
        page.wait_for_function("window.shown", timeout=120_000)
        seen = page.evaluate("window.shown - window.headed")
        page.close()
        return seen

    def _now(self) -> tuple[float, float, float, float]:
        assert self.page
        metrics = {one["name"]: one["value"] for one in self.cdp.send("Performance.getMetrics")["metrics"]}
        step = float(self.page.get_by_test_id("playground-step").get_attribute("data-step") or 0)
        frames = float(self.page.get_by_test_id("playground-stage").get_attribute("data-frames") or 0)
        return time.perf_counter(), step, frames, metrics["ScriptDuration"]

    def speed(self, seconds: float) -> Seen:
        """Runs for a while."""
        assert self.page
        self.page.bring_to_front()
        self.page.get_by_test_id("playground-stage").locator("[data-action=run]").click()
        self.page.wait_for_timeout(500)
        before = self._now()
        self.page.wait_for_timeout(1000 * seconds)
        after = self._now()
        self.page.get_by_test_id("playground-stage").locator("[data-action=pause]").click()
        spent, steps, frames, script = (one - other for one, other in zip(after, before, strict=True))
        return Seen(steps / spent, frames / spent, 1000 * script / max(1, frames))


# When the heading and the plane's first frame came; the stage lies in a shadow root.
FIRST = """(() => {
    const find = (root, selector) => root.querySelector(selector)
        ?? [...root.querySelectorAll('*')].filter(one => one.shadowRoot).map(one => find(one.shadowRoot, selector)).find(Boolean);
    const look = () => {
        if (!window.headed && find(document, 'h1')?.textContent) window.headed = performance.now();
        if (find(document, '[data-testid=playground-a][data-step]')) window.shown = performance.now();
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})()"""


def speed(game: Playground, seconds: float) -> float:
    """Steps a second in Python."""
    began, first, burst = time.perf_counter(), game.step_count, 1
    while (now := time.perf_counter()) - began < seconds:
        game.step(burst)
        burst = max(1, round(burst * min(2, BURST / (time.perf_counter() - now))))
    return (game.step_count - first) / (time.perf_counter() - began)


def page_table(page: Ours, settings: argparse.Namespace) -> None:
    """The page's goals."""
    print("| networks | steps/s while drawing | wanted | frames/s | wanted | script, ms a frame | wanted | Python, steps/s |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for (name, (hidden, batch, wanted)), (view, query) in product(BARS.items(), VIEWS.items()):
        config = PlaygroundConfig(generator_hidden=hidden, discriminator_hidden=hidden, batch_size=batch)
        page.take(config, query)
        game = Playground(config)
        rounds = [(page.speed(settings.seconds), speed(game, settings.seconds)) for _ in range(settings.rounds)]
        steps, frames, script = (statistics.median(getattr(seen, part) for seen, _ in rounds) for part in ("steps", "frames", "script"))
        python = statistics.median(one for _, one in rounds)
        print(
            f"| {name}, {view} | {steps:.0f} | >= {wanted} | {frames:.1f} | {FRAMES} | {script:.2f} | < {SCRIPT:g} | {python:.0f} |",
            flush=True,
        )
    first = statistics.median(page.first_frame() for _ in range(settings.rounds))
    print(f"First frame after the heading, files in the cache: {first:.0f} ms (wanted: < {FIRST_FRAME})")


def beside(page: Ours, networks: Networks, pages: dict[tuple[str, str], GanLab], settings: argparse.Namespace) -> None:
    """Both sides in turn; prints medians and ratios."""
    page.take(configured(networks))
    for one in pages.values():
        one.take(networks)
    ours: list[float] = []
    theirs: dict[tuple[str, str], list[float]] = {kind: [] for kind in pages}
    for _ in range(settings.rounds):
        for kind, one in pages.items():
            ours.append(page.speed(settings.seconds).steps)
            theirs[kind].append(one.speed(settings.seconds))
    print(f"  {networks.name}: {networks}; ours, drawing: {statistics.median(ours):.0f} steps/s")
    for loop in LOOPS:
        backend = max(BACKENDS, key=lambda one: statistics.median(theirs[one, loop]))
        their_speed = statistics.median(theirs[backend, loop])
        print(f"    GAN Lab {f'{loop} ({backend})':46} {their_speed:7.1f}   {statistics.median(ours) / their_speed:6.1f}x", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ganlab", type=Path, metavar="DIR", help="GAN Lab's published page, to be measured beside ours")
    parser.add_argument(
        "--networks", type=int, nargs="+", choices=range(len(NETWORKS)), default=range(len(NETWORKS)), help="which of the list"
    )
    settings = parser.parse_args() if __name__ == "__main__" else parser.parse_args([])
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start; medians of {settings.rounds} rounds")
    with app() as server, sync_playwright() as playwright:
        page = Ours(playwright, server.url)
        if not settings.ganlab:
            page_table(page, settings)
            return
        with opened(playwright, settings.ganlab) as pages:
            for index in settings.networks:
                beside(page, NETWORKS[index], pages, settings)


if __name__ == "__main__":
    main()
