"""Rooms that join a phone to the presenting window: only a token or a fresh code opens them, guesses are counted, everything is bounded."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from clock import Clock
from starlette.applications import Starlette

from gan_core.errors import GanError
from web.presenter import api as tours_api
from web.presenter import rooms
from web.presenter.rooms import Rooms
from web.ui.text import table


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def registry(clock) -> Rooms:
    return Rooms(most=3, clock=clock)


def refused(code: str, action, *arguments) -> None:
    with pytest.raises(GanError) as error:
        action(*arguments)
    assert error.value.code == code


def test_a_code_is_right_once_and_for_a_while(registry, clock):
    room = registry.open("defense", 2)
    code = registry.invite(room)
    assert re.fullmatch(r"[A-HJ-NP-Z2-9]{6}", code)
    token, joined = registry.join(f" {code[:3].lower()}-{code[3:].lower()} ", "1.2.3.4")
    assert joined is room is registry.find(token) is registry.find(room.host)
    refused("room_code", registry.join, code, "1.2.3.4")
    late = registry.invite(room)
    clock.now += rooms.CODE_SECONDS
    refused("room_code", registry.join, late, "1.2.3.4")


def test_a_new_code_ends_the_one_before(registry):
    room = registry.open("defense", 1)
    first, second = registry.invite(room), registry.invite(room)
    refused("room_code", registry.join, first, "a")
    assert registry.join(second, "a")[1] is room


def test_guesses_are_counted_for_each_address_and_for_all(registry, clock):
    code = registry.invite(registry.open("defense", 1))
    for _ in range(rooms.MAX_TRIES_BY_ADDRESS):
        refused("room_code", registry.join, "AAAAAA", "guesser")
    refused("room_tries", registry.join, code, "guesser")  # even the right one
    for address in range(rooms.MAX_TRIES - rooms.MAX_TRIES_BY_ADDRESS):
        refused("room_code", registry.join, "", f"{address}")
    refused("room_tries", registry.join, code, "another visitor")
    clock.now += rooms.WINDOW_SECONDS
    assert registry.join(code, "guesser")
    assert len(registry._wrong.recent) == 0


def test_rooms_are_few_and_forgotten(registry, clock):
    first = registry.open("defense", 1)
    clock.now += 1
    others = [registry.open("defense", 1) for _ in range(2)]
    refused("rooms_full", registry.open, "defense", 1)
    clock.now += rooms.CODE_SECONDS
    for room in others:
        registry.find(room.host)
    assert registry.open("defense", 1).host  # in the place of the idle one
    refused("room_gone", registry.find, first.host)
    clock.now += rooms.IDLE_SECONDS + 1
    refused("room_gone", registry.find, others[0].host)
    refused("room_gone", registry.find, "")
    refused("room_gone", registry.find, "é" * 50)


def test_one_visitor_does_not_fill_the_house(clock):
    registry = Rooms(most=rooms.MAX_ROOMS_BY_VISITOR + 2, clock=clock)
    other = registry.open("defense", 1, "another visitor")
    own = [registry.open("defense", 1, "me") for _ in range(rooms.MAX_ROOMS_BY_VISITOR + 3)]
    assert registry.find(other.host) is other
    refused("room_gone", registry.find, own[2].host)
    assert registry.find(own[3].host) is own[3]


def test_the_window_ends_a_room_and_a_phone_leaves_it(registry):
    room = registry.open("defense", 1)
    phones = [registry.join(registry.invite(room), "a")[0] for _ in range(rooms.MAX_PHONES + 1)]
    refused("room_gone", registry.find, phones[0])  # the oldest gave way
    registry.close(phones[1])
    refused("room_gone", registry.find, phones[1])
    registry.close(room.host)
    refused("room_gone", registry.find, phones[2])


def test_a_look_waits_for_what_is_new(registry):
    async def scene() -> None:
        room = registry.open("defense", 1)
        requests = [asyncio.create_task(registry.news(room.host, room.changes.version, 60)) for _ in range(3)]
        await asyncio.sleep(0)
        assert len(room.changes._waiting) == 3
        room.show("defense", 1)  # nothing new
        assert not any(one.done() for one in requests)
        room.show("defense", 5)
        assert {(await one).stop for one in requests} == {5}
        assert room.changes._waiting == set()
        assert (await registry.news(room.host, room.changes.version, 0)).stop == 5  # nothing came
        assert (await registry.news(room.host, 0, 60)).stop == 5  # something older is known
        ended = asyncio.create_task(registry.news(room.host, room.changes.version, 60))
        await asyncio.sleep(0)
        registry.close(room.host)
        with pytest.raises(GanError):
            await ended

    asyncio.run(scene())


def test_no_more_than_a_few_wait(registry):
    async def scene() -> None:
        room = registry.open("defense", 1)
        requests = [asyncio.create_task(registry.news(room.host, room.changes.version, 60)) for _ in range(rooms.MAX_WAITING)]
        await asyncio.sleep(0)
        assert (await registry.news(room.host, room.changes.version, 60)).stop == 1  # at once
        room.show("defense", 2)
        await asyncio.gather(*requests)

    asyncio.run(scene())


# --------------------------------------------------------------------------------------------------------------------- end points


@asynccontextmanager
async def visitor(**headers: str) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Starlette(routes=tours_api.ROUTES))
    async with httpx.AsyncClient(transport=transport, base_url="http://app", headers={"x-gan-classroom": "1"} | headers) as client:
        yield client


@pytest.fixture
def fresh(monkeypatch) -> Rooms:
    registry = Rooms()
    monkeypatch.setattr(tours_api, "ROOMS", registry)
    monkeypatch.setattr("web.room.address.own_address", lambda: "10.0.0.7")
    return registry


ASKED = {"tour": "defense", "stop": 3, "notes": "http://localhost:8501/notes"}


@pytest.mark.usefixtures("fresh")
def test_a_phone_follows_and_leads():
    async def scene() -> None:
        async with visitor() as window, visitor() as phone:
            opened = (await window.post("/api/rooms", json=ASKED)).json()
            assert opened["address"] == "http://10.0.0.7:8501/notes"  # localhost is nothing to a phone
            assert opened["picture"].startswith("data:image/svg+xml")
            here = {"x-gan-room": opened["token"]}
            there = {"x-gan-room": (await phone.post("/api/rooms/join", json={"code": opened["code"]})).json()["token"]}
            assert there != here
            seen = (await phone.get("/api/room?after=0", headers=there)).json()
            assert (seen["tour"], seen["stop"], seen["phones"]) == ("defense", 3, 1)
            waiting = asyncio.create_task(window.get(f"/api/room?after={seen['version']}", headers=here))
            await phone.post("/api/room", headers=there, json={"tour": "defense", "stop": 4})
            assert (await waiting).json()["stop"] == 4
            another = (await window.post("/api/rooms", headers=here, json=ASKED)).json()
            assert another["token"] == opened["token"]
            assert another["code"] != opened["code"]
            assert (await phone.post("/api/rooms", headers=there, json=ASKED)).json()["code"] == "room_gone"  # may not invite
            assert (await window.delete("/api/room", headers=here)).status_code == 204
            assert (await phone.get("/api/room", headers=there)).json()["code"] == "room_gone"

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/api/rooms", b"[]", "value"),
        ("/api/rooms", b'{"tour": "nothing", "stop": 1}', "value"),
        ("/api/rooms", b'{"tour": ["defense"], "stop": 1}', "value"),
        ("/api/rooms", b'{"tour": "defense", "stop": 99}', "value"),
        ("/api/rooms", b'{"tour": "defense", "stop": true}', "value"),
        ("/api/rooms", b'{"tour": "defense", "stop": 1, "notes": "javascript:alert(1)"}', "value"),
        ("/api/rooms", b'{"tour": "defense", "stop": 1, "notes": "http://a:b@host/notes"}', "value"),
        ("/api/rooms", b'{"tour": "defense", "stop": 1, "notes": "http://[bad/notes"}', "value"),
        ("/api/rooms", b'{"tour": "defense", "stop": 1, "notes": "http://host:99999999/notes"}', "value"),
        ("/api/rooms", b"x" * 2000, "value"),
        ("/api/rooms/join", b'{"code": 123456}', "room_code"),
        ("/api/rooms/join", b"{}", "room_code"),
        ("/api/room", b'{"tour": "defense", "stop": 1}', "room_gone"),
        ("/api/qr", b'{"page": "nothing", "address": "http://host/nothing", "query": ""}', "value"),
        ("/api/qr", b'{"page": "fid", "address": "http://host/lsgan", "query": ""}', "value"),
        ("/api/qr", b'{"page": "fid", "address": "http://host/fid", "query": 3}', "value"),
    ],
)
@pytest.mark.usefixtures("fresh")
def test_mistakes_are_answered(path, body, code):
    async def scene() -> None:
        async with visitor() as client:
            answer = await client.post(path, content=body)
            assert (answer.status_code, answer.json()["code"]) == (400, code)

    asyncio.run(scene())


@pytest.mark.usefixtures("fresh")
def test_a_pages_address_becomes_a_code_that_phones_can_open():
    async def scene() -> None:
        async with visitor() as window:
            answer = (
                await window.post("/api/qr", json={"page": "fid", "address": "http://localhost:8501/fid", "query": "view=few"})
            ).json()
            assert answer["address"] == "http://10.0.0.7:8501/fid?view=few"
            assert answer["picture"].startswith("data:image/svg+xml")

    asyncio.run(scene())


@pytest.mark.usefixtures("fresh")
def test_a_foreign_page_cannot_ask():
    async def scene() -> None:
        transport = httpx.ASGITransport(Starlette(routes=tours_api.ROUTES))
        async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
            for method, path in (("POST", "/api/rooms"), ("POST", "/api/rooms/join"), ("GET", "/api/room"), ("POST", "/api/room")):
                assert (await client.request(method, path)).status_code == 403

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("link", "accepted", "spoken"),
    [("?lang=vi", "en", "vi"), ("", "fr-FR,vi;q=0.9,en;q=0.8", "vi"), ("?lang=xx", "de", "en"), ("", "", "en")],
)
def test_the_notes_page_speaks_the_readers_language(link, accepted, spoken):
    async def scene() -> str:
        async with visitor(**{"accept-language": accepted}) as client:
            return (await client.get(f"/notes{link}")).text

    page = asyncio.run(scene())
    assert f'<html lang="{spoken}">' in page
    assert table("notes")["title"][spoken] in page
    assert "@@" not in page
