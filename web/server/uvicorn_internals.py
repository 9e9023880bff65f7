"""What uvicorn keeps to itself and is patched: small answers that wait, and a bound on what stands before a request's body.

`tests/web/server/test_internals.py` says which version took something away.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from importlib import import_module
from typing import Any

PROTOCOLS = {"httptools_impl": "HttpToolsProtocol", "h11_impl": "H11Protocol"}
MAX_HEAD_BYTES = 65_536  # of address and headers, as uvicorn's other parser (h11) has it
_HEAD_BYTES = "_bytes_of_head"  # on a connection: what was received of a head that is not whole; None between heads
_NODELAY = "_sets_nodelay"  # on a protocol


def set_tcp_nodelay() -> None:
    """Set TCP_NODELAY on connections from now on; twice is once.

    The server writes an answer's headers and its body separately. Streamlit opens its socket without naming a protocol, which is why
    asyncio does not set the option itself (uvloop, which Windows lacks, does), and the body of every small answer then waits 40 ms, on
    Windows 200, for the browser to acknowledge the headers (Nagle's algorithm against delayed acknowledgement).
    """
    for module, name in PROTOCOLS.items():
        with suppress(ImportError):
            protocol = getattr(import_module(f"uvicorn.protocols.http.{module}"), name)
            if not hasattr(protocol, _NODELAY):
                setattr(protocol, _NODELAY, True)
                _set_when_connected(protocol)


def _set_when_connected(protocol: Any) -> None:
    connect = protocol.connection_made

    def connection_made(self: Any, transport: Any) -> None:
        connection = transport.get_extra_info("socket")
        if connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
            with suppress(OSError):  # closed meanwhile
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connect(self, transport)

    protocol.connection_made = connection_made


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
