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

from web.server import static_cache
from web.server.static_cache import FOR_EVER, ImmutableResponseCache

SCRIPT = b"export const answer = 42;\n" * 200


@pytest.fixture
def asked() -> Counter[str]:
    """How often the end point itself was asked for what."""
    return Counter()


@pytest.fixture
def app(asked) -> ImmutableResponseCache:
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
    return Starlette(routes=routes, middleware=[Middleware(ImmutableResponseCache)])


def ask(app, *questions: tuple[str, dict[str, str]]) -> list[httpx.Response]:
    """One after the other."""

    async def all_of_them() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as client:
            return [await client.get(path, headers=headers) for path, headers in questions]

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


def test_what_came_loose_is_packed(app):
    for answer in ask(app, *[("/static/loose.js", BROWSER)] * 2):
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["vary"] == "Accept-Encoding"
        assert int(answer.headers["content-length"]) < len(SCRIPT) / 10


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
    monkeypatch.setattr(static_cache, "CACHE_BYTES", 2 * len(SCRIPT))
    ask(app, *[(f"/static/{name}.woff2", BROWSER) for name in "abacab"])
    assert asked == {"a.woff2": 1, "b.woff2": 2, "c.woff2": 1}


class Slow:
    """An end point that gives one half, and the other when `gate` is opened."""

    def __init__(self, cache: str) -> None:
        self.cache, self.asked, self.gate, self.started = cache, 0, asyncio.Event(), asyncio.Event()

    async def __call__(self, scope, receive, send) -> None:
        self.asked += 1
        headers = [(b"cache-control", self.cache.encode()), (b"content-length", b"8"), (b"content-type", b"font/woff2")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        self.started.set()
        await self.gate.wait()
        await send({"type": "http.response.body", "body": b"half"})


async def bodies(app: ImmutableResponseCache, visitors: int) -> list[asyncio.Task[bytes]]:
    """What so many visitors get who ask at the same moment."""

    async def visit() -> bytes:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as client:
            return (await client.get("/static/one.woff2", headers=BROWSER)).content

    return [asyncio.create_task(visit()) for _ in range(visitors)]


def test_a_full_room_that_asks_at_the_same_moment_has_it_read_once():
    async def room() -> int:
        slow = Slow(FOR_EVER)
        visits = await bodies(ImmutableResponseCache(slow), 20)
        await slow.started.wait()
        slow.gate.set()
        assert await asyncio.gather(*visits) == [b"halfhalf"] * 20
        return slow.asked

    assert asyncio.run(room()) == 1


def test_who_waits_is_answered_when_the_first_goes_away():
    async def room() -> int:
        slow = Slow(FOR_EVER)
        first, *others = await bodies(ImmutableResponseCache(slow), 3)
        await slow.started.wait()
        slow.gate.set()
        first.cancel()
        assert await asyncio.gather(*others) == [b"halfhalf"] * 2
        return slow.asked

    assert asyncio.run(room()) >= 2


def test_what_may_change_is_not_cached():
    async def room() -> None:
        slow = Slow("no-cache")
        visits = await bodies(ImmutableResponseCache(slow), 3)
        while slow.asked < 3:
            await asyncio.sleep(0)
        slow.gate.set()
        assert await asyncio.gather(*visits) == [b"halfhalf"] * 3

    asyncio.run(room())
