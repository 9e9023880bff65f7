"""What the app's end points answer to all that a page without a server may ask: collected once, from the end points themselves."""

from __future__ import annotations

import base64
import gzip
import io
import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from gan_core.inference.generator import shipped_names
from gan_core.latent.packed_model import FILE
from gan_core.paths import CHECKPOINTS, project_file
from gan_core.provenance import MadeBy, made_with, xmp
from gan_core.training.run_directory import RunDirectory, steps_of
from web.architecture.state import NetworksState
from web.convolution.state import PRESETS, ConvolutionState
from web.lessons import LESSONS
from web.lessons.lesson import Lesson
from web.routes import ROUTES
from web.runs.catalogue import all_runs, config_of, shipped
from web.training.status import curves_of

MAX_DISCRIMINATOR_BYTES = 1_000_000  # of a D on the networks page
FINDINGS = 60  # steps of a recorded run at which the doctor is asked


@dataclass(frozen=True)
class Answer:
    """One answer, under the key that the browser looks it up with."""

    key: str
    file: str  # it is stored in
    status: int
    kind: str
    content: bytes

    def entry(self) -> list[Any]:
        """As JSON has it: status, media type, and the content, compressed where that makes it smaller, in base64."""
        packed = gzip.compress(self.content, mtime=0)
        small = len(packed) < 0.95 * len(self.content)
        return [self.status, self.kind, int(small), base64.b64encode(packed if small else self.content).decode()]


def key_of(path: str, query: Iterable[tuple[str, str]] = ()) -> str:
    """The same for every order of a query's names: see `keyOf` in layer.mjs."""
    pairs = sorted(query)
    return path + ("?" + "&".join(f"{name}={value}" for name, value in pairs) if pairs else "")


def packed_models() -> list[str]:
    """Names of the conditional models that are packed for browsers: with an unconditional one the site would exceed its limit."""
    packed = [name for name in shipped_names(CHECKPOINTS) if (CHECKPOINTS / name / FILE).is_file()]
    return [name for name in packed if RunDirectory(CHECKPOINTS / name).read_config().conditional]


def _network(name: str) -> dict[str, str]:
    """The query of a network: the browser leaves out the default."""
    return {} if name == NetworksState().network else {"network": name}


class Endpoints:
    """The app's end points, asked without a server."""

    def __init__(self) -> None:
        self._client = TestClient(Starlette(routes=ROUTES))

    def ask(self, path: str, query: dict[str, str], file: str, *, key: str = "") -> Answer:
        """What is answered to GET /api/PATH?QUERY; a refusal too."""
        response = self._client.get(f"/api/{path}?{urlencode(query)}")
        kind = response.headers.get("content-type", "")
        return Answer(key or key_of(path, query.items()), file, response.status_code, kind, response.content)

    def json(self, path: str) -> Any:
        """A JSON answer."""
        return self._client.get(f"/api/{path}").json()

    def latent(self) -> Iterator[Answer]:
        """Cards and networks of the models that the site has."""
        names = packed_models()
        rows = [{"name": name, "title": None} for name in names]
        yield Answer("latent/models", "latent", 200, "application/json", json.dumps(rows).encode())
        for name in names:
            for path in ("model", "readme"):
                yield self.ask(f"latent/{path}", {"model": name}, "latent")
            yield self.ask("latent/network", {"model": name}, f"network-{name}")

    def networks(self) -> Iterator[Answer]:
        """Cards of those whose D is small enough for the site, and those D; their G are the Latent page's."""
        judges = {name: self.ask("architecture/discriminator", _network(name), f"judge-{name}") for name in packed_models()}
        small = [name for name, judge in judges.items() if len(judge.content) < MAX_DISCRIMINATOR_BYTES]
        for name in small:
            query = {"network": name}
            card = self.json(f"architecture/card?{urlencode(query)}") | {"shipped": small, "recipes": []}
            yield Answer(key_of("architecture/card", query.items()), "architecture", 200, "application/json", json.dumps(card).encode())
            yield judges[name]

    def convolution(self) -> Iterator[Answer]:
        """Every preset, of both operations, with torch's own answer; the checkerboards."""
        states = [ConvolutionState(), *itertools.chain.from_iterable(group.values() for group in PRESETS.values())]
        for query in (state.to_query() for state in states):
            plain = {name: text for name, text in query.items() if name != "output_padding"} | {"tab": "convolution"}
            query.pop("tab")
            for question in (query, plain):
                for path in ("trace", "torch"):
                    yield self.ask(f"convolution/{path}", question, "convolution")
        yield self.ask("convolution/checkerboard", {"seed": "0"}, "convolution")

    def lesson(self, name: str) -> Iterator[Answer]:
        """Every preset, in every tab it may be chosen in."""
        for question in questions(LESSONS[name]):
            yield self.ask(f"lessons/{name}", question, f"lesson-{name}")

    def runs(self) -> Iterator[Answer]:
        """The recorded runs: list, numbers, samples, and what the doctor said in turn."""
        runs = [run for run in all_runs() if shipped(run)]
        names = [run.path.name for run in runs]
        rows = [row for row in self.json("runs")["runs"] if row["name"] in names]
        yield Answer("runs", "runs", 200, "application/json", json.dumps({"runs": rows}).encode())
        for run in runs:
            yield from self._run(run)

    def _run(self, run: RunDirectory) -> Iterator[Answer]:
        name, config = run.path.name, config_of(run)
        path, file = f"runs/{name}", f"run-{name}"
        yield self.ask(f"{path}/progress", {}, file)
        # a zoomed chart is no denser than the whole
        yield Answer(f"{path}/curves?*", file, 200, "application/octet-stream", curves_of(run))
        steps = [line["step"] for line in run.read_stats() if "event" not in line]
        before = b""
        for step in steps[:: max(1, len(steps) // FINDINGS)]:
            answer = self.ask(f"{path}/finding", {"step": str(step)}, file)
            if answer.content != before:
                yield answer
            before = answer.content
        for folder, query, mark in ((run.samples, "", ""), (run.raw_samples, "?weights=raw", "raw-")):
            for step, picture in steps_of(folder, "png").items():
                content = _small(picture, made_with(config, seed=config.seed, step=step))
                yield Answer(f"{path}/samples/{step}{query}", f"sample-{name}-{mark}{step}", 200, "image/*", content)


def _small(picture: Path, made_by: MadeBy) -> bytes:
    """The same picture in a third of the bytes: noisy samples with a loss, five of 255 off at the mean; simple ones without."""
    with Image.open(picture) as image:
        plain, found = image.convert("RGB" if image.mode != "L" else "L"), []
        for options in ({"lossless": True, "method": 2}, {"quality": 70, "method": 4}):
            plain.save(file := io.BytesIO(), "WEBP", xmp=xmp(made_by), **options)
            found.append(file.getvalue())
    return min(found, key=len)


def questions(lesson: Lesson) -> list[dict[str, str]]:
    """What the browser asks of a lesson at its presets: the values that differ from the defaults, but for those it moves itself."""
    found: dict[str, dict[str, str]] = {}
    defaults = {name: control.default for name, control in lesson.controls.items()}
    for tab, preset in itertools.product(lesson.tabs(), ({}, *lesson.presets.values())):
        values = {**defaults, **tab, **preset}
        shown = {
            name: written(value)
            for name, value in values.items()
            if written(value) != written(defaults[name]) and not getattr(lesson.controls[name], "local", False)
        }
        found[key_of("", shown.items())] = shown
    return list(found.values())


def written(value: object) -> str:
    """A value as the browser writes it into a query: see `written` in web/lessons/browser/state.mjs."""
    if isinstance(value, (tuple, list)):
        return ",".join(map(written, value))
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, (int, float)):
        text = format(Decimal(f"{value:.10g}"), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def assets() -> Iterator[Answer]:
    """Files that modules fetch from beside them."""
    for name, kind in {
        "gan_core/browser/kernel.wasm": "application/wasm",
        "web/shared/vendor/katex.css": "text/css",
    }.items():
        path = project_file(name)
        yield Answer(f"asset/{path.name}", path.stem, 200, kind, path.read_bytes())
