"""The class is the experiment: dealt evenly, heard once, bounded, counted."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gan_core.config import TrainingConfig
from gan_core.errors import GanError
from gan_core.image_engine import check
from web.training.experiment import GROUPS, MAX_POINTS, Experiment, open_activity
from web.training.local_facts import QUESTIONS

PICTURE = "data:image/jpeg;base64,/9j/4AAQ"


@pytest.fixture
def experiment() -> Experiment:
    return asyncio.run(open_activity({"question": "r1", "steps": 600}))


def told(experiment: Experiment, **more: Any) -> dict[str, Any]:
    return {"identity": experiment.identity, "step": 10, "finding": "developing", "diversity": 0.4, "accuracy": None} | more


@pytest.mark.parametrize("question", QUESTIONS)
def test_settings_are_dealt_in_turn_with_every_seed(question: str) -> None:
    experiment = Experiment(question, 600)
    dealt = [experiment.for_phone(member, 0.0) for member in range(1, 21)]
    assert [one["group"] for one in dealt] == [0, 1] * 10
    assert [one["config"]["seed"] for one in dealt] == [seed for seed in range(10) for _ in range(GROUPS)]
    for one in dealt[:2]:
        config = TrainingConfig.from_json(one["config"])
        check(config)
        assert config.max_steps == 600
    assert dealt[0]["config"] != dealt[1]["config"]


def test_what_is_told_twice_counts_once_and_what_is_old_is_not_heard(experiment: Experiment) -> None:
    for step in (10, 20, 20, 10):
        experiment.receive(1, told(experiment, step=step), 0.0)
    (row,) = experiment.wall(0)["rows"]
    assert (row["step"], row["curve"]) == (20, [(10, 0.4), (20, 0.4)])
    for step in range(30, 600):
        experiment.receive(1, told(experiment, step=step), 0.0)
    assert len(experiment.trainees[1].curve) <= MAX_POINTS


def test_a_picture_is_sent_to_the_projector_once(experiment: Experiment) -> None:
    experiment.receive(1, told(experiment, picture=PICTURE), 0.0)
    experiment.receive(2, told(experiment, picture=PICTURE + "AA"), 0.0)
    first = experiment.wall(0)
    assert first["pictures"] == {1: PICTURE, 2: PICTURE + "AA"}
    assert experiment.wall(first["version"])["pictures"] == {}
    experiment.receive(1, told(experiment, step=30, picture=PICTURE + "BB"), 0.0)
    assert set(experiment.wall(first["version"])["pictures"]) == {1}


def test_the_count_names_collapses_failures_and_scores(experiment: Experiment) -> None:
    ends = [
        ("healthy", 0.8),
        ("healthy", 0.7),
        ("partial_collapse", 0.6),
        ("complete_collapse", 0.1),
        ("healthy", 0.75),
        ("not_finite", None),
    ]
    for member, (finding, accuracy) in enumerate(ends, 1):
        experiment.receive(member, told(experiment, step=600, finding=finding, accuracy=accuracy, done=True), 0.0)
    experiment.receive(7, told(experiment, step=0, finding="too_early", diversity=None, slow=True), 0.0)
    one, other = experiment.result()
    assert (one["training"], one["done"], one["collapsed"], one["failed"]) == (3, 3, 1, 0)
    assert (other["done"], other["collapsed"], other["failed"]) == (3, 1, 1)
    assert one["accuracy"]["value"] == pytest.approx((0.8 + 0.6 + 0.75) / 3)
    assert one["accuracy"]["low"] < 0.7 < one["accuracy"]["high"]
    assert one["low"] < 1 / 3 < one["high"]
    assert experiment.record() is None
    experiment.act("close", 0.0)
    record = experiment.record()
    assert record is not None
    assert record["groups"] == [one, other]


@pytest.mark.parametrize(
    "wrong",
    [
        {"step": 601}, {"step": True}, {"finding": "fine"}, {"diversity": float("nan")}, {"accuracy": 2}, {"accuracy": "1"},
        {"picture": "x"}, {"picture": "data:image/jpeg;base64," + "A" * 20_000}, {"picture": "data:image/svg+xml;base64,AA"},
    ],
)  # fmt: skip
def test_what_is_out_of_bounds_is_refused_by_name(experiment: Experiment, wrong: dict[str, Any]) -> None:
    with pytest.raises(GanError) as refused:
        experiment.receive(1, told(experiment, **wrong), 0.0)
    assert refused.value.fields["field"] == next(iter(wrong))
    assert experiment.wall(0)["rows"] == [] or experiment.trainees[1].step == 0


def test_another_experiment_and_one_that_is_over_hear_nothing(experiment: Experiment) -> None:
    with pytest.raises(GanError):
        experiment.receive(1, told(experiment, identity="0" * 16), 0.0)
    experiment.act("close", 0.0)
    with pytest.raises(GanError):
        experiment.receive(1, told(experiment), 0.0)


@pytest.mark.parametrize("settings", [{}, {"question": "r1"}, {"question": "r1", "steps": 10}, {"question": "?", "steps": 600}])
def test_what_cannot_be_asked_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(GanError):
        asyncio.run(open_activity(settings))
