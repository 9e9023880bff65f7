"""HTTP end points of presenter tours: the tours, the page with the speaker's notes, and rooms that join a phone to the presenting window.

Mistakes are answered with `{"code", "fields", "message"}`, which the page says in the visitor's language.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gan_core.errors import GanError
from web.presenter.prefetch import prepare_tour, resources
from web.presenter.rooms import Rooms
from web.presenter.tours import TOURS, Tour
from web.room.address import picture_of, seen_from_outside
from web.server.endpoints import NOT_STORED, json_errors, read_json, require_own_header
from web.server.visitors import visitor_of
from web.ui.navigation import HOME, PAGES
from web.ui.plain_page import plain_page, reader_language

ROOMS = Rooms()
BODY = 1000  # bytes of a request
LONG_POLL_SECONDS = 20.0  # that a request waits for something new
MAX_QUERY = 1000  # letters of a page's state; more would be a code too fine for a hall
TOKEN = "x-gan-room"


def _tour(name: object) -> Tour:
    if not isinstance(name, str) or name not in TOURS:
        raise GanError("value", field="tour", received=repr(name)[:60], expected=", ".join(TOURS))
    return TOURS[name]


def _place(body: dict[str, Any]) -> tuple[str, int]:
    """A tour and a stop of it, from 1."""
    tour, stop = _tour(body.get("tour")), body.get("stop")
    if isinstance(stop, bool) or not isinstance(stop, int) or not 1 <= stop <= len(tour.stops):
        raise GanError("value", field="stop", received=repr(stop)[:40], expected=f"1 … {len(tour.stops)}")
    return tour.name, stop


# ---------------------------------------------------------------------------------------------------------------------------- tours


@json_errors
async def tour(request: Request) -> Response:
    """A tour: its stops, and what a browser may fetch ahead of each. Asking for it makes the server prepare what its stops need."""
    asked = _tour(request.path_params["name"])
    prepare_tour(asked)
    return Response(_tour_json(asked.name), media_type="application/json", headers={"Cache-Control": "no-cache"})


@cache
def _tour_json(name: str) -> bytes:
    answer = TOURS[name].to_json()
    for row, stop in zip(answer["stops"], TOURS[name].stops, strict=True):
        row["ahead"] = resources(stop)
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


# ---------------------------------------------------------------------------------------------------------------------------- notes


async def notes(request: Request) -> Response:
    """The page with the speaker's notes, beside the presenting window or on a phone."""
    return plain_page(reader_language(request), "notes", "web/presenter/browser/notes/notes.mjs", ("room", "value"))


# ---------------------------------------------------------------------------------------------------------------------------- rooms


@json_errors
@require_own_header
async def open_room(request: Request) -> Response:
    """`{"tour", "stop", "notes": address of the notes' page}`, from the presenting window: its token, and a code for one phone.

    A window that already has a room sends its token, and gets another code."""
    body = await read_json(request, BODY)
    place, address = _place(body), seen_from_outside(body.get("notes"), "notes")
    token = request.headers.get(TOKEN, "")
    room = ROOMS.find(token) if token else ROOMS.open(*place, visitor_of(request.cookies))
    if token not in ("", room.host):  # a phone may not invite
        raise GanError("room_gone")
    code = ROOMS.invite(room)
    picture = picture_of(f"{address}#{code}")
    return JSONResponse({"token": room.host, "code": code, "address": address, "picture": picture} | room.to_json(), headers=NOT_STORED)


@json_errors
@require_own_header
async def page_code(request: Request) -> Response:
    """`{"address", "page", "query"}` of the page that is presented: its address as a phone can open it, and as a QR code."""
    body = await read_json(request, 2 * MAX_QUERY)
    page, query = body.get("page"), body.get("query")
    if page not in PAGES or not (isinstance(query, str) and len(query) <= MAX_QUERY and query.isprintable()):
        raise GanError("value", field="page", received=repr([page, query])[:60], expected="a page's name and its query")
    address = seen_from_outside(body.get("address"), "" if page == HOME else page)
    address += f"?{query}" if query else ""
    return JSONResponse({"address": address, "picture": picture_of(address)}, headers=NOT_STORED)


@json_errors
@require_own_header
async def join_room(request: Request) -> Response:
    """`{"code"}`, from a phone: its token."""
    code = (await read_json(request, BODY)).get("code")
    token, room = ROOMS.join(code if isinstance(code, str) else "", request.client.host if request.client else "")
    return JSONResponse({"token": token} | room.to_json(), headers=NOT_STORED)


@json_errors
@require_own_header
async def news(request: Request) -> Response:
    """Where the presentation is, once it is another version than `?after=`; the same again after a while."""
    after = request.query_params.get("after", "")
    known = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
    room = await ROOMS.news(request.headers.get(TOKEN, ""), known, LONG_POLL_SECONDS)
    return JSONResponse(room.to_json(), headers=NOT_STORED)


@json_errors
@require_own_header
async def turn(request: Request) -> Response:
    """`{"tour", "stop"}`: go there."""
    room = ROOMS.find(request.headers.get(TOKEN, ""))
    room.show(*_place(await read_json(request, BODY)))
    return JSONResponse(room.to_json(), headers=NOT_STORED)


@json_errors
@require_own_header
async def leave(request: Request) -> Response:
    """The presenting window ends the room, a phone leaves it."""
    ROOMS.close(request.headers.get(TOKEN, ""))
    return Response(status_code=204)


ROUTES = [
    Route("/notes", notes),
    Route("/api/tours/{name}", tour),
    Route("/api/qr", page_code, methods=["POST"]),
    Route("/api/rooms", open_room, methods=["POST"]),
    Route("/api/rooms/join", join_room, methods=["POST"]),
    Route("/api/room", news),
    Route("/api/room", turn, methods=["POST"]),
    Route("/api/room", leave, methods=["DELETE"]),
]
