"""What a training takes, told before it starts: the disk exactly, the memory near enough to refuse what a machine cannot hold."""

from __future__ import annotations

import dataclasses

import pytest

from gan_core.config import TrainingConfig
from gan_core.errors import ConfigError
from gan_core.presets import PRESETS
from gan_core.training import loop
from gan_core.training.checkpoint import save_checkpoint
from gan_core.training.footprint import FLOAT, SAVED, footprint
from gan_core.training.job import InProcessDriver, Limits
from gan_core.training.runner import Runner

SMALL = TrainingConfig(latent_dim=64, base_channels=64, precision="float32", keep_checkpoints=3)


def test_the_disk_is_that_of_the_checkpoints(tmp_path):
    state = loop.start(SMALL, range(256))
    weights = sum(p.numel() for net in (state.players.generator, state.players.discriminator) for p in net.parameters())
    assert footprint(SMALL).disk == -(-FLOAT * SAVED * weights * 4 // 10**6)
    written = save_checkpoint(tmp_path, state).stat().st_size  # of a state without moments yet
    assert FLOAT * weights < written < FLOAT * weights * 1.1


def test_a_larger_batch_takes_as_much_more():
    small, large = (footprint(dataclasses.replace(SMALL, batch_size=size)).memory for size in (512, 2048))
    assert 3.5 < large / small <= 4


def test_every_recipe_fits_a_small_machine_and_the_largest_config_does_not():
    assert max(footprint(config).memory for config in PRESETS.values()) < 1000
    largest = dataclasses.replace(PRESETS["dcgan-cifar10"], image_size=64, base_channels=512, batch_size=4096, latent_dim=1024)
    assert footprint(largest).memory > 100_000


@pytest.mark.parametrize(
    ("limits", "changes", "code"),
    [
        (Limits(memory_mb=500), {"batch_size": 4096}, "training_memory"),
        (Limits(disk_mb=500), {"keep_checkpoints": 1000}, "training_disk"),
    ],
)
def test_what_is_too_large_is_refused_before_anything_is_laid_out(limits, changes, code, tmp_path):
    runner = Runner(tmp_path, InProcessDriver(lambda config: (config, range(256)), "cpu"), limits)
    with pytest.raises(ConfigError) as refused:
        runner.submit(dataclasses.replace(SMALL, **changes), "me")
    assert refused.value.code == code
    assert list(tmp_path.iterdir()) == []
