"""How own end points read a request and answer a visitor's mistake."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from gan_core.errors import GanError, storage_error

LOG = logging.getLogger(__name__)

NOT_STORED = {"Cache-Control": "no-store"}
OWN_HEADER = "x-gan-classroom"  # a header that a foreign page cannot send
BODY_TIMEOUT_SECONDS = 30.0  # for a request's body to arrive
STATUS = {"too_many_requests": 429, "request_slow": 408, "disk_full": 507, "disk_read_only": 507}  # of an error; 400 of all others

Endpoint = Callable[[Request], Awaitable[Response]]


def json_errors(endpoint: Endpoint) -> Endpoint:
    """Turn a GanError, or a disk's refusal, into status 400 or so with {code, fields, message}; the page says it in its language."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except GanError as error:
            return JSONResponse(error.to_json(), STATUS.get(error.code, 400), NOT_STORED)
        except ClientDisconnect:
            return Response(status_code=400)
        except OSError as error:
            LOG.warning("%s %s: %s", request.method, request.url.path, error)
            refused = storage_error(error)
            return JSONResponse(refused.to_json(), STATUS.get(refused.code, 503), NOT_STORED)

    return answer


def require_own_header(endpoint: Endpoint) -> Endpoint:
    """Refuse what a foreign page makes a visitor's browser send."""

    async def answer(request: Request) -> Response:
        return await endpoint(request) if OWN_HEADER in request.headers else PlainTextResponse("not from this app", 403)

    return answer


async def read_body(request: Request, limit: int) -> bytes:
    """At most `limit` bytes, and no more is read. Raises GanError."""
    raw = bytearray()
    try:
        async with asyncio.timeout(BODY_TIMEOUT_SECONDS):
            async for part in request.stream():
                raw += part
                if len(raw) > limit:
                    raise GanError("value", field="request", received=f"more than {limit} bytes", expected=f"{limit} bytes")
    except TimeoutError:
        raise GanError("request_slow", seconds=f"{BODY_TIMEOUT_SECONDS:g}") from None
    return bytes(raw)


async def read_json(request: Request, limit: int) -> dict[str, Any]:
    """The body, a JSON object of at most `limit` bytes, which JSON can say again: no NaN, no half characters. Raises GanError."""
    raw = await read_body(request, limit)
    try:
        body = json.loads(raw or b"{}")
        json.dumps(body, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise GanError("value", field="request", received=repr(raw[:40].decode(errors="replace")), expected="a JSON object")
    return body
