"""A server in front of another, as a university has it: takes a path off what browsers ask for, and passes the bytes on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Queue
from socket import AF_INET

BLOCK = 2**16


@contextmanager
def stripping_proxy(port: int, path: str = "/gan") -> Iterator[str]:
    """Address below which a browser finds what listens on `port`; all that lies beside it is answered with 404."""
    begun: Queue[tuple[asyncio.AbstractEventLoop, asyncio.Event, int]] = Queue()

    async def serve() -> None:
        server = await asyncio.start_server(lambda *streams: _connection(*streams, port, path.encode()), "localhost", family=AF_INET)
        over = asyncio.Event()
        begun.put((asyncio.get_running_loop(), over, server.sockets[0].getsockname()[1]))
        await over.wait()
        server.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), name="proxy", daemon=True)
    thread.start()
    loop, over, own_port = begun.get()
    yield f"http://localhost:{own_port}{path}"
    loop.call_soon_threadsafe(over.set)
    thread.join()


async def _connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, path: bytes) -> None:
    """One request, or one WebSocket."""
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        head = await reader.readuntil(b"\r\n\r\n")
        method, target, rest = head.split(b" ", 2)
        if not target.startswith(path + b"/"):
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        else:
            version, _, headers = rest.partition(b"\r\n")
            if b"upgrade: websocket" not in headers.lower():  # the next request of this connection would be passed on as it is
                headers = b"Connection: close\r\n" + b"".join(
                    line for line in headers.splitlines(keepends=True) if not line.lower().startswith(b"connection:")
                )
            there, here = await asyncio.open_connection("localhost", port)
            here.write(b" ".join((method, target.removeprefix(path), version)) + b"\r\n" + headers)
            await asyncio.gather(_pass(reader, here), _pass(there, writer))
    writer.close()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Whatever comes, until it ends."""
    with suppress(ConnectionError):
        while block := await reader.read(BLOCK):
            writer.write(block)
            await writer.drain()
    writer.close()
