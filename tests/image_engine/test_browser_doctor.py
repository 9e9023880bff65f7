"""The browser's doctor says of a run what Python's says, and measures what G draws as Python does."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from image_training import SMALL

from gan_core.browser import pack_classifier
from gan_core.data import load_dataset
from gan_core.metrics.classifier import classify, load_classifier
from gan_core.metrics.neighbours import precision_recall
from gan_core.paths import CHECKPOINTS, project_file
from gan_core.training.doctor import examine
from gan_core.training.history import History
from gan_core.training.run_directory import RunDirectory
from gan_core.training.sample_statistics import vendi_score

RECORDED = sorted(path.name for path in CHECKPOINTS.glob("failure-*"))
HELD_OUT = {"memory", "training_accuracy", "held_out_accuracy"}  # which a browser does not measure


def browser(what: str, **question: Any) -> Any:
    script = Path(__file__).with_name("doctor.mjs")
    done = subprocess.run(["node", script], input=json.dumps({"what": what, **question}), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", RECORDED)
def test_both_read_a_recorded_run_alike(name: str) -> None:
    run = RunDirectory(CHECKPOINTS / name)
    history = History(run)
    history.refresh()
    history.statistics[:] = [replace(one, **dict.fromkeys(HELD_OUT)) for one in history.statistics]
    lines = list(run.read_stats())
    config, last = run.read_config(), int(history.last["step"])
    moments = [*(round(last * share) for share in (0.1, 0.3, 0.5, 0.8)), None]
    asked = {
        "config": config.to_json(),
        "lines": [line for line in lines if "event" not in line],
        "events": [line for line in lines if line.get("event", "look") != "look"],
        "measurements": [line for line in lines if line.get("event") == "look"],
        "state": "running",
    }
    found = browser("findings", run=asked, moments=moments)
    for moment, one in zip(moments, found, strict=True):
        expected = examine(history, config, until=moment).to_json()
        assert (one["name"], one["step"]) == (expected["name"], expected["step"]), moment
        assert dict(one["evidence"]) == pytest.approx(dict(expected["evidence"]), rel=1e-3), moment


def test_both_measure_the_same_pictures_alike(tmp_path: Path) -> None:
    config = replace(SMALL, dataset="fashion-mnist-10k", num_classes=10)
    data, judge = load_dataset("fashion-mnist-10k"), load_classifier("fashion-mnist")
    members = [(data.labels == label).nonzero().flatten() for label in range(10)]
    real = torch.cat([rows[::100] for rows in members])  # of each class ten, as the browser chooses them
    drawn = torch.stack([members[i % 10][5 + i // 20] for i in range(100)])  # of each class five, each twice
    noisy = (data.images[drawn].int() + torch.arange(100)[:, None, None, None] % 3).clamp(max=255).to(torch.uint8)
    files = {"pixels": data.images, "drawn": noisy, "classifier": None}
    for name, images in files.items():
        content = pack_classifier(judge) if images is None else images.permute(0, 2, 3, 1).numpy().tobytes()
        (tmp_path / name).write_bytes(content)
    paths = {name: str(tmp_path / name) for name in files} | {"kernel": str(project_file("gan_core/browser/kernel.wasm"))}
    found = browser("measure", config=config.to_json(), labels=data.labels.tolist(), **paths)

    seen, expected = classify(judge, noisy), classify(judge, data.images[real])
    classes = seen.need("probabilities").argmax(1)
    labels = torch.arange(100) % 10

    def ratio(ours: torch.Tensor, theirs: torch.Tensor) -> float:
        return (vendi_score(ours) - 1) / (vendi_score(theirs) - 1)

    by_class = [ratio(seen.features[labels == c], expected.features[10 * c : 10 * c + 10]) for c in range(10)]
    assert found["diversity"] == pytest.approx(min(ratio(seen.features, expected.features), float(np.mean(by_class))), rel=0.01)
    assert found["quality"] == pytest.approx(precision_recall(expected.features, seen.features, 3).precision, abs=0.021)
    assert found["label_accuracy"] == pytest.approx(float((classes == labels).double().mean()), abs=0.011)
    assert found["shares"] == pytest.approx((classes.bincount(minlength=10) / 100).tolist(), abs=0.011)
    assert found["duplicates"] > 0.9
