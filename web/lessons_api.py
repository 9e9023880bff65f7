"""HTTP end point of the lessons: the controls' values in the query, the figures in the answer.

A wrong value is answered with status 400 and `{"code", "fields", "message"}`; the page says it in the visitor's language.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from time import perf_counter
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from web.answers import answer_mistakes
from web.lessons import LESSONS
from web.turns import TURNS, in_turn

KEPT = {"Cache-Control": "private, max-age=300"}  # the same question has the same answer; a lesson that is edited, another
# A lesson may train a small network: it takes its turn, and the rest of the server does not wait for it
WORKERS = ThreadPoolExecutor(TURNS.at_once, thread_name_prefix="lessons")
REMEMBERED = 512  # answers, of 10 to 100 kB each


@lru_cache(REMEMBERED)
def _figures(name: str, values: tuple[tuple[str, Any], ...]) -> bytes:
    return json.dumps(LESSONS[name].compute(dict(values)), separators=(",", ":"), allow_nan=False).encode()


def figures(name: str, query: Mapping[str, str]) -> bytes:
    """A lesson's answer to a link's query, as JSON. Raises GanError."""
    return _figures(name, tuple(LESSONS[name].read(query).items()))


@answer_mistakes
@in_turn
async def lesson(request: Request) -> Response:
    """The figures of a lesson; the server's time in a header."""
    name = request.path_params["name"]
    if name not in LESSONS:
        return PlainTextResponse("no such lesson", 404)
    began = perf_counter()
    content = await asyncio.get_running_loop().run_in_executor(WORKERS, figures, name, request.query_params)
    headers = {"X-Milliseconds": f"{(perf_counter() - began) * 1000:.2f}"}
    return Response(content, media_type="application/json", headers=headers | KEPT)


ROUTES = [Route("/api/lessons/{name}", lesson)]
