"""Streamlit's socket, spoken as its browser side does: ask for a run of the script, take what it says until it has finished."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from benchmarks.http_client import AGENT, ANSWER_TIMEOUT_SECONDS, HttpClient


@dataclass
class Run:
    """What one run of the script sent."""

    page: str = ""  # hash of the page that ran
    messages: int = 0
    size: int = 0
    headings: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # exceptions and boxes with errors


class Session:
    """One visitor's session. `pages` (address -> hash) is known after the first run."""

    def __init__(self, client: HttpClient) -> None:
        self.client = client
        self.pages: dict[str, str] = {}
        self._cached: dict[str, None] = {}  # hashes of messages the server need not send again
        self._socket: ClientConnection | None = None

    async def open(self) -> None:
        """Connect. Raises OSError, TimeoutError, WebSocketException."""
        origin = f"http://{self.client.host}:{self.client.port}"
        self._socket = await connect(
            origin.replace("http", "ws") + "/_stcore/stream",
            origin=Origin(origin),
            subprotocols=[Subprotocol("streamlit"), Subprotocol("PLACEHOLDER_AUTH_TOKEN")],
            additional_headers={"Cookie": self.client.cookie_header()},
            user_agent_header=AGENT,
            open_timeout=ANSWER_TIMEOUT_SECONDS,
            compression=None,  # the server is not asked for it: Streamlit's default
            max_size=None,
            proxy=None,
        )

    async def run(self, page: str = "", query: str = "") -> Run:
        """Ask for a page, by its address, and take all it sends. Raises TimeoutError, WebSocketException."""
        ask = BackMsg()
        script = ask.rerun_script
        script.widget_states.SetInParent()
        script.page_script_hash = self.pages.get(page, "")
        if not self.pages:
            script.page_name = page
        script.query_string = query
        script.cached_message_hashes.extend(self._cached)
        script.context_info.timezone = "Asia/Ho_Chi_Minh"
        script.context_info.timezone_offset = -420
        script.context_info.locale = "vi-VN"
        script.context_info.url = f"http://{self.client.host}:{self.client.port}/{page}"
        script.context_info.color_scheme = "light"
        await self._socket.send(ask.SerializeToString())
        run = Run()
        async with asyncio.timeout(ANSWER_TIMEOUT_SECONDS):
            while not self._take(await self._socket.recv(), run):
                pass
        return run

    async def aclose(self) -> None:
        """Leave, as a closed tab does."""
        if self._socket:
            await self._socket.close()

    def _take(self, raw: bytes | str, run: Run) -> bool:
        """Note what one message says; whether the run is over."""
        message = ForwardMsg()
        message.ParseFromString(raw if isinstance(raw, bytes) else raw.encode())
        run.messages += 1
        run.size += len(raw)
        if message.metadata.cacheable:
            self._cached[message.hash] = None
        kind = message.WhichOneof("type")
        if kind == "new_session":
            run.page = message.new_session.page_script_hash
        elif kind == "navigation":
            self.pages = {page.url_pathname if not page.is_default else "": page.page_script_hash for page in message.navigation.app_pages}
        elif kind == "delta":
            _look_at(message, run)
        elif kind == "script_finished":
            if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                run.problems.append(ForwardMsg.ScriptFinishedStatus.Name(message.script_finished))
            return True
        return False


def _look_at(message: ForwardMsg, run: Run) -> None:
    element = message.delta.new_element
    kind = element.WhichOneof("type")
    if kind == "heading":
        run.headings.append(element.heading.body)
    elif kind == "exception":
        run.problems.append(element.exception.message)
    elif kind == "alert" and element.alert.format == Alert.ERROR:
        run.problems.append(element.alert.body)
