"""HTTP end points of the 2-D playground: open one, train it, change it, look at it. Each visitor has their own.

A look waits on the server until there is something new, so pictures come as fast as the browser takes them, and nothing is sent to nobody.
Mistakes are answered with `{"code", "fields", "message"}`, which the page says in the visitor's language.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from gan_core.errors import GanError
from web.playground.pool import playgrounds
from web.server.endpoints import NOT_STORED, answer_mistakes, only_from_here, read_body, read_json
from web.server.fair_scheduler import TURNS, Turns, who_asks
from web.server.visitors import visitor_of

BODY = 100_000  # bytes of a request: a drawing's points are most of it
PICTURE = 4_000_000  # bytes of a picture whose outline is asked for
MOST_OUTLINE = 800  # points of it
PICTURES = Turns(8, each=2)  # held at once while they arrive
TRACER = ThreadPoolExecutor(1, thread_name_prefix="outline")  # pictures wait for each other, nobody else for them
ACTIONS = ("run", "pause", "step", "discriminator", "generator", "change", "pace")
SLOW = ("begin", "next", "end")


@answer_mistakes
async def about(_request: Request) -> Response:
    """Data sets with some of their points, presets with what was measured of them, and what each setting accepts."""
    return Response(await asyncio.to_thread(_about), media_type="application/json", headers={"Cache-Control": "no-cache"})


@cache
def _about() -> bytes:
    from web.playground.catalogue import catalogue  # imports NumPy and SciPy

    return json.dumps(catalogue(), separators=(",", ":"), allow_nan=False).encode()


@answer_mistakes
@only_from_here
async def open_one(request: Request) -> Response:
    """A new playground: `{"config", "events", "at", "running", "pace", "group"}`."""
    asked = await read_json(request, BODY)
    state, _ = await playgrounds().ask(visitor_of(request.cookies), "open", name=secrets.token_hex(8), asked=asked)
    return JSONResponse(state, headers=NOT_STORED)


@answer_mistakes
async def frame(request: Request) -> Response:
    """What there is to see, once it is another version than `after`; 204 when nothing new came for a while."""
    after = request.query_params.get("after", "")
    known = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else -1
    name = request.path_params["name"]
    header, body = await playgrounds().ask(visitor_of(request.cookies), "frame", name=name, after=known)
    return Response(status_code=204, headers=NOT_STORED) if "same" in header else Response(body, headers=NOT_STORED)


@answer_mistakes
@only_from_here
async def act(request: Request) -> Response:
    """Run, pause, step, change: `{"settings": {...}}`; the state afterwards."""
    action = request.path_params["action"]
    if action not in ACTIONS:
        return PlainTextResponse("no such action", 404)
    settings = (await read_json(request, BODY)).get("settings", {})
    state, _ = await playgrounds().ask(
        visitor_of(request.cookies),
        "act",
        name=request.path_params["name"],
        action=action,
        settings=settings if isinstance(settings, dict) else {},
    )
    return JSONResponse(state, headers=NOT_STORED)


@answer_mistakes
@only_from_here
async def slow(request: Request) -> Response:
    """One iteration, stage by stage."""
    command = request.path_params["command"]
    if command not in SLOW:
        return PlainTextResponse("no such command", 404)
    _, body = await playgrounds().ask(visitor_of(request.cookies), "slow", name=request.path_params["name"], command=command)
    return Response(body, headers=NOT_STORED)


@answer_mistakes
@only_from_here
async def script(request: Request) -> Response:
    """`{"config", "moves"}` as lines of Python that come to the same state."""
    asked = await read_json(request, BODY)
    async with TURNS.turn(who_asks(request)):
        return PlainTextResponse(await asyncio.to_thread(_script, asked), headers=NOT_STORED)


def _script(asked: dict[str, Any]) -> str:
    from gan_core.playground.script import to_python
    from web.playground.session import read_config, read_moves

    return to_python({"config": read_config(asked.get("config", {})), "moves": read_moves(asked.get("moves", []))})


@answer_mistakes
@only_from_here
async def outline(request: Request) -> Response:
    """Points along the outline of the picture in the body."""
    count = request.query_params.get("count", "")
    if not (count.isascii() and count.isdigit() and len(count) < 6 and 2 <= int(count) <= MOST_OUTLINE):
        raise GanError("value", field="count", came=repr(count[:20]), accepted=f"2 to {MOST_OUTLINE}")
    async with PICTURES.turn(who_asks(request)):
        raw = await read_body(request, PICTURE)
        points = await asyncio.get_running_loop().run_in_executor(TRACER, _trace, raw, int(count))
    return JSONResponse({"points": points}, headers=NOT_STORED)


def _trace(raw: bytes, count: int) -> list[tuple[float, float]]:
    from gan_core.playground.outline import picture_points

    return picture_points(raw, count)


@answer_mistakes
@only_from_here
async def close_one(request: Request) -> Response:
    """The visitor leaves."""
    await playgrounds().ask(visitor_of(request.cookies), "close", name=request.path_params["name"])
    return Response(status_code=204)


ROUTES = [
    Route("/api/playground", about),
    Route("/api/playground", open_one, methods=["POST"]),
    Route("/api/playground/python", script, methods=["POST"]),
    Route("/api/playground/outline", outline, methods=["POST"]),
    Route("/api/playground/{name}", close_one, methods=["DELETE"]),
    Route("/api/playground/{name}/frame", frame),
    Route("/api/playground/{name}/slow/{command}", slow, methods=["POST"]),
    Route("/api/playground/{name}/{action}", act, methods=["POST"]),
]
