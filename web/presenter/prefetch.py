"""What the stops of a tour need, prepared beside the visitors, so that the first click on any of them answers at once.

To prepare a stop is to do what its page will do in this state: a state that the page would refuse raises GanError here.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from gan_core.errors import CheckpointError, GanError
from web.presenter.tours import Stop, Tour
from web.server.browser_modules import module_url

if TYPE_CHECKING:
    from web.lessons.lesson import Lesson

Query = Mapping[str, str]

LOG = logging.getLogger(__name__)
AGAIN_SECONDS = 60.0  # a tour that was prepared a moment ago is left alone

_lock = threading.Lock()
_prepared: dict[str, float] = {}  # tour: when it was begun


def prepare_tour(tour: Tour) -> None:
    """Prepare all stops in a thread; returns at once."""
    with _lock:
        if time.monotonic() - _prepared.get(tour.name, -AGAIN_SECONDS) < AGAIN_SECONDS:
            return
        _prepared[tour.name] = time.monotonic()
    threading.Thread(target=prepare_now, args=(tour,), name="prefetch", daemon=True).start()


def prepare_now(tour: Tour) -> None:
    """Prepare all stops in order; one that cannot be is logged, and its page says why."""
    for number, stop in enumerate(tour.stops, 1):
        try:
            prepare(stop)
        except GanError as error:
            LOG.warning("tour %s, stop %d (%s): %s", tour.name, number, stop.page, error)


def prepare(stop: Stop) -> None:
    """Do what the stop's page will do. Raises GanError when it would refuse the state."""
    from web.lessons.api import LESSONS, figures

    if stop.page in LESSONS:
        figures(stop.page, stop.query)
    elif stop.page in _PREPARE:
        _PREPARE[stop.page](stop.query)


def _latent(query: Query) -> None:
    from gan_core.latent import LatentState
    from web.latent.engine import ENGINE
    from web.latent.packed import neighbours_fit, packed_model

    state = LatentState.from_query(query)
    model = ENGINE.prepared(state.model)
    state.check(model.generator.num_classes, model.generator.latent_dim)
    model.picture(state)
    card = asyncio.run(packed_model(state.model))[0].card
    if neighbours_fit(card["dataset"], card["image"]):
        ENGINE.measure_soon()


def _convolution(query: Query) -> None:
    from web.convolution.api import full_answer
    from web.convolution.state import ConvolutionState

    full_answer(ConvolutionState.from_query(query))


def _architecture(query: Query) -> None:
    from web.architecture.api import packed
    from web.architecture.state import NetworksState

    for side in ("generator", "discriminator"):
        packed(side, NetworksState.from_query(query))


def _train(query: Query) -> None:
    from web.runs.catalogue import find_run
    from web.training.status import curves_of, status_of

    _known(query, ("run", "compare", "at", "smooth"))
    for name in filter(None, (query.get("run"), query.get("compare"))):
        run = find_run(name)
        if run is None:
            raise CheckpointError("missing_path", field="run", received=repr(name[:60]))
        status_of(run, None)
        curves_of(run)


def _playground(query: Query) -> None:
    from gan_core.playground import PlaygroundConfig
    from gan_core.playground.presets import PRESETS2D

    _known(query, ("view", "preset", "moves", "pause", "vs", "pace", "hide", *PlaygroundConfig().to_json()))
    _one_of(query, "preset", tuple(PRESETS2D), "ring")
    _one_of(query, "view", ("", "families"), "")


def _evaluation(query: Query) -> None:
    from web.evaluation.models import models
    from web.evaluation.queue import evaluation_queue

    _known(query, ("models", "extractor", "n", "seed", "view", "hide"))
    known = [row["name"] for row in models(evaluation_queue().weights)]
    for name in filter(None, query.get("models", "").split(",")):
        if name not in known:
            raise CheckpointError("missing_path", field="models", received=repr(name[:60]))


# page: what it will do
_PREPARE: dict[str, Callable[[Query], None]] = {
    "start": lambda _query: _latent({}),
    "latent": _latent,
    "convolution": _convolution,
    "architecture": _architecture,
    "train": _train,
    "playground": _playground,
    "evaluation": _evaluation,
}


def _known(query: Query, names: tuple[str, ...]) -> None:
    for name in query:
        if name not in names:
            raise GanError("unknown_setting", received=repr(name[:40]), expected=", ".join(names))


def _one_of(query: Query, name: str, options: tuple[str, ...], default: str) -> str:
    asked = query.get(name, default)
    if asked not in options:
        raise GanError("value", field=name, received=repr(asked[:40]), expected=", ".join(options))
    return asked


# ------------------------------------------------------------------------------------------------------------------- in the browser

STAGES = {
    "start": "web/start/browser/wall.mjs",
    "latent": "web/latent/browser/stage.mjs",
    "convolution": "web/convolution/browser/stage.mjs",
    "train": "web/training/browser/stage.mjs",
    "playground": "web/playground/browser/stage.mjs",
    "evaluation": "web/evaluation/browser/stage.mjs",
    "real_or_fake": "web/real_or_fake/browser/stage.mjs",
}


def resources(stop: Stop) -> dict[str, list[str]]:
    """What a browser may fetch before it goes there: `modules` to import, `files` to have in its cache; below the app's root."""
    from web.lessons import LESSONS  # SciPy, which the first page does without

    lesson = LESSONS.get(stop.page)
    stage = "web/lessons/browser/stage.mjs" if lesson else STAGES.get(stop.page)
    files = [f"api/lessons/{stop.page}{_question(lesson, stop.query)}"] if lesson else _network(stop.query) if stop.page == "latent" else []
    return {"modules": [module_url(stage)] if stage else [], "files": files}


def _network(query: Query) -> list[str]:
    from gan_core.latent.state import DEFAULT_MODEL

    model = urlencode({"model": query.get("model", DEFAULT_MODEL)})
    return [module_url("gan_core/browser/kernel.wasm"), f"api/latent/network?{model}"]


def _question(lesson: Lesson, query: Query) -> str:
    """What the lesson's stage will ask (web/lessons/browser/state.mjs, toQuery): values other than the defaults, in the controls' order."""
    try:
        values = lesson.read(query)
    except GanError:  # a presenter's own file; the page says what is wrong with it
        return ""
    asked = {
        name: _written(values[name])
        for name, control in lesson.controls.items()
        if not getattr(control, "local", False) and _written(values[name]) != _written(control.default)
    }
    return "?" + urlencode(asked, safe=",") if asked else ""


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(map(_written, value))
    return value if isinstance(value, str) else str(int(value)) if isinstance(value, bool) else f"{value:.10g}"
