from __future__ import annotations

import io
import json
import shutil
import struct

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.data import ImageDataset
from gan_core.inference import TrainedGenerator
from gan_core.inference.latent_model import COMPONENTS
from gan_core.inference.training_neighbours import TrainingNeighbours
from gan_core.latent import z_from_seed
from gan_core.metrics.classifier import ImageClassifier
from gan_core.training.about import About, digest, write_about
from gan_core.training.run_directory import RunDirectory
from web.latent import api as latent_api
from web.latent import engine as latent_engine
from web.latent import packed
from web.latent.engine import LatentEngine
from web.runs import catalogue
from web.server.visitors import COOKIE
from web.settings import Settings


@pytest.fixture(scope="module")
def engine(models_folder):
    return LatentEngine(models_folder)


@pytest.fixture
def get(engine, client_of, monkeypatch):
    monkeypatch.setattr(latent_api, "ENGINE", engine)
    monkeypatch.setattr(latent_engine, "ENGINE", engine)
    monkeypatch.setattr(packed, "FOLDER", engine.folder)
    monkeypatch.setattr(packed, "_models", {})
    client = client_of([*packed.ROUTES, *latent_api.ROUTES])
    return lambda path, headers=None: client.get(f"/api/latent/{path}", headers)


def pixels(response):
    assert response.status_code == 200, response.text
    return np.array(Image.open(io.BytesIO(response.content)))


def test_picture_is_the_generators_own(get, models_folder):
    generator = TrainedGenerator.load(models_folder / "cgan-fashion-mnist")
    z = torch.from_numpy(z_from_seed(5, 1, 16))
    expected = generator.images(z, torch.tensor([7]))[0, :, :, 0]
    response = get("image?label=7&seed=5")
    np.testing.assert_array_equal(pixels(response), expected)
    assert float(response.headers["X-Discriminator"]) == pytest.approx(
        float(generator.discriminator_logits(z, torch.tensor([7]))), abs=1e-3
    )
    assert float(response.headers["X-Norm"]) == pytest.approx(float(z.norm()), abs=1e-3)
    assert 0 < float(response.headers["X-Milliseconds"]) < 60_000
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "query",
    [
        "label=3&seed=8&components=1.5,0,-2&dimensions=3:0.5&truncation=0.7",
        "mode=plane&x=0.2&y=0.7",
        "mode=path&path=line&t=0.3&picks=5,9,1,2",
        "mode=blend&label=2&other=8&t=0.4",
        "model=dcgan-plain&seed=3",
    ],
)
def test_same_query_same_bytes(get, engine, query):
    first = get(f"image?{query}").content
    assert get(f"image?{query}").content == first
    engine._models.clear()  # and after the server was started anew
    assert get(f"image?{query}").content == first


@pytest.mark.parametrize(
    "change", ["label=4", "seed=9", "components=3", "dimensions=0:5", "truncation=0.2", "picks=1,1,2,3", "mode=plane", "mode=path"]
)
def test_every_control_changes_the_picture(get, change):
    assert get(f"image?{change}").content != get("image").content


def test_class_by_name_is_the_class_by_number(get):
    assert get("image?label=ankle%20BOOT").content == get("image?label=9").content


def test_a_run_of_this_server_is_a_model_of_those_who_may_see_it(get, models_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "SETTINGS", Settings(runs_dir=tmp_path))
    mine = RunDirectory(tmp_path / "mine")
    shutil.copytree(models_folder / "cgan-fashion-mnist", mine.path)
    for path in list(mine.checkpoints.iterdir()):
        path.rename(mine.checkpoints / path.name.replace("00000000", "00000005"))
    other = {"cookie": f"{COOKIE}={'1' * 32}"}
    write_about(mine, About(title="My clothes", owner=digest("0" * 32), private=True))
    for headers, seen in (({"cookie": f"{COOKIE}={'0' * 32}"}, True), (other, False), ({}, False)):
        rows = get("models", headers).json()
        assert ({"name": "mine", "title": {"vi": "My clothes", "en": "My clothes"}} in rows) == seen
        for path in ("model", "network", "image", "sheet"):
            assert (get(f"{path}?model=mine", headers).status_code == 200) == seen, path
    write_about(mine, About(owner=digest("0" * 32)))
    np.testing.assert_array_equal(pixels(get("image?model=mine", other)), pixels(get("image")))


def test_card_tells_the_page_all_it_needs(get):
    card = get("model?label=Sneaker&seed=4&lang=en").json()
    assert [row["name"] for row in get("models").json()] == ["cgan-fashion-mnist", "dcgan-plain"]  # the damaged one is not offered
    assert (card["state"]["label"], card["state"]["seed"], card["defaults"]["seed"]) == (7, 4, 0)
    assert len(card["classes"]) == 10
    assert card["image"] == [1, 28, 28]
    assert card["sigmoid"] is True
    assert card["neighbours"] is True
    assert len(card["shares"]) == COMPONENTS
    assert all(0 < after <= before < 1 for before, after in zip(card["shares"], card["shares"][1:], strict=False))

    plain = get("model?model=dcgan-plain").json()
    assert (plain["classes"], plain["image"], plain["sigmoid"], plain["neighbours"]) == ([], [3, 32, 32], False, False)


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        ("image?label=10", "label", ["10", "0 … 9"]),
        ("image?label=Boot", "value", ["label", "Boot"]),
        ("image?seed=-1", "value", ["seed", "-1", "0 … 2147483647"]),
        ("image?model=nothing", "value", ["model", "nothing", "cgan-fashion-mnist"]),
        ("image?model=..%2F..%2Fetc", "value", ["model", "../../etc"]),
        ("image?model=damaged", "checkpoint_damaged", ["step-00000000.safetensors"]),
        ("image?components=9", "value", ["components", "9", "-3 … 3"]),
        ("image?dimensions=16:1", "value", ["dimensions", "16", "0 … 15"]),
        ("image?mode=blend&other=10", "label", ["10", "0 … 9"]),
        ("image?scale=33", "value", ["scale", "33", "1 … 32"]),
        ("sheet?kind=cube", "value", ["kind", "cube", "grid"]),
        ("sheet?kind=grid&n=65", "value", ["n", "65", "1 … 64"]),
        ("sheet?kind=plane&n=1", "value", ["n", "1", "2 … 12"]),
        ("sheet?n=11", "value", ["n", "11", "1 … 10"]),
        ("sheet?n=²", "value", ["n", "²"]),
        ("animation?frames=100000", "value", ["frames", "100000", "2 … 96"]),
        ("animation?format=mp4", "value", ["format", "mp4", "gif"]),
        ("neighbours?model=dcgan-plain", "value", ["model", "dcgan-plain"]),
        ("readme?model=dcgan-plain", "missing_path", ["README.md"]),
    ],
)
def test_mistakes_are_named(get, path, code, words):
    response = get(path)
    assert response.status_code == 400
    answer = response.json()
    assert answer["code"] == code
    assert all(word in answer["message"] for word in words), answer["message"]
    assert all(isinstance(value, str) for value in answer["fields"].values())


def test_start_page_row_holds_one_picture_a_class(get):
    row = pixels(get("sheet?model=cgan-fashion-mnist&seed=6&n=10"))
    assert row.shape == (28, 280)
    for label in (0, 9):
        alone = pixels(get(f"image?seed=6&label={label}")).astype(int)
        assert np.abs(row[:, 28 * label : 28 * label + 28] - alone).max() <= 1  # a batch may round the last bit otherwise


@pytest.mark.parametrize(
    ("query", "shape", "first", "last"),
    [
        ("kind=grid&n=16", (112, 112), "picks=0,1,2,3", "picks=15,1,2,3"),
        ("kind=plane&n=3", (84, 84), "mode=plane&x=0&y=0", "mode=plane&x=1&y=1"),
        ("kind=line&n=5", (28, 140), "picks=0,1,2,3", "picks=1,1,2,3"),
        ("kind=slerp&n=5", (28, 140), "picks=0,1,2,3", "picks=1,1,2,3"),
        ("kind=blend&n=5&other=6", (28, 140), "label=0", "label=6"),
    ],
)
def test_sheets_begin_and_end_where_they_say(get, query, shape, first, last):
    sheet = pixels(get(f"sheet?{query}")).astype(int)
    assert sheet.shape == shape
    assert np.abs(sheet[:28, :28] - pixels(get(f"image?{first}"))).max() <= 1
    assert np.abs(sheet[-28:, -28:] - pixels(get(f"image?{last}"))).max() <= 1


def test_line_and_great_circle_part_in_the_middle(get):
    line, circle = (float(get(f"image?mode=path&path={path}&t=0.5").headers["X-Norm"]) for path in ("line", "slerp"))
    assert line < 0.85 * circle


def test_animations(get):
    gif = Image.open(io.BytesIO(get("animation?frames=12&scale=3").content))
    assert (gif.format, gif.n_frames, gif.size, gif.info["loop"]) == ("GIF", 12, (84, 84), 0)
    assert pixels(get("animation?frames=12&format=strip&scale=2")).shape == (56, 12 * 56)
    answer = get("animation?frames=12&format=states&component=3").json()
    frames, facts = answer["frames"], answer["facts"]
    assert len(frames) == len(facts) == 12
    assert len({known["norm"] for known in facts}) > 2  # z moves, and D's opinion with it
    assert len({known["logit"] for known in facts}) > 2
    alone = get("facts?component=3").json()
    assert facts[0].pop("taken_for") is alone.pop("taken_for") is None  # its class was asked for
    assert facts[0] == pytest.approx(alone, rel=1e-4)
    assert max(frame["components"][3] for frame in frames) == 3


def test_neighbours_of_a_training_picture_are_itself(get, engine, monkeypatch):
    images = torch.randint(0, 256, (50, 1, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    dataset = ImageDataset("tiny", "train", images, torch.arange(50) % 10, ())
    torch.manual_seed(0)
    search = TrainingNeighbours(ImageClassifier((1, 28, 28)).eval(), dataset)
    monkeypatch.setattr(engine, "_neighbours", search)

    found = search.nearest(dataset.batch(torch.tensor([17]))[0], 3)
    assert (found[0].index, found[0].label) == (17, 7)
    assert found[0].distance == pytest.approx(0, abs=1e-2)
    assert search.closer_fellows(found[0].distance) == 0
    assert search.closer_fellows(1e9) == 1
    assert found[0].distance <= found[1].distance <= found[2].distance

    response = get("neighbours?n=4&seed=2")
    about = json.loads(response.headers["X-Neighbours"])
    assert about["searched"] == 50
    shown = pixels(response)
    for place, one in enumerate(about["found"]):
        np.testing.assert_array_equal(shown[:, 28 * place : 28 * place + 28], images[one["index"], 0].numpy())


def test_model_card_is_served_as_text(get, models_folder):
    (models_folder / "cgan-fashion-mnist" / "README.md").write_text("# Thẻ mô hình", encoding="utf-8")
    response = get("readme")
    assert response.text == "# Thẻ mô hình"
    assert response.headers["content-type"] == "text/plain; charset=utf-8"


def test_a_browser_gets_what_it_needs_to_draw(get, engine):
    model = json.loads(get("model").text)
    content = get("network").content
    size = 4 * len(model["shares"]) * model["latentDim"]
    (length,) = struct.unpack("<I", content[size : size + 4])
    header = json.loads(content[size + 4 : size + 4 + length])
    assert header["classes"] == model["classes"]
    assert len(content) == size + 4 + length + 2 * sum(header["sizes"])
    assert np.isfinite(np.frombuffer(content[:size], "<f4")).all()


def test_facts_are_those_of_the_picture(get):
    facts, picture = get("facts?label=7&seed=5").json(), get("image?label=7&seed=5")
    assert facts["logit"] == pytest.approx(float(picture.headers["X-Discriminator"]), abs=1e-3)
    assert facts["norm"] == pytest.approx(float(picture.headers["X-Norm"]), abs=1e-3)
