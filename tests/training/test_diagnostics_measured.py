"""The doctor's confusion table, from the recorded numbers of trainings whose outcome is known: see docs/doctor.md."""

from __future__ import annotations

import importlib.util
import statistics
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from gan_core.training.diagnostics import REMEMBERED

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """scripts/ is not a package: load the file."""
    spec = importlib.util.spec_from_file_location("measure_doctor", ROOT / "scripts" / "measure_doctor.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["measure_doctor"] = importlib.util.module_from_spec(spec)  # its dataclass looks itself up there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def judged(script) -> list[dict]:
    """Test runs that ended as their recipe wanted."""
    return [run for run in script.load_recorded() if run["seed"] in script.SEEDS["test"] and script.reached(run)]


def test_the_documented_table_is_what_the_recorded_runs_give(script):
    assert script.table(script.load_recorded()) in (ROOT / "docs" / "doctor.md").read_text()


def test_enough_runs_of_every_outcome_on_seeds_that_tuned_nothing(script, judged):
    assert len(judged) >= 60
    assert not set(script.SEEDS["tuning"]) & {run["seed"] for run in judged}
    counts = Counter(script.RECIPES[run["recipe"]].outcome for run in judged)
    assert counts.keys() == script.TRUTHS.keys()
    assert min(counts.values()) >= 4
    assert counts["healthy"] >= 20


def test_no_healthy_run_is_called_collapsed_at_any_look(script, judged):
    for run in judged:
        if script.RECIPES[run["recipe"]].outcome == "healthy":
            words = [script.said(run, measurement["step"]) for measurement in run["looks"]] + [script.said(run)]
            assert not [word for word in words if "collapse" in word], (run["recipe"], run["seed"])


def test_the_doctor_is_right_nine_times_of_ten(script, judged):
    right = sum(script.said(run) == script.RECIPES[run["recipe"]].outcome for run in judged)
    assert right >= 0.9 * len(judged)


def test_a_d_that_memorises_is_far_from_one_that_does_not(script):
    known: dict[bool, list[float]] = {True: [], False: []}
    for run in script.load_recorded():
        measured = [look["memory"] for look in run["looks"] if "memory" in look]
        if measured and script.reached(run):
            known[script.RECIPES[run["recipe"]].outcome == "discriminator_memorises"].append(statistics.median(measured[-5:]))
    assert min(map(len, known.values())) >= 8
    assert max(known[False]) < 0.65 < REMEMBERED < min(known[True])


def test_only_a_label_that_is_clipped_is_ignored(script):
    """The same critic with its label clipped, unclipped, as a one-hot vector, by projection, and with a gradient penalty."""
    runs = [run for run in script.load_recorded() if run["recipe"].startswith("label-")]
    assert len(runs) == 18
    for run in runs:
        words = {script.said(run, measurement["step"]) for measurement in run["looks"]}
        assert ("label_ignored" in words) == run["recipe"].startswith("label-clipped"), (run["recipe"], run["seed"])
        if "label_ignored" in words:
            assert script.said(run) == "label_ignored"
