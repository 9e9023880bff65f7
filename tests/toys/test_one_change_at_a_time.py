"""Changes of pictures: the first strength changes nothing, and each change does what it says."""

from __future__ import annotations

import pytest
import torch

from gan_core.data import load_dataset
from gan_core.errors import ConfigError
from gan_core.toys.changes import CHANGES, Pictures, Pool, changed, worse_by


@pytest.fixture(scope="module")
def pool() -> Pool:
    data = load_dataset("fashion-mnist-10k", split="test")
    rows = torch.randperm(len(data), generator=torch.Generator().manual_seed(0))
    return Pool(*(Pictures(data.images[part], data.labels[part]) for part in (rows[:300], rows[300:500])))


@pytest.mark.parametrize("name", CHANGES)
def test_the_first_strength_leaves_everything_as_it_is_and_the_last_does_not(pool, name):
    plain, strongest = changed(name, pool, 100, 0), changed(name, pool, 100, len(CHANGES[name].strengths) - 1)
    assert torch.equal(plain.images, pool.fresh.images[:100])
    assert plain.images.dtype == strongest.images.dtype == torch.uint8
    assert not torch.equal(plain.images, strongest.images)


def test_each_does_what_it_says(pool):
    at = {name: changed(name, pool, 100, 5) for name in CHANGES}
    plain = pool.fresh.images[:100].float()
    assert at["blur"].images.float().diff(dim=3).abs().mean() < 0.5 * plain.diff(dim=3).abs().mean()
    assert at["contrast"].images.float().std() < 0.5 * plain.std()
    assert len(at["fewer"].images) == 12
    assert torch.equal(at["copied"].images[:75], pool.training.images[:75])
    assert at["left_out"].labels.max() < 5
    assert len(at["left_out"].images) == 100
    resized = [at[f"resize_{name}"].images.float() for name in ("pillow", "torch", "tensorflow")]
    for one, other in zip(resized, [*resized[1:], resized[0]], strict=True):
        assert (one - other).abs().mean() > 1  # one name, three filters


def test_worse_is_above_0_for_distances_and_shares():
    assert worse_by("fid", 3.0, 1.0, 0.5) == 4
    assert worse_by("recall", 0.5, 0.9, 0.1) == pytest.approx(4)


def test_what_is_unknown_is_named(pool):
    with pytest.raises(ConfigError, match="change: got 'beauty'; accepted: blur"):
        changed("beauty", pool, 10, 0)
    with pytest.raises(ConfigError, match="step: got 7; accepted: 0 to 6"):
        changed("blur", pool, 10, 7)
