"""The end points of the Training page, against a real training of a network small enough for milliseconds."""

from __future__ import annotations

import asyncio
import dataclasses
import errno
import io
import json
import os
import shutil
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import torch
from safetensors.torch import load
from starlette.applications import Starlette
from waiting import until

from gan_core.config import TrainingConfig
from gan_core.data import ImageDataset
from gan_core.training.about import About
from gan_core.training.job import InProcessDriver, Job
from gan_core.training.run_directory import RunDirectory
from web.runs import catalogue
from web.server.caches import Coalesced
from web.server.visitors import COOKIE
from web.settings import Settings
from web.training import api as live_api
from web.training import runner as training
from web.training import status as live_status
from web.training.downloads import DOWNLOADS
from web.training.presenter_pin import PresenterPin

ME, OTHER = "0" * 32, "1" * 32
SMALL = TrainingConfig(
    latent_dim=4,
    base_channels=8,
    num_classes=2,
    batch_size=8,
    epochs=2,
    log_every=1,
    checkpoint_every=2,
    keep_checkpoints=20,
    precision="float32",
)


class Held(ImageDataset):
    """Forty pictures of two classes; a batch is given only while `permits` allow it."""

    permits = threading.Semaphore(0)

    def batch(self, indices):
        assert self.permits.acquire(timeout=60)
        return super().batch(indices)


def ask(method: str, path: str, visitor: str = ME, body: object = None, **headers: str) -> httpx.Response:
    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=live_api.ROUTES))
        cookies = {COOKIE: visitor} if visitor else {}
        async with httpx.AsyncClient(transport=transport, base_url="http://app", cookies=cookies) as client:
            return await client.request(method, f"/api/runs{path}", content=None if body is None else json.dumps(body), headers=headers)

    return asyncio.run(answer())


def act(job: Job, action: str, visitor: str = ME, body: object = None, **headers: str) -> httpx.Response:
    return ask("POST", f"/{job.name}/{action}", visitor, body, **({"X-GAN-Classroom": "1"} | headers))


def progress(name: str, visitor: str = ME, **headers: str) -> tuple[dict[str, Any], bytes]:
    """What the page asks for: status and packed curves."""
    content = ask("GET", f"/{name}/progress", visitor, **headers).content
    length = int.from_bytes(content[:4], "little")
    assert length % 4 == 0
    return json.loads(content[4 : 4 + length]), content[4 + length :]


@pytest.fixture
def app(tmp_path, monkeypatch) -> Iterator[None]:
    settings = dataclasses.replace(Settings(), runs_dir=tmp_path, device="cpu", presenter_pin="4321", max_jobs=3)
    images = torch.randint(0, 256, (40, 1, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    held = Held("held", "train", images, torch.arange(40) % 2, ("dark", "light"))
    monkeypatch.setattr(held.__class__, "permits", threading.Semaphore(0))
    training.close()  # of a test before, with other settings
    monkeypatch.setattr(training, "SETTINGS", settings)
    monkeypatch.setattr(live_api, "SETTINGS", settings)
    monkeypatch.setattr(live_api, "_pin", PresenterPin("4321"))
    monkeypatch.setattr(live_api, "_coalesced", Coalesced(0.0))
    monkeypatch.setattr(live_status, "SETTINGS", settings)
    monkeypatch.setattr(catalogue, "SETTINGS", settings)
    with_classes = lambda config: (dataclasses.replace(config, class_names=held.class_names), held)  # noqa: E731
    monkeypatch.setattr(training, "drive", InProcessDriver(with_classes, "cpu"))
    yield
    held.permits.release(100_000)
    training.close()


@pytest.fixture
def job(app) -> Job:
    return training.runner().submit(SMALL, ME)


def give(batches: int) -> None:
    Held.permits.release(batches)


def test_two_viewers_see_the_same_while_it_trains_and_after(job):
    give(3)
    until(lambda: job.step == 3)
    seen = [progress(job.name, visitor)[0] for visitor in (ME, OTHER, "")]
    assert seen == [ask("GET", f"/{job.name}", visitor).json() for visitor in (ME, OTHER, "")]
    assert [(one.pop("mine"), one.pop("owner")) for one in seen] == [(True, True), (False, False), (False, False)]
    assert seen[0] == seen[1] == seen[2]
    assert (seen[0]["state"], seen[0]["step"], seen[0]["last_step"], seen[0]["kind"]) == ("running", 3, 10, "own")
    assert seen[0]["lines"]["generator_loss"] == pytest.approx(0.693147)
    assert seen[0]["config"]["data_dir"] is None
    give(100)
    until(lambda: job.over)
    after = ask("GET", f"/{job.name}").json()
    assert (after["state"], after["step"], after["seconds_left"]) == ("finished", 10, 0)
    assert after["sample_steps"] == [0, 5, 10]
    assert after["checkpoint_steps"] == [0, 2, 4, 6, 8, 10]
    assert after["last"]["images_seen"] == 80


def test_what_has_not_changed_is_not_sent_again(job):
    give(100)
    until(lambda: job.over)
    for path in (f"/{job.name}/progress", ""):
        first = ask("GET", path)
        assert first.status_code == 200
        assert first.content
        again = ask("GET", path, **{"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_curves_are_the_history_s(job):
    give(100)
    until(lambda: job.over)
    packed = progress(job.name)[1]
    length = int.from_bytes(packed[:4], "little")
    assert json.loads(packed[4 : 4 + length])["step"] == 10
    assert ["generator_loss", 10] in json.loads(packed[4 : 4 + length])["curves"]


def test_curves_of_a_stretch(job):
    give(100)
    until(lambda: job.over)
    answer = ask("GET", f"/{job.name}/curves?from=3&to=6")
    length = int.from_bytes(answer.content[:4], "little")
    assert ["generator_loss", 4] in json.loads(answer.content[4 : 4 + length])["curves"]
    assert ask("GET", f"/{job.name}/curves?from=3&to=6", **{"If-None-Match": answer.headers["ETag"]}).status_code == 304
    for query in ("", "?from=3", "?from=x&to=5", "?from=-1&to=5", "?from=6&to=5", "?from=1&to=1e9"):
        assert ask("GET", f"/{job.name}/curves{query}").status_code == 400, query


def test_samples_are_pictures(job):
    give(100)
    until(lambda: job.over)
    picture = ask("GET", f"/{job.name}/samples/5")
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.content == (job.directory.samples / "step-00000005.png").read_bytes()
    assert ask("GET", f"/{job.name}/samples/6").status_code == 404
    assert ask("GET", f"/{job.name}").json()["raw_sample_steps"] == []  # G has no average here
    assert ask("GET", f"/{job.name}/samples/5?weights=raw").status_code == 404
    job.directory.save_samples(5, torch.zeros(28, 280, 1, dtype=torch.uint8), raw=True)
    assert ask("GET", f"/{job.name}").json()["raw_sample_steps"] == [5]
    other = ask("GET", f"/{job.name}/samples/5?weights=raw").content
    assert other == (job.directory.raw_samples / "step-00000005.png").read_bytes() != picture.content


def test_shipped_runs_are_watched_in_the_same_way(app):
    rows = {row["name"]: row for row in ask("GET", "").json()["runs"]}
    shipped = rows["cgan-fashion-mnist"]
    assert (shipped["kind"], shipped["state"], shipped["mine"], shipped["failure"]) == ("shipped", "finished", False, False)
    status = ask("GET", "/cgan-fashion-mnist").json()
    assert status["step"] == status["last_step"] == 12181
    assert status["sample_steps"][0] == 0
    assert len(ask("GET", "/cgan-fashion-mnist/progress").content) <= 16_384
    for action in set(live_api.ACTIONS) - {"fork", "again"}:
        assert ask("POST", f"/cgan-fashion-mnist/{action}", **{"X-GAN-Classroom": "1"}).json()["code"] == "shipped_run"


@pytest.mark.parametrize(("name", "steps"), [("lsgan-cifar10", [31240]), ("failure-convergence", [])])
def test_a_generator_alone_leads_on_but_no_training_can_go_on_from_it(app, name, steps):
    status = ask("GET", f"/{name}").json()
    assert (status["checkpoint_steps"], status["fork_steps"]) == (steps, [])


def test_a_shipped_run_can_be_forked_with_fresh_optimisers(app):
    steps = ask("GET", "/cgan-fashion-mnist").json()["fork_steps"]
    answer = ask("POST", "/cgan-fashion-mnist/fork", body={"step": steps[-1], "settings": {"epochs": 20}}, **{"X-GAN-Classroom": "1"})
    job = training.runner().job(answer.json()["name"])
    source = progress(job.name)[0]["events"][-1]["source"]  # one that is stopped before it begins is gone
    training.runner().stop(job)
    assert (job.config.epochs, job.config.dataset, source) == (20, "fashion-mnist", "cgan-fashion-mnist")


def test_anybody_may_start_a_run_over_with_a_setting_changed(job):
    give(100)
    until(lambda: job.over)
    for visitor, source in ((OTHER, job.name), (ME, "cgan-fashion-mnist")):
        answer = ask("POST", f"/{source}/again", visitor, {"settings": {"discriminator_lr": 1e-5}}, **{"X-GAN-Classroom": "1"})
        again = training.runner().job(answer.json()["name"])
        assert (again.owner, again.config.discriminator_lr) == (visitor, 1e-5)
        before = catalogue.find_run(source).read_config().to_json()
        changed = {name for name, value in again.directory.read_config().to_json().items() if before[name] != value}
        assert changed <= {"discriminator_lr", "sample_every", "class_names"}
        training.runner().stop(again)
    refused = act(job, "again", body={"settings": {"model": "mlp"}})
    assert refused.json()["code"] == "unknown_setting"


def test_pause_change_single_updates_step_go_on_stop_resume_fork(job):
    give(1)
    until(lambda: job.step)
    assert act(job, "pause").json() == {"name": job.name}
    give(1)
    until(lambda: job.state == "paused")
    give(100)
    assert ask("GET", f"/{job.name}").json()["state"] == "paused"
    assert act(job, "change", body={"settings": {"generator_lr": 1e-3}}).status_code == 200
    assert act(job, "discriminator").status_code == act(job, "generator").status_code == act(job, "save").status_code == 200
    refused = act(job, "change", body={"settings": {"generator_lr": 5}})
    assert (refused.status_code, refused.json()["message"]) == (400, "generator_lr: got 5; accepted: 0 to 1.")
    step = job.step
    assert act(job, "step").status_code == 200
    until(lambda: job.step == step + 1 and job.state == "paused")
    assert act(job, "stop").status_code == 200
    until(lambda: job.over)
    events = ask("GET", f"/{job.name}").json()["events"]
    assert [event["event"] for event in events] == ["changed", "single_update", "single_update"]
    assert act(job, "pause").json()["code"] == "run_over"
    assert act(job, "resume").json() == {"name": job.name}
    resumed = training.runner().job(job.name)
    until(lambda: resumed.over)
    assert resumed.state == "finished"
    forked = act(job, "fork", body={"step": 4, "settings": {"loss": "hinge"}}).json()["name"]
    assert forked != job.name
    until(lambda: training.runner().job(forked).over)
    assert ask("GET", f"/{forked}").json()["config"]["loss"] == "hinge"


def test_only_the_starter_or_who_has_the_pin_controls(job):
    give(1)
    until(lambda: job.step)
    for visitor in (OTHER, "", "not a secret"):
        answer = act(job, "stop", visitor)
        assert (answer.status_code, answer.json()["code"]) == (400, "not_owner")
    assert not job.over
    assert act(job, "pause", OTHER, **{"X-Presenter-Pin": "0000"}).json()["code"] == "not_owner"
    assert act(job, "pause", OTHER, **{"X-Presenter-Pin": "4321"}).status_code == 200
    give(100)
    until(lambda: job.state == "paused")


def test_guessing_the_pin_ends_after_five_tries(job):
    for _ in range(5):
        assert act(job, "pause", OTHER, **{"X-Presenter-Pin": "0000"}).json()["code"] == "not_owner"
    assert act(job, "pause", OTHER, **{"X-Presenter-Pin": "4321"}).json()["code"] == "pin_tries"
    assert act(job, "pause", "2" * 32, **{"X-Presenter-Pin": "4321"}).status_code == 200  # the presenter is another visitor


def test_a_foreign_page_cannot_control(job):
    assert ask("POST", f"/{job.name}/stop").status_code == 403
    assert not job.over


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ([1], "request: got '[1]'; accepted: a JSON object."),
        ({"settings": 3}, "request: got '{\"settings\": 3}'; accepted: a JSON object."),
        ({"settings": {"data_dir": "/etc"}}, "unknown setting 'data_dir'"),
        ({"settings": {"generator_lr": "x"}}, "generator_lr: got 'x'; accepted: a value of type float."),
    ],
)
def test_a_wrong_request_is_answered_with_a_sentence(body, message, job):
    give(1)
    until(lambda: job.step)
    act(job, "pause")
    give(100)
    answer = act(job, "change", body=body)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith(message)


@pytest.mark.parametrize("value", [None, True, 1.5, [], {}, ["mnist"], "\0"])
def test_a_data_set_of_another_kind_is_answered_with_a_sentence(value, app):
    answer = ask("POST", "", body={"preset": "cgan-quick", "settings": {"dataset": value}}, **{"X-GAN-Classroom": "1"})
    assert (answer.status_code, answer.json()["code"], answer.json()["fields"]["field"]) == (400, "value", "dataset")


def test_too_long_requests_unknown_actions_and_runs_are_refused(job):
    assert act(job, "change", body={"settings": {"x": "y" * 20_000}}).json()["code"] == "value"
    assert act(job, "explode").status_code == 404
    for name in ("nothing", "..", "%2e%2e%2fetc", "../../etc/passwd", "a" * 500):
        answer = ask("GET", f"/{name}")
        assert answer.status_code in (400, 404, 405), name
    assert act(job, "fork", body={"step": "4"}).json()["code"] == "value"
    assert act(job, "fork", body={"step": 999}).json()["code"] == "value"


def test_a_preset_is_started_with_other_settings_but_no_path(app):
    answer = ask(
        "POST",
        "",
        body={"preset": "cgan-quick", "settings": {"base_channels": 8, "max_steps": 2, "batch_size": 8}},
        **{"X-GAN-Classroom": "1"},
    )
    job = training.runner().job(answer.json()["name"])
    assert (job.config.dataset, job.config.base_channels, job.config.max_steps) == ("fashion-mnist-10k", 8, 2)
    training.runner().stop(job)
    for body, message in (
        ({"preset": "nothing"}, "preset: got 'nothing'"),
        ({"preset": "cgan-quick", "settings": {"data_dir": "/etc"}}, "dataset: got 'folder'"),
        ({"preset": "cgan-quick", "settings": {"dataset": "folder"}}, "dataset: got 'folder'"),
        ({"preset": "cgan-quick", "settings": {"epochs": 0}}, "epochs: got 0"),
    ):
        answer = ask("POST", "", body=body, **{"X-GAN-Classroom": "1"})
        assert (answer.status_code, answer.json()["message"].startswith(message)) == (400, True)
    assert ask("POST", "", body={"preset": "cgan-quick"}).status_code == 403


@pytest.mark.parametrize(
    ("name", "failure"),
    [("complete-collapse-dcgan", True), ("failure-lsgan", True), ("nan-wgan", True), ("wgan-nano", False), ("dcgan-cifar10", False)],
)
def test_recorded_failures_are_known_by_their_names(name, failure):
    assert bool(live_status.FAILURE.search(name)) == failure


def test_a_run_stopped_before_its_first_step_is_gone(job):
    waiting = training.runner().submit(SMALL, ME)
    assert act(waiting, "stop").json() == {"name": ""}
    answer = ask("GET", f"/{waiting.name}/progress")
    assert (answer.status_code, answer.json()["code"]) == (400, "run_gone")
    assert waiting.name not in [run["name"] for run in ask("GET", "").json()["runs"]]


def test_a_run_deleted_under_a_watcher_ends_with_a_sentence(app, tmp_path):
    run = RunDirectory(tmp_path / "seen")
    run.create(SMALL)
    run.write_status("finished", step=0)
    assert progress("seen")[0]["state"] == "finished"
    shutil.rmtree(run.path)
    for path in ("", "/progress", "/finding?step=0", "/curves?from=0&to=9"):
        answer = ask("GET", f"/seen{path}")
        assert (answer.status_code, answer.json()["code"]) == (400, "run_gone")
    assert ask("GET", "/seen/samples/0").status_code == 400


def test_one_that_cannot_be_read_is_named_in_the_list_and_hides_no_other(app, tmp_path):
    for name in ("good", "foreign", "noise"):
        RunDirectory(tmp_path / name).create(SMALL)
    (tmp_path / "foreign" / "config.json").write_text("[]")
    (tmp_path / "noise" / "stats.jsonl").write_bytes(bytes(range(256)) + b"\n")
    rows = {run["name"]: run for run in ask("GET", "").json()["runs"]}
    assert {name: rows[name]["state"] for name in ("good", "foreign", "noise")} == {
        "good": "interrupted",  # queued when the server started, by a process that is gone
        "foreign": "unreadable",
        "noise": "interrupted",
    }
    assert rows["foreign"]["error"]["code"] == "checkpoint_damaged"
    assert ask("GET", "/noise/progress").json()["code"] == "checkpoint_damaged"
    assert ask("GET", "/good/progress").status_code == 200


def test_a_list_of_runs_that_have_not_changed_reads_no_file(app, tmp_path, monkeypatch):
    for number in range(30):
        run = RunDirectory(tmp_path / f"run-{number}")
        run.create(SMALL)
        run.write_status("finished", step=1)
        os.utime(run.path / "status.json", (number, number))
        os.utime(run.path / "config.json", (number, number))
    before = ask("GET", "").json()
    assert len([run for run in before["runs"] if run["kind"] == "own"]) == 30
    monkeypatch.setattr(Path, "read_text", lambda path, *_, **__: pytest.fail(f"{path} was read"))
    assert ask("GET", "").json() == before


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EROFS, "disk_read_only"), (errno.EIO, "file_failed")])
def test_a_disk_that_refuses_is_one_sentence(app, monkeypatch, number, code):
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number), "/srv/secret/runs")

    monkeypatch.setattr(RunDirectory, "create", refuse)
    answer = ask("POST", "", body={"preset": "cgan-quick"}, **{"X-GAN-Classroom": "1"})
    assert answer.status_code in (503, 507)
    assert answer.json()["code"] == code
    assert "secret" not in answer.text


def test_queue_positions_are_told(job):
    second, third = (training.runner().submit(SMALL, visitor) for visitor in (ME, OTHER))
    rows = {row["name"]: row for row in ask("GET", "").json()["runs"]}
    until(lambda: job.state == "running")
    rows = {row["name"]: row for row in ask("GET", "").json()["runs"]}
    assert [rows[one.name]["position"] for one in (job, second, third)] == [None, 2, 1]
    assert [rows[one.name]["mine"] for one in (job, second, third)] == [True, True, False]
    assert act(second, "stop").status_code == 200
    assert second.state == "stopped"


def test_the_doctor_s_word_is_in_the_status_and_of_every_earlier_step(job):
    give(100)
    until(lambda: job.over)
    said = ask("GET", f"/{job.name}").json()["finding"]
    assert (said["name"], said["step"]) == ("developing", 10)
    assert {"evidence", "remedies", "advice"} < said.keys()
    before = ask("GET", f"/{job.name}/finding?step=4").json()
    assert (before["name"], before["step"], before["evidence"]) == ("too_early", 4, [["lines", 4], ["lines_needed", 10]])


@pytest.mark.parametrize("step", ["", "-1", "x", "1e3", "9" * 50])
def test_a_step_that_is_none_has_no_finding(job, step):
    assert ask("GET", f"/{job.name}/finding?step={step}").status_code == 400


def test_the_doctor_names_the_shipped_runs_healthy():
    assert ask("GET", "/cgan-fashion-mnist").json()["finding"]["name"] == "healthy"


def test_a_run_of_own_images_is_its_owner_s_alone_until_it_is_shown(app):
    job = training.runner().submit(
        dataclasses.replace(SMALL, dataset="folder", data_dir="/srv/secret/images.zip"), ME, About(images="cats")
    )
    give(100)
    until(lambda: job.over)
    paths = ("", "/progress", "/samples/0", "/curves?from=0&to=9", "/finding?step=0", "/files/samples")
    for visitor in (OTHER, ""):
        assert job.name not in [row["name"] for row in ask("GET", "", visitor).json()["runs"]]
        assert {ask("GET", f"/{job.name}{path}", visitor).json()["code"] for path in paths} == {"run_gone"}
        assert act(job, "fork", visitor, {"step": 4}).json()["code"] == "run_gone"
    (row,) = (row for row in ask("GET", "").json()["runs"] if row["name"] == job.name)
    assert row["mine"]
    assert row["private"]
    assert "cats" in row["title"]["vi"]
    assert act(job, "share").status_code == 200
    assert ask("GET", f"/{job.name}", OTHER).json()["title"] == row["title"]
    assert act(job, "hide", OTHER, **{"X-Presenter-Pin": "4321"}).json()["code"] == "not_yours"
    assert act(job, "hide").status_code == 200
    assert ask("GET", f"/{job.name}", OTHER).json()["code"] == "run_gone"


def test_its_owner_renames_and_deletes_a_run(job):
    assert act(job, "delete").json()["code"] == "run_busy"
    give(100)
    until(lambda: job.over)
    assert act(job, "rename", body={"title": "  My   try "}).json() == {"name": job.name}
    assert ask("GET", f"/{job.name}", OTHER).json()["title"] == {"vi": "My try", "en": "My try"}
    assert act(job, "rename", body={"title": "x" * 81}).json()["fields"]["field"] == "title"
    fork = act(job, "fork", body={"step": 4, "settings": {"loss": "hinge", "epochs": 3}}).json()["name"]
    assert ask("GET", f"/{fork}").json()["title"]["en"].startswith("My try · from step 4, Loss: hinge · ")
    assert ask("GET", f"/{fork}").json()["source"] == job.name
    until(lambda: training.runner().job(fork).over)
    for action in ("rename", "delete", "share"):
        assert act(job, action, OTHER, {"title": "x"}, **{"X-Presenter-Pin": "4321"}).json()["code"] == "not_yours"
    assert act(job, "delete").json() == {"name": ""}
    assert not job.directory.path.exists()
    assert ask("GET", f"/{fork}").json()["source"] == ""


def test_a_finished_run_goes_on_for_some_more_epochs(job):
    give(100)
    until(lambda: job.over)
    assert act(job, "extend", body={"epochs": 1}).json() == {"name": job.name}
    longer = training.runner().job(job.name)
    until(lambda: longer.over)
    assert (longer.state, longer.directory.read_status()["step"]) == ("finished", 15)
    assert act(job, "extend", body={"epochs": "x"}).json()["fields"]["field"] == "epochs"


def test_what_is_taken_home_of_a_run(job):
    give(100)
    until(lambda: job.over)
    files = {kind: ask("GET", f"/{job.name}/files/{kind}", OTHER).content for kind in DOWNLOADS}
    assert {name.partition(".")[0] for name in load(files["weights"])} == {"generator", "discriminator"}
    assert files["numbers"].decode().splitlines()[-1].startswith("10,")
    with zipfile.ZipFile(io.BytesIO(files["samples"])) as archive:
        assert archive.namelist() == ["step-00000000.png", "step-00000005.png", "step-00000010.png"]
    with zipfile.ZipFile(io.BytesIO(files["run"])) as archive:
        assert f"{job.name}/checkpoints/step-00000010.safetensors" in archive.namelist()
        assert "about.json" not in " ".join(archive.namelist())
        assert json.loads(archive.read(f"{job.name}/config.json"))["data_dir"] is None
    assert ask("GET", f"/{job.name}/files/passwords").json()["fields"]["field"] == "kind"


def test_a_paused_run_says_who_waits_and_steps_aside(job):
    give(1)
    until(lambda: job.step)
    act(job, "pause")
    give(1)
    until(lambda: job.state == "paused")
    assert ask("GET", f"/{job.name}").json()["waiting"] == 0
    other = training.runner().submit(SMALL, OTHER)
    assert ask("GET", f"/{job.name}").json()["waiting"] == 1
    give(100)
    assert act(job, "step_aside").json() == {"name": job.name}
    until(lambda: other.over)
    again = training.runner().job(job.name)
    until(lambda: again.over)
    assert (other.state, again.state) == ("finished", "finished")
