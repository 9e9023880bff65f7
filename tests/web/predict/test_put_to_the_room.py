"""A question put to a class from a tour's stop, over HTTP: a projector and its phones, bars before the reveal and after it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from web.predict.api import answer
from web.predict.questions import QUESTIONS
from web.presenter.tours import TOURS
from web.room import api as room_api
from web.room.rooms import Rooms
from web.routes import KINDS
from web.ui.text import table

ASKED = "products"  # 36 is right, its third option
PHONES = ["a" * 32, "b" * 32, "c" * 32]
LATE = "d" * 32


class Class:
    """The end points, asked by the projector and by phones."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client, self.token = client, ""

    async def ask(self, token: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answered = await self.client.post(f"/api/classroom{path}", headers={"x-gan-room": token}, json=body)
        return answered.json()

    async def open(self) -> str:
        opened = await self.ask("", "", {"join": "http://localhost:8501/join"})
        self.token = opened["token"]
        return opened["code"]

    async def host(self, action: str) -> dict[str, Any]:
        return (await self.ask(self.token, "/act", {"action": action}))["activity"]

    async def vote(self, phone: str, question: int, option: int) -> dict[str, Any]:
        return await self.ask(phone, "/vote", {"question": question, "option": option})

    async def seen(self, phone: str) -> dict[str, Any]:
        return (await self.client.get("/api/classroom/phone?after=0", headers={"x-gan-room": phone})).json()["activity"]


@asynccontextmanager
async def a_class() -> AsyncIterator[Class]:
    transport = httpx.ASGITransport(Starlette(routes=room_api.routes(KINDS)))
    async with httpx.AsyncClient(transport=transport, base_url="http://app", headers={"x-gan-classroom": "1"}) as client:
        yield Class(client)


def test_every_tour_stops_at_pages_that_ask():
    asking = {question.page for question in QUESTIONS.values()}
    for tour in TOURS.values():
        assert asking & {stop.page for stop in tour.stops}, tour.name


def test_a_class_votes_talks_votes_again_and_learns_what_is_right(monkeypatch):
    monkeypatch.setattr(room_api, "ROOMS", Rooms())
    right = QUESTIONS[ASKED].options.index(answer(ASKED)["option"])

    async def scene() -> None:
        async with a_class() as room:
            code = await room.open()
            for phone in PHONES:
                await room.ask("", "/join", {"code": code, "phone": phone})
            await room.ask(room.token, "/start", {"kind": "predict", "settings": {"question": ASKED}})
            assert (await room.host("next"))["phase"] == "open"
            shown = await room.seen(PHONES[0])
            assert shown["shown"]["text"] == table("questions")[ASKED]
            assert "answer" not in shown["shown"]

            votes = [await room.vote(phone, 0, option) for phone, option in zip(PHONES, (0, 0, right), strict=True)]
            assert [vote["activity"]["vote"] for vote in votes] == [0, 0, right]
            bars = await room.host("close")
            assert (bars["name"], bars["counts"]) == (ASKED, [2, 0, 1])  # before the reveal
            assert not {"answer", "before"} & bars.keys()
            assert (await room.vote(PHONES[1], 0, right))["code"] == "vote_late"

            await room.host("next")  # they have talked
            await room.ask("", "/join", {"code": code, "phone": LATE})
            for phone in (*PHONES[1:], LATE):  # one of them has left
                await room.vote(phone, 1, right)
            bars = await room.host("close")
            assert (bars["before"], bars["counts"]) == ([2, 0, 1], [0, 0, 3])
            assert "answer" not in bars
            bars = await room.host("reveal")
            assert (bars["before"], bars["counts"], bars["answer"]) == ([2, 0, 1], [0, 0, 3], right)  # after it
            assert [(await room.seen(phone))["right"] for phone in (*PHONES, LATE)] == [0, 1, 2, 1]

    asyncio.run(scene())


@pytest.mark.parametrize("settings", [{}, {"question": "nothing"}, {"question": ["products"]}])
def test_a_question_that_is_none_is_named(monkeypatch, settings):
    monkeypatch.setattr(room_api, "ROOMS", Rooms())

    async def scene() -> None:
        async with a_class() as room:
            await room.open()
            refused = await room.ask(room.token, "/start", {"kind": "predict", "settings": settings})
            assert (refused["code"], refused["fields"]["field"]) == ("value", "question")

    asyncio.run(scene())
