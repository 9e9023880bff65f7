"""A picture in, the z that draws it out; what is no such picture is refused with a sentence."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.inference import TrainedGenerator
from gan_core.inference.targets import Targets
from gan_core.latent import LatentState
from web.latent import api as latent_api
from web.latent import engine as latent_engine
from web.latent import find, packed
from web.latent.engine import LatentEngine
from web.server.endpoints import OWN_HEADER

HEADERS = {OWN_HEADER: "1"}


@pytest.fixture(scope="module")
def engine(models_folder):
    return LatentEngine(models_folder)


@pytest.fixture
def client(engine, client_of, monkeypatch):
    for module in (latent_api, latent_engine, find):
        monkeypatch.setattr(module, "ENGINE", engine)
    monkeypatch.setattr(packed, "FOLDER", engine.folder)
    monkeypatch.setattr(packed, "_models", {})
    return client_of([*packed.ROUTES, *latent_api.ROUTES])


def png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def test_the_found_z_is_a_link_that_draws_the_picture_found(client, models_folder):
    generator = TrainedGenerator.load(models_folder / "cgan-fashion-mnist")
    target = generator.images(torch.zeros(1, 16), torch.tensor([3]))[0, :, :, 0]
    answer = client.post("/api/latent/find", content=png(target), headers=HEADERS)
    assert answer.status_code == 200, answer.text
    found = json.loads(answer.headers["X-Found"])
    row = np.array(Image.open(io.BytesIO(answer.content))).reshape(28, -1, 28).transpose(1, 0, 2)
    assert len(row) == found["path"] + 2
    drawn = client.get(f"/api/latent/image?label={found['label']}&z={found['z']}")
    nearest = np.array(Image.open(io.BytesIO(drawn.content)))
    assert abs(nearest.astype(int) - row[-2]).max() <= 1
    error = np.sqrt(((nearest.astype(float) - target) ** 2).mean()) / 255
    assert found["error"] == pytest.approx(error, abs=0.003)
    assert abs(row[-1].astype(int) - abs(nearest.astype(int) - target)).max() <= 2  # what G does not draw


def test_a_found_z_must_fit_the_model(client):
    link = LatentState(z=(0.5, 1.0)).to_query()
    answer = client.get(f"/api/latent/model?{link}")
    assert (answer.status_code, answer.json()["fields"]["field"]) == (400, "z")
    assert client.get("/api/latent/model?z=!").json()["fields"]["field"] == "z"


@pytest.mark.parametrize(
    ("content", "received"),
    [
        (b"", "0 bytes"),
        (b"no picture", "10 bytes"),
        (png(np.zeros((30, 28), np.uint8)), "28x30"),
        (b"x" * 100_001, "more than 100000 bytes"),
    ],
)
def test_what_is_no_picture_of_the_models_size_is_refused(client, content, received):
    answer = client.post("/api/latent/find", content=content, headers=HEADERS)
    assert answer.status_code == 400
    assert answer.json()["fields"]["received"] == received


def test_a_foreign_page_cannot_make_a_visitor_search(client):
    assert client.post("/api/latent/find", content=png(np.zeros((28, 28), np.uint8)), headers={}).status_code == 403


def test_test_images_come_with_their_numbers_where_a_model_has_them(client, engine, models_folder):
    assert client.get("/api/latent/targets").json()["code"] == "missing_path"
    assert client.get("/api/latent/model").json()["targets"] is False
    images = torch.randint(0, 256, (3, 1, 28, 28), dtype=torch.uint8)
    for name, content in Targets(images, (0, 1, 2), (0.1, 0.1, 0.2), (0.2, 0.2, 0.3), 50).to_files().items():
        (models_folder / "cgan-fashion-mnist" / name).write_bytes(content)
    answer = client.get("/api/latent/targets")
    assert json.loads(answer.headers["X-Targets"])["errors"] == [0.1, 0.1, 0.2]
    assert np.array_equal(np.array(Image.open(io.BytesIO(answer.content))).reshape(28, 3, 28).transpose(1, 0, 2), images[:, 0].numpy())
    assert client.get("/api/latent/model").json()["targets"] is True
