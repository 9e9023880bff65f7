"""What Streamlit and uvicorn keep to themselves and the app uses: a version that has changed it is named here, before a page fails."""

from __future__ import annotations

import asyncio
import inspect
import socket
from importlib import import_module
from importlib.metadata import version
from importlib.resources import files

import pytest
import uvicorn
from streamlit import config
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from web.server import streamlit_internals, uvicorn_internals


def broken_by(package: str, what: str) -> str:
    """What a failed test says."""
    return f"{package} {version(package)} has changed {what}: see web/server/{package}_internals.py, or take the version before"


@pytest.mark.parametrize("name", ["streamlit.material_icon_names", "streamlit.runtime", "streamlit.navigation.page"])
def test_modules_are_where_they_were(name):
    try:
        import_module(name)
    except ImportError:
        pytest.fail(broken_by("streamlit", name))


def test_pages_may_come_from_the_navigation_alone():
    changed = broken_by("streamlit", "PagesManager.uses_pages_directory")
    assert "uses_pages_directory" in vars(PagesManager), changed
    assert "PagesManager.uses_pages_directory" in inspect.getsource(inspect.getmodule(PagesManager)), changed


def test_the_largest_upload_can_be_set_while_the_server_runs():
    before = config.get_option("server.maxUploadSize")
    try:
        streamlit_internals.set_max_upload_mb(7)
        assert config.get_option("server.maxUploadSize") == 7, broken_by("streamlit", "the option server.maxUploadSize")
    finally:
        streamlit_internals.set_max_upload_mb(before)


def test_sizes_of_held_files_can_be_read(monkeypatch):
    class Runtime:
        uploaded_file_mgr = MemoryUploadedFileManager(streamlit_internals.UPLOADS)

    Runtime.uploaded_file_mgr.add_file("visit", UploadedFileRec("1", "a.png", "image/png", b"12345"))
    monkeypatch.setattr(streamlit_internals, "exists", lambda: True)
    monkeypatch.setattr(streamlit_internals, "get_instance", Runtime)
    assert streamlit_internals.held_uploads() == {"visit": [5]}, broken_by("streamlit", "MemoryUploadedFileManager.file_storage")


def test_files_are_sent_where_they_were():
    source = (files("streamlit") / "web" / "server" / "starlette" / "starlette_routes.py").read_text(encoding="utf-8")
    assert streamlit_internals.UPLOADS.strip("/") in source, broken_by("streamlit", "the address of uploads")


def test_the_browser_side_can_be_told_where_its_server_is():
    static = files("streamlit") / "static"
    assert "<head>" in (static / "index.html").read_text(encoding="utf-8"), broken_by("streamlit", "index.html")
    scripts = "".join(path.read_text(encoding="utf-8") for path in (static / "static" / "js").iterdir() if path.name.startswith("index."))
    for name in ("window.__streamlit", "BACKEND_BASE_URL", "HOST_CONFIG", "allowedOrigins", "useExternalAuthToken"):
        assert name in scripts, broken_by("streamlit", name)


def test_a_page_says_its_title_and_address():
    for name in ("title", "url_path"):
        assert hasattr(streamlit_internals.StreamlitPage, name), broken_by("streamlit", f"StreamlitPage.{name}")


def test_uvicorns_fast_parser_can_be_bounded():
    protocol = import_module("uvicorn.protocols.http.httptools_impl").HttpToolsProtocol
    for name in ("on_message_begin", "on_headers_complete", "data_received", "send_400_response"):
        assert callable(getattr(protocol, name, None)), broken_by("uvicorn", f"HttpToolsProtocol.{name}")
    assert "self.transport" in inspect.getsource(protocol.send_400_response), broken_by("uvicorn", "HttpToolsProtocol.transport")


@pytest.mark.parametrize("http", ["httptools", "h11"])
def test_small_answers_do_not_wait_on_any_loop(http):
    seen = []

    async def answer(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})

    class Watched(asyncio.SelectorEventLoop):
        def _make_socket_transport(self, sock, *args, **kwargs):
            seen.append(sock)
            return super()._make_socket_transport(sock, *args, **kwargs)

    async def ask() -> int:
        server = uvicorn.Server(uvicorn.Config(answer, http=http, lifespan="off", log_level="critical"))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        reader, writer = await asyncio.open_connection(*listener.getsockname())
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        await reader.readuntil(b"ok")
        accepted = next(sock for sock in seen if sock.getsockname() == listener.getsockname())
        option = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        writer.close()
        server.should_exit = True
        await serving
        return option

    uvicorn_internals.set_tcp_nodelay()
    uvicorn_internals.set_tcp_nodelay()
    with socket.socket(socket.AF_INET) as listener:  # without a protocol, as Streamlit's
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        with asyncio.Runner(loop_factory=Watched) as runner:
            assert runner.run(ask()), broken_by("uvicorn", "connection_made")


def test_the_base_path_can_be_taken():
    changed = broken_by("streamlit", "server.baseUrlPath")
    config.set_option(streamlit_internals.BASE_PATH, "gan")
    assert streamlit_internals.take_base_path() == "gan", changed
    assert config.get_option(streamlit_internals.BASE_PATH) == "", changed
