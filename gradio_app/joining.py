"""The queue is shared out fairly: a call is paid for, and has to find room, when it joins; not when it is carried out.

Else one visitor fills the queue with calls that are refused a minute later, and keeps all others out of it meanwhile.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from typing import Any

import gradio as gr
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gradio_app.limits import Allowance
from gradio_app.request_filter import END_POINTS, is_mcp
from gradio_app.words import preferred, words

# A slider that is dragged asks about 15 times a second; a room of students may share one address
SESSION = Allowance(rate=20, burst=80)
ADDRESS = Allowance(rate=200, burst=1000)
MAX_BY_SESSION, MAX_BY_ADDRESS = 8, 60  # calls that may wait, of the 100 that the queue holds
WAIT_SECONDS = 1  # before the next try

_JOIN = re.compile(r"/gradio_api/(queue/join|call/(?P<name>\w+))/?")


class JoinLimit:
    """Refuses with 429 and a sentence what does not fit. Comes after `RequestFilter`, which bounds what a body may hold."""

    def __init__(self, app: ASGIApp, demo: gr.Blocks, session: Allowance = SESSION, address: Allowance = ADDRESS) -> None:
        self.app, self.demo, self.session, self.address = app, demo, session, address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        posted = scope["type"] == "http" and scope["method"] == "POST"
        match = _JOIN.fullmatch(scope["path"]) if posted else None
        if match is None and not (posted and is_mcp(scope["path"])):
            await self.app(scope, receive, send)
            return
        messages = [await receive()]
        while messages[-1].get("more_body"):
            messages.append(await receive())
        asked = _read(b"".join(message["body"] for message in messages))
        if seconds := self._wait(scope, asked, match["name"] if match else _tool(asked)):
            headers = dict(scope["headers"])
            say = words("gradio_demo", preferred(headers.get(b"accept-language", b"").decode("latin-1")))
            sentence = say["too_fast"].format(seconds=math.ceil(seconds))
            await JSONResponse({"detail": sentence, "error": sentence}, 429, {"Retry-After": str(math.ceil(seconds))})(scope, receive, send)
            return

        async def replay() -> Message:
            return messages.pop(0) if messages else await receive()

        await self.app(scope, replay, send)

    def _wait(self, scope: Scope, asked: dict[str, Any], name: str | None) -> float:
        """Seconds after which to ask again; 0 where the call may join, which is then paid for."""
        address = (scope.get("client") or ("",))[0]
        session = str(asked.get("session_hash") or address)
        waiting = _waiting(self.demo)
        if waiting.count((address, session)) >= MAX_BY_SESSION or sum(one == address for one, _ in waiting) >= MAX_BY_ADDRESS:
            return WAIT_SECONDS
        cost = _cost(self.demo, asked.get("fn_index"), name)
        return max(self.address.take(address, cost), self.session.take(session, cost))


def _read(body: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):  # gradio says what is wrong with it
        return {}
    return asked if isinstance(asked, dict) else {}


def _tool(asked: dict[str, Any]) -> str:
    """The tool that an assistant calls, without what a Space puts before its name; "" where it asks something else."""
    called = asked.get("params") if asked.get("method") == "tools/call" else None
    name = str(called.get("name", "")) if isinstance(called, dict) else ""
    return next((one for one in END_POINTS if name.endswith(one)), "")


def _waiting(demo: gr.Blocks) -> Sequence[tuple[str, str]]:
    """(address, session) of every call that waits. Gradio does not offer this: a new version of it may keep its queue elsewhere."""
    queues = demo._queue.event_queue_per_concurrency_id.values()
    calls = [event for queue in queues for event in queue.queue]
    addresses = [event.request.client.host if event.request.client else "" for event in calls]
    return [
        (address, str(event.data.session_hash if event.data and event.data.session_hash != event._id else address))
        for address, event in zip(addresses, calls, strict=True)
    ]


def _cost(demo: gr.Blocks, number: object, name: str | None) -> int:
    """Of a function of the demo, by its number or the name of its end point; an unknown one is refused by gradio."""
    functions = demo.fns.values()
    found = [one for one in functions if (one.api_name == name if name else one._id == number)]
    return getattr(found[0].fn, "cost", 1) if found else 1
