from __future__ import annotations

import json
import struct

import numpy as np
import pytest

from gan_core.training.history import POINTS, History
from gan_core.training.run import run
from gan_core.training.run_directory import RunDirectory

NUMBERS = (
    "discriminator_loss", "generator_loss", "real_prob_mean", "fake_prob_mean", "discriminator_accuracy_real",
    "discriminator_accuracy_fake", "generator_grad_norm", "discriminator_grad_norm",
)  # fmt: skip


@pytest.fixture
def directory(tmp_path) -> RunDirectory:
    return RunDirectory(tmp_path)


def line(step: int, **numbers: float) -> str:
    return json.dumps({"step": step, "epoch": step / 10, "images_seen": 64 * step, "seconds": step / 2} | numbers) + "\n"


def unpacked(packed: bytes) -> tuple[int, dict[str, tuple[np.ndarray, np.ndarray]]]:
    (length,) = struct.unpack_from("<I", packed)
    header, offset, curves = json.loads(packed[4 : 4 + length]), 4 + length, {}
    for name, points in header["curves"]:
        curves[name] = (np.frombuffer(packed, "<u4", points, offset), np.frombuffer(packed, "<f4", points, offset + 4 * points))
        offset += 8 * points
    assert offset == len(packed)
    return header["step"], curves


def test_follows_a_run_as_it_is_written(directory, tiny_config, tiny_images):
    history = History(directory)
    assert not history.refresh()
    assert history.last == {}
    assert unpacked(history.snapshot().packed) == (0, {})
    for report in run(directory, tiny_config(), tiny_images):
        assert history.refresh()
        assert not history.refresh()
        assert len(history) == history.last["step"] == history.snapshot().step == report.step
        assert history.last["generator_loss"] == pytest.approx(report.metrics["generator_loss"], abs=1e-6)
    assert tuple(history.names) == NUMBERS
    assert history.column("images_seen").tolist() == [8.0 * step for step in range(1, 11)]


def test_a_half_written_line_waits_for_its_end(directory):
    whole = line(1, loss=0.5)
    directory.stats_path.write_text(whole + whole[:20])
    history = History(directory)
    assert history.refresh()
    assert len(history) == 1
    with directory.stats_path.open("a") as file:
        file.write(whole[20:])
    assert history.refresh()
    assert len(history) == 2


def test_a_resumed_run_s_shortened_log_is_read_anew(directory):
    directory.samples.mkdir()
    directory.stats_path.write_text("".join(line(step, loss=step) for step in range(1, 6)))
    history = History(directory)
    history.refresh()
    directory.forget_after(3)
    directory.append_event(3, "resumed")
    assert history.refresh()
    assert history.column("step").tolist() == [1, 2, 3]
    assert history.events == [{"step": 3, "event": "resumed"}]


def test_thinning_keeps_the_extremes_and_the_ends_and_stays_small(directory):
    steps = np.arange(1, 100_001)
    noise = np.random.default_rng(0).normal(size=(len(NUMBERS), len(steps)))
    noise[3, 54_321], noise[3, 12_345] = 1000, -1000
    with directory.stats_path.open("w") as file:
        for index, step in enumerate(steps.tolist()):
            file.write(line(step, **dict(zip(NUMBERS, noise[:, index].tolist(), strict=True))))
    history = History(directory)
    history.refresh()
    snapshot = history.snapshot()
    assert len(snapshot.packed) <= 16_384
    assert history.snapshot() is snapshot  # made once, shared by all
    last, curves = unpacked(snapshot.packed)
    assert last == 100_000
    for index, name in enumerate(NUMBERS):
        x, y = curves[name]
        assert len(x) <= POINTS
        assert (np.diff(x.astype(int)) > 0).all()
        assert y.max() == pytest.approx(noise[index].max())
        assert y.min() == pytest.approx(noise[index].min())
        assert x[0] < 1000
        assert x[-1] > 99_000
        assert y == pytest.approx(noise[index][x - 1])


def test_another_loss_brings_other_names(directory):
    directory.stats_path.write_text(line(1, real_prob_mean=0.5) + line(2, real_score_mean=3.0) + line(3, real_score_mean=4.0))
    history = History(directory)
    history.refresh()
    _, curves = unpacked(history.snapshot().packed)
    assert {name: (x.tolist(), y.tolist()) for name, (x, y) in curves.items()} == {
        "real_prob_mean": ([1], [0.5]),
        "real_score_mean": ([2, 3], [3.0, 4.0]),
    }


def test_speed_is_of_the_last_lines(directory):
    directory.stats_path.write_text(line(1))
    history = History(directory)
    history.refresh()
    assert history.speed() is None
    with directory.stats_path.open("a") as file:
        file.write("".join(line(step) for step in range(2, 50)))
    history.refresh()
    assert history.speed() == pytest.approx(128)


def test_a_stretch_is_as_dense_as_the_whole_and_keeps_its_extremes(directory):
    rng = np.random.default_rng(0)
    losses = rng.normal(size=20_000)
    directory.stats_path.write_text("".join(line(step, loss=loss) for step, loss in enumerate(losses, 1)))
    history = History(directory)
    history.refresh()
    last, curves = unpacked(history.stretch(5001, 6000))
    steps, values = curves["loss"]
    inside = losses[5000:6000].astype("<f4")
    assert last == 20_000
    assert len(steps) == POINTS
    assert (steps[0] >= 5001) & (steps[-1] <= 6000)
    assert {inside.min(), inside.max()} <= set(values)
    assert all(inside[step - 5001] == value for step, value in zip(steps, values, strict=True))
    few, numbers = unpacked(history.stretch(19_990, 30_000))[1]["loss"]
    assert few.tolist() == list(range(19_990, 20_001))
    assert numbers.tolist() == pytest.approx(losses[-11:])
    assert len(unpacked(history.stretch(50_000, 60_000))[1]["loss"][0]) == 0


def test_a_stretch_of_nothing_is_empty(directory):
    assert unpacked(History(directory).stretch(0, 10)) == (0, {})


def test_epochs_are_those_of_the_lines_however_unevenly_they_come(tmp_path):
    """Resumed with half of the images: an epoch has half as many steps from there on."""
    directory = RunDirectory(tmp_path)
    numbers = History(directory)
    assert numbers.epochs_at([0, 5]) == [0, 0]
    with directory.stats_path.open("w") as file:
        for step, epoch in ((50, 0.5), (100, 1.0), (150, 2.0)):
            file.write(json.dumps({"step": step, "epoch": epoch, "images_seen": step, "seconds": 1.0}) + "\n")
    numbers.refresh()
    assert numbers.epochs_at([0, 25, 100, 125, 150, 170]) == [0, 0.25, 1.0, 1.5, 2.0, 2.4]


def test_measurements_are_curves_of_their_own_at_their_own_steps(directory):
    looks = [
        {"step": 4, "event": "look", "diversity": 0.25},
        {"step": 7, "event": "look", "diversity": 0.5, "label_spread": 0.1, "z_spread": 0.3, "label_accuracy": 0.75},
    ]
    directory.stats_path.write_text("".join([line(1, loss=1.0), *(json.dumps(look) + "\n" for look in looks), line(10, loss=2.0)]))
    history = History(directory)
    history.refresh()
    _, curves = unpacked(history.snapshot().packed)
    assert {name: (x.tolist(), y.tolist()) for name, (x, y) in curves.items()} == {
        "loss": ([1, 10], [1.0, 2.0]),
        "diversity": ([4, 7], [0.25, 0.5]),
        "label_share": ([7], [0.25]),
        "label_accuracy": ([7], [0.75]),
    }
    assert history.names == ["loss"]  # what the doctor reads as curves
