"""How own end points read a request and answer a visitor's mistake."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from gan_core.errors import GanError

NOT_STORED = {"Cache-Control": "no-store"}
MARK = "x-gan-classroom"  # a header that a foreign page cannot send

Endpoint = Callable[[Request], Awaitable[Response]]


def answer_mistakes(endpoint: Endpoint) -> Endpoint:
    """Turn a GanError into status 400 with {code, fields, message}; the page says it in the visitor's language."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except GanError as error:
            fields = {key: str(value) for key, value in error.fields.items()}
            return JSONResponse({"code": error.code, "fields": fields, "message": str(error)}, 400, NOT_STORED)

    return answer


def only_from_here(endpoint: Endpoint) -> Endpoint:
    """Refuse what a foreign page makes a visitor's browser send."""

    async def answer(request: Request) -> Response:
        return await endpoint(request) if MARK in request.headers else PlainTextResponse("not from this app", 403)

    return answer


async def read_json(request: Request, limit: int) -> dict[str, Any]:
    """The body, a JSON object of at most `limit` bytes. Raises GanError."""
    raw = b""
    async for part in request.stream():
        raw += part
        if len(raw) > limit:
            raise GanError("value", field="request", came=f"more than {limit} bytes", accepted=f"{limit} bytes")
    try:
        body = json.loads(raw or b"{}")
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise GanError("value", field="request", came=repr(raw[:40].decode(errors="replace")), accepted="a JSON object")
    return body
