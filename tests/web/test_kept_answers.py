"""What never changes is given from memory, packed; nothing else is."""

from __future__ import annotations

import asyncio
import gzip
from collections import Counter

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web import kept_answers
from web.kept_answers import FOR_EVER, KeptAnswers

SCRIPT = b"export const answer = 42;\n" * 200


@pytest.fixture
def asked() -> Counter[str]:
    """How often the end point itself was asked for what."""
    return Counter()


@pytest.fixture
def app(asked) -> KeptAnswers:
    async def answer(request: Request) -> Response:
        name = request.path_params["name"]
        asked[name] += 1
        headers = {"cache-control": "no-cache" if name == "changing.js" else FOR_EVER, "x-from": "here"}
        if name == "own.js":
            headers["set-cookie"] = "visitor=1"
        if name == "packed.js":
            return Response(gzip.compress(SCRIPT), headers=headers | {"content-encoding": "gzip"}, media_type="text/javascript")
        if name == "missing.js":
            return Response(b"", 404, headers=headers)
        if request.url.path.startswith("/app/"):
            return Response(b"font", media_type="font/woff2")
        return Response(SCRIPT, headers=headers, media_type="font/woff2" if name.endswith("woff2") else "text/javascript")

    routes = [Route("/static/{name}", answer), Route("/app/static/fonts/{name}", answer)]
    return Starlette(routes=routes, middleware=[Middleware(KeptAnswers)])


def ask(app, *questions: tuple[str, dict[str, str]]) -> list[httpx.Response]:
    """One after the other, each once what the last one left behind is packed."""

    async def all_of_them() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as client:
            answers = []
            for path, headers in questions:
                answers.append(await client.get(path, headers=headers))
                packer = app.middleware_stack.app._packer  # below the one for errors
                await asyncio.to_thread(packer.submit(lambda: None).result)
            return answers

    return asyncio.run(all_of_them())


BROWSER = {"accept-encoding": "gzip, br"}


@pytest.mark.parametrize("name", ["loose.js", "packed.js", "font.woff2"])
def test_asked_once_however_many_come_and_the_same_to_all(app, asked, name):
    first, second, third = ask(app, *[(f"/static/{name}", BROWSER)] * 3)
    assert asked[name] == 1
    assert first.content == second.content == third.content == SCRIPT
    assert second.headers["cache-control"] == FOR_EVER
    assert second.headers["content-type"] == first.headers["content-type"]
    assert second.headers["x-from"] == "here"


def test_what_came_loose_is_packed_for_the_next(app):
    first, second = ask(app, *[("/static/loose.js", BROWSER)] * 2)
    assert "content-encoding" not in first.headers
    assert second.headers["content-encoding"] == "gzip"
    assert second.headers["vary"] == "Accept-Encoding"
    assert int(second.headers["content-length"]) < len(SCRIPT) / 10


@pytest.mark.parametrize("name", ["changing.js", "own.js", "missing.js"])
def test_what_may_change_or_is_for_one_visitor_or_a_mistake_is_not_kept(app, asked, name):
    ask(app, *[(f"/static/{name}", BROWSER)] * 2)
    assert asked[name] == 2


@pytest.mark.parametrize("headers", [{"accept-encoding": "identity"}, BROWSER | {"range": "bytes=0-9"}, BROWSER | {"if-none-match": '"x"'}])
def test_unusual_questions_go_to_the_end_point(app, asked, headers):
    _, answer = ask(app, ("/static/loose.js", BROWSER), ("/static/loose.js", headers))
    assert asked["loose.js"] == 2
    assert "content-encoding" not in answer.headers


def test_fonts_of_the_app_may_be_kept_for_ever(app, asked):
    first, second = ask(app, *[("/app/static/fonts/a.woff2", BROWSER)] * 2)
    assert asked["a.woff2"] == 1
    assert first.headers["cache-control"] == second.headers["cache-control"] == FOR_EVER


def test_memory_is_bounded_and_what_is_asked_for_stays(app, asked, monkeypatch):
    monkeypatch.setattr(kept_answers, "MOST", 2 * len(SCRIPT))
    ask(app, *[(f"/static/{name}.woff2", BROWSER) for name in "abacab"])
    assert asked == {"a.woff2": 1, "b.woff2": 2, "c.woff2": 1}
