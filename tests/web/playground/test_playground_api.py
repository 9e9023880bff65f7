"""The playground's end points with a real process behind them: open, look, act, leave; what is wrong is said."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import struct
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image, ImageDraw
from starlette.applications import Starlette

from gan_core.playground import Playground, PlaygroundConfig
from gan_core.playground.presets import PRESETS2D
from web.playground import api as playground_api
from web.playground import pool as playground_engine
from web.playground.pool import Playgrounds
from web.server.visitors import COOKIE

ME, OTHER = "0" * 32, "1" * 32
MARKED = {"X-GAN-Classroom": "1"}
SMALL = {"generator_hidden": [16], "discriminator_hidden": [16], "batch_size": 32}


@pytest.fixture(scope="module")
def engine() -> Iterator[Playgrounds]:
    made = Playgrounds(workers=1, most=5, each=2, idle_minutes=5)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def used(engine: Playgrounds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playground_api, "playgrounds", lambda: engine)


def ask(method: str, path: str, body: object = None, *, visitor: str = ME, headers: dict[str, str] | None = None) -> httpx.Response:
    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=playground_api.ROUTES))
        cookies = {COOKIE: visitor} if visitor else {}
        async with httpx.AsyncClient(transport=transport, base_url="http://app", cookies=cookies, timeout=60) as client:
            content = body if isinstance(body, bytes | None) else json.dumps(body)
            return await client.request(method, f"/api/playground{path}", content=content, headers=MARKED if headers is None else headers)

    return asyncio.run(answer())


def begin(visitor: str = ME, **asked: Any) -> dict[str, Any]:
    answer = ask("POST", "", {"config": SMALL, **asked}, visitor=visitor)
    assert answer.status_code == 200, answer.text
    return answer.json()


def unpack(content: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    (length,) = struct.unpack_from("<I", content)
    header = json.loads(content[4 : 4 + length])
    arrays, place = {}, 4 + length
    for name, kind, shape in header["arrays"]:
        array = np.frombuffer(content, f"<{kind}", int(np.prod(shape)), place).reshape(shape)
        arrays[name], place = array, place + -(-array.nbytes // 4) * 4
    assert place == len(content)
    return header, arrays


def frame_at(name: str, step: int, visitor: str = ME) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The first frame in which a step is reached and nothing more is to be computed."""
    after, still = -1, {}
    while True:
        answer = ask("GET", f"/{name}/frame?after={after}", visitor=visitor)
        assert answer.status_code == 200, answer.text
        header, arrays = unpack(answer.content)
        still |= {key: value for key, value in arrays.items() if key in ("real", "grid_z", "fake_z")}
        after = header["version"]
        if header["step"] >= step and not header["state"]["ahead"]:
            return header, still | arrays


def test_the_catalogue_has_data_presets_and_what_settings_accept():
    about = ask("GET", "").json()
    assert about["default"] == PlaygroundConfig().to_json()
    assert [preset["name"] for preset in about["presets"]] == list(PRESETS2D)
    assert all(abs(coordinate) <= 1.2 for points in about["data"].values() for point in points for coordinate in point)
    assert "loss" in about["choices"]
    assert "generator_lr" in about["ranges"]


def test_a_frame_is_what_the_library_gives():
    name = begin(moves=[["step", 40]])["name"]
    header, arrays = frame_at(name, 40)
    game = Playground(PlaygroundConfig.from_json(SMALL))
    game.step(40)
    expected = game.frame()
    scale = 8192 / game.scene.box
    for mine, theirs in (("fake", expected.fake), ("grid", expected.grid)):
        assert np.abs(arrays[mine] / scale - theirs).max() <= 0.5 / scale + 1e-4
    assert np.abs(arrays["heat"] / 255 - expected.heat).max() < 0.01
    assert np.abs(arrays["real"] / scale - game.scene.real).max() <= 0.5 / scale + 1e-4
    assert header["numbers"]["discriminator_loss"] == pytest.approx(expected.numbers["discriminator_loss"], rel=1e-4)
    assert header["measures"]["near"] == pytest.approx(expected.measures.near, abs=1e-3)
    assert header["finding"]["name"] == "too_early"
    assert header["state"]["running"] is False
    assert [row[0] for row in header["curves"]["rows"]][-1] > 25
    assert "generator_grad_norm" in header["curves"]["names"]


def test_the_first_frame_is_the_start():
    name = begin(running=True)["name"]
    header, arrays = unpack(ask("GET", f"/{name}/frame").content)
    assert (header["step"], header["curves"]["rows"]) == (0, [])
    assert {"real", "grid_z", "fake_z"} <= set(arrays)


def test_the_same_moves_give_the_same_frame_however_they_were_made():
    moves = [["step", 30], ["change", {"generator_lr": 0.01}], ["discriminator", 2], ["step", 25], ["generator", 1]]
    at_once = frame_at(begin(moves=moves)["name"], 55)
    name = begin(moves=[["step", 30]])["name"]
    frame_at(name, 30)
    ask("POST", f"/{name}/change", {"settings": {"generator_lr": 0.01}})
    for _ in range(2):
        ask("POST", f"/{name}/discriminator")
    ask("POST", f"/{name}/step", {"settings": {"count": 25}})
    frame_at(name, 55)
    told = ask("POST", f"/{name}/generator").json()
    assert told["moves"] == moves
    by_hand = frame_at(name, 55)
    assert np.array_equal(at_once[1]["fake"], by_hand[1]["fake"])
    assert np.array_equal(at_once[1]["heat"], by_hand[1]["heat"])
    assert at_once[0]["finding"] == by_hand[0]["finding"]


def test_it_runs_until_it_is_paused():
    name = begin(running=True)["name"]
    header, _ = frame_at(name, 20)
    assert header["state"]["running"]
    paused = ask("POST", f"/{name}/pause").json()
    assert not paused["running"]
    header, _ = frame_at(name, paused["step"])
    assert header["step"] == paused["step"]


def test_compared_games_stop_at_the_same_step():
    names = [begin(running=True, group="pair", config={**SMALL, "r1_weight": weight})["name"] for weight in (0.0, 1.0)]
    for name in names:
        frame_at(name, 10)
    told = [ask("POST", f"/{name}/pause").json() for name in names]
    last = max(one["step"] for one in told)  # how far the other came meanwhile is a matter of time
    again = ask("POST", f"/{names[0]}/pause").json()
    assert [frame_at(name, last)[0]["step"] for name in names] == [last, last] or again["ahead"] == 0


def test_slow_motion_goes_through_its_stages_and_is_one_step():
    name = begin()["name"]
    seen = [unpack(ask("POST", f"/{name}/slow/begin").content)[0]["name"]]
    while content := ask("POST", f"/{name}/slow/next").content:
        seen.append(unpack(content)[0]["name"])
    assert seen[0] == "noise"
    assert seen[-1] == "generator_update"
    assert {"scores", "discriminator_update", "generator_slope"} <= set(seen)
    assert frame_at(name, 1)[0]["step"] == 1


def test_visitors_do_not_see_each_other():
    mine = begin()["name"]
    for method, path in (("GET", f"/{mine}/frame"), ("POST", f"/{mine}/run"), ("DELETE", f"/{mine}")):
        answer = ask(method, path, visitor=OTHER)
        assert (answer.status_code, answer.json()["code"]) == (400, "playground_gone")
    theirs = begin(OTHER, moves=[["step", 30]])["name"]
    frame_at(theirs, 30, OTHER)
    assert ask("POST", f"/{mine}/pause").json()["step"] == 0


def test_a_visitors_oldest_gives_way_and_all_of_them_are_bounded():
    first, *_ = [begin("a" * 32)["name"] for _ in range(3)]  # two each
    assert ask("GET", f"/{first}/frame", visitor="a" * 32).json()["code"] == "playground_gone"
    answers = [ask("POST", "", {"config": SMALL}, visitor=letter * 32) for letter in "bcdef"]
    refused = [answer.json() for answer in answers if answer.status_code == 400]
    assert refused
    assert {answer["code"] for answer in refused} == {"playgrounds_full"}
    assert "5" in refused[0]["message"]


@pytest.mark.process
def test_a_crash_is_said_and_a_new_process_takes_over(engine: Playgrounds):
    begin()
    (worker,) = engine.workers
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    name = "nothing"
    for _ in range(3):  # the question that meets the end is answered too
        answer = ask("GET", f"/{name}/frame")
        assert answer.json()["code"] in ("playground_lost", "playground_gone")
    again = begin(moves=[["step", 5]])["name"]
    assert frame_at(again, 5)[0]["step"] == 5


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"config": {"loss": "nothing"}}, "loss"),
        ({"config": {"generator_hidden": [100_000]}}, "generator_hidden"),
        ({"config": {"generator_lr": 1e300}}, "generator_lr"),
        ({"config": {"generator_lr": float("inf")}}, "request"),
        ({"config": {"nonsense": 1}}, None),
        ({"config": 7}, "config"),
        ({"config": {"data": "points", "points": [[0, 0]] * 3000}}, "points"),
        ({"config": {"data": "points", "points": [[0, 99], [0, 0]]}}, "points"),
        ({"config": {"data": "text", "text": " "}}, "text"),
        ({"moves": [["step", -1]]}, "step"),
        ({"moves": [["step", 10**9]]}, "step"),
        ({"moves": [["fly", 1]]}, "moves"),
        ({"moves": "all"}, "moves"),
        ({"moves": [["step", 1]] * 1000}, "moves"),
        ({"moves": [["change", {"seed": "x"}]], "pace": 17}, "pace"),
    ],
)
def test_what_does_not_fit_is_one_sentence(asked: dict[str, Any], field: str | None):
    answer = ask("POST", "", asked)
    assert answer.status_code == 400
    assert answer.json()["fields"].get("field") == field or field is None
    assert "\n" not in answer.json()["message"]
    assert "Traceback" not in answer.text


def test_a_wrong_change_changes_nothing():
    name = begin(moves=[["step", 5]])["name"]
    frame_at(name, 5)
    for settings, code in (({"latent_dim": 1}, "playground_fixed"), ({"generator_lr": 7}, "value"), ({"x": 1}, "unknown_setting")):
        assert ask("POST", f"/{name}/change", {"settings": settings}).json()["code"] == code
    assert ask("POST", f"/{name}/pause").json()["moves"] == [["step", 5]]


def test_a_wrong_change_in_a_link_is_said_and_the_others_go_on():
    other = begin(OTHER, running=True)["name"]
    name = begin(moves=[["step", 3], ["change", {"generator_lr": 99}], ["step", 5]])["name"]
    header, _ = frame_at(name, 3)
    assert header["state"]["refused"]["code"] == "value"
    assert frame_at(other, 10, OTHER)[0]["state"]["running"]


def test_nothing_is_done_for_a_foreign_page():
    name = begin()["name"]
    for method, path in (
        ("POST", ""),
        ("POST", f"/{name}/run"),
        ("POST", f"/{name}/slow/begin"),
        ("DELETE", f"/{name}"),
        ("POST", "/outline?count=9"),
    ):
        assert ask(method, path, {}, headers={}).status_code == 403
    assert ask("POST", f"/{name}/fly").status_code == 404
    assert ask("POST", f"/{name}/slow/fly").status_code == 404


def test_long_requests_are_cut_off():
    assert ask("POST", "", b"x" * (playground_api.BODY + 1)).json()["code"] == "value"
    assert ask("POST", "", b"[" * 50_000).json()["code"] == "value"


def test_the_outline_of_a_picture(tmp_path):
    image = Image.new("L", (80, 80), 255)
    ImageDraw.Draw(image).ellipse((20, 20, 60, 60), fill=0)
    image.save(tmp_path / "disc.png")
    points = np.array(ask("POST", "/outline?count=100", (tmp_path / "disc.png").read_bytes()).json()["points"])
    assert 20 <= len(points) <= 100
    radius = np.hypot(*points.T)
    assert radius.std() / radius.mean() < 0.1
    assert ask("POST", "/outline?count=100", b"not a picture").json()["code"] == "picture_unreadable"
    assert ask("POST", "/outline?count=x", b"").json()["fields"]["field"] == "count"


def test_a_game_as_python_comes_to_the_same_state(capsys: pytest.CaptureFixture[str]):
    moves = [["step", 3], ["change", {"loss": "lsgan"}], ["generator", 2]]
    lines = ask("POST", "/python", {"config": SMALL, "moves": moves}).text
    found: dict[str, Any] = {}
    exec(lines, found)
    mine = Playground.replay({"config": SMALL, "moves": moves})
    assert np.array_equal(found["game"].players.generator.theta, mine.players.generator.theta)
    assert capsys.readouterr().out.startswith("3 ")
    assert ask("POST", "/python", {"config": {"loss": "x"}}).json()["code"] == "value"


def test_leaving_frees_it_and_closing_ends_the_process():
    name = begin()["name"]
    assert ask("DELETE", f"/{name}").status_code == 204
    assert ask("GET", f"/{name}/frame").json()["code"] == "playground_gone"
    alone = Playgrounds(workers=1, most=1, each=1, idle_minutes=1)
    asyncio.run(alone.ask("x", "open", name="n", asked={}))
    (worker,) = alone.workers
    assert worker.pid is not None
    alone.close()
    assert worker.pid is None


def test_the_engine_is_made_once():
    assert playground_engine.playgrounds() is playground_engine.playgrounds()
    playground_engine.close()
    assert playground_engine.workers_for(3) == 3
    assert playground_engine.workers_for(0) >= 1
