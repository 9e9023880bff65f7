"""HTTP end points of the Training page: what a run did so far, for any number of viewers; and controls, for the one who started it.

A viewer polls; nothing of the script runs for it. Numbers are packed once a log line for all viewers (`gan_core.training.history`).
Mistakes are answered with `{"code", "fields", "message"}`, which the page says in the visitor's language.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import math
import time
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from gan_core.config import CHOICES, RANGES, TrainingConfig
from gan_core.data import DATASETS
from gan_core.data.fit import fit_config
from gan_core.errors import CheckpointError, GanError
from gan_core.presets import get_preset
from gan_core.training.equilibrium import equilibrium
from gan_core.training.run_directory import RunDirectory
from gan_core.training.runner import Job
from web.answers import answer_mistakes
from web.settings import SAMPLE_EVERY, SETTINGS
from web.training import all_runs, find_run, history, runner, shipped
from web.visitors import visitor_of

MARK = "x-gan-classroom"  # a header that a foreign page cannot send
PIN_TRIES, PIN_SECONDS = 10, 60  # wrong PINs within so many seconds, after which none is looked at
EVENTS = 50  # the newest are told
BODY = 10_000  # bytes of a request
FRESH_SECONDS = 0.2  # what is told of a run is put together at most so often, however many look
PATIENCE = 30.0  # seconds for the training to come to the end of its step

# What the page lets its owner change while a run goes on
OFFERED = (
    "generator_lr", "discriminator_lr", "loss", "n_critic", "real_target", "r1_weight", "gp_weight", "clip_value",
    "lsgan_a", "lsgan_b", "lsgan_c",
)  # fmt: skip

_wrong_pins: list[float] = []
_told: dict[Any, tuple[float, Any]] = {}  # by run and kind: when it was put together, and what


async def _shared(key: Any, make: Callable[[], Any]) -> Any:
    """What `make` gives, or gave to another viewer a moment ago."""
    now = time.monotonic()
    when, what = _told.get(key, (-math.inf, None))
    if now - when > FRESH_SECONDS:
        what = await asyncio.to_thread(make)
        if len(_told) > 200:
            _told.clear()
        _told[key] = (time.monotonic(), what)
    return what


def _run(request: Request) -> RunDirectory:
    name = request.path_params["name"]
    directory = find_run(name)
    if directory is None:
        raise CheckpointError("missing_path", field="run", came=repr(name[:60]))
    return directory


def _answer(request: Request, content: bytes, media_type: str) -> Response:
    """The content, or 304 when the browser has it."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)


# ------------------------------------------------------------------------------------------------------------------------- watching


@answer_mistakes
async def runs(request: Request) -> Response:
    """All runs there are, in short."""
    visitor = visitor_of(request.cookies)
    rows = await asyncio.to_thread(lambda: [_row(run, visitor) for run in all_runs()])
    return _answer(request, json.dumps({"runs": rows}).encode(), "application/json")


def _row(directory: RunDirectory, visitor: str) -> dict[str, Any]:
    job, config = runner().job(directory.path.name), directory.read_config()
    state = _state(directory, job)
    return {
        "name": directory.path.name,
        "kind": "shipped" if shipped(directory) else "own",
        "position": _position(job),
        "mine": bool(job and visitor and job.owner == visitor),
        **{key: state[key] for key in ("state", "step")},
        **{key: getattr(config, key) for key in ("dataset", "model", "conditioning", "loss")},
    }


def _state(directory: RunDirectory, job: Job | None) -> dict[str, Any]:
    """State, step and reason; the job knows before the disk does."""
    status = directory.read_status()
    if job is None:
        return status
    step = job.report.step if job.report else status["step"]
    return {"state": job.state, "step": step, "reason": job.reason or status["reason"]}


def _position(job: Job | None) -> int | None:
    waiting = runner().waiting()
    return waiting.index(job) + 1 if job in waiting else None


@answer_mistakes
async def status(request: Request) -> Response:
    """Everything about a run but its curves and pictures."""
    directory, visitor = _run(request), visitor_of(request.cookies)
    job = runner().job(directory.path.name)
    if job is not None:
        job.seen()
    content = await _shared(("status", directory.path), lambda: _status(directory, job))
    mine = content["kind"] == "own" and _may_control(job, visitor)
    return _answer(request, json.dumps(content | {"mine": mine}).encode(), "application/json")


def _status(directory: RunDirectory, job: Job | None) -> dict[str, Any]:
    config = directory.read_config()
    numbers, lock = history(directory)
    with lock:
        numbers.refresh()
        last, speed, events = numbers.last, numbers.speed(), numbers.events[-EVENTS:]
    state = _state(directory, job)
    last_step = _last_step(config, last, state, job)
    left = (last_step - state["step"]) * last["seconds"] / last["step"] if last and last_step else None
    own = not shipped(directory)
    return {
        "name": directory.path.name,
        "kind": "own" if own else "shipped",
        **state,
        "last_step": last_step,
        **{key: last.get(key, 0) for key in ("epoch", "images_seen", "seconds")},
        "speed": speed and round(speed, 1),
        "seconds_left": left and round(left),
        "position": _position(job),
        "takeover": own and bool(SETTINGS.presenter_pin),
        "config": config.to_json() | {"data_dir": None},  # a path of the server is nobody's business
        "changeable": {name: list(CHOICES[name] if name in CHOICES else RANGES.get(name, (-10, 10))) for name in OFFERED},
        "events": events,
        "sample_steps": _steps(directory, "samples/step-*.png"),
        "checkpoint_steps": directory.checkpoint_steps() if own else [],
        "last": {name: value for name, value in last.items() if value == value},  # NaN is not JSON
        "sigmoid": config.loss in ("minimax", "non_saturating"),
        "lines": {name: round(value, 6) for name, value in equilibrium(config).items()},
    }


def _last_step(config: TrainingConfig, last: dict[str, float], state: dict[str, Any], job: Job | None) -> int:
    """The step a run is to end at; from its own numbers where the data are not at hand. 0 while unknown."""
    if job is not None and job.last_step:
        return job.last_step
    if state["state"] == "finished" or not last:
        return int(state["step"])
    from gan_core.training.loop import total_steps

    return total_steps(config, round(last["images_seen"] / max(last["epoch"], 1e-9)))


def _may_control(job: Job | None, visitor: str) -> bool:
    """The starter of a run of this process; a run left by an earlier process is anybody's to resume."""
    return job is None or bool(visitor and hmac.compare_digest(job.owner, visitor))


def _steps(directory: RunDirectory, pattern: str) -> list[int]:
    return sorted(int(path.stem.removeprefix("step-")) for path in directory.path.glob(pattern))


@answer_mistakes
async def curves(request: Request) -> Response:
    """The thinned curves, packed: see `History.snapshot`."""
    directory = _run(request)
    packed = await _shared(("curves", directory.path), lambda: _packed(directory))
    return _answer(request, packed, "application/octet-stream")


def _packed(directory: RunDirectory) -> bytes:
    numbers, lock = history(directory)
    with lock:
        numbers.refresh()
        return numbers.snapshot().packed


@answer_mistakes
async def sample(request: Request) -> Response:
    """The fixed-noise pictures of one step. A run that is resumed may draw a step again, so browsers ask whether it changed."""
    path = _run(request).samples / f"step-{request.path_params['step']:08d}.png"
    if not path.is_file():
        return PlainTextResponse("no such picture", 404)
    return FileResponse(path, media_type="image/png", headers={"Cache-Control": "no-cache"})


# ---------------------------------------------------------------------------------------------------------------------- controlling


@answer_mistakes
async def control(request: Request) -> Response:
    """What the starter of a run, or whoever has the presenter's PIN, does with it."""
    directory, visitor = _run(request), visitor_of(request.cookies)
    if MARK not in request.headers:
        return PlainTextResponse("not from this app", 403)
    if request.path_params["action"] not in ACTIONS:
        return PlainTextResponse("no such action", 404)
    body = await _body(request)
    if shipped(directory):
        raise CheckpointError("shipped_run", came=directory.path.name)
    job = runner().job(directory.path.name)
    if not _may_control(job, visitor):
        _check_pin(request.headers.get("x-presenter-pin", ""))
    return JSONResponse({"name": await asyncio.to_thread(_do, request.path_params["action"], directory, job, visitor, body)})


@answer_mistakes
async def start(request: Request) -> Response:
    """Queue a preset with other settings, as the command line does: `{"preset": ..., "settings": {...}}`. No path is taken."""
    if MARK not in request.headers:
        return PlainTextResponse("not from this app", 403)
    body = await _body(request)
    settings = body.get("settings", {})
    if "data_dir" in settings or settings.get("dataset") == "folder":
        raise GanError("value", field="dataset", came="'folder'", accepted=", ".join(name for name in DATASETS if name != "folder"))
    config = fit_config(get_preset(str(body.get("preset"))[:60]), {"sample_every": SAMPLE_EVERY} | settings)
    return JSONResponse({"name": runner().submit(config, visitor_of(request.cookies)).name})


async def _body(request: Request) -> dict[str, Any]:
    raw = b""
    async for part in request.stream():
        raw += part
        if len(raw) > BODY:
            raise GanError("value", field="request", came=f"more than {BODY} bytes", accepted=f"{BODY} bytes")
    try:
        body = json.loads(raw or b"{}")
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("settings", {}), dict):
        raise GanError("value", field="request", came=repr(raw[:40].decode(errors="replace")), accepted="a JSON object")
    return body


def _check_pin(came: str) -> None:
    """Raises GanError. Ten wrong ones in a minute, by whomever, and for that minute none is right."""
    now = time.monotonic()
    _wrong_pins[:] = [when for when in _wrong_pins if now - when < PIN_SECONDS]
    if len(_wrong_pins) >= PIN_TRIES:
        raise GanError("pin_tries", seconds=PIN_SECONDS)
    if SETTINGS.presenter_pin and hmac.compare_digest(came.encode(), SETTINGS.presenter_pin.encode()):
        return
    if came:
        _wrong_pins.append(now)
    raise GanError("not_owner")


def _do(action: str, directory: RunDirectory, job: Job | None, visitor: str, body: dict[str, Any]) -> str:
    """The name of the run that is to be shown afterwards. Raises GanError."""
    settings = body.get("settings", {})
    if action == "fork":
        return runner().fork(directory, _whole(body, "step"), visitor, **settings).name
    if action == "resume":
        return runner().resume(directory, visitor, **({"epochs": _whole(body, "epochs")} if "epochs" in body else {})).name
    if job is None or job.over:
        raise CheckpointError("run_over", came=directory.path.name, state=directory.read_status()["state"])
    if action == "stop":
        runner().stop(job)
    elif action == "change":
        job.change(**settings).result(PATIENCE)
    elif action in ("discriminator", "generator"):
        job.update_once(action).result(PATIENCE)
    elif action == "save":
        job.save().result(PATIENCE)
    else:
        {"pause": job.pause, "go_on": job.go_on, "step": job.step_once}[action]()
    return job.name


def _whole(body: dict[str, Any], name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise GanError("value", field=name, came=repr(value)[:40], accepted="a whole number")
    return value


ACTIONS = ("pause", "go_on", "stop", "save", "step", "discriminator", "generator", "change", "resume", "fork")


ROUTES = [
    Route("/api/runs", runs),
    Route("/api/runs", start, methods=["POST"]),
    Route("/api/runs/{name}", status),
    Route("/api/runs/{name}/curves", curves),
    Route("/api/runs/{name}/samples/{step:int}", sample),
    Route("/api/runs/{name}/{action}", control, methods=["POST"]),
]
