"""HTTP end point of the lessons: the controls' values in the query, the figures in the answer.

A wrong value is answered with status 400 and `{"code", "fields", "message"}`; the page says it in the visitor's language.
"""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import perf_counter
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from gan_core.errors import GanError
from gan_core.translations import FALLBACK, LANGUAGES
from web.lessons import LESSONS
from web.server.caches import ByteBoundedCache
from web.server.compression import Compressed, compress, compressed_response
from web.server.endpoints import json_errors
from web.server.fair_scheduler import SCHEDULER, FairScheduler, client_of

CACHE_HEADERS = {"Cache-Control": "private, max-age=300"}  # the same question has the same answer; a lesson that is edited, another
# Visitors' lessons wait for each other, not the rest of the server for them; and the quick ones not for those that train a network
WORKERS = ThreadPoolExecutor(SCHEDULER.at_once, thread_name_prefix="lessons")
TRAINING_SCHEDULER = FairScheduler(1)
TRAINER = ThreadPoolExecutor(1, thread_name_prefix="lessons-training")
CACHE: ByteBoundedCache[Compressed] = ByteBoundedCache(
    32_000_000
)  # bytes of packed answers, of 3 to 20 kB each: a class moves the same sliders

Question = tuple[str, tuple[tuple[str, Any], ...]]


def figures(name: str, query: Mapping[str, str]) -> bytes:
    """A lesson's answer to a link's query, as JSON. Raises GanError."""
    return gzip.decompress(_packed_figures(*_question(name, query)))


def _question(name: str, query: Mapping[str, str]) -> Question:
    return name, tuple(LESSONS[name].read(query).items())


def _packed_figures(name: str, values: tuple[tuple[str, Any], ...]) -> Compressed:
    question = name, values
    if (known := CACHE.get(question)) is not None:
        return known
    content = json.dumps(LESSONS[name].answer(dict(values)), separators=(",", ":"), allow_nan=False).encode()
    return CACHE.put(question, compress(content))


def _packed_surfaces(name: str, values: tuple[tuple[str, Any], ...], language: str) -> Compressed:
    question = f"{name} {language}", values
    if (known := CACHE.get(question)) is not None:
        return known
    from plotly.io.json import to_json_plotly

    return CACHE.put(question, compress(to_json_plotly(LESSONS[name].solids(dict(values), language)).encode()))


@json_errors
async def lesson(request: Request) -> Response:
    """The figures of a lesson; the server's time in a header. Values that were asked before are answered at once."""
    return await _answer(request, _packed_figures)


@json_errors
async def surfaces(request: Request) -> Response:
    """A lesson's figures in 3-D, with words in the language `lang`."""
    language = request.query_params.get("lang", FALLBACK)
    if language not in LANGUAGES:
        raise GanError("value", field="lang", received=repr(language[:30]), expected=", ".join(LANGUAGES))
    return await _answer(request, partial(_packed_surfaces, language=language))


async def _answer(request: Request, compute: Callable[..., Compressed]) -> Response:
    name = request.path_params["name"]
    if name not in LESSONS:
        return PlainTextResponse("no such lesson", 404)
    began = perf_counter()
    question = _question(name, request.query_params)
    packed = CACHE.get(question) if compute is _packed_figures else None
    if packed is None:
        scheduler, workers = (TRAINING_SCHEDULER, TRAINER) if LESSONS[name].trains else (SCHEDULER, WORKERS)
        async with scheduler.slot(client_of(request)):
            packed = await asyncio.get_running_loop().run_in_executor(workers, partial(compute, *question))
    headers = {"X-Milliseconds": f"{(perf_counter() - began) * 1000:.2f}"} | CACHE_HEADERS
    return compressed_response(request, packed, "application/json", headers)


ROUTES = [Route("/api/lessons/{name}", lesson), Route("/api/lessons/{name}/surfaces", surfaces)]
