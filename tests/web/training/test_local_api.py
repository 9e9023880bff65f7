"""What trainings in the browser ask of the server."""

from __future__ import annotations

import io
import json
import zipfile

import numpy as np
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from gan_core.data import load_dataset
from web.training.local_api import ROUTES
from web.training.local_facts import base_config

OWN = {"X-GAN-Classroom": "1"}
FROZEN = "/api/browser-runs/frozen"


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Starlette(routes=ROUTES))


def png(side: int = 280) -> bytes:
    file = io.BytesIO()
    Image.new("L", (side, side)).save(file, "PNG")
    return file.getvalue()


def run_zip(compression: int = zipfile.ZIP_STORED, **more: bytes) -> bytes:
    file = io.BytesIO()
    line = {"step": 10, "epoch": 0.1, "images_seen": 640, "seconds": 1.0, "discriminator_loss": 1.2, "generator_loss": 0.8}
    files = {
        "config.json": json.dumps(base_config().to_json()).encode(),
        "stats.jsonl": json.dumps(line).encode() + b"\n",
        "status.json": json.dumps({"state": "stopped", "step": 10, "reason": "", "code": "", "fields": {}}).encode(),
        "samples/step-00000010.png": png(),
    }
    with zipfile.ZipFile(file, "w", compression) as archive:
        for path, content in (files | {path.replace("__", "/"): content for path, content in more.items()}).items():
            archive.writestr(f"browser-20261129-140509/{path}", content)
    return file.getvalue()


def test_clothes_come_as_one_picture(client: TestClient) -> None:
    sheet = np.array(Image.open(io.BytesIO(client.get("/api/browser-runs/clothes").content)))
    assert np.array_equal(sheet[:28, :28], load_dataset("fashion-mnist-10k").images[0, 0].numpy())


def test_digits_are_named_where_they_are_not(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.training.local_api.at_hand", lambda _name: False)
    answer = client.get("/api/browser-runs/digits")
    assert (answer.status_code, answer.json()["code"]) == (400, "dataset_missing")


def test_a_classifier_comes_as_a_network_file(client: TestClient) -> None:
    content = client.get("/api/browser-runs/classifier?dataset=fashion-mnist").content
    header = json.loads(content[4 : 4 + int.from_bytes(content[:4], "little")])
    assert [step["op"] for step in header["steps"]][-3:] == ["linear", "rectify", "linear"]
    assert client.get("/api/browser-runs/classifier?dataset=faces").status_code == 400


def test_a_run_of_a_browser_is_frozen(client: TestClient) -> None:
    page = client.post(FROZEN, content=run_zip(), headers=OWN)
    assert page.status_code == 200
    assert page.text.startswith("<!doctype html>")
    assert "image/webp" in page.text


@pytest.mark.parametrize(
    "content",
    [
        b"no zip",
        run_zip(zipfile.ZIP_DEFLATED),
        run_zip(**{"samples__step-00000020.png": png(1001)}),
        run_zip(**{"samples__step-00000020.png": b"no picture"}),
        run_zip(**{"..__..__outside.json": b"{}"}),
        run_zip(**{"config.json": b"[]"}),
    ],
    ids=["no zip", "compressed", "a large picture", "no picture", "a path", "no config"],
)
def test_what_is_no_run_is_refused_in_a_sentence(client: TestClient, content: bytes) -> None:
    answer = client.post(FROZEN, content=content, headers=OWN)
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert "/tmp" not in answer.text


def test_another_site_freezes_nothing(client: TestClient) -> None:
    assert client.post(FROZEN, content=run_zip()).status_code == 403
