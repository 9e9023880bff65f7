from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from gan_core.divergences import total_variation, wasserstein1
from gan_core.errors import ConfigError
from gan_core.toys.judges import GENERATORS, GRID, REAL, Crowd, Judge, best_accuracy, generator, reached, train_judge, transport_distance

generators = st.builds(generator, st.sampled_from(GENERATORS), st.floats(0, 8))


def test_densities_are_mixtures_of_gaussians():
    x = np.linspace(-6, 6, 49)
    np.testing.assert_allclose(REAL.density(x), np.mean([norm.pdf(x, mode, 0.25) for mode in (-4, 0, 4)], axis=0), atol=1e-15)
    np.testing.assert_allclose(REAL.below(x), np.mean([norm.cdf(x, mode, 0.25) for mode in (-4, 0, 4)], axis=0), atol=1e-15)
    assert np.histogram(REAL.draw(30_000, 0), [-9, -2, 2, 9])[0] / 30_000 == pytest.approx([1 / 3] * 3, abs=0.02)


@given(generators)
@settings(max_examples=40)
def test_the_best_accuracy_is_a_half_and_half_the_total_variation(fake):
    expected = 0.5 + total_variation(REAL.density(GRID), fake.density(GRID), GRID) / 2
    assert best_accuracy(REAL, fake) == pytest.approx(expected, abs=1e-6)
    assert transport_distance(REAL, fake) == pytest.approx(wasserstein1(REAL.density(GRID), fake.density(GRID), GRID), abs=1e-4)


@pytest.mark.parametrize("shift", [0.0, 0.5, 1.7])
def test_two_gaussians_have_it_in_closed_form(shift):
    one, other = Crowd((0.0,), 1.0), Crowd((shift,), 1.0)
    assert best_accuracy(one, other) == pytest.approx(norm.cdf(shift / 2), abs=1e-9)
    assert transport_distance(one, other) == pytest.approx(shift, abs=1e-9)


def test_quality_and_accuracy_tell_different_stories():
    copy, narrow, collapsed, blurred = map(generator, GENERATORS)
    assert best_accuracy(REAL, copy) == pytest.approx(0.5)
    assert reached(copy, REAL) == pytest.approx(0.99, abs=1e-3)
    assert reached(narrow, REAL) > 0.99  # every fake looks real
    assert best_accuracy(REAL, narrow) > 0.7  # and D is right most of the time
    assert reached(collapsed, REAL) > 0.98
    assert reached(REAL, collapsed) == pytest.approx(1 / 3, abs=0.01)
    assert reached(blurred, REAL) < 0.4
    assert reached(REAL, blurred) > 0.99
    assert best_accuracy(REAL, generator("copy", 2.0)) > 0.999  # a near miss
    assert best_accuracy(REAL, generator("copy", 4.0)) == pytest.approx(2 / 3)  # further, and lower


@given(generators, st.integers(1, 300), st.integers(1, 200), st.integers(0, 5))
@settings(max_examples=60)
def test_a_judge_is_never_worse_than_a_coin_on_what_it_has_seen_nor_better_than_the_best(fake, cells, count, seed):
    judge = train_judge(REAL, fake, cells, count, seed)
    assert judge.real_counts.sum() == judge.fake_counts.sum() == count
    assert 0.5 <= judge.on_seen <= 1
    assert judge.on_new(REAL, fake) <= best_accuracy(REAL, fake) + 1e-9


def test_new_samples_are_judged_as_the_masses_say():
    fake = generator("blurred", 1.0)
    judge = train_judge(REAL, fake, 16, 100)
    real_samples, fake_samples = REAL.draw(100_000, 50), fake.draw(100_000, 51)

    def right(samples: np.ndarray, sign: int) -> float:
        cell = np.clip(np.searchsorted(judge.edges, samples, side="right") - 1, 0, 15)
        side = np.sign(judge.real_counts - judge.fake_counts)[cell] * sign
        return float(np.mean((1 + side) / 2))

    assert judge.on_new(REAL, fake) == pytest.approx((right(real_samples, 1) + right(fake_samples, -1)) / 2, abs=0.005)


def test_untrained_weak_and_memorising_judges():
    for name in GENERATORS:
        assert train_judge(REAL, generator(name), 1, 100).on_new(REAL, generator(name)) == pytest.approx(0.5)
        assert train_judge(REAL, generator(name), 2, 500).on_new(REAL, generator(name)) == pytest.approx(0.5, abs=1e-9)
    by_heart = train_judge(REAL, generator("copy"), 4096, 100)
    assert by_heart.on_seen > 0.9
    assert by_heart.on_new(REAL, generator("copy")) == pytest.approx(0.5)


def test_answers_are_shares_and_a_half_where_nothing_was_seen():
    judge = Judge(np.linspace(-8, 8, 4), np.array([3, 0, 0]), np.array([1, 2, 0]))
    np.testing.assert_allclose(judge.answers, [0.75, 0, 0.5])
    assert judge.on_seen == pytest.approx(5 / 6)


def test_impossible_judges_are_refused():
    for cells, count in ((0, 5), (5, 0)):
        with pytest.raises(ConfigError):
            train_judge(REAL, REAL, cells, count)
    with pytest.raises(ConfigError):
        generator("perfect")
