"""TensorBoard's own reader finds the numbers, pictures and events of a run in its event files."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from gan_core.training.run import Run
from gan_core.training.run_directory import RunDirectory
from gan_core.training.tensorboard import EVENTS, with_tensorboard


@pytest.fixture
def logged(tmp_path, tiny_config, tiny_images):
    """Trains a run to its step `steps`, and reads what TensorBoard sees of it."""
    directory = RunDirectory(tmp_path / "run")

    def train(steps: int, resume: bool = False) -> EventAccumulator:
        run = Run(directory, tiny_config(max_steps=steps, sample_every=2), tiny_images, resume=resume)
        for _ in with_tensorboard(run.reports(), directory, 1):
            pass
        assert len(list(directory.path.glob(EVENTS))) == 1
        read = EventAccumulator(str(directory.path), size_guidance={"images": 0, "scalars": 0, "tensors": 0})
        read.Reload()
        return read

    train.directory = directory  # type: ignore[attr-defined]
    return train


def test_it_reads_what_the_log_says(logged):
    read = logged(4)
    lines = [line for line in logged.directory.read_stats() if "event" not in line]
    for name in ("discriminator_loss", "generator_loss", "epoch"):
        assert [event.step for event in read.Scalars(name)] == [line["step"] for line in lines]
        assert [event.value for event in read.Scalars(name)] == pytest.approx([line[name] for line in lines], rel=1e-6)
    (look,) = [line for line in logged.directory.read_stats() if line.get("event") == "look"]
    assert read.Scalars("diversity")[0].value == pytest.approx(look["diversity"], rel=1e-6)
    pictures = {event.step: event.encoded_image_string for event in read.Images("samples")}
    assert list(pictures) == [0, 2, 4]
    written = np.asarray(Image.open(logged.directory.samples / "step-00000004.png").convert("RGB"))
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(pictures[4]))), written)


def test_a_resumed_run_is_one_log(logged):
    logged(2)
    read = logged(4, resume=True)
    assert [event.step for event in read.Scalars("generator_loss")] == [1, 2, 3, 4]
    assert "events/text_summary" in read.Tags()["tensors"]


def test_what_is_stopped_is_written(tmp_path, tiny_config, tiny_images):
    directory = RunDirectory(tmp_path / "run")
    reports = with_tensorboard(Run(directory, tiny_config(max_steps=4), tiny_images).reports(), directory, 100)
    next(reports)
    reports.close()
    assert directory.read_status()["state"] == "stopped"
    read = EventAccumulator(str(directory.path))
    read.Reload()
    assert [event.step for event in read.Scalars("generator_loss")] == [1]
