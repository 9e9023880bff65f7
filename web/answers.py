"""How own end points answer a visitor's mistake."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gan_core.errors import GanError

NOT_STORED = {"Cache-Control": "no-store"}

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
