"""The end points of the Evaluation page, with untrained models and a scorer that does what the test says."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import torch
from PIL import Image
from starlette.applications import Starlette

from gan_core.inference import TrainedGenerator
from gan_core.latent import z_from_seed
from gan_core.latent.sheets import png
from gan_core.metrics.classifier import load_classifier, scaled
from gan_core.provenance import MadeBy, marked_png
from gan_core.training.about import About, digest, write_about
from gan_core.training.run_directory import RunDirectory
from web.evaluation import api as evaluation_api
from web.evaluation import models as evaluation_models
from web.evaluation import queue as evaluations
from web.evaluation.models import COLUMNS
from web.evaluation.queue import EvaluationQueue
from web.runs import catalogue
from web.server.caches import Coalesced
from web.server.visitors import COOKIE
from web.settings import Settings

ME, OTHER = "0" * 32, "1" * 32
MARK = {"x-gan-classroom": "1"}
SHIPPED = catalogue.SHIPPED
# A scorer: tells how far it is, then waits for a file of the model's name beside it, which holds what it answers
SCORER = """
import json, sys, time
from pathlib import Path
from web.workers.channel import receive, send
while (message := receive(sys.stdin.buffer)) is not None:
    order = message
    send(sys.stdout.buffer, {"stage": "real", "done": 250, "total": order["n"]})
    path = Path(sys.argv[1]) / order["model"]
    while not path.is_file():
        time.sleep(0.01)
    reply = path.read_text()
    if reply == "die":
        sys.exit(1)
    send(sys.stdout.buffer, json.loads(reply))
"""


def score(value: float, better: str = "lower") -> dict[str, Any]:
    return {
        "value": value,
        "interval": [value - 1, value + 1],
        "better": better,
        "n_real": 500,
        "n_generated": 500,
        "extractor": "fashion-mnist-classifier (128 features)",
        "resize": "none (28x28)",
    }


def scores(fid: float) -> dict[str, Any]:
    judged = score(0.9, "higher") | {"extractor": "another-classifier"}
    return {
        "scores": {
            "real": "ten | shirts",
            "scores": {"accuracy": judged, "fid": score(fid)},
            "accuracy_per_class": {"Bag": 0.5},
            "notes": [],
        }
    }


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    folder = tmp_path / "answers"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def scorer(tmp_path: Path, answers: Path, models_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EvaluationQueue]:
    command = (sys.executable, "-c", SCORER, str(answers))
    with_two = EvaluationQueue(tmp_path / "evaluations", each=2, minutes=5, command=command)
    monkeypatch.setattr(evaluations, "_queue", with_two)
    monkeypatch.setattr(catalogue, "SHIPPED", models_folder)
    for module in (catalogue, evaluation_models):
        monkeypatch.setattr(module, "SETTINGS", Settings(runs_dir=tmp_path))
    monkeypatch.setattr(evaluation_api, "_coalesced", Coalesced(0))
    yield with_two
    with_two.close()


def ask(method: str, path: str, body: object = None, visitor: str = ME, headers: dict[str, str] = MARK) -> httpx.Response:
    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=evaluation_api.ROUTES))
        async with httpx.AsyncClient(transport=transport, base_url="http://app", cookies={COOKIE: visitor}) as client:
            content = None if body is None else json.dumps(body)
            return await client.request(method, f"/api/evaluations{path}", content=content, headers=headers)

    return asyncio.run(answer())


def order(*models: str, **changes: object) -> dict[str, object]:
    return {"models": models or ["cgan-fashion-mnist"], "n": 500, "extractor": "fashion", "seed": 0} | changes


def start(*models: str, visitor: str = ME, **changes: object) -> list[str]:
    response = ask("POST", "", order(*models, **changes), visitor)
    assert response.status_code == 200, response.text
    return response.json()["keys"]


def tasks(visitor: str = ME) -> list[dict[str, Any]]:
    return ask("GET", "/progress", visitor=visitor).json()["tasks"]


def wait(scorer: EvaluationQueue, condition) -> None:
    """Until the scorer has got so far; its condition is told of changes, and looked at a hundred times a second."""
    with scorer._changed:
        assert scorer._changed.wait_for(condition, timeout=0) or any(scorer._changed.wait_for(condition, timeout=0.01) for _ in range(6000))


def reply(answers: Path, model: str, text: str) -> None:
    whole = answers / f"{model}.part"
    whole.write_text(text)
    whole.rename(answers / model)


def results() -> list[dict[str, Any]]:
    return [row for row in ask("GET", "").json()["results"] if not row.get("card")]


def test_models_with_weights_are_offered_with_the_extractors_that_take_their_pictures():
    answer = ask("GET", "").json()
    found = {model["name"]: model for model in answer["models"]}
    assert set(found) == {"cgan-fashion-mnist", "dcgan-plain"}  # the damaged one is not
    assert found["cgan-fashion-mnist"]["extractors"] == ["fashion"]
    assert found["dcgan-plain"]["extractors"] in ([], ["cifar10"])  # as long as that classifier is shipped
    assert found["cgan-fashion-mnist"]["classes"][-1] == "Ankle boot"
    assert answer["inception"] is False
    assert [row["scores"]["fid"]["value"] for row in answer["published"]] == [250.55, 149.51, 288.76, 160.92, 113.39, 126.27]


def test_a_result_is_computed_once_and_shown_to_all(scorer, answers):
    (key,) = start()
    wait(scorer, lambda: scorer._tasks[key].progress["stage"] == "real")
    (mine,), (theirs,) = tasks(), tasks(OTHER)
    assert (mine["state"], mine["done"], mine["total"], mine["mine"], theirs["mine"]) == ("running", 250, 500, True, False)
    reply(answers, "cgan-fashion-mnist", json.dumps(scores(2.5)))
    wait(scorer, lambda: not scorer._tasks)
    (result,) = results()
    assert (result["key"], result["model"], result["n"], result["seed"]) == (key, "cgan-fashion-mnist", 500, 0)
    assert result["scores"]["fid"]["value"] == 2.5
    assert start(visitor=OTHER) == [key]  # known: nothing waits
    assert tasks(OTHER) == []
    assert start(seed=1) != [key]


def test_every_kept_checkpoint_is_scored(models_folder, tmp_path):
    folder = tmp_path / "mine" / "checkpoints"
    shutil.copytree(models_folder / "cgan-fashion-mnist", tmp_path / "mine")
    for path in list(folder.iterdir()):
        shutil.copy(path, folder / path.name.replace("00000000", "00000005"))
    start("mine", every=True)
    assert [(task["model"], task["step"]) for task in tasks()] == [("mine", 0), ("mine", 5)]
    (mine,) = (model for model in ask("GET", "").json()["models"] if model["kind"] == "own")
    assert (mine["step"], mine["checkpoints"]) == (5, 2)


def test_a_curve_over_training_grows_while_checkpoints_are_scored(scorer, answers, models_folder, tmp_path):
    folder = tmp_path / "mine" / "checkpoints"
    shutil.copytree(models_folder / "cgan-fashion-mnist", tmp_path / "mine")
    for path in list(folder.iterdir()):
        shutil.copy(path, folder / path.name.replace("00000000", "00000005"))

    def curve() -> dict[str, Any]:
        return ask("GET", "/curve?model=mine").json()

    assert curve() == {"extractor": "fashion", "n": evaluation_api.CURVE_N, "points": [], "waiting": 0}
    start("mine", every=True, n=evaluation_api.CURVE_N)
    assert curve()["waiting"] == 2
    reply(answers, "mine", json.dumps(scores(7)))
    wait(scorer, lambda: not scorer._tasks)
    assert curve() == {"extractor": "fashion", "n": evaluation_api.CURVE_N, "points": [[0, 7], [5, 7]], "waiting": 0}
    assert ask("GET", "/curve?model=nowhere").json()["extractor"] is None


def test_a_record_without_weights_can_be_compared_but_not_scored(models_folder, tmp_path):
    shutil.copytree(models_folder / "cgan-fashion-mnist", tmp_path / "record", ignore=shutil.ignore_patterns("*.safetensors"))
    (tmp_path / "record" / "stats.jsonl").touch()
    (record,) = (model for model in ask("GET", "").json()["models"] if model["kind"] == "own")
    assert (record["extractors"], record["checkpoints"]) == ([], 0)
    assert ask("POST", "", order("record")).json()["code"] == "missing_path"


def test_a_private_run_and_its_scores_are_its_owners_alone(scorer, answers, models_folder, tmp_path):
    shutil.copytree(models_folder / "cgan-fashion-mnist", tmp_path / "mine")
    write_about(RunDirectory(tmp_path / "mine"), About(owner=digest(ME), private=True))
    (key,) = start("mine")
    assert [[task["model"] for task in tasks(visitor)] for visitor in (ME, OTHER)] == [["mine"], []]
    reply(answers, "mine", json.dumps(scores(1)))
    wait(scorer, lambda: not scorer._tasks)
    scorer.results.sheet_path(key).touch()
    for visitor, found in ((ME, ["mine"]), (OTHER, [])):
        seen = ask("GET", "", visitor=visitor).json()
        assert [model["name"] for model in seen["models"] if model["kind"] == "own"] == found
        assert [row["model"] for row in seen["results"] if not row.get("card")] == found
        assert ("mine" in ask("GET", "/export?format=csv", visitor=visitor).text) == bool(found)
        assert (ask("GET", f"/copies?key={key}", visitor=visitor).status_code == 200) == bool(found)
        assert (ask("GET", "/pictures?model=mine", visitor=visitor).status_code == 200) == bool(found)
        assert ("code" not in ask("POST", "", order("mine"), visitor).json()) == bool(found)
    write_about(RunDirectory(tmp_path / "mine"), About(owner=digest(ME)))
    assert "mine" in ask("GET", "/export?format=csv", visitor=OTHER).text


def test_an_order_of_two_visitors_ends_when_both_cancel(scorer):
    (key,) = start()
    assert start(visitor=OTHER) == [key]
    wait(scorer, lambda: scorer._tasks[key].progress["stage"] == "real")
    assert ask("POST", "/cancel", {"key": key}).status_code == 204
    assert [task["state"] for task in tasks()] == ["running"]
    assert ask("POST", "/cancel", {"key": key}).json()["code"] == "evaluation_gone"
    assert ask("POST", "/cancel", {"key": key}, OTHER).status_code == 204
    assert [task["state"] for task in tasks()] == ["cancelled"]
    wait(scorer, lambda: scorer._process is None)
    assert results() == []


def test_the_next_is_scored_after_one_was_cancelled(scorer, answers):
    (first,) = start()
    (second,) = start(seed=1)
    assert [task["position"] for task in tasks() if task["state"] == "queued"][-1:] in ([1], [2])
    ask("POST", "/cancel", {"key": first})
    reply(answers, "cgan-fashion-mnist", json.dumps(scores(1)))
    wait(scorer, lambda: second not in scorer._tasks)
    assert [row["key"] for row in results()] == [second]


def test_visitors_take_turns(scorer, answers):
    (first,), (second,), (theirs,) = start(), start(seed=1), start(seed=2, visitor=OTHER)
    wait(scorer, lambda: scorer._tasks[first].progress["stage"] == "real")
    reply(answers, "cgan-fashion-mnist", json.dumps(scores(1)))
    wait(scorer, lambda: not scorer._tasks)
    assert [row["key"] for row in results()] == [first, theirs, second]


def test_bounds(scorer):
    start(seed=1), start(seed=2)
    assert ask("POST", "", order(seed=3)).json()["code"] == "evaluation_mine"
    assert start(seed=2, visitor=OTHER)  # joins
    scorer.each = 100
    for seed in range(3, evaluations.MAX_WAITING + 1):
        start(seed=seed)
    assert ask("POST", "", order(seed=99)).json()["code"] == "evaluation_full"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("die", "evaluation_lost"),
        (json.dumps({"error": {"code": "value", "fields": {}, "message": "no"}}), "value"),
        ("7", "evaluation_lost"),
    ],
)
def test_what_goes_wrong_is_said_and_can_be_tried_again(scorer, answers, text, code):
    (key,) = start()
    reply(answers, "cgan-fashion-mnist", text)
    wait(scorer, lambda: scorer._tasks[key].state == "failed")
    assert tasks()[0]["error"]["code"] == code
    reply(answers, "cgan-fashion-mnist", json.dumps(scores(3)))
    assert start() == [key]
    wait(scorer, lambda: not scorer._tasks)
    assert len(results()) == 1


def test_what_takes_too_long_is_ended(scorer):
    scorer.minutes = 0.0001
    (key,) = start()
    wait(scorer, lambda: scorer._tasks[key].state == "failed")
    assert tasks()[0]["error"]["code"] == "evaluation_minutes"


def test_old_results_give_way_and_damaged_ones_are_passed_over(scorer, answers, monkeypatch):
    monkeypatch.setattr(evaluations, "MAX_RESULTS", 2)
    reply(answers, "cgan-fashion-mnist", json.dumps(scores(1)))
    for seed in range(3):
        start(seed=seed)
        wait(scorer, lambda: not scorer._tasks)
    assert [row["seed"] for row in results()] == [1, 2]
    newest = max(scorer.results.folder.glob("*.json"))
    newest.write_text("{")
    (scorer.results.folder / "new.json").write_text("[]")
    (scorer.results.folder / "newer.json").write_text('{"scores": {"fid": 3}}')
    assert len(results()) == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"models": []}, ["models"]),
        ({"models": ["cgan-fashion-mnist"] * 9}, ["models", "1 … 8"]),
        ({"models": [3]}, ["models"]),
        ({"models": ["../secret"]}, ["model", "../secret"]),
        ({"models": ["damaged"]}, ["model", "damaged"]),
        ({"n": 49}, ["n", "49", "50 … 10000"]),
        ({"n": 10_001}, ["n", "10001"]),
        ({"n": True}, ["n", "True"]),
        ({"seed": -1}, ["seed", "-1"]),
        ({"seed": 1e99}, ["seed"]),
        ({"extractor": "clip"}, ["extractor", "clip", "fashion, mnist, cifar10, inception"]),
        ({"extractor": "inception"}, ["extractor", "inception", "fashion"]),  # no weights on this machine
        ({"models": ["dcgan-plain"]}, ["extractor", "fashion", "dcgan-plain"]),
    ],
)
def test_mistakes_are_named(body, words):
    response = ask("POST", "", order() | body)
    assert response.status_code == 400
    said = response.json()
    assert all(word in said["message"] for word in words), said


def test_a_foreign_page_cannot_start_or_cancel():
    assert ask("POST", "", order(), headers={}).status_code == 403
    assert ask("POST", "/cancel", {"key": "x"}, headers={}).status_code == 403
    assert ask("POST", "/cancel", {"key": "x"}).json()["code"] == "evaluation_gone"
    assert ask("POST", "", ["x" * 5000]).json()["code"] == "value"


def test_pictures_of_a_column_have_the_same_z(models_folder):
    response = ask("GET", "/pictures?model=cgan-fashion-mnist&seed=7")
    sheet = np.asarray(Image.open(io.BytesIO(response.content)))
    assert sheet.shape == (10 * 28, COLUMNS * 28)
    generator = TrainedGenerator.load(models_folder / "cgan-fashion-mnist")
    z = z_from_seed(7, COLUMNS, 16)
    for label in (0, 9):
        expected = generator.images(torch.from_numpy(z), torch.full((COLUMNS,), label))[3, :, :, 0]
        shown = sheet[28 * label : 28 * (label + 1), 84:112]
        assert np.abs(shown.astype(int) - expected).max() <= 1  # a batch of another size rounds differently
    plain = np.asarray(Image.open(io.BytesIO(ask("GET", "/pictures?model=dcgan-plain").content)))
    assert plain.shape == (10 * 32, COLUMNS * 32, 3)
    assert ask("GET", "/pictures?model=..%2Fx").json()["code"] == "missing_path"
    assert ask("GET", "/pictures?model=dcgan-plain&seed=-1").json()["code"] == "value"


def test_shipped_cards_are_rows_at_once(monkeypatch):
    monkeypatch.setattr(catalogue, "SHIPPED", SHIPPED)
    rows = evaluation_models.card_rows()
    ours = next(row for row in rows if row["model"] == "cgan-fashion-mnist" and row["of"] == "generated" and row["extractor"] == "fashion")
    card = json.loads((SHIPPED / "cgan-fashion-mnist" / "metrics.json").read_text())["classifier"]["generated"]
    assert ours["scores"] == card["scores"]
    assert (ours["n"], ours["card"]) == (10_000, True)
    assert {row["of"] for row in rows} >= {"generated", "real_training", "real_test"}
    assert "fashion-mnist-classifier" not in {row["model"] for row in rows}


def test_extractors_without_weights_on_this_machine_are_not_offered(models_folder):
    config = RunDirectory(models_folder / "dcgan-plain").read_config()
    offered = [evaluation_models.extractors_for(config, given) for given in ((), ("inception",), ("inception", "dinov2"))]
    assert offered == [["cifar10"], ["cifar10", "inception"], ["cifar10", "inception", "dinov2"]]


def test_the_nearest_pictures_of_a_card_are_shown(models_folder, tmp_path, monkeypatch):
    run = tmp_path / "shipped" / "cgan-fashion-mnist"
    shutil.copytree(models_folder / run.name, run)
    monkeypatch.setattr(catalogue, "SHIPPED", run.parent)
    evaluation = scores(1)["scores"]
    evaluation["scores"]["authenticity"] = score(0.6, "higher")
    card = {"step": 3, "n": 500, "seed": 0, "classifier": {"generated": evaluation, "real_training": scores(0)["scores"]}}
    (run / "metrics.json").write_text(json.dumps(card))
    (run / "copies.png").write_bytes(pairs := png(np.zeros((4, 4, 1), np.uint8)))
    key = "cgan-fashion-mnist.classifier.generated"
    assert {row["key"]: row["copies"] for row in evaluation_models.card_rows()} == {
        key: True,
        "cgan-fashion-mnist.classifier.real_training": False,
    }
    assert ask("GET", f"/copies?key={key}").content == marked_png(pairs, MadeBy("cgan-fashion-mnist"))
    assert ask("GET", "/copies?key=cgan-fashion-mnist.classifier.real_training").json()["code"] == "missing_path"


def test_scores_of_earlier_checkpoints_come_with_a_run(models_folder, tmp_path):
    shutil.copytree(models_folder / "cgan-fashion-mnist", tmp_path / "mine")
    lines = [{"step": step, "n": 500, "seed": 0, "extractor": "fashion"} | scores(step)["scores"] for step in (4, 8)]
    (tmp_path / "mine" / "scores.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (tmp_path / "mine" / "stats.jsonl").write_text('{"step": 3, "event": "resumed"}\n{"step": 8, "epoch": 2.0}\n{"step": 9, "ep')
    answer = ask("GET", "").json()
    rows = [row for row in answer["results"] if row.get("recorded")]
    assert [(row["model"], row["step"], row["scores"]["fid"]["value"]) for row in rows] == [("mine", 4, 4), ("mine", 8, 8)]
    assert next(model for model in answer["models"] if model["name"] == "mine")["steps_per_epoch"] == 4
    table, record = (ask("GET", f"/export?models=mine{more}").text.splitlines() for more in ("", "&record=1"))
    assert [line.split(",")[0] for line in record[1:]] == ["mine", "mine"]
    assert not any(line.startswith("mine") for line in table)


@pytest.mark.parametrize(
    "damage",
    [{"n": 1.5}, {"scores": [1]}, {"scores": "fid"}, {"scores": None}, {"scores": {}}, {"scores": {"fid": {"value": 3}}}, {"step": "4"}],
)
def test_a_damaged_record_of_one_run_hides_no_other(damage, models_folder, tmp_path):
    line = {"step": 4, "n": 500, "seed": 0, "extractor": "fashion"} | scores(4)["scores"]
    for name, lines in (("good", [line]), ("bad", [line, line | damage]), ("cut", [])):
        shutil.copytree(models_folder / "cgan-fashion-mnist", tmp_path / name)
        (tmp_path / name / "scores.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines))
    (tmp_path / "cut" / "scores.jsonl").write_bytes(json.dumps(line).encode()[:-9] + b"\xff")
    answer = ask("GET", "").json()
    assert {row["model"] for row in answer["results"] if row.get("recorded")} == {"good"}
    assert {"good", "bad", "cut"} <= {model["name"] for model in answer["models"]}
    assert ask("GET", "/export?format=latex&record=1").status_code == 200


@pytest.fixture
def a_result(scorer, answers):
    reply(answers, "cgan-fashion-mnist", json.dumps(scores(2.5)))
    start()
    wait(scorer, lambda: not scorer._tasks)


@pytest.mark.parametrize("spoken", ["vi", "en"])
@pytest.mark.usefixtures("a_result")
def test_downloads(spoken):
    response = ask("GET", f"/export?format=csv&lang={spoken}&models=cgan-fashion-mnist")
    assert response.headers["content-disposition"] == 'attachment; filename="gan-scores.csv"'
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [row["fid"] for row in rows] == ["2.5", "250.55", "149.51", "288.76", "160.92", "113.39", "126.27"]
    assert (rows[0]["fid_low"], rows[0]["fid_high"], rows[1]["fid_low"]) == ("1.5", "3.5", "")

    markdown = ask("GET", f"/export?format=markdown&lang={spoken}").text.splitlines()
    cells = [line.replace("\\|", "").count("|") for line in markdown if line.startswith("|")]
    assert len(cells) == 3 * 2 + 7  # our row, the lectures' faces and their clothes: none can be held against the others
    assert len(set(cells[:3])) == len(set(cells[3:])) == 1
    assert "2.50 [1.50, 3.50]" in markdown[2]
    assert "fashion-mnist-classifier" in markdown[2]  # not the judge of the classes
    assert any("ten \\| shirts" in line for line in markdown)

    page = ask("GET", f"/export?format=html&lang={spoken}&models=cgan-fashion-mnist").text
    assert f'<html lang="{spoken}">' in page
    assert "fashion-mnist-classifier" in page

    latex = ask("GET", f"/export?format=latex&lang={spoken}&models=none").text  # the lectures' rows alone
    assert latex.count(r"\\") == 2 * 1 + 6
    assert "0.0013" in latex  # the recalls of GAN and WGAN-GP are two numbers
    assert "0.0006" in latex
    assert {"vi": "khuôn mặt", "en": "faces"}[spoken] in latex
    latex = ask("GET", f"/export?format=latex&lang={spoken}&published=0").text
    assert latex.count("[1.50, 3.50]") == 1
    rows = [line.removesuffix(r" \\").split(" & ") for line in latex.splitlines() if " & " in line]
    assert len({len(row) for row in rows}) == 1
    about = [[cell.replace("\\_", "_") for cell in row[1:4]] for row in rows[1:] if row[0]]
    (own,) = csv.reader(ask("GET", f"/export?format=csv&lang={spoken}&published=0").text.splitlines()[1:])
    assert about == [own[3:6]]


def test_a_wrong_download_is_named():
    assert ask("GET", "/export?format=xlsx").json()["fields"]["expected"] == "csv, latex, markdown, html"
    assert ask("GET", "/export?lang=fr").json()["fields"]["field"] == "lang"


def test_pictures_of_a_model_without_classes_are_read_by_the_datas_classifier(models_folder):
    read = ask("GET", "/read?model=dcgan-plain&seed=3").json()["read"]
    generator = TrainedGenerator.load(models_folder / "dcgan-plain")
    z = torch.from_numpy(z_from_seed(3, 10 * COLUMNS, generator.latent_dim))
    images = torch.from_numpy(np.ascontiguousarray(generator.images(z))).permute(0, 3, 1, 2)
    by_hand = load_classifier("cifar10")(scaled(images)).softmax(1)
    assert len(read) == 10 * COLUMNS
    names = generator.config.class_names or tuple(map(str, range(10)))
    assert [name for name, _ in read] == [names[label] for label in by_hand.argmax(1)]
    assert [sure for _, sure in read] == pytest.approx(by_hand.amax(1).tolist(), abs=1e-3)
    assert ask("GET", "/read?model=cgan-fashion-mnist").json() == {"read": []}  # there the class was asked for
    assert ask("GET", "/read?model=dcgan-plain&seed=-1").json()["code"] == "value"
