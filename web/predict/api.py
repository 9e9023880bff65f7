"""HTTP end points of questions: all of them in words, what is right for one, and the sheet of exercises.

A question's answer is computed when it is asked for, and remembered: a class asks the same ones.
"""

from __future__ import annotations

import asyncio
import math
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gan_core.errors import GanError
from web.predict.questions import QUESTIONS, outcome_of
from web.predict.words import option_words, sentence
from web.server.endpoints import json_errors
from web.server.fair_scheduler import FairScheduler, client_of
from web.ui.plain_page import plain_page, reader_language

# Answers that play a game take a second or two: they wait for each other, nothing else for them
SCHEDULER = FairScheduler(1)
WORKER = ThreadPoolExecutor(1, thread_name_prefix="predict")


@cache
def answer(name: str) -> dict[str, Any]:
    """What is right and why, as JSON; infinite numbers are words. Raises KeyError and GanError."""
    outcome = outcome_of(name)
    numbers = {key: value if math.isfinite(value) else "∞" for key, value in outcome.numbers.items()}
    return {"option": outcome.option, "numbers": numbers}


def listed() -> list[dict[str, Any]]:
    """All questions in the path's order, in both languages, without what is right."""
    return [
        {"name": name, "page": one.page, "query": one.query, "text": sentence(name), "why": sentence(f"{name}_why")}
        | {"options": [{"option": option, "words": option_words(name, option)} for option in one.options]}
        for name, one in QUESTIONS.items()
    ]


@json_errors
async def questions(_request: Request) -> Response:
    """The list."""
    return JSONResponse({"questions": listed()}, headers={"Cache-Control": "no-cache"})


@json_errors
async def right(request: Request) -> Response:
    """What is right for one question, computed now."""
    name = request.path_params["name"]
    if name not in QUESTIONS:
        raise GanError("value", field="question", received=repr(name)[:60], expected=f"{next(iter(QUESTIONS))} …")
    async with SCHEDULER.slot(client_of(request)):
        computed = await asyncio.get_running_loop().run_in_executor(WORKER, answer, name)
    return JSONResponse(computed)


async def sheet(request: Request) -> Response:
    """The exercises on paper; `?keys=1` with what is right."""
    return plain_page(reader_language(request), "exercises", "web/predict/browser/sheet/sheet.mjs", ("value",))


ROUTES = [
    Route("/exercises", sheet),
    Route("/api/questions", questions),
    Route("/api/questions/{name}", right),
]
