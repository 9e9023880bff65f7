"""Human error: counts by hand, the interval against SciPy, meaning by cases."""

from __future__ import annotations

import math

import pytest
from scipy.stats import binomtest

from gan_core.errors import ConfigError
from gan_core.metrics.human_error import human_error, wilson_share


@pytest.mark.parametrize(("successes", "count"), [(0, 1), (1, 1), (0, 40), (3, 12), (12, 24), (599, 1200), (1200, 1200)])
def test_the_interval_is_scipys(successes, count):
    expected = binomtest(successes, count).proportion_ci(0.95, method="wilson")
    share = wilson_share(successes, count)
    assert (share.low, share.high) == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert share.low <= share.value <= share.high


def test_no_answers_say_nothing():
    share = wilson_share(0, 0)
    assert math.isnan(share.value)
    assert share[1:] == (0.0, 1.0, 0)


def test_errors_by_hand():
    error = human_error([True, False, False], [[3, 1], [2, 2], [4, 0]])
    assert (error.real.value, error.real.answers) == (1 / 4, 4)
    assert (error.fake.value, error.fake.answers) == (6 / 8, 8)
    assert (error.overall.value, error.overall.answers) == (7 / 12, 12)


def test_a_class_that_sees_all_and_one_that_sees_nothing():
    real = [True] * 6 + [False] * 6
    assert human_error(real, [[20, 0]] * 6 + [[0, 20]] * 6).overall.value == 0
    assert human_error(real, [[10, 10]] * 12).overall.value == 0.5
    assert human_error(real, [[20, 0]] * 12).fake.value == 1  # all is called real


@pytest.mark.parametrize("wrong", [lambda: wilson_share(3, 2), lambda: human_error([True], []), lambda: human_error([True], [[1, -1]])])
def test_counts_that_are_none(wrong):
    with pytest.raises(ConfigError):
        wrong()
