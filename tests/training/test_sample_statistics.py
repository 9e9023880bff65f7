from __future__ import annotations

import dataclasses
import itertools
import math
from contextlib import closing

import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from gan_core.data import load_dataset
from gan_core.errors import CheckpointError
from gan_core.training import loop, sample_statistics
from gan_core.training.history import History
from gan_core.training.run import run
from gan_core.training.run_directory import RunDirectory
from gan_core.training.sample_statistics import SampleMonitor, measurement_due, vendi_score


class Copies(nn.Module):
    """A generator that hands out pictures it was given: `pick(z, labels)` says which."""

    def __init__(self, images, pick):
        super().__init__()
        self.images, self.pick = images.float() / 127.5 - 1, pick

    def forward(self, z, labels=None):
        return self.images[self.pick(z, labels)]


@pytest.fixture(scope="module")
def fashion():
    return load_dataset("fashion-mnist-10k", split="test")  # a hundred of each class


@pytest.fixture
def seen(fashion, tiny_config):
    """What a measurement sees of a G that picks among real pictures."""

    def see(pick, **changes):
        config = tiny_config(dataset="fashion-mnist-10k", num_classes=10, **changes)
        players = loop.start(config, fashion).players
        players.generator = Copies(fashion.images, pick)
        return SampleMonitor(config, fashion).measure(players, 40)

    return see


def hashed(z):
    """An index a picture, spread over all 1,000."""
    return (z.abs().sum(1) * 1e4).long() % 1000


def test_vendi_score_counts_what_is_different():
    assert vendi_score(torch.ones(50, 3)) == pytest.approx(1)
    assert vendi_score(torch.eye(7)) == pytest.approx(7)
    assert vendi_score(torch.eye(5).repeat(9, 1)) == pytest.approx(5)
    assert vendi_score(torch.eye(5).repeat(1, 9)) == pytest.approx(5)  # wide and narrow matrices go different ways
    weights = torch.tensor([0.5, 0.25, 0.25])  # unequal shares: exp of their entropy (arXiv:2210.02410, section 3)
    rows = torch.eye(3)[torch.tensor([0, 0, 1, 2])]
    assert vendi_score(rows) == pytest.approx(math.exp(-float((weights * weights.log()).sum())))
    features = torch.randn(60, 20, generator=torch.Generator().manual_seed(0))
    kernel = torch.nn.functional.normalize(features, dim=1).double()
    weights = torch.linalg.eigvalsh(kernel @ kernel.T / 60).clamp(min=1e-30)
    assert vendi_score(features) == pytest.approx(math.exp(-float((weights * weights.log()).sum())))


def test_real_pictures_look_real_and_diverse(seen):
    measurement = seen(lambda z, _: hashed(z), model="mlp", conditioning="none")
    assert measurement.step == 40
    assert measurement.diversity == pytest.approx(1, abs=0.2)
    assert measurement.quality > 0.7
    assert measurement.duplicates < 0.25  # 200 draws of 1,000: a few are drawn twice
    assert sum(measurement.shares) == pytest.approx(1)
    assert min(measurement.shares) > 0.03


def test_one_picture_has_no_diversity(seen):
    measurement = seen(lambda z, _: torch.zeros(len(z), dtype=torch.long), model="mlp", conditioning="none")
    assert (measurement.diversity, measurement.duplicates, max(measurement.shares)) == (pytest.approx(0, abs=1e-6), 1, 1)


def test_a_few_pictures_have_little_and_one_class_has_some(seen):
    few = seen(lambda z, _: hashed(z) % 3 * 300, model="mlp", conditioning="none")
    one_class = seen(lambda z, _: hashed(z) % 100, model="mlp", conditioning="none")
    assert 0.05 < few.diversity < 0.25
    assert few.duplicates == 1
    assert 0.05 < one_class.diversity < 0.5
    assert one_class.duplicates < 1


def test_a_conditional_g_that_ignores_z_is_not_saved_by_its_ten_classes(seen):
    one_a_class = seen(lambda _, labels: labels * 100)
    assert one_a_class.diversity == pytest.approx(0, abs=1e-6)
    assert max(one_a_class.shares) < 0.3
    well = seen(lambda z, labels: labels * 100 + hashed(z) % 100)
    assert well.diversity == pytest.approx(1, abs=0.25)


def test_a_conditional_g_that_ignores_the_label_and_z_has_none_either(seen):
    assert seen(lambda z, _: torch.zeros(len(z), dtype=torch.long)).diversity == pytest.approx(0, abs=1e-6)


def test_what_a_label_moves_is_measured_against_what_z_moves(seen):
    by_label = seen(lambda _, labels: labels * 100)
    by_z = seen(lambda z, _: hashed(z))
    by_both = seen(lambda z, labels: labels * 100 + hashed(z) % 100)
    assert (by_label.label_share, by_z.label_share) == (1, 0)
    assert 0.3 < by_both.label_share < 0.7
    assert min(by_label.label_accuracy, by_both.label_accuracy) > 0.85  # as often as the classifier is right
    assert by_z.label_accuracy < 0.2
    assert by_z.z_spread > 0.1
    without = seen(lambda z, _: hashed(z), model="mlp", conditioning="none")
    assert (without.label_share, without.label_accuracy, without.label_answers) == (None, None, None)


def test_of_a_g_that_draws_one_picture_no_share_is_the_label_s(seen):
    assert seen(lambda z, _: torch.zeros(len(z), dtype=torch.long)).label_share is None


def test_data_that_no_classifier_knows_are_seen_as_pooled_pixels(tiny_config, tiny_images):
    measurement = SampleMonitor(tiny_config(dataset="folder"), tiny_images).measure(loop.start(tiny_config(), tiny_images).players, 1)
    assert measurement.shares is None
    assert 0 <= measurement.diversity < 0.5
    assert measurement.duplicates == 1  # an untrained G


def test_a_training_goes_on_without_the_classifier_s_file(tiny_config, tiny_images, monkeypatch):
    def missing(_):
        raise CheckpointError("missing_path", field="classifier", received="model.safetensors")

    monkeypatch.setattr(sample_statistics, "load_classifier", missing)
    assert SampleMonitor(tiny_config(), tiny_images).measure(loop.start(tiny_config(), tiny_images).players, 1).shares is None


def test_numbers_that_are_not_finite_are_no_look(tiny_config, tiny_images):
    players = loop.start(tiny_config(), tiny_images).players
    with torch.no_grad():
        next(players.generator.parameters()).fill_(torch.nan)
    assert SampleMonitor(tiny_config(), tiny_images).measure(players, 1) is None


def test_a_look_leaves_the_networks_as_they_are(tiny_config, tiny_images):
    players = loop.start(tiny_config(), tiny_images).players
    before = (
        {name: value.clone() for name, value in players.generator.state_dict().items()},
        players.noise.get_state(),
        torch.get_rng_state(),
    )
    first, second = (SampleMonitor(tiny_config(), tiny_images).measure(players, 1) for _ in range(2))
    assert first == second
    assert players.generator.training
    after = players.generator.state_dict(), players.noise.get_state(), torch.get_rng_state()
    assert all(torch.equal(before[0][name], value) for name, value in after[0].items())
    assert torch.equal(before[1], after[1])
    assert torch.equal(before[2], after[2])


def test_looks_are_rarer_as_a_run_grows_older():
    taken, last = [], 0
    for step in range(1, 100_001):
        if measurement_due(step, last):
            taken.append(step)
            last = step
    assert taken[:10] == list(range(20, 201, 20))
    assert len(taken) < 90


@pytest.fixture
def measured_often(monkeypatch):
    monkeypatch.setattr(sample_statistics, "MEASURE_EVERY", 1)


def train(path, config, images, steps=None, **options):
    directory = RunDirectory(path)
    with closing(run(directory, config, images, **options)) as reports:
        list(itertools.islice(reports, steps))
    return directory


def lines(directory, *, measurement):
    return [
        {**line, "seconds": 0}
        for line in directory.read_stats()
        if (line.get("event") == "look") == measurement and line.get("event") != "resumed"
    ]


def test_a_run_with_measurements_is_bit_for_bit_the_run_without(tmp_path, tiny_config, tiny_images, measured_often, monkeypatch):
    config = tiny_config(sample_every=1, ema_decay=0.9)
    measured = train(tmp_path / "measured", config, tiny_images)
    monkeypatch.setattr(sample_statistics.SampleMonitor, "measure", lambda *_: None)
    unmeasured = train(tmp_path / "unmeasured", config, tiny_images)
    assert len(lines(measured, measurement=True)) == 10
    assert lines(unmeasured, measurement=True) == []
    assert lines(measured, measurement=False) == lines(unmeasured, measurement=False)
    expected, found = (load_file(directory.latest_checkpoint()) for directory in (unmeasured, measured))
    assert [name for name in expected if not torch.equal(expected[name], found[name])] == []


@pytest.mark.parametrize("stop_after", [1, 4, 5, 10])
def test_a_resumed_run_has_every_measurement_once(stop_after, tmp_path, tiny_config, tiny_images, measured_often):
    config = tiny_config(sample_every=1, keep_checkpoints=10)
    whole = train(tmp_path / "whole", config, tiny_images)
    parts = train(tmp_path / "parts", config, tiny_images, stop_after)
    train(tmp_path / "parts", config, tiny_images, resume=True)
    assert lines(parts, measurement=True) == lines(whole, measurement=True)
    assert lines(parts, measurement=False) == lines(whole, measurement=False)


def test_history_keeps_measurements_apart_from_events(tmp_path, tiny_config, tiny_images, measured_often):
    history = History(train(tmp_path / "run", tiny_config(sample_every=5), tiny_images))
    history.refresh()
    assert [measurement.step for measurement in history.statistics] == [5, 10]
    assert history.events == []
    assert "diversity" not in history.names


def test_what_d_knows_by_heart_is_measured_on_images_it_never_saw(tiny_config, tiny_images):
    players = loop.start(tiny_config(), tiny_images).players
    unseen = dataclasses.replace(tiny_images, images=255 - tiny_images.images)
    assert SampleMonitor(tiny_config(), tiny_images).measure(players, 1).memory is None
    same = SampleMonitor(tiny_config(), tiny_images, tiny_images).measure(players, 1)
    assert same.memory == 0.5
    assert same.training_accuracy == same.held_out_accuracy
    monitor = SampleMonitor(tiny_config(), tiny_images, unseen)
    known = {image.sum().item() for image in tiny_images.images}

    class Heart(torch.nn.Module):
        def forward(self, images, labels=None):
            sums = ((images + 1) * 127.5).round().flatten(1).sum(1)
            return torch.tensor([1.0 if one in known else -1.0 for one in sums.tolist()])

    players.discriminator = Heart()
    assert _memory_of(monitor, players) == {"memory": 1.0, "training_accuracy": 1.0, "held_out_accuracy": 0.0}


def _memory_of(monitor, players):
    return sample_statistics._memory(players, *monitor._asked)
