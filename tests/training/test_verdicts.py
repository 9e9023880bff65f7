"""Every shipped run replayed: what the doctor says, moment by moment, has an order that makes sense and never goes back to "too early"."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from gan_core.paths import CHECKPOINTS
from gan_core.training.doctor import examine
from gan_core.training.history import History
from gan_core.training.run_directory import RunDirectory

RUNS = sorted(path.parent.name for path in CHECKPOINTS.glob("*/stats.jsonl"))
MOMENTS = 40  # of each run, more often at its beginning
GOOD = ["too_early", "developing", "healthy"]
# What is said in turn; other shipped runs go as GOOD says, or stop on the way
SEQUENCES = {
    # a loss that rises in the first 150 steps; later D is right about 98 %
    "cgan-cifar10": ["too_early", "developing", "generator_loss_rising", "developing", "healthy", "developing"],
    # healthy by its curves alone from step 100; the first measurement, at 937, finds little variety yet
    "cgan-small-fashion-mnist": ["too_early", "developing", "healthy", "developing", "healthy"],
    "dcgan-cifar10": ["too_early", "developing"],  # varied pictures of all classes at its end, but D is right about 99 % all along
    "dcgan-faces": ["too_early", "developing", "healthy", "developing"],  # diverse to the end, but D no longer errs
    "failure-complete-collapse": ["too_early", "developing", "complete_collapse"],
    "failure-cgan-collapse": ["too_early", "developing", "partial_collapse"],
    "failure-convergence": ["too_early", "developing", "generator_loss_rising"],
    "failure-generator-wins": ["too_early", "developing", "generator_wins"],
    "failure-ignored-label": ["too_early", "developing", "label_ignored"],
    "failure-lsgan": ["too_early", "developing", "complete_collapse"],
    "failure-partial-collapse": ["too_early", "developing", "complete_collapse", "partial_collapse"],
    "gan-cifar10": ["too_early", "developing", "healthy", "oscillation", "healthy"],  # without measurements: by its curves alone
    "lsgan-cifar10": ["too_early", "developing", "healthy", "developing"],  # as the faces
}


@pytest.mark.parametrize("name", RUNS)
def test_a_replay_says_one_thing_after_the_other(name):
    run = RunDirectory(CHECKPOINTS / name)
    numbers, config = History(run), run.read_config()
    numbers.refresh()
    steps = numbers.column("step")
    lines = np.unique([*range(1, 1 + min(30, len(steps))), *np.geomspace(1, len(steps), MOMENTS).astype(int)])
    moments = sorted({*steps[lines - 1], *(measurement.step for measurement in numbers.statistics)})
    status = run.read_status()
    end = examine(numbers, config, status["state"], status.get("code", "")).name
    words = [*(examine(numbers, config, until=int(step)).name for step in moments), end]
    said = [words[0], *(word for before, word in pairwise(words) if word != before)]
    assert said == SEQUENCES.get(name, GOOD[: len(said)])
