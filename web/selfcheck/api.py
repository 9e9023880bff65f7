"""HTTP end point of the self-check page: what the server's checks have found so far.

Asking begins a round, at most one a minute for all.
"""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from web.selfcheck.checks import SELF_CHECK
from web.server.endpoints import NOT_STORED, require_own_header


@require_own_header
async def results(_request: Request) -> Response:
    """`{"running", "age", "checks": [{"name", "state", "milliseconds", "fields", "error"}]}`."""
    return JSONResponse(await asyncio.to_thread(SELF_CHECK.results), headers=NOT_STORED)


ROUTES = [Route("/api/selfcheck", results)]
