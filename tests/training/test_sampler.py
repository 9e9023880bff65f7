from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gan_core.training.sampler import IndexSampler


def draw(sampler: IndexSampler, batches: int) -> list[int]:
    return [index for _ in range(batches) for index in sampler.next().tolist()]


def test_every_image_once_an_epoch_in_a_new_order():
    sampler = IndexSampler(20, 5, seed=0)
    first, second = draw(sampler, 4), draw(sampler, 4)
    assert sorted(first) == sorted(second) == list(range(20))
    assert first != second
    assert first != list(range(20))


def test_incomplete_batch_is_dropped_so_no_image_comes_twice():
    sampler = IndexSampler(23, 5, seed=0)
    for _ in range(3):
        epoch = draw(sampler, 4)
        assert len(set(epoch)) == 20


def test_batch_larger_than_the_data_is_the_data():
    assert sorted(draw(IndexSampler(3, 8, seed=0), 1)) == [0, 1, 2]


def test_seed_decides_the_order():
    assert draw(IndexSampler(50, 10, seed=1), 5) == draw(IndexSampler(50, 10, seed=1), 5)
    assert draw(IndexSampler(50, 10, seed=1), 5) != draw(IndexSampler(50, 10, seed=2), 5)


@settings(max_examples=40)
@given(size=st.integers(1, 40), batch_size=st.integers(1, 12), before=st.integers(0, 30))
def test_restored_sampler_goes_on_with_the_same_images(size, batch_size, before):
    sampler = IndexSampler(size, batch_size, seed=3)
    draw(sampler, before)
    other = IndexSampler(size, batch_size, seed=99)
    other.restore(*sampler.state())
    assert draw(sampler, 12) == draw(other, 12)


def test_global_random_state_is_neither_used_nor_moved():
    torch.manual_seed(1)
    before = torch.get_rng_state()
    first = draw(IndexSampler(30, 10, seed=0), 3)
    assert torch.equal(before, torch.get_rng_state())
    torch.manual_seed(2)
    assert draw(IndexSampler(30, 10, seed=0), 3) == first
