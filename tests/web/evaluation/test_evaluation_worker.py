"""The process that scores, in this one: small models against the embedded test images."""

from __future__ import annotations

import pytest

from web.evaluation.worker import Scorer, answer


@pytest.fixture
def order(models_folder):
    checkpoint = next((models_folder / "cgan-fashion-mnist" / "checkpoints").glob("*.safetensors"))
    return {"model": "tiny", "checkpoint": str(checkpoint), "n": 100, "seed": 0, "extractor": "fashion", "inception_weights": ""}


def test_scores_and_progress(order):
    messages = []
    scorer = Scorer(messages.append)
    found = answer(scorer, order)["scores"]
    assert found["scores"]["fid"]["n_generated"] == found["scores"]["fid"]["n_real"] == 100
    assert found["scores"]["fid"]["value"] > 10  # it was never trained
    assert set(found["accuracy_per_class"]) >= {"Bag", "Sandal"}
    assert [note["code"] for note in found["notes"]] == ["singular"]
    stages = [one["stage"] for one in messages]
    assert stages[:2] == ["real", "generated"]
    assert set(stages[2:]) == {"fid", "kid", "is", "prc", "dc", "accuracy", "modes"}
    assert {"stage": "generated", "done": 100, "total": 100} in messages

    messages.clear()
    assert answer(scorer, order)["scores"] == found
    assert "real" not in {one["stage"] for one in messages}  # seen before


def test_a_mistake_is_an_answer(order):
    assert answer(Scorer(print), order | {"checkpoint": "/nowhere.safetensors"})["error"]["code"] == "missing_path"
    assert answer(Scorer(print), order | {"n": 10})["error"]["code"] == "value"
    missing = answer(Scorer(print), order | {"extractor": "inception", "inception_weights": "/nowhere"})["error"]
    assert "inception weights: nowhere does not exist" in missing["message"]
