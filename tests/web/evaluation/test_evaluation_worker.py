"""The process that scores, in this one: small models against the embedded test images."""

from __future__ import annotations

import pytest
from PIL import Image

from gan_core.metrics import METRICS
from web.evaluation.worker import Scorer, answer


@pytest.fixture
def order(models_folder, tmp_path):
    checkpoint = next((models_folder / "cgan-fashion-mnist" / "checkpoints").glob("*.safetensors"))
    about = {"model": "tiny", "n": 100, "seed": 0, "extractor": "fashion", "weights": {}}
    return about | {"checkpoint": str(checkpoint), "copies": str(tmp_path / "copies.png"), "features": str(tmp_path / "features")}


def test_scores_and_progress(order):
    messages = []
    scorer = Scorer(messages.append)
    found = answer(scorer, order)["scores"]
    assert found["scores"]["fid"]["n_generated"] == found["scores"]["fid"]["n_real"] == 100
    assert found["scores"]["fid"]["value"] > 10  # it was never trained
    assert set(found["accuracy_per_class"]) >= {"Bag", "Sandal"}
    assert [note["code"] for note in found["notes"]] == ["singular", "bent"]
    stages = [one["stage"] for one in messages]
    assert stages[:2] == ["real", "generated"]
    assert set(stages[2:]) == {"training", *METRICS}
    assert {"stage": "generated", "done": 100, "total": 100} in messages

    with Image.open(order["copies"]) as sheet:
        assert sheet.size == (12 * 56, 4 * 56)
    assert set(found["scores"]["authenticity"]["details"]) == {"held_out"}

    messages.clear()
    assert answer(scorer, order)["scores"] == found
    assert "real" not in {one["stage"] for one in messages}  # seen before


def test_a_mistake_is_an_answer(order):
    assert answer(Scorer(print), order | {"checkpoint": "/nowhere.safetensors"})["error"]["code"] == "missing_path"
    assert answer(Scorer(print), order | {"n": 10})["error"]["code"] == "value"
    missing = answer(Scorer(print), order | {"extractor": "inception", "weights": {"inception": "/nowhere"}})["error"]
    assert "inception weights: nowhere does not exist" in missing["message"]
