"""A bound on what stands before a request's body. uvicorn's fast parser (httptools) has none, and keeps what comes in memory."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

LARGEST = 65_536  # bytes of address and headers, as uvicorn's other parser (h11) has it
_IN_HEAD = "_bytes_of_head"  # on a connection: what has come of a head that is not whole; None between heads


def bound_heads() -> None:
    """Connections end with status 400 when a head is larger. Call it before the server listens, or while; twice is once."""
    with suppress(ImportError):  # then it is h11
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

        if not hasattr(HttpToolsProtocol, _IN_HEAD):
            _bound(HttpToolsProtocol)


def _bound(protocol: Any) -> None:
    begin, complete, receive = protocol.on_message_begin, protocol.on_headers_complete, protocol.data_received

    def on_message_begin(self: Any) -> None:
        setattr(self, _IN_HEAD, 0)
        begin(self)

    def on_headers_complete(self: Any) -> None:
        setattr(self, _IN_HEAD, None)
        complete(self)

    def data_received(self: Any, data: bytes) -> None:
        receive(self, data)
        come = getattr(self, _IN_HEAD)
        if come is None or self.transport.is_closing():
            return
        setattr(self, _IN_HEAD, come + len(data))
        if come + len(data) > LARGEST:
            self.send_400_response("Request head too large.")

    setattr(protocol, _IN_HEAD, None)
    protocol.on_message_begin, protocol.on_headers_complete, protocol.data_received = on_message_begin, on_headers_complete, data_received
