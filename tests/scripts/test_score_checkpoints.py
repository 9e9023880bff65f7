from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch

from gan_core.errors import ConfigError


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """scripts/ is not a package: load the file."""
    path = Path(__file__).parents[2] / "scripts" / "score_checkpoints.py"
    spec = importlib.util.spec_from_file_location("score_checkpoints", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def result(accuracy: float, weakest: float, precision: float) -> dict:
    """Scores of a model with nine classes at `accuracy` and one at `weakest`; real test images are right 9 times of 10."""
    values = {"precision": precision, "recall": 0.6, "density": 1.0, "coverage": 0.9, "fid": 1.0, "modes": 10}
    return {
        "step": 7,
        "n": 10_000,
        "seed": 0,
        "reference": "10,000 test images",
        "classes": list("abcdefghij"),
        "classifier": {
            "extractor": "e",
            "resize": "none",
            "generated": values | {"accuracy": accuracy, "accuracy_per_class": [accuracy] * 9 + [weakest]},
            "real_training": values | {"precision": 0.9, "recall": 0.9},
            "real_test": {"accuracy": 0.9, "accuracy_per_class": [0.9] * 10},
        },
    }


def test_balanced_takes_the_first_of_each_class(script):
    labels = torch.arange(10).repeat(5)
    rows = script.balanced(labels, 20)
    assert rows.tolist() == list(range(20))
    assert labels[rows].bincount().tolist() == [2] * 10


@pytest.mark.parametrize("n", [0, 15, 60])
def test_balanced_names_a_bad_n(script, n):
    with pytest.raises(ConfigError, match="--n"):
        script.balanced(torch.arange(10).repeat(5), n)


@pytest.mark.parametrize(
    ("accuracy", "weakest", "precision", "met"),
    [
        (0.89, 0.85, 0.6, [True, True, True, True]),
        (0.87, 0.85, 0.6, [False, True, True, True]),
        (0.89, 0.81, 0.6, [True, False, True, True]),
        (0.89, 0.85, 0.5, [True, True, False, True]),
    ],
)
def test_targets(script, accuracy, weakest, precision, met):
    assert [row[3] for row in script.targets(result(accuracy, weakest, precision))] == met


def test_tables_always_say_n_extractor_and_resize(script):
    scores = result(0.89, 0.85, 0.6)
    neighbours = {"precision": 0.1, "recall": 0.2, "density": 0.3, "coverage": 0.4}
    scores["inception"] = {"extractor": "inception", "resize": "bilinear", "generated": neighbours | {"fid": 12.3, "kid": 0.001}}
    text = script.markdown(scores)
    assert text.count("N = 10,000") == 2
    assert text.count("resize: ") == text.count("Extractor: ") == 2
    assert "| generated | 12.30 | 1.00 | 0.100" in text
    assert "| j | 85.0% | 90.0% | -5.0 points |" in text


def test_inception_features_are_kept_by_content(script, tmp_path, monkeypatch):
    calls = []

    def extract(images, weights, progress):
        calls.append(len(images))
        return images.flatten(1).float()

    monkeypatch.setattr(script, "inception_features", extract)
    images = torch.arange(8, dtype=torch.uint8).view(2, 1, 2, 2)
    first = script.cached_inception(images, Path("weights"), tmp_path / "new")
    again = script.cached_inception(images.clone(), Path("weights"), tmp_path / "new")
    script.cached_inception(images + 1, Path("weights"), tmp_path / "new")
    np.testing.assert_array_equal(first, again)
    assert calls == [2, 2]
