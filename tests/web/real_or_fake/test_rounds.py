"""Rounds of *Real or fake?* over HTTP: alone, and put to a room; the figures beside them."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette

from gan_core.errors import GanError
from gan_core.metrics.human_error import wilson_share
from gan_core.paths import CHECKPOINTS
from gan_core.training.about import About, write_about
from gan_core.training.run_directory import RunDirectory
from web.real_or_fake import api, models
from web.real_or_fake.ballots import open_activity
from web.real_or_fake.rounds import Settings, make
from web.runs import catalogue
from web.settings import SETTINGS

MODEL, EARLY, LAST = "cgan-fashion-mnist", 937, 12181
ROUND = {"model": MODEL, "step": LAST, "n": 12, "seed": 4}


@asynccontextmanager
async def visitor() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Starlette(routes=api.ROUTES))
    async with httpx.AsyncClient(transport=transport, base_url="http://app", headers={"x-gan-classroom": "1"}) as client:
        yield client


def ask(method: str, path: str, **more: object) -> httpx.Response:
    async def scene() -> httpx.Response:
        async with visitor() as client:
            return await client.request(method, f"/api/real-or-fake/{path}", **more)

    return asyncio.run(scene())


def test_models_name_an_early_a_middle_and_the_last_checkpoint():
    found = {model["name"]: model for model in ask("GET", "models").json()["models"]}
    assert found[MODEL]["usual"] == [EARLY, 4685, LAST]
    assert found[MODEL]["missing"] == ""
    last = found[MODEL]["steps"][-1]
    assert (last["step"], round(last["epoch"])) == (LAST, 13)
    assert last["fid"] > 0
    assert found["cgan-mnist"]["usual"][0] == 937  # the first that was scored


def test_a_data_set_that_is_not_here_is_named(monkeypatch):
    monkeypatch.setattr(models, "on_this_machine", lambda name: name != "cifar10")
    monkeypatch.setattr(api, "_coalesced", api.Coalesced(0))
    found = {model["name"]: model["missing"] for model in ask("GET", "models").json()["models"]}
    assert (found["dcgan-cifar10"], found[MODEL]) == ("cifar10", "")
    assert ask("GET", "round", params={"model": "dcgan-cifar10", "step": 781}).json()["code"] == "real_pictures_missing"


def test_a_private_run_is_put_to_no_class(monkeypatch, tmp_path):
    monkeypatch.setattr(catalogue, "SETTINGS", dataclasses.replace(SETTINGS, runs_dir=tmp_path))
    monkeypatch.setattr(api, "_coalesced", api.Coalesced(0))
    shutil.copytree(CHECKPOINTS / MODEL, tmp_path / "mine")
    for private in (False, True):
        write_about(RunDirectory(tmp_path / "mine"), About(owner="0" * 32, private=private))
        assert ("mine" in {model["name"] for model in ask("GET", "models").json()["models"]}) != private
        refused = ask("GET", "round", params=ROUND | {"model": "mine"}).json().get("code")
        assert refused == ("missing_path" if private else None)


def test_a_visitor_plays_alone_and_learns_afterwards_what_was_real():
    shown = ask("GET", "round", params=ROUND).json()
    assert list(shown) == ["pictures"]
    assert len(set(shown["pictures"])) == 12
    real = make(Settings(MODEL, LAST, 12, 4)).shown.real
    right = [0 if is_real else 1 for is_real in real]
    result = ask("POST", "result", json=ROUND | {"answers": [1 - right[0], *right[1:11], None]}).json()
    assert result["real"] == list(real)
    share = wilson_share(1, 11)
    assert result["error"] == {"value": share.value, "low": share.low, "high": share.high, "answers": 11}
    assert result["votes"][11] == [0, 0]
    assert result["discriminator"]["step"] == LAST
    assert set(result["scores"]) == {"fid", "precision", "recall", "about"}
    assert result["scores"]["about"] == {
        "n": 10_000,
        "extractor": "fashion-mnist-classifier (128 features)",
        "resize": "none (28x28)",
        "real": "fashion-mnist, test images, 1000 of each class",
    }
    assert result["source"] == "weights"


def test_scores_of_a_runs_checkpoints_can_be_compared(tmp_path):
    shutil.copytree(CHECKPOINTS / "lsgan-cifar10", tmp_path / "run")
    record = tmp_path / "run" / "scores.jsonl"
    known = [json.loads(line) for line in record.read_text().splitlines()]
    few = [{**line, "n": 500, "seed": 1} for line in known[:2]]  # of other N, at checkpoints that are scored at the usual N too
    record.write_text("".join(json.dumps(line) + "\n" for line in [*few, *known]))
    run = RunDirectory(tmp_path / "run")
    assert {models.scores_at(run, line["step"])["about"]["n"] for line in known} == {10_000}


def test_scores_of_earlier_checkpoints_stand_beside_their_rounds_once_they_are_recorded(monkeypatch, tmp_path):
    monkeypatch.setattr(catalogue, "SETTINGS", dataclasses.replace(SETTINGS, runs_dir=tmp_path))
    monkeypatch.setattr(api, "_coalesced", api.Coalesced(0))
    shutil.copytree(CHECKPOINTS / MODEL, tmp_path / "mine")
    (tmp_path / "mine" / "scores.jsonl").unlink(missing_ok=True)
    early = ROUND | {"model": "mine", "step": EARLY, "answers": [None] * 12}
    assert ask("POST", "result", json=early).json()["scores"] is None
    card = json.loads((tmp_path / "mine" / "metrics.json").read_text(encoding="utf-8"))
    generated = card["classifier"]["generated"]
    lines = [generated | {"step": step, "n": card["n"], "seed": 0, "extractor": "fashion"} for step in (EARLY, 4685)]
    (tmp_path / "mine" / "scores.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    scores = ask("POST", "result", json=early).json()["scores"]
    assert {name: scores[name]["value"] for name in ("fid", "precision", "recall")} == {
        name: generated["scores"][name]["value"] for name in ("fid", "precision", "recall")
    }
    mine = next(model for model in ask("GET", "models").json()["models"] if model["name"] == "mine")
    assert mine["usual"] == [EARLY, 4685, LAST]
    assert all(row["fid"] for row in mine["steps"] if row["step"] in mine["usual"])


def test_no_answers_have_no_error():
    result = ask("POST", "result", json=ROUND | {"answers": [None] * 12}).json()
    assert result["error"]["value"] is None


@pytest.mark.parametrize(
    "wrong",
    [{"answers": [0] * 11}, {"answers": [2] * 12}, {"answers": [True] * 12}, {"answers": "0"}, {"answers": [[]] * 12}, {"n": 13},
     {"model": "nothing"}, {"model": ["x"]}, {"step": 5}, {"step": "x"}, {"n": 1000}, {"seed": -1}, {"model": "../cgan-mnist"}],
)  # fmt: skip
def test_wrong_rounds_are_refused(wrong):
    answer = ask("POST", "result", json=ROUND | {"answers": [0] * 12} | wrong)
    assert (answer.status_code, answer.json()["code"] in ("value", "missing_path")) == (400, True)


def test_a_visitors_own_pictures_are_shown_to_no_class(tmp_path, monkeypatch):
    shutil.copytree(CHECKPOINTS / MODEL, tmp_path / "own-run", ignore=shutil.ignore_patterns("checkpoints", "browser.bin"))
    config = tmp_path / "own-run" / "config.json"
    config.write_text(config.read_text(encoding="utf-8").replace('"fashion-mnist"', '"folder"'), encoding="utf-8")
    monkeypatch.setattr(catalogue, "SETTINGS", dataclasses.replace(SETTINGS, runs_dir=tmp_path))
    assert catalogue.find_run("own-run").read_config().dataset == "folder"
    with pytest.raises(GanError):
        models.playable("own-run")


def test_a_room_plays_a_round_whose_answers_come_at_the_end():
    ballot = asyncio.run(open_activity({"model": MODEL, "step": EARLY, "n": 12, "seconds": 8}))
    ballot.act("next", 0.0)
    for question, real in enumerate(ballot.round.shown.real):
        assert "pictures" not in ballot.for_host(0.0)
        assert "answer" not in ballot.for_phone(1, 0.0)
        ballot.receive(1, {"question": question, "option": 0 if real else 1}, 0.0)
        ballot.receive(2, {"question": question, "option": 0}, 0.0)
        if question >= 10:  # it came late
            ballot.receive(3, {"question": question, "option": 0 if real else 1}, 0.0)
        ballot.tick(0.0, frozenset({1, 2}))
    ballot.act("reveal", 1.0)
    host, record = ballot.for_host(1.0), ballot.record()
    assert (len(host["pictures"]), host["result"]["error"]["value"]) == (12, 6 / 26)
    assert (record["kind"], record["voters"], record["source"]) == ("real_or_fake", 3, "sheet")
    assert "pictures" not in record
    assert [ballot.for_phone(member, 1.0)["right"] for member in (1, 3)] == [12, 2]


@pytest.mark.parametrize("settings", [{}, {"seconds": 0}, {"seconds": "fast"}, {"seconds": 8, "model": "x"}, {"seconds": [8]}])
def test_wrong_settings_open_nothing(settings):
    with pytest.raises(GanError):
        asyncio.run(open_activity(settings))
