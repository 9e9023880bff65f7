"""Headers around every answer, addresses that no file could have, and who may show the app in a frame."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from web.server.security_headers import MAX_PART, MAX_PATH, SecurityHeaders


def ask(path: str, embed_origins: tuple[str, ...] = ()) -> httpx.Response:
    async def page(request):
        if request.url.path == "/data":
            return JSONResponse({})
        if request.url.path == "/own":
            return Response("x", media_type="text/html", headers={"Content-Security-Policy": "sandbox"})
        return HTMLResponse("page")

    async def answer() -> httpx.Response:
        app = Starlette(routes=[Route("/{path:path}", page)], middleware=[Middleware(SecurityHeaders, embed_origins)])
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as client:
            return await client.get(path)

    return asyncio.run(answer())


def test_a_page_loads_and_tells_nothing_elsewhere():
    policy = dict(part.split(" ", 1) for part in ask("/").headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert not any("http" in sources or "*" in sources for sources in policy.values())


@pytest.mark.parametrize("path", ["/", "/data", "/own", "/%00"])
def test_every_answer_says_what_it_is(path):
    headers = ask(path).headers
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")
    assert "Access-Control-Allow-Origin" not in headers


def test_data_have_no_page_s_policy_and_a_page_s_own_stays():
    assert "Content-Security-Policy" not in ask("/data").headers
    assert ask("/own").headers["Content-Security-Policy"] == "sandbox"


@pytest.mark.parametrize(
    ("origins", "ancestors", "old"),
    [
        ((), "'self'", "SAMEORIGIN"),
        (("https://slides.example", "https://*.hf.space"), "'self' https://slides.example https://*.hf.space", None),
        (("*",), "*", None),
    ],
)
def test_who_may_show_it_in_a_frame(origins, ancestors, old):
    headers = ask("/", origins).headers
    assert headers["Content-Security-Policy"].endswith(f"; frame-ancestors {ancestors}")
    assert headers.get("X-Frame-Options") == old


@pytest.mark.parametrize("path", ["/a%00b", "/a%0d%0ax", "/%7f", "/\u202e", "/x/" + "a" * (MAX_PART + 1), "/á" * MAX_PATH, "/" + "ư" * 200])
def test_names_that_no_file_has_go_no_further(path):
    assert ask(quote(path, safe="/%")).status_code == 404


@pytest.mark.parametrize("path", ["/", "/a b", "/Lớp học/x.png", "/" + "a" * MAX_PART])
def test_other_names_pass(path):
    assert ask(quote(path)).text == "page"
