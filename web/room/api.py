"""HTTP end points of rooms: for the presenting window, for phones, and the page that phones open.

Mistakes are answered with `{"code", "fields", "message"}`, which the page says in the visitor's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gan_core.errors import GanError
from web.room.activity import Kind, open_activity
from web.room.address import picture_of, seen_from_outside
from web.room.rooms import Rooms
from web.server.endpoints import NOT_STORED, json_errors, read_json, require_own_header
from web.server.fair_scheduler import scheduled
from web.server.query import whole_number
from web.server.visitors import visitor_of
from web.ui.plain_page import plain_page, reader_language

ROOMS = Rooms()
BODY = 20_000  # bytes of a request
LONG_POLL_SECONDS = 20.0  # that a request waits for something new
TOKEN = "x-gan-room"


def _token(request: Request) -> str:
    return request.headers.get(TOKEN, "")


def _after(request: Request) -> int:
    return whole_number(request.query_params, "after", 0, 0, 10**9)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


# ---------------------------------------------------------------------------------------------------------------------------- host


@json_errors
@require_own_header
async def open_room(request: Request) -> Response:
    """`{"join": address of the phones' page}`: a room, its code, and a picture of the address for phones' cameras.

    A window that has a room sends its token and gets the same again."""
    address = seen_from_outside((await read_json(request, BODY)).get("join"), "join")
    room = ROOMS.hosted(token) if (token := _token(request)) else ROOMS.open(visitor_of(request.cookies))
    invitation = {"token": room.host, "code": room.code, "address": address, "picture": picture_of(f"{address}#{room.code}")}
    return JSONResponse(invitation, headers=NOT_STORED)


@json_errors
@require_own_header
async def host_news(request: Request) -> Response:
    """The room as its host sees it, once it is another version than `?after=`; the same again after a while."""
    return JSONResponse(await ROOMS.host_news(_token(request), _after(request), LONG_POLL_SECONDS), headers=NOT_STORED)


@json_errors
@require_own_header
async def act(request: Request) -> Response:
    """`{"action"}`: one of those that the activity names."""
    room = ROOMS.hosted(_token(request))
    action = (await read_json(request, BODY)).get("action")
    room.tick(ROOMS.clock())
    room.act(action if isinstance(action, str) else repr(action)[:40], ROOMS.clock())
    return JSONResponse(room.for_host(ROOMS.clock()), headers=NOT_STORED)


# -------------------------------------------------------------------------------------------------------------------------- phones


@json_errors
@require_own_header
async def join(request: Request) -> Response:
    """`{"code", "phone": 32 hexadecimal digits}`: what the member sees. `phone` is the token of all that follows."""
    body = await read_json(request, BODY)
    code, phone = (body.get(name) if isinstance(body.get(name), str) else "" for name in ("code", "phone"))
    room = ROOMS.join(str(code), str(phone), _address(request))
    return JSONResponse(room.for_phone(str(phone), ROOMS.clock()), headers=NOT_STORED)


@json_errors
@require_own_header
async def phone_news(request: Request) -> Response:
    """The room as a member sees it, once it is another version than `?after=`; the same again after a while."""
    return JSONResponse(await ROOMS.phone_news(_token(request), _after(request), LONG_POLL_SECONDS), headers=NOT_STORED)


@json_errors
@require_own_header
async def receive(request: Request) -> Response:
    """A member's message to what the room does; what the member sees then."""
    room, phone = ROOMS.joined(_token(request)), _token(request)
    message = await read_json(request, BODY)
    room.tick(ROOMS.clock())
    room.receive(phone, message, ROOMS.clock())
    return JSONResponse(room.for_phone(phone, ROOMS.clock()), headers=NOT_STORED)


# ---------------------------------------------------------------------------------------------------------------------------- both


@json_errors
@require_own_header
async def leave(request: Request) -> Response:
    """The host ends the room, a member leaves it."""
    token = _token(request)
    try:
        ROOMS.close(ROOMS.hosted(token))
    except GanError:
        ROOMS.joined(token).leave(token)
    return Response(status_code=204)


@json_errors
async def records(request: Request) -> Response:
    """The results of a room by its `?code=`: what is over, without anything of a single phone."""
    room = ROOMS.named(request.query_params.get("code", ""), _address(request))
    return JSONResponse({"records": list(room.records.values())}, headers=NOT_STORED)


# ---------------------------------------------------------------------------------------------------------------- the phones' page


async def page(request: Request) -> Response:
    """The page that phones open: a hundred Streamlit pages at once would take the server's time."""
    return plain_page(reader_language(request), "join", "web/room/browser/join/join.mjs", ("classroom", "room_tries", "vote", "value"))


def routes(kinds: Mapping[str, Kind]) -> list[Route]:
    """The end points; `kinds` is what can be put to a room, by name."""

    @json_errors
    @require_own_header
    @scheduled
    async def start(request: Request) -> Response:
        """`{"kind", "settings": {...}}`, from the host: the room does this now."""
        room = ROOMS.hosted(_token(request))
        body = await read_json(request, BODY)
        settings: Any = body.get("settings", {})
        if not isinstance(settings, dict):
            raise GanError("value", field="settings", received=repr(settings)[:40], expected="a JSON object")
        room.start(await open_activity(kinds, body.get("kind"), settings))
        return JSONResponse(room.for_host(ROOMS.clock()), headers=NOT_STORED)

    return [
        Route("/join", page),
        Route("/api/classroom", open_room, methods=["POST"]),
        Route("/api/classroom", leave, methods=["DELETE"]),
        Route("/api/classroom/host", host_news),
        Route("/api/classroom/start", start, methods=["POST"]),
        Route("/api/classroom/act", act, methods=["POST"]),
        Route("/api/classroom/join", join, methods=["POST"]),
        Route("/api/classroom/phone", phone_news),
        Route("/api/classroom/vote", receive, methods=["POST"]),
        Route("/api/classroom/records", records),
    ]
