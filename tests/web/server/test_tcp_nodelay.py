from __future__ import annotations

import socket

from web.server.tcp_nodelay import set_tcp_nodelay


def test_connections_accepted_afterwards_do_not_wait():
    with socket.socket(socket.AF_INET) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        set_tcp_nodelay()
        with socket.create_connection(listener.getsockname()), listener.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_sockets_that_do_not_listen_are_left_alone():
    with socket.socket(socket.AF_INET) as quiet, socket.socket(socket.AF_UNIX) as other:
        set_tcp_nodelay()
        assert not quiet.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert other.fileno() > 0
