"""A bound on what stands before a request's body. uvicorn's fast parser (httptools) has none, and keeps it in memory.

It patches what uvicorn keeps to itself; `tests/web/server/test_internals.py` says which version took something away.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

MAX_HEAD_BYTES = 65_536  # of address and headers, as uvicorn's other parser (h11) has it
_HEAD_BYTES = "_bytes_of_head"  # on a connection: what was received of a head that is not whole; None between heads


def limit_request_heads() -> None:
    """Connections end with status 400 when a head is larger. Call it before the server listens, or while; twice is once."""
    with suppress(ImportError):  # then it is h11
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

        if not hasattr(HttpToolsProtocol, _HEAD_BYTES):
            _limit(HttpToolsProtocol)


def _limit(protocol: Any) -> None:
    begin, complete, receive = protocol.on_message_begin, protocol.on_headers_complete, protocol.data_received

    def on_message_begin(self: Any) -> None:
        setattr(self, _HEAD_BYTES, 0)
        begin(self)

    def on_headers_complete(self: Any) -> None:
        setattr(self, _HEAD_BYTES, None)
        complete(self)

    def data_received(self: Any, data: bytes) -> None:
        receive(self, data)
        received = getattr(self, _HEAD_BYTES)
        if received is None or self.transport.is_closing():
            return
        setattr(self, _HEAD_BYTES, received + len(data))
        if received + len(data) > MAX_HEAD_BYTES:
            self.send_400_response("Request head too large.")

    setattr(protocol, _HEAD_BYTES, None)
    protocol.on_message_begin, protocol.on_headers_complete, protocol.data_received = on_message_begin, on_headers_complete, data_received
