"""The self-check's rounds: one at a time, told for a minute, whatever a check does; and that checks do find what is wrong."""

from __future__ import annotations

import errno
import shutil
import threading

import pytest
from PIL import Image

from gan_core.errors import GanError
from gan_core.paths import project_file
from web.presenter.tours import Stop, Tour
from web.selfcheck import api as selfcheck_api
from web.selfcheck import checks as selfcheck
from web.selfcheck.checks import CACHE_SECONDS, CHECKS, SelfCheck, Unfit, try_out
from web.settings import Settings
from web.ui.text import LANGUAGES, table

WORDS = table("selfcheck_stage")
SAID = {"vi": "Một", "en": "One"}


def unfit():
    raise Unfit("note", free="0.5")


def mistaken():
    raise GanError("missing_path", field="run", received="x")


def broken():
    raise ZeroDivisionError("secret")


def test_whatever_a_check_does_is_a_result(caplog):
    found = SelfCheck({"fine": lambda: {"count": 3}, "unfit": unfit, "mistaken": mistaken, "broken": broken})
    assert [row["state"] for row in found.results()["checks"]][1:] != ["ok", "ok", "ok"]
    found.wait()
    rows = found.results()["checks"]
    assert [row["state"] for row in rows] == ["ok", "note", "fail", "fail"]
    assert rows[0]["fields"] == {"count": "3"}
    assert rows[1]["fields"] == {"free": "0.5"}
    assert rows[2]["error"] == {"code": "missing_path", "fields": {"field": "run", "received": "x"}, "message": "run: x does not exist."}
    assert rows[3]["error"] == {"code": "", "fields": {}, "message": ""}  # what it was is in the log
    assert "secret" in caplog.text


def test_one_round_at_a_time_and_one_a_minute():
    now, rounds, go_on = [100.0], [], threading.Event()

    def check():
        rounds.append(1)
        go_on.wait(10)
        return {}

    found = SelfCheck({"one": check}, clock=lambda: now[0])
    assert found.results()["running"]
    assert found.results()["running"]  # another visitor: the same round
    go_on.set()
    found.wait()
    assert found.results() == {"running": False, "age": 0, "checks": [{**found.results()["checks"][0], "state": "ok"}]}
    now[0] += CACHE_SECONDS - 1
    assert found.results()["age"] == CACHE_SECONDS - 1
    assert len(rounds) == 1
    now[0] += 1
    assert found.results()["running"]
    found.wait()
    assert len(rounds) == 2


def test_every_check_has_its_words():
    for name in CHECKS:
        assert {f"check_{name}", f"check_{name}_ok", f"check_{name}_do"} <= set(WORDS)
    browser = project_file("web/selfcheck/browser/browser.mjs").read_text(encoding="utf-8")
    names = browser.partition("export const CHECKS = {")[2].partition("}")[0].replace(" ", "").split(",")
    assert len(names) == 5
    assert all(f"check_{name}_ok" in WORDS for name in names)
    assert all(set(row) == set(LANGUAGES) for row in WORDS.values())


def test_another_version_is_named(monkeypatch):
    real = selfcheck.importlib.metadata.version
    monkeypatch.setattr(selfcheck.importlib.metadata, "version", lambda name: "0.1" if name == "numpy" else real(name))
    result = try_out("packages", CHECKS["packages"])
    assert result.state == "fail"
    assert str(result.fields["wrong"]).startswith("numpy 0.1 (")


@pytest.mark.parametrize(("free", "state"), [(50e9, "ok"), (0.5e9, "note"), (0.01e9, "fail")])
def test_room_on_the_disk(monkeypatch, tmp_path, free, state):
    monkeypatch.setattr(selfcheck, "SETTINGS", Settings(runs_dir=tmp_path / "new" / "runs"))
    monkeypatch.setattr(selfcheck.shutil, "disk_usage", lambda _: type("Usage", (), {"free": free}))
    assert try_out("disk", CHECKS["disk"]).state == state
    assert list((tmp_path / "new" / "runs").iterdir()) == []


def test_a_model_that_draws_something_else_is_found(monkeypatch, tmp_path):
    from web.runs import catalogue

    shutil.copytree(catalogue.SHIPPED / "gan-cifar10", tmp_path / "gan-cifar10")
    monkeypatch.setattr(catalogue, "SHIPPED", tmp_path)
    assert try_out("models", CHECKS["models"]).fields["count"] == 1
    newest = max((tmp_path / "gan-cifar10" / "samples").glob("*.png"))
    with Image.open(newest) as picture:
        turned = picture.rotate(180)
    turned.save(newest)
    result = try_out("models", CHECKS["models"])
    assert (result.state, result.fields["name"]) == ("fail", "gan-cifar10")


def test_a_stop_that_cannot_be_reached_is_named(monkeypatch):
    tour = Tour("mine", SAID, (Stop("errata", {}, SAID, SAID, 0.0), Stop("train", {"run": "nothing"}, SAID, SAID, 0.0)))
    monkeypatch.setattr(selfcheck, "TOURS", {"mine": tour})
    result = try_out("tours", CHECKS["tours"])
    assert result.state == "fail"
    assert (result.fields["tour"], result.fields["stop"]) == ("mine", 2)


def test_only_this_app_may_ask(client_of):
    assert client_of(selfcheck_api.ROUTES).get("/api/selfcheck").status_code == 403


def test_two_steps_of_training_leave_nothing_behind(monkeypatch, tmp_path):
    monkeypatch.setattr(selfcheck.tempfile, "tempdir", str(tmp_path))
    assert try_out("training", CHECKS["training"]).state == "ok"
    assert list(tmp_path.rglob("config.json")) == []


def test_a_disk_that_cannot_be_written_is_said(monkeypatch):
    def refuse(**_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system", "/srv/secret")

    monkeypatch.setattr("web.selfcheck.checks.tempfile.TemporaryFile", refuse)
    result = try_out("disk", CHECKS["disk"])
    assert (result.state, result.error["code"]) == ("fail", "disk_read_only")
    assert "secret" not in result.error["message"]


def test_a_device_that_nobody_tried_is_noted(monkeypatch):
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.accelerator, "current_accelerator", lambda check_available=False: torch.device("mps"))
    result = try_out("device", CHECKS["device"])
    assert (result.state, result.fields) == ("note", {"device": "MPS"})
    assert all("MPS" in words.format(device="MPS") for words in table("selfcheck_stage")["check_device_note"].values())
