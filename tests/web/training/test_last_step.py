"""The step that a run is to end at, from its numbers alone."""

from __future__ import annotations

import json

import pytest

from gan_core.config import TrainingConfig
from gan_core.training.run_directory import RunDirectory
from web.training.status import status_of

BEFORE = [{"step": step, "epoch": step / 4, "images_seen": 10 * step, "seconds": 0.1 * step} for step in range(1, 13)]
AFTER = [{"step": 12 + extra, "epoch": 3 + extra, "images_seen": 120 + 10 * extra, "seconds": 1.2} for extra in (1, 2)]


@pytest.mark.parametrize(
    ("lines", "last_step"),
    [
        (BEFORE, 40),  # ten passes over forty images in batches of ten
        (
            [*BEFORE, {"step": 12, "event": "resumed", "notes": [{"code": "data"}]}, *AFTER],
            19,
        ),  # three of those, then seven over ten images
        ([*BEFORE, {"step": 12, "event": "resumed", "notes": [{"code": "data"}]}], 0),  # nothing is known of the others yet
        ([*BEFORE, {"step": 12, "event": "resumed", "notes": 3}], 40),
    ],
)
def test_a_run_that_stopped_says_where_it_would_have_ended(lines, last_step, tmp_path):
    directory = RunDirectory(tmp_path / "run")
    directory.create(TrainingConfig(batch_size=10, epochs=10))
    directory.stats_path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    directory.write_status("stopped", step=lines[-1]["step"])
    assert status_of(directory, None)["last_step"] == last_step
