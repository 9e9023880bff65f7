"""Visitors of the whole app over its real server and Streamlit's real socket: every page runs for all of them, and nothing goes wrong."""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import pytest

from benchmarks.classroom.moves import drag
from benchmarks.classroom.session import Session
from benchmarks.http_client import HttpClient, RefusedError
from web.ui.navigation import HOME, PAGES

ROOT = Path(__file__).parents[2]
VISITORS = 5
ADDRESSES = ["" if name == HOME else name for name in PAGES]
TIMEOUT_SECONDS = 120  # seconds for what takes two
START = """
import sys, uvicorn, app
app.preload = lambda: None
uvicorn.run(app.app, port=int(sys.argv[1]), log_level="warning", ws="websockets-sansio")
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory) -> Iterator[int]:
    """The app under uvicorn itself, as any ASGI server runs `app:app`; what it loads beside its visitors is left out."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    folder = tmp_path_factory.mktemp("classroom")
    log = folder / "log.txt"
    command = [sys.executable, "-c", START, str(port)]
    with (
        log.open("w") as output,
        subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, env=os.environ | {"GAN_RUNS_DIR": str(folder)}) as process,
    ):
        yield port
        process.terminate()
    assert "Traceback" not in log.read_text(), log.read_text()


async def answering(port: int) -> HttpClient:
    """A browser's connections, once the server is there."""
    end = time.monotonic() + TIMEOUT_SECONDS
    while True:
        client = HttpClient("127.0.0.1", port)
        try:
            await client.get("/_stcore/health")
            return client
        except (OSError, RefusedError):
            assert time.monotonic() < end
            await asyncio.sleep(0.05)


async def tour(port: int, number: int) -> tuple[list[str], int]:
    """One visitor sees all pages, each beginning elsewhere: what went wrong, and how many titles there were."""
    wrong, titles = [], set()
    async with aclosing(await answering(port)) as client, aclosing(Session(client)) as session:
        page = await client.get(f"/{ADDRESSES[number]}")
        assert page.headers["content-type"].startswith("text/html")
        assert "gan_classroom_visitor" in client.cookies
        await session.open()
        for address in ADDRESSES[number:] + ADDRESSES[:number]:
            run = await session.run(address)
            wrong += run.problems
            titles |= set(run.headings[:1])
    return wrong, len(titles)


def test_every_page_runs_for_all_who_are_there_at_once(port):
    async def all_of_them() -> list[tuple[list[str], int]]:
        return await asyncio.gather(*(tour(port, number) for number in range(VISITORS)))

    assert asyncio.run(all_of_them()) == [([], len(ADDRESSES))] * VISITORS


@pytest.mark.parametrize("page", ["convolution", "divergences", "fid"])
def test_a_dragged_slider_asks_what_the_server_accepts(port, page):
    async def ask() -> None:
        async with aclosing(await answering(port)) as client:
            for path in itertools.islice(drag(page, random.Random(0)), 2):
                await client.get(path)  # raises where it is refused

    asyncio.run(ask())
