from __future__ import annotations

import json

import pytest

from gan_core.config import TrainingConfig
from gan_core.training.doctor import examine
from gan_core.training.history import History
from gan_core.training.run_directory import RunDirectory

CONFIG = TrainingConfig(generator_lr=5e-3, discriminator_norm="none")
WELL = {
    "discriminator_loss": 1.2, "generator_loss": 0.8, "real_prob_mean": 0.6, "fake_prob_mean": 0.4, "discriminator_accuracy_real": 0.7,
    "discriminator_accuracy_fake": 0.7, "generator_grad_norm": 1.0, "discriminator_grad_norm": 1.0,
}  # fmt: skip
FOOLED = {"fake_prob_mean": 0.95, "discriminator_accuracy_fake": 0.0}


@pytest.fixture
def log(tmp_path):
    """Writes a run's log piece by piece; each piece 200 steps of given numbers and measurements of a given diversity."""
    directory, history, written = RunDirectory(tmp_path), History(RunDirectory(tmp_path)), []

    def write(diversity: float, **numbers: float) -> History:
        start = len(written) * 200
        written.append(diversity)
        with directory.stats_path.open("a") as file:
            for step in range(start + 10, start + 201, 10):
                line = {"step": step, "epoch": 0.0, "images_seen": step, "seconds": step / 10} | WELL | numbers
                file.write(json.dumps(line) + "\n")
                if step % 20 == 0:
                    file.write(json.dumps({"step": step, "event": "look", "diversity": diversity}) + "\n")
        history.refresh()
        return history

    write.event = directory.append_event  # type: ignore[attr-defined]
    return write


def test_now_and_as_of_an_earlier_step(log):
    log(0.5)
    history = log(0.5, **FOOLED)
    assert (examine(history, CONFIG).name, examine(history, CONFIG).step) == ("generator_wins", 400)
    earlier = examine(history, CONFIG, until=200)
    assert (earlier.name, earlier.step) == ("healthy", 200)
    assert examine(history, CONFIG, until=0).name == "too_early"


def test_how_a_run_ended_is_not_known_before_its_end(log):
    history = log(0.5)
    assert examine(history, CONFIG, "failed", "not_finite").name == "not_finite"
    assert examine(history, CONFIG, "failed", "not_finite", until=150).name == "healthy"
    assert examine(history, CONFIG, "failed", "not_finite", until=10_000).name == "not_finite"


@pytest.mark.parametrize("event", ["changed", "forked"])
def test_what_came_before_a_change_of_settings_says_nothing_of_what_comes(log, event):
    log(0.05)
    assert examine(log(0.05), CONFIG).name == "complete_collapse"
    log.event(400, event, settings={"generator_lr": 5e-3})
    history = log(0.05)
    said = {step: examine(history, CONFIG, until=step).name for step in (399, 400, 450)}
    assert said == {399: "complete_collapse", 400: "too_early", 450: "too_early"}
    history = log(0.05)
    assert (examine(history, CONFIG).name, examine(history, CONFIG).step) == ("complete_collapse", 800)


def test_a_longer_run_is_no_other_game(log):
    log(0.05)
    log.event(200, "changed", settings={"epochs": 50, "max_steps": 0})
    assert examine(log(0.05), CONFIG).name == "complete_collapse"


def test_a_log_without_lines(tmp_path):
    assert examine(History(RunDirectory(tmp_path)), CONFIG).name == "too_early"
