"""HTTP end points of the Training page: what a run did so far, for any number of viewers; and controls, for the one who started it.

A viewer polls; nothing of the script runs for it. Numbers are packed once a log line for all viewers (`gan_core.training.history`).
Mistakes are answered with `{"code", "fields", "message"}`, which the page says in the visitor's language.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import math
import struct
from concurrent.futures import Future
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from gan_core.config import TrainingConfig
from gan_core.data import DATASETS
from gan_core.data.fit import fit_config
from gan_core.errors import CheckpointError, ConfigError, GanError
from gan_core.presets import get_preset
from gan_core.training.about import About, checked_title, write_about
from gan_core.training.job import Job
from gan_core.training.run import CHANGEABLE, changed_config
from gan_core.training.run_directory import RunDirectory
from web.runs.catalogue import about_of, all_runs, find_run, is_owner, may_see, shipped
from web.server.caches import Coalesced
from web.server.compression import Compressed, compress, compressed_response
from web.server.endpoints import NOT_STORED, json_errors, read_json, require_own_header
from web.server.fair_scheduler import client_of, scheduled
from web.server.query import whole_number
from web.server.visitors import visitor_of
from web.settings import SAMPLE_EVERY, SETTINGS
from web.training.downloads import discard, make_download
from web.training.presenter_pin import PresenterPin
from web.training.runner import runner
from web.training.status import curves_of, finding_at, row_of, shares_of, status_of, unreadable_row

BODY = 10_000  # bytes of a request
FRESH_SECONDS = 0.2  # the answer to `progress` is put together at most so often, however many ask
TIMEOUT_SECONDS = 30.0  # seconds for the training to come to the end of its step

_pin = PresenterPin(SETTINGS.presenter_pin)
_coalesced = Coalesced(FRESH_SECONDS)


def _run(request: Request) -> RunDirectory:
    name = request.path_params["name"]
    directory = find_run(name, visitor_of(request.cookies))
    if directory is None:
        raise CheckpointError("run_gone", received=repr(name[:60]))
    return directory


async def _job_and_run(request: Request) -> tuple[Job | None, RunDirectory]:
    directory = _run(request)
    job = runner().job(directory.path.name)
    if job is not None:
        job.seen()
    return job, directory


def _answer(request: Request, content: Compressed, media_type: str) -> Response:
    return compressed_response(request, content, media_type, {"Cache-Control": "no-cache"})


def _compress(content: bytes) -> Compressed:
    """Lightly: 40 % smaller in a third of a millisecond."""
    return compress(content, 1)


# ------------------------------------------------------------------------------------------------------------------------- watching


@json_errors
async def runs(request: Request) -> Response:
    """All runs there are, in short."""
    visitor = visitor_of(request.cookies)
    rows = await _coalesced.get("runs", _rows)
    mine = [row | {"mine": is_owner(run, visitor)} for run, row in rows if may_see(run, visitor)]
    return _answer(request, _compress(json.dumps({"runs": mine}).encode()), "application/json")


def _rows() -> list[tuple[RunDirectory, dict[str, Any]]]:
    """All runs in short; one that cannot be read is named, and hides no other."""
    found, positions = [], {job.name: position for position, job in enumerate(runner().waiting(), 1)}
    for run in all_runs():
        job = runner().job(run.path.name)
        try:
            row = row_of(run, job, positions.get(run.path.name))
        except GanError as error:
            row = unreadable_row(run, error)
        found.append((run, row))
    return found


@json_errors
async def progress(request: Request) -> Response:
    """Everything a viewer asks for again and again: uint32 length of the status, the status as JSON (see `status_of`) padded with blanks
    to a multiple of four bytes, and the curves (see `History.snapshot`)."""
    job, directory = await _job_and_run(request)
    own = _of_visitor(directory, job, request)
    packed = await _coalesced.get((directory.path, *own.values()), lambda: _packed_progress(directory, job, own))
    return _answer(request, packed, "application/octet-stream")


def _packed_progress(directory: RunDirectory, job: Job | None, own: dict[str, Any]) -> Compressed:
    content = json.dumps(status_of(directory, job) | own, separators=(",", ":")).encode()
    content += b" " * (-len(content) % 4)
    return _compress(struct.pack("<I", len(content)) + content + curves_of(directory))


@json_errors
@scheduled
async def curves(request: Request) -> Response:
    """The curves between the steps `from` and `to`, as dense as the whole run's: for a zoomed chart."""
    directory = _run(request)
    low, high = (_step(request, name) for name in ("from", "to"))
    if low > high:
        raise GanError("value", field="from", received=low, expected=f"at most {high}")
    packed = await _coalesced.get((directory.path, low, high), lambda: _compress(curves_of(directory, low, high)))
    return _answer(request, packed, "application/octet-stream")


@json_errors
async def status(request: Request) -> Response:
    """Everything about a run but its curves and pictures."""
    job, directory = await _job_and_run(request)
    content = await asyncio.to_thread(status_of, directory, job)
    return JSONResponse(content | _of_visitor(directory, job, request), headers=NOT_STORED)


def _of_visitor(directory: RunDirectory, job: Job | None, request: Request) -> dict[str, Any]:
    """Whether this visitor controls the run, whether it is his own, and what it was forked from, where he sees that."""
    visitor, source = visitor_of(request.cookies), about_of(directory).source
    mine = not shipped(directory) and _may_control(directory, job, visitor)
    return {"mine": mine, "owner": is_owner(directory, visitor), "source": source if source and find_run(source, visitor) else ""}


def _may_control(directory: RunDirectory, job: Job | None, visitor: str) -> bool:
    """Its owner; a run of the command line, that has none and that no process trains, is anybody's to resume."""
    return is_owner(directory, visitor) or (job is None and not about_of(directory).owner)


@json_errors
@scheduled
async def finding(request: Request) -> Response:
    """What the doctor would have said at `?step=N`, for a replay."""
    return JSONResponse(await asyncio.to_thread(finding_at, _run(request), _step(request, "step")), headers=NOT_STORED)


@json_errors
@scheduled
async def shares(request: Request) -> Response:
    """The shares of the classes among the samples, over the steps: see `shares_of`."""
    return JSONResponse(await asyncio.to_thread(shares_of, _run(request)), headers=NOT_STORED)


def _step(request: Request, name: str) -> int:
    """A step that is asked for."""
    return whole_number(request.query_params, name, None, 0, 2**31 - 1)


@json_errors
async def sample(request: Request) -> Response:
    """The fixed-noise pictures of one step; `?weights=raw`: by G itself, not its average. A run that is resumed may draw a step again,
    so browsers ask whether it changed."""
    directory = _run(request)
    folder = directory.raw_samples if request.query_params.get("weights") == "raw" else directory.samples
    step = request.path_params["step"]
    path = folder / f"step-{step:08d}.png"
    if not path.is_file():
        return PlainTextResponse("no such picture", 404)
    content = await asyncio.to_thread(directory.handed_out, path)
    return Response(content, media_type="image/png", headers={"Cache-Control": "no-cache"})


# ---------------------------------------------------------------------------------------------------------------------- controlling


@json_errors
@require_own_header
async def control(request: Request) -> Response:
    """What the starter of a run, or a visitor with the presenter's PIN, does with it."""
    directory, visitor = _run(request), visitor_of(request.cookies)
    action = request.path_params["action"]
    if action not in ACTIONS:
        return PlainTextResponse("no such action", 404)
    body = await _body(request)
    if shipped(directory) and action not in ("fork", "again"):
        raise CheckpointError("shipped_run", received=directory.path.name)
    job = runner().job(directory.path.name)
    if action != "again" and not _may_control(directory, job, visitor):
        _pin.check(request.headers.get("x-presenter-pin", ""), client_of(request))
    if action in OF_OWNER and not is_owner(directory, visitor):  # a person put it there, or the presenter only controls its training
        raise GanError("not_yours")
    return JSONResponse({"name": await _do(action, directory, job, visitor, body)})


@json_errors
@scheduled
async def download(request: Request) -> Response:
    """A file to take home: see `DOWNLOADS`."""
    directory, kind = _run(request), request.path_params["kind"]
    file = await asyncio.to_thread(make_download, directory, kind)
    return FileResponse(file, filename=f"{directory.path.name}-{file.name}", headers=NOT_STORED, background=BackgroundTask(discard, file))


@json_errors
@require_own_header
async def start(request: Request) -> Response:
    """Queue a preset with other settings, as the command line does: `{"preset": ..., "settings": {...}}`. No path is taken."""
    body = await _body(request)
    settings = body.get("settings", {})
    if "data_dir" in settings or settings.get("dataset") == "folder":
        raise GanError("value", field="dataset", received="'folder'", expected=", ".join(name for name in DATASETS if name != "folder"))
    config = fit_config(get_preset(str(body.get("preset"))[:60]), {"sample_every": SAMPLE_EVERY} | settings)
    job = await asyncio.to_thread(lambda: runner().submit(config, visitor_of(request.cookies)))
    return JSONResponse({"name": job.name})


async def _body(request: Request) -> dict[str, Any]:
    body = await read_json(request, BODY)
    if not isinstance(body.get("settings", {}), dict):
        raise GanError("value", field="request", received=repr(json.dumps(body)[:40]), expected="a JSON object")
    return body


async def _do(action: str, directory: RunDirectory, job: Job | None, visitor: str, body: dict[str, Any]) -> str:
    """The name of the run that is to be shown afterwards; empty where there is none any more. Raises GanError."""
    if action in ("fork", "again", "resume", "extend"):
        return await asyncio.to_thread(_enqueue, action, directory, visitor, body)
    if action in OF_OWNER:
        return await asyncio.to_thread(_keep, action, directory, body)
    if job is None or job.over:
        raise CheckpointError("run_over", received=directory.path.name, state=directory.read_status()["state"])
    if action == "stop":
        await asyncio.to_thread(runner().stop, job)
        if not directory.exists():  # it had not begun
            return ""
    elif action == "change":
        await _granted(job.change(**_known(body)))
    elif action in ("discriminator", "generator"):
        await _granted(job.update_once(action))
    elif action == "save":
        await _granted(job.save())
    else:
        {"pause": job.pause, "go_on": job.go_on, "step": job.step_once, "step_aside": lambda: runner().step_aside(job)}[action]()
    return job.name


def _enqueue(action: str, directory: RunDirectory, visitor: str, body: dict[str, Any]) -> str:
    """A job made of a run that is there. Raises GanError."""
    if action == "fork":
        return runner().fork(directory, _whole(body, "step"), visitor, **_known(body)).name
    if action == "again":
        return runner().submit(_again(directory, _known(body)), visitor, About(images=about_of(directory).images)).name
    if action == "extend":
        done = math.ceil(max((line["epoch"] for line in directory.read_stats() if "epoch" in line), default=0))
        return runner().resume(directory, visitor, epochs=done + max(1, _whole(body, "epochs")), max_steps=0).name
    return runner().resume(directory, visitor, **({"epochs": _whole(body, "epochs")} if "epochs" in body else {})).name


def _keep(action: str, directory: RunDirectory, body: dict[str, Any]) -> str:
    """What its owner does with a run that is there. Raises GanError."""
    about = about_of(directory)
    if action == "delete":
        runner().delete(directory)
        return ""
    if action == "rename":
        write_about(directory, dataclasses.replace(about, title=checked_title(body.get("title"))))
    else:
        write_about(directory, dataclasses.replace(about, private=action == "hide"))
    return directory.path.name


async def _granted(wish: Future[None]) -> None:
    """Until the training has done it; no thread waits meanwhile. Raises GanError."""
    try:
        await asyncio.wait_for(asyncio.wrap_future(wish), TIMEOUT_SECONDS)
    except TimeoutError:
        raise CheckpointError("training_slow", seconds=f"{TIMEOUT_SECONDS:g}") from None


def _known(body: dict[str, Any]) -> dict[str, Any]:
    """Settings that a run may be given as it goes; their names become arguments. Raises ConfigError."""
    settings: dict[str, Any] = body.get("settings", {})
    for name in settings:
        if name not in CHANGEABLE:
            raise ConfigError("unknown_setting", received=repr(name)[:40], expected=", ".join(CHANGEABLE))
    return settings


def _again(directory: RunDirectory, settings: dict[str, Any]) -> TrainingConfig:
    """The settings of a run with some others, watched from its first step. Raises ConfigError."""
    return dataclasses.replace(changed_config(directory.read_config(), **settings), sample_every=SAMPLE_EVERY)


def _whole(body: dict[str, Any], name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise GanError("value", field=name, received=repr(value)[:40], expected="a whole number")
    return value


OF_OWNER = ("rename", "delete", "hide", "share")
ACTIONS = (
    "pause", "go_on", "stop", "save", "step", "discriminator", "generator", "change", "step_aside", "resume", "extend", "fork", "again",
    *OF_OWNER,
)  # fmt: skip


ROUTES = [
    Route("/api/runs", runs),
    Route("/api/runs", start, methods=["POST"]),
    Route("/api/runs/{name}", status),
    Route("/api/runs/{name}/progress", progress),
    Route("/api/runs/{name}/curves", curves),
    Route("/api/runs/{name}/finding", finding),
    Route("/api/runs/{name}/shares", shares),
    Route("/api/runs/{name}/samples/{step:int}", sample),
    Route("/api/runs/{name}/files/{kind}", download),
    Route("/api/runs/{name}/{action}", control, methods=["POST"]),
]
