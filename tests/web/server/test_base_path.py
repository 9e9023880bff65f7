"""The app below a path of its host: the same answers, and nothing that names a path from the root."""

from __future__ import annotations

import subprocess
import sys

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient

from gan_core.paths import ROOT
from web.routes import ROUTES
from web.server.base_path import BasePath, read_base_path
from web.server.browser_modules import module_url
from web.server.streamlit_internals import BASE_PATH
from web.server.unknown_page import UnknownPage
from web.ui.navigation import ADDRESSES

HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def app() -> Starlette:
    """Our own routes at /courses/gan/."""
    return Starlette(
        routes=ROUTES, middleware=[Middleware(BasePath, base="/courses/gan"), Middleware(UnknownPage, ("", "notes", "join", *ADDRESSES))]
    )


@pytest.mark.parametrize(
    "path",
    [
        "",
        "latent?seed=3",
        "notes?lang=vi",
        module_url("web/latent/browser/stage.mjs"),
        module_url("gan_core/engine/playground.wasm"),
        "api/tours/five-minutes",
        "api/tours/nothing",
        "api/latent/model",
        "api/latent/image?label=3&seed=5",
        "api/convolution/trace?x=1,2;3,4&w=1,1;1,1&stride=2",
        "api/lessons/fid",
        "api/evaluations",
        "api/runs",
    ],
)
def test_every_route_answers_there_as_at_the_root(app, path):
    client = TestClient(app, base_url="http://app")
    there = client.get(f"/courses/gan/{path}")
    assert there.status_code == (400 if "nothing" in path else 200)
    here = client.get(f"/{path}")
    assert (there.content, there.headers["content-type"]) == (here.content, here.headers["content-type"])


@pytest.mark.parametrize("path", ["", "latent", "playground"])
def test_the_visitor_s_cookie_is_for_the_folder_of_the_page(app, path):
    """A browser takes that folder where no path is given, whatever a proxy has taken off."""
    cookie = TestClient(app).get(f"/courses/gan/{path}").headers["set-cookie"]
    assert "gan_classroom_visitor=" in cookie
    assert "path" not in cookie.lower()


@pytest.mark.parametrize(
    ("path", "location", "ends_at"),
    [
        ("/courses/gan", "gan/", "/courses/gan/"),
        ("/courses/gan?lang=vi", "gan/?lang=vi", "/courses/gan/?lang=vi"),
        ("/courses/gan/latent/", "../latent", "/courses/gan/latent"),
        ("/courses/gan/nothing/here", "../?missing=nothing%2Fhere", "/courses/gan/?missing=nothing%2Fhere"),
        ("/courses/gan/nothing%2Fhere", "./?missing=nothing%2Fhere", "/courses/gan/?missing=nothing%2Fhere"),  # one level for a browser
        ("/courses/gan/a%2fb/c%2Fd", "../?missing=a%2Fb%2Fc%2Fd", "/courses/gan/?missing=a%2Fb%2Fc%2Fd"),
    ],
)
def test_redirects_stay_below_it(app, path, location, ends_at):
    answer = TestClient(app, base_url="http://app").get(path, headers=HTML)
    assert [one.headers["location"] for one in answer.history] == [location]
    assert str(answer.url) == f"http://app{ends_at}"
    assert answer.status_code == 200


async def _http(request):
    return PlainTextResponse(f"{request.scope['path']} {request.scope['root_path']}")


async def _socket(socket):
    await socket.accept()
    await socket.send_text(socket.scope["path"])
    await socket.close()


@pytest.mark.parametrize("root_path", ["", "/proxied", "/gan"])
@pytest.mark.parametrize(
    ("path", "seen"), [("/gan/a/b", "/a/b"), ("/a/b", "/a/b"), ("/gan/", "/"), ("/gant/a", "/gant/a"), ("/a/gan/", "/a/gan/")]
)
def test_the_path_is_taken_off_http_and_sockets_by_app_or_proxy(root_path, path, seen):
    """ASGI servers put their `root_path` before what a proxy has left of the path."""
    app = Starlette(
        routes=[WebSocketRoute("/{path:path}", _socket), Route("/{path:path}", _http)], middleware=[Middleware(BasePath, base="/gan")]
    )
    client = TestClient(app, root_path=root_path)
    given = root_path + path if root_path == "/proxied" else path
    assert client.get(given).text == f"{seen} "
    with client.websocket_connect(given) as socket:
        assert socket.receive_text() == seen


@pytest.mark.parametrize(
    ("given", "base"), [("", ""), ("gan", "/gan"), ("/gan/", "/gan"), ("a/b.c~d", "/a/b.c~d"), ("lớp-gan", "/lớp-gan"), ("/", "")]
)
def test_a_base_path_is_read(given, base):
    assert read_base_path(given) == base


@pytest.mark.parametrize("given", ["a/../b", "gan?x", "https://example.org/gan"])
def test_what_is_no_path_stops_the_start_with_one_sentence(given):
    program = "import sys; from streamlit import config; config.set_option(sys.argv[1], sys.argv[2]); import app"
    answer = subprocess.run(
        [sys.executable, "-c", program, BASE_PATH, given], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert f"{BASE_PATH}: " in answer.stderr
    assert repr(given) in answer.stderr
