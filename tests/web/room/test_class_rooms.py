"""A class in a room: joined by a code, counted once, bounded, over by itself."""

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
from web.room import api as room_api
from web.room import rooms
from web.room.activity import Kind
from web.room.ballot import Ballot, Question
from web.room.rooms import Room, Rooms

YES, NO = {"vi": "Có", "en": "Yes"}, {"vi": "Không", "en": "No"}
PHONE, OTHER = "a" * 32, "b" * 32


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


def asking(room: Room, clock: Clock, **settings) -> Ballot:
    one = Ballot([Question([YES, NO], answer=0), Question([YES, NO], answer=1)], **settings)
    room.start(one)
    room.act("next", clock.now)
    return one


async def open_activity(settings) -> Ballot:
    """This module is a kind."""
    return Ballot([Question([YES, NO], answer=0)], seconds=float(settings.get("seconds", 0)))


def test_a_phone_that_comes_again_is_the_same_member(registry, clock):
    room = registry.open()
    assert re.fullmatch(r"[A-HJ-NP-Z2-9]{6}", room.code)
    for typed in (room.code, f" {room.code[:3].lower()} {room.code[3:]}"):
        registry.join(typed, PHONE, "1.2.3.4")
    registry.join(room.code, OTHER, "1.2.3.4")
    assert [one.number for one in room.members.values()] == [1, 2]
    one = asking(room, clock)
    for _ in range(3):
        room.receive(PHONE, {"question": 0, "option": 0}, clock.now)
    assert one.question.votes == {1: 0}


def test_who_leaves_is_not_waited_for_and_may_come_back(registry, clock):
    room = registry.open()
    for phone in (PHONE, OTHER):
        registry.join(room.code, phone, "a")
    one = asking(room, clock, seconds=60)
    room.leave(OTHER)
    room.receive(PHONE, {"question": 0, "option": 0}, clock.now)
    assert one.phase == "closed"
    registry.join(room.code, OTHER, "a")
    assert room.present(clock.now) == {1, 2}
    clock.now += rooms.PRESENT_SECONDS  # without a request
    assert room.present(clock.now) == frozenset()
    assert one.question.votes == {1: 0}


def test_results_stay_when_the_next_activity_comes(registry, clock):
    room = registry.open()
    registry.join(room.code, PHONE, "a")
    for _ in range(2):
        asking(room, clock)
        room.receive(PHONE, {"question": 0, "option": 1}, clock.now)
        for action in ("close", "reveal", "next", "close", "reveal"):
            room.act(action, clock.now)
    assert room.for_host(clock.now)["records"] == [{"counts": [[0, 1], [0, 0]]}] * 2


def test_rooms_end_by_themselves(registry, clock):
    room = registry.open()
    registry.join(room.code, PHONE, "a")
    clock.now += rooms.IDLE_SECONDS - 1
    assert registry.hosted(room.host) is room
    clock.now += rooms.IDLE_SECONDS + 1
    refused("classroom_over", registry.joined, PHONE)
    lasting = registry.open()
    for _ in range(9):
        clock.now += rooms.LIFE_SECONDS / 9
        registry.hosted(lasting.host)
    clock.now += 1
    refused("classroom_over", registry.hosted, lasting.host)


def test_everything_is_bounded(registry, monkeypatch):
    monkeypatch.setattr(rooms, "MAX_MEMBERS", 2)
    room = registry.open()
    for phone in (PHONE, OTHER, PHONE):
        registry.join(room.code, phone, "a")
    refused("classroom_crowded", registry.join, room.code, "c" * 32, "a")
    own = [registry.open("me") for _ in range(rooms.MAX_ROOMS_BY_VISITOR + 1)]
    refused("classroom_over", registry.hosted, own[0].host)
    refused("classrooms_full", registry.open)


def test_wrong_codes_are_counted(registry):
    registry.open()
    for _ in range(rooms.MAX_TRIES_BY_ADDRESS):
        refused("classroom_code", registry.named, "WRONG2", "1.2.3.4")
    refused("room_tries", registry.named, "WRONG2", "1.2.3.4")
    refused("classroom_code", registry.named, "WRONG2", "1.2.3.5")
    refused("value", registry.join, "WRONG2", "no secret", "1.2.3.5")


# ---------------------------------------------------------------------------------------------------------------------- end points

HEADERS = {"x-gan-classroom": "1"}
JOIN = {"join": "http://localhost:8501/join"}


@pytest.fixture
def app(monkeypatch) -> Starlette:
    monkeypatch.setattr(room_api, "ROOMS", Rooms())
    monkeypatch.setattr("web.room.address.own_address", lambda: "10.0.0.7")
    return Starlette(routes=room_api.routes({"test": Kind(__name__)}))


@asynccontextmanager
async def browser(app: Starlette, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app", headers=HEADERS | headers) as client:
        yield client


def test_a_class_votes_and_sees_its_bars(app):
    async def scene() -> None:
        async with browser(app) as client:
            opened = (await client.post("/api/classroom", json=JOIN)).json()
            assert opened["address"] == "http://10.0.0.7:8501/join"
            host, phone = {"x-gan-room": opened["token"]}, {"x-gan-room": PHONE}
            joined = (await client.post("/api/classroom/join", json={"code": opened["code"], "phone": PHONE})).json()
            assert (joined["number"], joined["activity"]) == (1, None)
            waiting = asyncio.create_task(client.get(f"/api/classroom/phone?after={joined['version']}", headers=phone))
            await client.post("/api/classroom/start", headers=host, json={"kind": "test", "settings": {}})
            assert (await waiting).json()["activity"]["phase"] == "ready"
            await client.post("/api/classroom/act", headers=host, json={"action": "next"})
            voted = await client.post("/api/classroom/vote", headers=phone, json={"question": 0, "option": 1})
            assert voted.json()["activity"]["vote"] == 1
            again = (await client.post("/api/classroom", headers=host, json=JOIN)).json()  # the projector was reloaded
            assert again == opened
            seen = (await client.get("/api/classroom/host?after=0", headers=host)).json()
            assert (seen["activity"]["answered"], seen["present"]) == ([1], [1])
            for action in ("close", "reveal"):
                seen = (await client.post("/api/classroom/act", headers=host, json={"action": action})).json()
            assert seen["activity"]["counts"] == [0, 1]
            records = (await client.get(f"/api/classroom/records?code={opened['code']}")).json()
            assert records == {"records": [{"counts": [[0, 1]]}]}
            assert (await client.delete("/api/classroom", headers=host)).status_code == 204
            assert (await client.get("/api/classroom/phone", headers=phone)).json()["code"] == "classroom_over"

    asyncio.run(scene())


def test_time_wakes_who_waits(app):
    async def scene() -> None:
        async with browser(app) as client:
            opened = (await client.post("/api/classroom", json=JOIN)).json()
            host, phone = {"x-gan-room": opened["token"]}, {"x-gan-room": PHONE}
            await client.post("/api/classroom/join", json={"code": opened["code"], "phone": PHONE})
            await client.post("/api/classroom/start", headers=host, json={"kind": "test", "settings": {"seconds": 0.01}})
            await client.post("/api/classroom/act", headers=host, json={"action": "next"})
            seen = (await client.get("/api/classroom/phone?after=0", headers=phone)).json()
            while seen["activity"]["phase"] == "open":
                seen = (await client.get(f"/api/classroom/phone?after={seen['version']}", headers=phone)).json()
            assert seen["activity"]["phase"] == "closed"

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("", b"[]", "value"),
        ("", b'{"join": "javascript:alert(1)/join"}', "value"),
        ("", b'{"join": "http://host/elsewhere"}', "value"),
        ("/join", b'{"code": 5, "phone": 5}', "value"),
        ("/join", b'{"code": "WRONG2", "phone": "%s"}' % PHONE.encode(), "classroom_code"),
        ("/vote", b"{}", "classroom_over"),
        ("/start", b"{}", "classroom_over"),
        ("/act", b"{}", "classroom_over"),
    ],
)
def test_mistakes_are_answered(app, path, body, code):
    async def scene() -> None:
        async with browser(app) as client:
            answer = await client.post(f"/api/classroom{path}", content=body)
            assert (answer.status_code, answer.json()["code"]) == (400, code)

    asyncio.run(scene())


def test_a_host_names_a_kind_and_an_action_that_exist(app):
    async def scene() -> None:
        async with browser(app) as client:
            host = {"x-gan-room": (await client.post("/api/classroom", json=JOIN)).json()["token"]}
            for body in ({"action": "next"}, {"action": ["next"]}):
                assert (await client.post("/api/classroom/act", headers=host, json=body)).json()["code"] == "value"
            for body in ({"kind": "none"}, {"kind": ["test"]}, {"kind": "test", "settings": 5}):
                assert (await client.post("/api/classroom/start", headers=host, json=body)).json()["code"] == "value"

    asyncio.run(scene())


@pytest.mark.parametrize(("link", "title"), [("?lang=vi", "Vào phòng"), ("?lang=en", "Join the room")])
def test_the_phones_page_speaks_the_readers_language(app, link, title):
    async def scene() -> str:
        async with browser(app) as client:
            return (await client.get(f"/join{link}")).text

    page = asyncio.run(scene())
    assert f"<title>{title} · GAN Classroom</title>" in page
    assert "@@" not in page
