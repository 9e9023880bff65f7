"""The server as it runs: Streamlit's own addresses, uploads and socket, and bytes that are no request at all."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from hostile import BOUNDED, COUNT, NAUGHTY, SECRETS, TIMES
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from web.server import upload_limit
from web.server.upload_limit import has_room
from web.server.uvicorn_internals import MAX_HEAD_BYTES

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Server:
    port: int
    log: Path
    client: httpx.Client

    def answers(self) -> bool:
        try:
            return self.client.get(f"http://127.0.0.1:{self.port}/_stcore/health").text == "ok"
        except httpx.TransportError:
            return False

    def raw(self, request: bytes) -> bytes:
        """What comes back for these bytes, until the server closes or falls silent."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=0.3) as connection:
            try:
                connection.sendall(request)
                connection.shutdown(socket.SHUT_WR)
                return connection.recv(1 << 20)
            except OSError:
                return b""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.headless", "true"]
    environment = os.environ | {"GAN_RUNS_DIR": str(folder / "runs"), "GAN_MAX_UPLOAD_MB": "1"}
    with (folder / "log.txt").open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, env=environment)
    running = Server(port, folder / "log.txt", httpx.Client(timeout=60))
    try:
        for _ in range(600):
            assert process.poll() is None, running.log.read_text()
            if running.answers():
                break
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.1)
        yield running
    finally:
        running.client.close()
        process.terminate()
        process.wait()


def clean(text: str) -> bool:
    return not any(secret in text for secret in SECRETS)


FILES = [
    "app/static/",
    "media/",
    "component/",
    "_stcore/bidi-components/",
    "_stcore/upload_file/",
    "static/",
    "frontend/x/",
    "_stcore/",
    "",
]
parts = st.sampled_from(
    [*NAUGHTY, "%2e%2e/%2e%2e/app.py", "..%2f..%2fapp.py", "....//app.py", "%5c..%5capp.py", "shell.css/../../app.py", "logo.svg%00.py"]
)
paths = st.tuples(st.sampled_from(FILES), parts).map(
    lambda pair: pair[0] + (pair[1] if "%" in pair[1] else quote(pair[1], errors="replace"))
)


@settings(BOUNDED, max_examples=80 * TIMES)
@given(
    method=st.sampled_from(["GET", "GET", "GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH"]),
    path=paths,
    headers=st.dictionaries(
        st.sampled_from(["range", "if-none-match", "accept", "origin", "cookie", "x-xsrftoken", "accept-encoding"]),
        st.sampled_from(
            ["bytes=" + "0-1," * 300, "bytes=9-1", "*", "null", "https://evil.example", "text/html", "gzip;q=x", "x" * 5000, "a=b;" * 300]
        ),
        max_size=2,
    ),
)
def test_streamlits_own_addresses(method: str, path: str, headers: dict[str, str], server: Server):
    request = server.client.build_request(method, f"http://127.0.0.1:{server.port}/", headers=headers)
    request.url = request.url.copy_with(raw_path=("/" + path).encode()[:4000])
    found = server.client.send(request)
    COUNT[found.status_code] += 1
    assert found.status_code < 500
    assert found.headers["x-content-type-options"] == "nosniff"
    allowed = found.headers.get("access-control-allow-origin", "")
    assert allowed not in ("null", "https://evil.example")
    assert allowed != "*" or path.startswith("app/static/")  # logos and fonts, which are public
    assert "def lifespan" not in found.text  # app.py
    if found.status_code >= 400:
        assert clean(found.text), found.text


@settings(BOUNDED, max_examples=25 * TIMES)
@given(
    sent=st.one_of(
        st.binary(max_size=200),
        st.sampled_from(
            [
                b"GET / HTTP/1.1\r\nHost: [\r\n\r\n",
                b"GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n",
                b"GET / HTTP/9.9\r\n\r\n",
                b"GET / HTTP/1.1\r\n" + b"X-A: " + b"a" * 100_000 + b"\r\n\r\n",
                b"GET / HTTP/1.1\r\n" + b"X-A: a\r\n" * 5000 + b"\r\n",
                b"POST /api/evaluations HTTP/1.1\r\nHost: x\r\nX-GAN-Classroom: 1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n",
                b"POST /api/evaluations HTTP/1.1\r\nHost: x\r\nX-GAN-Classroom: 1\r\nContent-Length: 99999999999\r\n\r\n{}",
                b"POST /api/evaluations HTTP/1.1\r\nHost: x\r\nX-GAN-Classroom: 1\r\nContent-Length: -1\r\n\r\n{}",
                b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                b"GET /_stcore/stream HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
            ]
        ),
    )
)
def test_bytes_that_are_no_request(sent: bytes, server: Server):
    answer = server.raw(sent)
    COUNT[int(answer[9:12]) if answer[:5] == b"HTTP/" else 0] += 1
    assert not answer.startswith(b"HTTP/1.1 5")
    assert clean(answer.decode(errors="replace")) or answer.startswith(b"HTTP/1.1 200")


def test_a_head_without_end_is_cut_off(server: Server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * (2 * MAX_HEAD_BYTES))
        assert connection.recv(1000).startswith(b"HTTP/1.1 400")
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(b"GET /" + b"a" * (2 * MAX_HEAD_BYTES))
        assert connection.recv(1000).startswith(b"HTTP/1.1 400")
    for _ in range(3):  # many on one connection are no large one
        assert server.client.get(f"http://127.0.0.1:{server.port}/_stcore/health", headers={"x-a": "a" * 30_000}).text == "ok"


def rerun(**fields: object) -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = str(fields.get("query", ""))
    message.rerun_script.page_script_hash = str(fields.get("page", ""))
    state = message.rerun_script.widget_states.widgets.add()
    state.id, state.string_value = str(fields.get("widget", "")), str(fields.get("value", ""))
    return message.SerializeToString()


frames = st.one_of(
    st.binary(max_size=100),
    st.binary(min_size=1, max_size=30).map(lambda raw: rerun(query="lang=vi") + raw),
    st.tuples(st.sampled_from(NAUGHTY), st.sampled_from(NAUGHTY)).map(
        lambda pair: rerun(query=pair[0].replace("\x00", "0"), page=pair[1], widget=pair[1], value=pair[0])
    ),
    st.just(b"\x00" * 3_000_000),
    st.sampled_from([BackMsg(debug_shutdown_runtime=True), BackMsg(debug_disconnect_websocket=True)]).map(
        lambda one: one.SerializeToString()
    ),
)


@settings(BOUNDED, max_examples=25 * TIMES)
@given(sent=st.lists(frames, min_size=1, max_size=2))
def test_frames_of_the_socket(sent: list[bytes], server: Server):
    """Each is answered without a traceback, or not at all, and the server lives."""
    COUNT[101] += 1
    try:
        with connect(f"ws://127.0.0.1:{server.port}/_stcore/stream", subprotocols=["streamlit"], max_size=None, open_timeout=60) as stream:
            for frame in sent:
                stream.send(frame)
            for _ in range(3):
                message = stream.recv(timeout=0.05)
                assert b"Traceback" not in message
    except (WebSocketException, TimeoutError):
        pass
    assert server.answers()


def test_another_site_gets_no_socket(server: Server):
    with pytest.raises(WebSocketException):
        connect(f"ws://127.0.0.1:{server.port}/_stcore/stream", origin="https://evil.example", open_timeout=60)


def test_no_upload_without_a_visit_and_its_token(server: Server):
    url = f"http://127.0.0.1:{server.port}/_stcore/upload_file/none/{'a' * 36}"
    with httpx.Client() as client:
        assert client.put(url, files={"x": b"x"}).status_code == 403
        token = client.get(f"http://127.0.0.1:{server.port}/_stcore/health").cookies["_streamlit_xsrf"]
        assert client.put(url, files={"x": b"x"}, headers={"x-xsrftoken": token}).status_code == 400  # of no visit


def test_files_of_a_visit_and_of_all_are_bounded():
    largest = upload_limit.SETTINGS.max_upload_mb * upload_limit.MEGABYTE
    assert has_room({}, "me")
    assert has_room({"me": [1] * (upload_limit.MAX_FILES - 1)}, "me")
    assert not has_room({"me": [1] * upload_limit.MAX_FILES}, "me")
    assert has_room({"you": [1] * upload_limit.MAX_FILES}, "me")
    assert not has_room({"me": [largest] * upload_limit.MAX_VISIT}, "me")
    assert not has_room({str(visit): [largest] for visit in range(upload_limit.MAX_UPLOADS)}, "me")


def test_it_still_answers_and_said_nothing_of_a_failure(server: Server):
    assert server.answers()
    page = server.client.get(f"http://127.0.0.1:{server.port}/")
    assert page.status_code == 200
    assert "frame-ancestors 'self'" in page.headers["content-security-policy"]
    log = server.log.read_text()
    assert "Exception in ASGI application" not in log, log[log.index("Exception in ASGI") :][:3000]
