"""Recipes are compared on what `evaluate` would say of them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from gan_core.config import TrainingConfig
from gan_core.presets import get_preset
from scripts.compare_recipes import HEADING, RECIPES, compare

TINY = TrainingConfig(dataset="fashion-mnist-10k", conditioning="projection", base_channels=4, latent_dim=8, batch_size=16, ema_decay=0.5)
ROW = re.compile(r"\| (?P<title>.+) \| (?P<by>average|G itself) \| \d+\.\d% \| [01]\.\d{3} \| [01]\.\d{3} \| \d+\.\d\d \|")


def test_each_recipe_is_drawn_by_the_average_and_by_itself():
    rows = [ROW.fullmatch(row) for row in compare(TINY, {"as it is": {}, "least squares": {"loss": "lsgan"}}, steps=2, n=200)]
    assert [(row["title"], row["by"]) for row in rows] == [
        ("as it is", "average"),
        ("as it is", "G itself"),
        ("least squares", "average"),
        ("least squares", "G itself"),
    ]
    assert len({row.string for row in rows}) == 4
    assert all(line.count("|") == 7 for line in HEADING)


@pytest.mark.parametrize("base", RECIPES)
def test_each_recipe_differs_and_can_be_trained(base: str):
    configs = [replace(get_preset(base), **changes) for changes in RECIPES[base].values()]
    assert configs[0] == get_preset(base)
    assert len(set(map(repr, configs))) == len(configs)
