from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


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


def scores(**values: float) -> dict:
    """An evaluation as JSON."""
    about = {"interval": [0.0, 1.0], "better": "higher", "n_real": 10_000, "n_generated": 10_000, "extractor": "e", "resize": "none"}
    found = {name: {"value": value, **about} for name, value in values.items()}
    return {"real": "test images", "scores": found, "accuracy_per_class": {}, "notes": []}


def result(accuracy: float, weakest: float, precision: float) -> dict:
    """Scores of a model with nine classes at `accuracy` and one at `weakest`; real test images are right 9 times of 10."""
    generated = scores(precision=precision, recall=0.6, density=1.0, coverage=0.9, fid=1.0, kid=0.001, accuracy=accuracy)
    generated["accuracy_per_class"] = dict(zip("abcdefghij", [accuracy] * 9 + [weakest], strict=True))
    training = scores(precision=0.9, recall=0.9, density=1.0, coverage=0.9, fid=0.1, kid=0.0)
    test = scores(accuracy=0.9) | {"accuracy_per_class": dict.fromkeys("abcdefghij", 0.9)}
    classifier = {"generated": generated, "real_training": training, "real_test": test}
    return {"step": 7, "n": 10_000, "seed": 0, "reference": "test images", "classifier": classifier}


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


def test_targets_of_a_model_without_classes(script):
    unconditional = result(0.89, 0.85, 0.6)
    del unconditional["classifier"]["real_test"]
    assert [row[0].split(",")[0] for row in script.targets(unconditional)] == ["precision", "recall"]
    assert "| class |" not in script.markdown(unconditional)


def test_tables_always_say_n_extractor_resize_and_interval(script):
    found = result(0.89, 0.85, 0.6)
    found["inception"] = {"generated": scores(fid=12.3, kid=0.001, precision=0.1, recall=0.2, density=0.3, coverage=0.4)}
    text = script.markdown(found)
    assert text.count("- extractor: e; resize: none; real images: test images.") == text.count("95 % bootstrap interval") == 2
    assert "| generated | 10000 | e | 12.30 [0.00, 1.00] | 1.00 [0.00, 1000.00] | 0.100" in text
    assert "| j | 85.0% | 90.0% | -5.0 points |" in text


def test_what_inception_said_of_the_same_images_stays(script):
    new, before = result(0.9, 0.9, 0.6), result(0.9, 0.9, 0.6) | {"inception": {"generated": scores(fid=12.3)}}
    assert script.known_of_inception(before, new) == {"inception": before["inception"]}
    assert script.known_of_inception(before | {"step": 8}, new) == script.known_of_inception(new, new) == {}


def test_rows_of_the_nearest_images_are_on_the_sheet_alone(script):
    copied = scores(authenticity=0.6)
    copied["scores"]["authenticity"]["details"] = {"held_out": 0.5, "closest": [[0, 1, 0.2]]}
    assert script.without_pairs(copied)["scores"]["authenticity"]["details"] == {"held_out": 0.5}
    assert script.without_pairs(scores(fid=1.0)) == scores(fid=1.0)


def test_a_value_that_is_infinite_is_shown(script):
    found = result(0.89, 0.85, 0.6)
    found["classifier"]["generated"]["scores"]["fid"] |= {"value": None, "interval": None}
    assert "| generated | 10000 | e | ∞ |" in script.markdown(found)
