"""HTTP end points of *Real or fake?*: what can be played, a round for one visitor, and what came out of it.

Mistakes are answered with status 400 and `{"code", "fields", "message"}`, which the page says in the visitor's language.
"""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gan_core.errors import GanError
from web.real_or_fake.ballots import FAKE, REAL
from web.real_or_fake.models import models
from web.real_or_fake.rounds import Settings, make
from web.server.caches import Coalesced
from web.server.endpoints import NOT_STORED, json_errors, read_json, require_own_header
from web.server.fair_scheduler import scheduled

BODY = 2000  # bytes of a request
FRESH_SECONDS = 5.0

_coalesced = Coalesced(FRESH_SECONDS)


@json_errors
async def overview(_request: Request) -> Response:
    """Runs to play with, and their checkpoints."""
    return JSONResponse({"models": await _coalesced.get("models", models)}, headers=NOT_STORED)


@json_errors
@scheduled
async def pictures(request: Request) -> Response:
    """The pictures of `?model=&step=&n=&seed=`, as data URLs; not which are real."""
    query = dict(request.query_params)
    round_ = await asyncio.to_thread(lambda: make(Settings.read(query)))
    return JSONResponse({"pictures": round_.pictures}, headers=NOT_STORED)


@json_errors
@require_own_header
@scheduled
async def result(request: Request) -> Response:
    """`{"model", "step", "n", "seed", "answers": [0 (real), 1 (generated) or null, ...]}` of one visitor: what came out."""
    body = await read_json(request, BODY)
    round_ = await asyncio.to_thread(lambda: make(Settings.read(body)))
    answers: Any = body.get("answers")
    count = len(round_.pictures)
    known = (REAL, FAKE, None)
    if not isinstance(answers, list) or len(answers) != count or not all(type(one) is not bool and one in known for one in answers):
        raise GanError("value", field="answers", received=repr(answers)[:60], expected=f"{count} of 0, 1, null")
    votes = [[int(answer == option) for option in (REAL, FAKE)] for answer in answers]
    return JSONResponse(round_.result(votes, 1), headers=NOT_STORED)


ROUTES = [
    Route("/api/real-or-fake/models", overview),
    Route("/api/real-or-fake/round", pictures),
    Route("/api/real-or-fake/result", result, methods=["POST"]),
]
