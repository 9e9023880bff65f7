"""HTTP end points of presenter tours: the tours, the page with the speaker's notes, and rooms that join a phone to the presenting window.

Mistakes are answered with `{"code", "fields", "message"}`, which the page says in the visitor's language.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import segno
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from gan_core.errors import GanError
from gan_core.figures import palette
from gan_core.network import own_address
from web.presenter.prefetch import prepare_tour, resources
from web.presenter.rooms import Rooms
from web.presenter.tours import TOURS, Tour
from web.server.browser_modules import module_url, read
from web.server.endpoints import NOT_STORED, json_errors, read_json, require_own_header
from web.server.visitors import visitor_of
from web.ui.text import FALLBACK, LANGUAGES, table

ROOMS = Rooms()
BODY = 1000  # bytes of a request
LONG_POLL_SECONDS = 20.0  # that a request waits for something new
TOKEN = "x-gan-room"
LOOPBACK = ("localhost", "127.0.0.1", "::1")


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
    """The page with the speaker's notes: plain HTML and one module, beside the presenting window or on a phone."""
    asked = request.query_params.get("lang", "")
    spoken = asked if asked in LANGUAGES else _spoken(request.headers.get("accept-language", ""))
    return HTMLResponse(_notes_page(spoken), headers={"Cache-Control": "no-cache", "Referrer-Policy": "no-referrer"})


def _spoken(accepted: str) -> str:
    """The first of the browser's languages that is one of ours."""
    codes = (part.split(";")[0].split("-")[0].strip().lower() for part in accepted[:200].split(","))
    return next((code for code in codes if code in LANGUAGES), FALLBACK)


def _notes_page(spoken: str) -> str:
    text = {key: row[spoken] for key, row in table("notes").items()}
    errors = {key: row[spoken] for key, row in table("errors").items() if key.startswith("room") or key == "value"}
    answer = {"language": spoken, "languages": LANGUAGES, "text": text, "errors": errors}
    page = read("web/presenter/browser/notes/page.html")
    parts = {
        "LANGUAGE": spoken,
        "TITLE": text["title"],
        "STYLE": palette.CSS + read("web/presenter/browser/notes/notes.css"),
        "MODULE": module_url("web/presenter/browser/notes/notes.mjs"),
        "DATA": json.dumps(answer, ensure_ascii=False).replace("<", "\\u003c"),
    }
    for name, part in parts.items():
        page = page.replace(f"@@{name}@@", part)
    return page


# ---------------------------------------------------------------------------------------------------------------------------- rooms


@json_errors
@require_own_header
async def open_room(request: Request) -> Response:
    """`{"tour", "stop", "notes": address of the notes' page}`, from the presenting window: its token, and a code for one phone.

    A window that already has a room sends its token, and gets another code."""
    body = await read_json(request, BODY)
    place, address = _place(body), _seen_from_outside(body.get("notes"))
    token = request.headers.get(TOKEN, "")
    room = ROOMS.find(token) if token else ROOMS.open(*place, visitor_of(request.cookies))
    if token not in ("", room.host):  # a phone may not invite
        raise GanError("room_gone")
    code = ROOMS.invite(room)
    picture = segno.make(f"{address}#{code}", error="m", micro=False).svg_data_uri(scale=8, border=2, dark="#000", light="#fff")
    return JSONResponse({"token": room.host, "code": code, "address": address, "picture": picture} | room.to_json(), headers=NOT_STORED)


def _seen_from_outside(address: object) -> str:
    """The notes' address as a phone can open it: `localhost` is this machine's name only for itself. Raises GanError."""
    try:
        parts = urlsplit(address if isinstance(address, str) and len(address) <= 300 and address.isprintable() else "")
        host, port = parts.hostname, parts.port
    except ValueError:  # brackets that do not close, a port that is none
        host = None
    if not host or parts.scheme not in ("http", "https") or parts.username or parts.query or parts.fragment:
        raise GanError("value", field="notes", received=repr(address)[:60], expected="http://…/notes")
    if host not in LOOPBACK or not (own := own_address()):
        return parts.geturl()
    return parts._replace(netloc=f"{own}:{port}" if port else own).geturl()


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
    Route("/api/rooms", open_room, methods=["POST"]),
    Route("/api/rooms/join", join_room, methods=["POST"]),
    Route("/api/room", news),
    Route("/api/room", turn, methods=["POST"]),
    Route("/api/room", leave, methods=["DELETE"]),
]
