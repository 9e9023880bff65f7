"""One socket option the server needs for small answers."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def set_tcp_nodelay() -> None:
    """Set TCP_NODELAY on this process's listening sockets; accepted connections inherit it.

    The server writes an answer's headers and its body separately. Streamlit opens its socket without naming a protocol,
    which is why asyncio does not set the option itself, and the body of every small answer then waits 40 ms for the
    browser to acknowledge the headers (Nagle's algorithm against delayed acknowledgement). Call it once the server
    listens, for instance in the app's lifespan. Does nothing where open files cannot be listed (Windows).
    """
    descriptors = Path("/dev/fd")
    if not descriptors.is_dir():
        return
    for entry in os.listdir(descriptors):  # noqa: PTH208 - names only: a descriptor may be gone before it is looked at
        try:
            with socket.socket(fileno=os.dup(int(entry))) as copy:
                if copy.family in (socket.AF_INET, socket.AF_INET6) and copy.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    copy.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:  # closed meanwhile, or not a socket
            continue
