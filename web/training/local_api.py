"""What trainings in the visitor's browser ask of the server: pictures, the classifiers that judge what is drawn, a run as one page."""

from __future__ import annotations

import asyncio
import io
import re
import tempfile
import zipfile
from functools import cache
from pathlib import Path

from PIL import Image
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from gan_core.browser import pack_classifier
from gan_core.data import load_dataset
from gan_core.data.sources import EMBEDDED, at_hand
from gan_core.errors import CheckpointError, DataError, GanError
from gan_core.frozen import freeze
from gan_core.metrics.classifier import load_classifier
from gan_core.training.run_directory import RunDirectory
from web.room.api import ROOMS, TOKEN
from web.server.endpoints import NOT_STORED, json_errors, read_body, require_own_header
from web.server.fair_scheduler import scheduled
from web.server.query import choice, whole_number
from web.training.experiment import Experiment

A_DAY = {"Cache-Control": "public, max-age=86400"}
JUDGED = ("fashion-mnist", "mnist")  # data sets whose classifiers browsers take: 28x28, grey
PER_CLASS, COLUMNS = 1000, 100  # digits of a sheet, laid out as the clothes are
LARGEST, LARGEST_TEXT, LARGEST_SIDE = 24_000_000, 4_000_000, 1000  # of a run that is frozen: bytes, of a log, pixels of a picture
_NAME = re.compile(r"[\w-]{1,60}/(config\.json|stats\.jsonl|status\.json|samples/step-\d{8}\.png)")


async def clothes(_request: Request) -> Response:
    """The clothes that come with the project, as one picture: what browsers train on."""
    return FileResponse(EMBEDDED / "train.png", media_type="image/png", headers=A_DAY)


@json_errors
async def digits(_request: Request) -> Response:
    """10,000 digits as one picture, class after class, where MNIST is on this machine."""
    if not at_hand("mnist"):
        raise DataError("dataset_missing", received="mnist", reason="", expected="fashion-mnist-10k")
    return Response(await asyncio.to_thread(_digits), media_type="image/png", headers=A_DAY)


@cache
def _digits() -> bytes:
    data = load_dataset("mnist", progress=False)
    rows = [row for label in range(10) for row in (data.labels == label).nonzero().flatten()[:PER_CLASS].tolist()]
    sheet = data.images[rows, 0].view(-1, COLUMNS, 28, 28).transpose(1, 2).reshape(-1, COLUMNS * 28)
    file = io.BytesIO()
    Image.fromarray(sheet.numpy()).save(file, "PNG")
    return file.getvalue()


@json_errors
@scheduled
async def classifier(request: Request) -> Response:
    """The network file of a data set's shipped classifier."""
    dataset = choice(request.query_params, "dataset", JUDGED[0], JUDGED)
    return Response(await asyncio.to_thread(_classifier, dataset), media_type="application/octet-stream", headers=A_DAY)


@cache
def _classifier(dataset: str) -> bytes:
    return pack_classifier(load_classifier(dataset))


@json_errors
@require_own_header
@scheduled
async def frozen(request: Request) -> Response:
    """A browser's run (a zip without compression: settings, numbers, pictures; no weights) as one HTML page. Nothing of it stays here."""
    page = await asyncio.to_thread(_freeze, await read_body(request, LARGEST))
    return Response(page, media_type="text/html", headers=NOT_STORED)


def _freeze(content: bytes) -> bytes:
    with tempfile.TemporaryDirectory(prefix="gan-freeze-") as folder:
        return freeze(RunDirectory(_unpack(content, Path(folder))))


def _unpack(content: bytes, folder: Path) -> Path:
    """The run's folder. Raises CheckpointError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = archive.infolist()
            fits = all(_NAME.fullmatch(one.filename) and one.compress_type == zipfile.ZIP_STORED for one in files)
            fits = fits and all(one.file_size <= LARGEST_TEXT for one in files if not one.filename.endswith(".png"))
            if not fits or len({one.filename.partition("/")[0] for one in files}) != 1:
                raise zipfile.BadZipFile("other files than a run's")
            archive.extractall(folder)
        run = folder / files[0].filename.partition("/")[0]
        if not all(map(_is_sample, run.glob("samples/*.png"))):
            raise zipfile.BadZipFile("a picture is none, or too large")
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError) as error:
        raise CheckpointError("checkpoint_damaged", received="zip", reason=str(error)[:80]) from None
    return run


def _is_sample(path: Path) -> bool:
    try:
        with Image.open(path, formats=("PNG",)) as image:
            return max(image.size) <= LARGEST_SIDE
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False


@json_errors
@require_own_header
async def wall(request: Request) -> Response:
    """To the host of a room: everyone's training in its experiment, and the pictures that are newer than `?after=`."""
    activity = ROOMS.hosted(request.headers.get(TOKEN, "")).activity
    if not isinstance(activity, Experiment):
        raise GanError("vote_late")
    return JSONResponse(activity.wall(whole_number(request.query_params, "after", 0, 0, 10**9)), headers=NOT_STORED)


ROUTES = [
    Route("/api/browser-runs/wall", wall),
    Route("/api/browser-runs/clothes", clothes),
    Route("/api/browser-runs/digits", digits),
    Route("/api/browser-runs/classifier", classifier),
    Route("/api/browser-runs/frozen", frozen, methods=["POST"]),
]
