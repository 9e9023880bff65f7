"""Counting which trainings live: the measures by meaning, a tiny count from beginning to end, its table."""

from __future__ import annotations

import json
import sys

import pytest
import torch

from gan_core.config import TrainingConfig
from gan_core.data import load_dataset
from gan_core.errors import ConfigError
from gan_core.inference import TrainedGenerator
from gan_core.pixels import to_unit
from scripts import count_outcomes

LIVING = {"finite": True, "loss_left": 0.5, "spread": 0.9, "neighbours": 0.9}


def test_a_recipe_is_a_preset_with_changes():
    config = count_outcomes.recipe_config("lsgan-cifar10:batch_size=64,generator_lr=1e-3,augment=color", 3, 1500)
    assert (config.loss, config.batch_size, config.generator_lr, config.augment) == ("lsgan", 64, 1e-3, "color")
    assert (config.seed, config.max_steps) == (3, 1500)
    with pytest.raises(ConfigError, match="preset"):
        count_outcomes.recipe_config("lsgan", 0, 1)


def test_measures_tell_pictures_from_noise_and_from_one_thing():
    real = to_unit(load_dataset("fashion-mnist-10k").images[::33])
    noise = torch.rand(real.shape, generator=torch.Generator().manual_seed(0)) * 2 - 1
    assert count_outcomes.neighbour_correlation(real) > 0.7 > 0.1 > abs(count_outcomes.neighbour_correlation(noise))
    assert count_outcomes.spread(real[:1].expand(20, -1, -1, -1)) == 0
    shipped = TrainedGenerator.load("checkpoints/cgan-fashion-mnist").float_images(torch.randn(300, 100), torch.arange(300) % 10)
    assert count_outcomes.spread(shipped) == pytest.approx(count_outcomes.spread(real), rel=0.1)
    assert count_outcomes.neighbour_correlation(shipped) > 0.7


@pytest.mark.parametrize(
    "change", [{"finite": False}, {"loss_left": 0.02}, {"spread": 0.3}, {"neighbours": 0.4}, {"neighbours": float("nan")}]
)
def test_each_condition_alone_decides(change):
    assert count_outcomes.lives(LIVING)
    assert not count_outcomes.lives(LIVING | change)
    assert count_outcomes.lives(LIVING | {"loss_left": None})  # a critic's estimate


def test_counts_once_and_prints_the_table(tmp_path, monkeypatch, capsys):
    tiny = "cgan-quick:base_channels=4,latent_dim=4,batch_size=8,precision=float32"
    nan = tiny + ",generator_lr=1,discriminator_lr=1,beta2=0"

    def count(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["count_outcomes.py", *arguments, "--steps", "3", "--seeds", "2", "--out", str(tmp_path)])
        count_outcomes.main()
        return capsys.readouterr().out

    first = count(tiny)
    assert first.count("seed 0: ") == 2  # as it ended, and in the table
    records = [json.loads(path.read_text()) for path in (tmp_path / "records").glob("*.json")]
    assert [(one["recipe"], one["steps"], one["finite"]) for one in records] == [(tiny, 3, True)] * 2
    assert count(tiny) == first[first.index("| recipe") :]  # nothing is trained again
    assert count("--table", nan) == count(tiny)
    assert (tmp_path / f"{count_outcomes._file(tiny)}-3-0" / "stats.jsonl").exists() == (not count_outcomes.lives(records[0]))
    assert isinstance(count_outcomes.recipe_config(nan, 0, 3), TrainingConfig)
