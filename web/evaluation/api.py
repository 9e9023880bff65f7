"""HTTP end points of the Evaluation page: models, scores, what is being computed, pictures at the same z, tables to download.

Mistakes are answered with status 400 and `{"code", "fields", "message"}`, which the page says in the visitor's language.
"""

from __future__ import annotations

import asyncio
from itertools import chain
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gan_core.errors import GanError
from gan_core.evaluation import CLASSIFIERS, EXTRACTORS, MIN_PICTURES
from gan_core.evaluation.figure import as_html
from gan_core.evaluation.tables import Words, as_csv, as_latex, as_markdown
from gan_core.latent.state import MAX_SEED
from gan_core.provenance import MadeBy, marked_png
from web.evaluation.models import WORKER, card_copies, card_rows, is_hidden, models, orders_for, read_sheet, recorded_rows, sheet
from web.evaluation.published_scores import published_rows
from web.evaluation.queue import EvaluationQueue, evaluation_queue
from web.server.caches import Coalesced
from web.server.endpoints import NOT_STORED, json_errors, read_json, require_own_header
from web.server.fair_scheduler import scheduled
from web.server.query import choice, whole_number
from web.server.visitors import visitor_of
from web.settings import SETTINGS
from web.ui.text import LANGUAGES, table

BODY = 4000  # bytes of a request
CHOSEN = 8  # models in one request
CURVE_N = 1000  # pictures of each kind, of a curve over a training that goes on
FRESH_SECONDS = 0.5
FORMATS = {
    "csv": (as_csv, "text/csv", "csv"),
    "latex": (as_latex, "application/x-tex", "tex"),
    "markdown": (as_markdown, "text/markdown", "md"),
    "html": (as_html, "text/html", "html"),
}

_coalesced = Coalesced(FRESH_SECONDS)


def _overview(scorer: EvaluationQueue) -> dict[str, Any]:
    """What is the same for all visitors."""
    return {
        "models": models(scorer.weights),
        "results": [*card_rows(), *recorded_rows(), *scorer.results.all()],
        "published": published_rows(),
        "inception": "inception" in scorer.weights,
        "limits": {"n": [MIN_PICTURES, SETTINGS.max_evaluation_n], "seed": [0, MAX_SEED], "models": CHOSEN},
    }


def _shown(rows: list[dict[str, Any]], visitor: str, key: str = "model") -> list[dict[str, Any]]:
    """Those of runs that this visitor may see, or that are gone."""
    hidden = {name for name in {row[key] for row in rows} if is_hidden(name, visitor)}
    return [row for row in rows if row[key] not in hidden]


async def _overview_for(request: Request) -> dict[str, Any]:
    scorer, visitor = evaluation_queue(), visitor_of(request.cookies)
    whole = await _coalesced.get(scorer.results.folder, lambda: _overview(scorer))
    models, results = _shown(whole["models"], visitor, "name"), _shown(whole["results"], visitor)
    return whole | {"models": models, "results": results, "tasks": _shown(scorer.tasks(visitor), visitor)}


@json_errors
async def overview(request: Request) -> Response:
    """Models that can be scored, all results, and what waits or runs."""
    return JSONResponse(await _overview_for(request), headers=NOT_STORED)


@json_errors
async def progress(request: Request) -> Response:
    """What waits or runs: asked for again and again while anything does."""
    visitor = visitor_of(request.cookies)
    return JSONResponse({"tasks": _shown(evaluation_queue().tasks(visitor), visitor)}, headers=NOT_STORED)


@json_errors
async def curve(request: Request) -> Response:
    """FID of the checkpoints of `?model=` by the classifier that takes its pictures, as far as they were scored: the extractor (null where
    none fits), the N to order more with, points [step, FID] by step of one N (that of the most), and how many checkpoints are on their way.
    """
    name, overview = request.query_params.get("model", ""), await _overview_for(request)
    model = next((model for model in overview["models"] if model["name"] == name), None)
    extractor = next((kind for kind in model["extractors"] if kind in CLASSIFIERS), None) if model else None
    found: dict[int, dict[int, float]] = {}
    for row in overview["results"]:
        if (row["model"], row["extractor"], row.get("of", "generated")) == (name, extractor, "generated") and "fid" in row["scores"]:
            found.setdefault(row["n"], {})[row["step"]] = row["scores"]["fid"]["value"]
    points = sorted(max(found.values(), key=len, default={}).items())
    waiting = sum(task["model"] == name and task["state"] in ("queued", "running") for task in overview["tasks"])
    return JSONResponse({"extractor": extractor, "n": CURVE_N, "points": points, "waiting": waiting}, headers=NOT_STORED)


@json_errors
@require_own_header
async def start(request: Request) -> Response:
    """Score `{"models": [...], "n": ..., "extractor": ..., "seed": ..., "every": ...}`; the keys of the results to come.

    every: whether all checkpoints that were kept are scored, not the newest alone.
    """
    body = await read_json(request, BODY)
    names = body.get("models")
    if not isinstance(names, list) or not 1 <= len(names) <= CHOSEN or not all(isinstance(name, str) for name in names):
        raise GanError("value", field="models", received=repr(names)[:60], expected=f"1 … {CHOSEN}")
    n, seed = _whole(body, "n", MIN_PICTURES, SETTINGS.max_evaluation_n), _whole(body, "seed", 0, MAX_SEED)
    extractor = body.get("extractor")
    if extractor not in EXTRACTORS:
        raise GanError("value", field="extractor", received=repr(extractor)[:40], expected=", ".join(EXTRACTORS))
    scorer = evaluation_queue()

    def submit() -> list[str]:
        every, visitor = body.get("every") is True, visitor_of(request.cookies)
        orders = [orders_for(name, n, str(extractor), seed, visitor, given=scorer.weights, every=every) for name in names]
        return scorer.start(chain.from_iterable(orders), visitor)

    return JSONResponse({"keys": await asyncio.to_thread(submit)})


def _whole(body: dict[str, Any], name: str, low: int, high: int) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise GanError("value", field=name, received=repr(value)[:40], expected=f"{low} … {high}")
    return value


@json_errors
@require_own_header
async def cancel(request: Request) -> Response:
    """Take back an order of one's own: `{"key": ...}`."""
    key = (await read_json(request, BODY)).get("key")
    await asyncio.to_thread(evaluation_queue().cancel, str(key)[:300], visitor_of(request.cookies))
    return Response(status_code=204)


@json_errors
@scheduled
async def pictures(request: Request) -> Response:
    """Pictures of one model as PNG: in every row the z of the seed."""
    name, seed = request.query_params.get("model", ""), whole_number(request.query_params, "seed", 0, 0, MAX_SEED)
    content = await asyncio.get_running_loop().run_in_executor(WORKER, sheet, name, seed, visitor_of(request.cookies))
    return Response(content, media_type="image/png", headers={"Cache-Control": "private, max-age=60"})


@json_errors
@scheduled
async def read(request: Request) -> Response:
    """What those pictures are taken for, row by row: `{"read": [[class, probability], ...]}`; empty where the class was asked for."""
    name, seed = request.query_params.get("model", ""), whole_number(request.query_params, "seed", 0, 0, MAX_SEED)
    taken = await asyncio.get_running_loop().run_in_executor(WORKER, read_sheet, name, seed, visitor_of(request.cookies))
    return JSONResponse({"read": taken}, headers={"Cache-Control": "private, max-age=60"})


@json_errors
async def copies(request: Request) -> Response:
    """PNG of a result's pictures that lie nearest to training pictures, each above the one it is near."""
    key, visitor, results = request.query_params.get("key", ""), visitor_of(request.cookies), evaluation_queue().results

    def find() -> Path | None:
        seen = _shown([row for row in results.all() if row["key"] == key], visitor)
        return results.copies(key) if seen else card_copies(key)

    path = await asyncio.to_thread(find)
    if path is None:
        raise GanError("missing_path", field="key", received=repr(key[:60]))
    content = marked_png(await asyncio.to_thread(path.read_bytes), MadeBy(key.partition(".")[0]))  # what older versions wrote has no mark
    return Response(content, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


# ------------------------------------------------------------------------------------------------------------------------ downloads


@json_errors
async def export(request: Request) -> Response:
    """The table as a file, or as an interactive figure: `format`, `lang`, and `models` (default: all).

    The lectures' rows too, unless `published=0`. `record=1`: the recorded scores of earlier checkpoints instead of the lectures' rows.
    """
    query = request.query_params
    kind, spoken = choice(query, "format", "csv", FORMATS), choice(query, "lang", "en", LANGUAGES)
    overview = await _overview_for(request)
    chosen, record = set(filter(None, query.get("models", "").split(","))), query.get("record") == "1"
    rows = chosen_rows(overview, chosen, not record and query.get("published") != "0", spoken, record=record)
    write, media_type, suffix = FORMATS[kind]
    name = f'attachment; filename="gan-scores.{suffix}"'
    content = await asyncio.to_thread(write, rows, words_in(spoken))
    return Response(content, media_type=media_type, headers=NOT_STORED | {"Content-Disposition": name})


def chosen_rows(overview: dict[str, Any], chosen: set[str], published: bool, spoken: str, *, record: bool = False) -> list[dict[str, Any]]:
    """Rows of the models, each with its title in that language."""
    say = {key: row[spoken] for key, row in table("evaluation_stage").items()}
    fitting = [row for row in overview["results"] if (not chosen or row["model"] in chosen) and (record or not row.get("recorded"))]
    titles = {model["name"]: model["title"][spoken] for model in overview["models"]}
    rows = [row | {"title": _title(row, titles.get(row["model"], row["model"]), say)} for row in fitting]
    if published:
        rows += [row | {"title": _published_title(row, say)} for row in overview["published"]]
    return rows


def _title(row: dict[str, Any], title: str, say: dict[str, str]) -> str:
    of = row.get("of", "generated")
    return title if of == "generated" else f"{say[of]} ({title})"


def _published_title(row: dict[str, Any], say: dict[str, str]) -> str:
    name = row["name"] if row["named"] else say["unnamed"].format(number=row["name"])
    return f"{name}, {say['data_' + row['data']]} ({say['lectures']})"


def words_in(spoken: str) -> Words:
    """What the files say, in that language."""
    say = {key: row[spoken] for key, row in table("evaluation_stage").items()}
    plain = {name: say[f"column_{name}"] for name in ("model", "step", "real", "n", "extractor", "resize", "seed")}
    return Words(**plain, interval=say["interval_note"], published=say["published_note"], language=spoken)


ROUTES = [
    Route("/api/evaluations", overview),
    Route("/api/evaluations", start, methods=["POST"]),
    Route("/api/evaluations/progress", progress),
    Route("/api/evaluations/curve", curve),
    Route("/api/evaluations/cancel", cancel, methods=["POST"]),
    Route("/api/evaluations/pictures", pictures),
    Route("/api/evaluations/read", read),
    Route("/api/evaluations/copies", copies),
    Route("/api/evaluations/export", export),
]
